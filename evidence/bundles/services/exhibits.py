"""Giving items their numbers in the catalogue, and saying what they prove."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from evidence.bundles.models import Exhibit
from evidence.items.models import EvidenceItem
from lawyers.audit.services import record
from lawyers.matters.models import Matter


@transaction.atomic
def number_exhibits(actor: Any, *, matter: Matter, items: Iterable[EvidenceItem]) -> list[Exhibit]:
    """Every item has an exhibit number: those that have one keep it, the others get the next in the order in which they came."""
    # Two people who number at the same moment take turns, so that no number is given twice nor left out.
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
    wanted = EvidenceItem.objects.filter(
        matter=matter, pk__in=[item.pk for item in items], exhibit__isnull=True
    )
    last = Exhibit.objects.filter(matter=matter).aggregate(last=Max("number"))["last"] or 0
    new = [
        Exhibit(matter=matter, item=item, number=number, name=_name_for(item), added_by=actor)
        for number, item in enumerate(wanted.order_by("number").prefetch_related("receipts"), start=last + 1)
    ]
    for exhibit in new:
        exhibit.holder = next((receipt.holder for receipt in exhibit.item.receipts.all()), "")
        exhibit.save(force_insert=True)
        record(
            actor,
            "exhibit.numbered",
            subject=f"evidence:{exhibit.item.code}",
            matter=matter,
            number=exhibit.number,
        )
    return new


@transaction.atomic
def describe_exhibit(actor: Any, *, exhibit: Exhibit, **told: Any) -> Exhibit:
    """The exhibit is called, and proves, what was said; its number stays. `told`: name, form, pages, holder, proves."""
    changed = [name for name, value in told.items() if getattr(exhibit, name) != value]
    for name in changed:
        setattr(exhibit, name, told[name])
    if changed:
        exhibit.save(update_fields=changed)
        record(
            actor,
            "exhibit.described",
            subject=f"evidence:{exhibit.item.code}",
            matter=exhibit.matter,
            fields=changed,
        )
    return exhibit


def _name_for(item: EvidenceItem) -> str:
    """What the catalogue calls such a file until a person names it better."""
    kinds = {
        "sms_backup": _("Backup of text messages"), "call_log": _("Backup of calls"), "screenshot": _("Screenshot of messages"),
        "recording": _("Recording"), "video": _("Video"), "statement": _("Statement"),
    }  # fmt: skip
    if item.kind in kinds:
        return kinds[item.kind]
    kind = item.media_type.split("/")[0]
    return {"image": _("Picture"), "audio": _("Recording"), "video": _("Video")}.get(kind, item.name)[:120]

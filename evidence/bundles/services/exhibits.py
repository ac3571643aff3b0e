"""Giving items their numbers in the catalogue, and saying what they prove."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import Max

from evidence.bundles.models import Exhibit
from evidence.items.models import EvidenceItem
from evidence.items.sentences import kind_words
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
    """What the catalogue calls such a file until a person names it better: its sort, or its own name where that says nothing."""
    words = kind_words(item)
    return item.name[:120] if words == item.media_type else words[:1].upper() + words[1:120]

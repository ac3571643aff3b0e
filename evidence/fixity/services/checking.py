"""Reading the bytes of an item again."""

import logging
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evidence.fixity.models import ItemCheck
from evidence.fixity.services.alarms import raise_alarm
from evidence.items.models import EvidenceItem
from evidence.vault import the_vault

log = logging.getLogger(__name__)
CHECKED_ENOUGH = timedelta(days=1)
"""A small vault is not read over and over: the same item again after a day at the soonest."""


def check_item(item: EvidenceItem) -> ItemCheck:
    """The bytes have been read again, in pieces, and the result is written down; what is newly broken has raised an alarm.

    Raises OSError when the vault cannot be reached: that says nothing about the bytes.
    """
    return record_check(item, _result(item))


@transaction.atomic
def record_check(item: EvidenceItem, result: ItemCheck.Result) -> ItemCheck:
    """What somebody found who read the bytes again is written down; what is newly broken has raised an alarm."""
    before = ItemCheck.objects.filter(item=item).values_list("result", flat=True).first()
    check, _ = ItemCheck.objects.update_or_create(
        item=item, defaults={"checked_at": timezone.now(), "result": result}
    )
    # A file that stays as it was found is no news: the alarm that somebody has acknowledged does not come back every day.
    if result != ItemCheck.Result.WHOLE and result != before:
        raise_alarm(matter=item.matter, item=item, what=result)
    return check


def _result(item: EvidenceItem) -> ItemCheck.Result:
    digest, size = sha256(), 0
    try:
        for piece in the_vault().stream(item.vault_name):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return ItemCheck.Result.MISSING
    if size != item.size:
        return ItemCheck.Result.SIZE
    return ItemCheck.Result.WHOLE if digest.hexdigest() == item.sha256 else ItemCheck.Result.ALTERED


@dataclass
class Sample:
    """What one pass on the clock has read."""

    items: int = 0
    bytes: int = 0
    broken: int = 0


def check_sample() -> Sample:
    """The items whose last check is longest ago have been read again: as many items and bytes as the settings allow."""
    sample = Sample()
    for item in _longest_unchecked()[: settings.FIXITY_ITEMS_AT_ONCE]:
        # The first is always taken, or one large file would stand in the way for ever.
        if sample.items and sample.bytes + item.size > settings.FIXITY_BYTES_AT_ONCE:
            break
        try:
            check = check_item(item)
        except OSError:
            log.exception("evidence item %s: the vault cannot be reached, the check goes on later", item.pk)
            break
        sample.items += 1
        sample.bytes += item.size
        sample.broken += check.result != ItemCheck.Result.WHOLE
    return sample


def _longest_unchecked() -> QuerySet[EvidenceItem]:
    due = Q(last_check__isnull=True) | Q(last_check__checked_at__lt=timezone.now() - CHECKED_ENOUGH)
    oldest = F("last_check__checked_at").asc(nulls_first=True)
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.filter(due).select_related("matter")
    return rows.order_by(oldest, "id")

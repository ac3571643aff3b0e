"""Reading again what is kept: the bytes of items, and of the copies made from them."""

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from hashlib import sha256
from typing import TypeVar

from django.conf import settings
from django.db import transaction
from django.db.models import F, Q, QuerySet
from django.utils import timezone

from evidence.derivatives.models import Derivative
from evidence.fixity.models import CopyCheck, FixityAlarm, ItemCheck, Result
from evidence.fixity.services.alarms import raise_alarm
from evidence.items.models import EvidenceItem
from evidence.vault import the_vault

log = logging.getLogger(__name__)
CHECKED_ENOUGH = timedelta(days=1)
"""A small vault is not read over and over: the same file again after a day at the soonest."""

Kept = EvidenceItem | Derivative
K = TypeVar("K", EvidenceItem, Derivative)


def check_item(item: EvidenceItem) -> ItemCheck:
    """The bytes have been read again, in pieces, and the result is written down; what is newly broken has raised an alarm.

    Raises OSError when the vault cannot be reached: that says nothing about the bytes.
    """
    return record_check(item, _result(item))


@transaction.atomic
def record_check(item: EvidenceItem, result: Result) -> ItemCheck:
    """What somebody found who read the bytes again is written down; what is newly broken has raised an alarm."""
    before = ItemCheck.objects.filter(item=item).values_list("result", flat=True).first()
    check, _ = ItemCheck.objects.update_or_create(
        item=item, defaults={"checked_at": timezone.now(), "result": result}
    )
    # A file that stays as it was found is no news: the alarm that somebody has acknowledged does not come back every day.
    if result != Result.WHOLE and result != before:
        raise_alarm(matter=item.matter, item=item, what=result)
    return check


def check_copy(copy: Derivative) -> CopyCheck:
    """As `check_item`, for a copy; the alarm is about its item. Raises OSError."""
    return _note_copy(copy, _result(copy))


@transaction.atomic
def _note_copy(copy: Derivative, result: Result) -> CopyCheck:
    before = CopyCheck.objects.filter(copy=copy).values_list("result", flat=True).first()
    check, _ = CopyCheck.objects.update_or_create(
        copy=copy, defaults={"checked_at": timezone.now(), "result": result}
    )
    if result != Result.WHOLE and result != before:
        raise_alarm(matter=copy.item.matter, item=copy.item, what=FixityAlarm.What.COPY)
    return check


def _result(kept: Kept) -> Result:
    digest, size = sha256(), 0
    try:
        for piece in the_vault().stream(kept.vault_name):
            digest.update(piece)
            size += len(piece)
    except FileNotFoundError:
        return Result.MISSING
    if size != kept.size:
        return Result.SIZE
    return Result.WHOLE if digest.hexdigest() == kept.sha256 else Result.ALTERED


@dataclass
class Sample:
    """What one pass on the clock has read."""

    items: int = 0
    copies: int = 0
    bytes: int = 0
    broken: int = 0

    def take(self, kept: Kept) -> None:
        """Read it again and count it. Raises OSError."""
        if isinstance(kept, EvidenceItem):
            result = check_item(kept).result
            self.items += 1
        else:
            result = check_copy(kept).result
            self.copies += 1
        self.bytes += kept.size
        self.broken += result != Result.WHOLE


def check_sample() -> Sample:
    """The files whose last check is longest ago have been read again: as many files and bytes as the settings allow."""
    sample = Sample()
    for kept in _longest_unchecked(settings.FIXITY_ITEMS_AT_ONCE):
        # The first is always taken, or one large file would stand in the way for ever.
        if sample.bytes and sample.bytes + kept.size > settings.FIXITY_BYTES_AT_ONCE:
            break
        try:
            sample.take(kept)
        except OSError:
            log.exception(
                "%s %s: the vault cannot be reached, the check goes on later", kept._meta.label, kept.pk
            )
            break
    return sample


def _longest_unchecked(count: int) -> Iterable[Kept]:
    """Items and copies, those first that were never checked, and items before copies of the same age."""
    never = timezone.now() - timedelta(days=36500)
    found: list[Kept] = [
        *_due(EvidenceItem.objects.select_related("matter"))[:count],
        *_due(Derivative.objects.select_related("item__matter"))[:count],
    ]
    return sorted(found, key=lambda kept: getattr(kept, "checked_at", None) or never)[:count]


def _due(rows: QuerySet[K]) -> QuerySet[K]:
    long_ago = Q(last_check__isnull=True) | Q(last_check__checked_at__lt=timezone.now() - CHECKED_ENOUGH)
    oldest = F("last_check__checked_at").asc(nulls_first=True)
    return rows.filter(long_ago).annotate(checked_at=F("last_check__checked_at")).order_by(oldest, "id")

"""Alarms and the state of a chain, for pages."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Q, QuerySet

from evidence.fixity.models import ChainCheck, FixityAlarm, ItemCheck
from evidence.items.models import CustodyEvent, EvidenceItem, Withdrawal
from evidence.items.sentences import custody_sentence


def open_alarms_for(user: Any) -> QuerySet[FixityAlarm]:
    """What this person should look into, newest first."""
    rows: Any = FixityAlarm.objects.open().visible_to(user)
    found: QuerySet[FixityAlarm] = rows.select_related("matter", "item")
    return found


@dataclass(frozen=True)
class Line:
    """One event as a sentence."""

    event: CustodyEvent
    sentence: str


@dataclass(frozen=True)
class Custody:
    """What happened to an item, whether the chain that says so holds, and whether the item is sealed."""

    lines: list[Line]
    chain_check: ChainCheck | None
    item_check: ItemCheck | None
    alarms: list[FixityAlarm]
    withdrawals: list[Withdrawal]

    @property
    def withdrawal(self) -> Withdrawal | None:
        """The withdrawal that stands."""
        last = self.withdrawals[-1] if self.withdrawals else None
        return last if last is not None and not hasattr(last, "end") else None


def custody_of(item: EvidenceItem) -> Custody:
    """For the page of one item."""
    own = CustodyEvent.objects.filter(item=item)
    # Of the checks of the whole case only the last: an office may verify every night.
    of_case = CustodyEvent.objects.filter(matter_id=item.matter_id, item__isnull=True).order_by("-sequence")
    events = sorted([*own, *of_case[:1]], key=lambda event: event.sequence)
    alarms: Any = FixityAlarm.objects.open().filter(
        Q(item=item) | Q(item__isnull=True), matter_id=item.matter_id
    )
    return Custody(
        lines=[Line(event, custody_sentence(event)) for event in events],
        chain_check=ChainCheck.objects.filter(matter_id=item.matter_id).first(),
        item_check=ItemCheck.objects.filter(item=item).first(),
        alarms=list(alarms),
        withdrawals=list(item.withdrawals.select_related("by", "end__by")),
    )

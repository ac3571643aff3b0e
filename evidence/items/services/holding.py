"""Holding an item while it is read, so that one worker reads it and a killed worker's item comes free."""

import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, TypeVar

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services.custody import record_custody
from lawyers.audit.services import record
from lawyers.queue import holds

READING_TRIES = 10
"""A file whose reading ends in a fault so often is given up: it would occupy the workers for ever."""
RENEW_SECONDS = 15

T = TypeVar("T")


@dataclass
class Hold(holds.Hold[EvidenceItem]):
    """One worker's claim to read an item."""

    renewed: float = field(default_factory=time.monotonic)

    @property
    def item(self) -> EvidenceItem:
        """What is read."""
        return self.row

    def renew(self, **fields: Any) -> None:
        """The item stays ours. Raises HoldLost. Asks the database only now and then."""
        if time.monotonic() - self.renewed < RENEW_SECONDS:
            return
        super().renew(**fields)
        self.renewed = time.monotonic()

    def while_taking(self, things: Iterable[T]) -> Iterator[T]:
        """The same things; the hold is renewed while they are taken. Raises HoldLost."""
        for thing in things:
            self.renew()
            yield thing


def hold_to_read(item_id: int) -> Hold | None:
    """The item is ours to read. None when it was read, was given up, or somebody else is at it."""
    now = timezone.now()
    free = EvidenceItem.objects.unheld(now).filter(pk=item_id, reading_tries__lt=READING_TRIES)
    if not free.update(reading="running", reading_since=now, reading_tries=F("reading_tries") + 1):
        return None
    item = EvidenceItem.objects.select_related("matter").get(pk=item_id)
    return Hold(item, EvidenceItem.objects.filter(reading="running"), "reading_since", now)


def give_back(hold: Hold) -> None:
    """The item waits again, unless another worker has taken it."""
    hold.ours().update(reading="waiting", reading_since=None)


@transaction.atomic
def finish_reading(
    hold: Hold, *, kind: str, message_count: int, duplicate_count: int, problems: list[dict[str, Any]], problem_count: int,
    facts: dict[str, Any],
) -> None:  # fmt: skip
    """The item is read, with custody event, once: raises HoldLost and changes nothing when it is not ours any more.

    With problems it is read in part when anything was read at all: messages, or of files that hold none (recordings, videos,
    pictures) what the reader found out about them, such as how long they last.
    """
    state = EvidenceItem.Reading.READ
    if problem_count:
        any_read = message_count or duplicate_count or facts
        state = EvidenceItem.Reading.INCOMPLETE if any_read else EvidenceItem.Reading.UNREADABLE
    hold.change(
        reading=state, kind=kind, message_count=message_count, duplicate_count=duplicate_count, problems=problems, facts=facts
    )  # fmt: skip
    record_custody(
        None, item=hold.item, kind=CustodyEvent.Kind.READ, messages=message_count, problems=problem_count
    )


def leave_unread(item: EvidenceItem, *, kind: str) -> None:
    """The item is of this kind, and no worker looks for messages in it."""
    EvidenceItem.objects.filter(pk=item.pk).update(kind=kind, reading=EvidenceItem.Reading.READ)


def give_up(item: EvidenceItem, *, message_count: int) -> bool:
    """An item whose reading failed too often says so and is not read again; what was read of it stays. False when it moved on."""
    state = EvidenceItem.Reading.INCOMPLETE if message_count else EvidenceItem.Reading.UNREADABLE
    why = {"where": "", "code": "given_up", "params": {"tries": str(item.reading_tries)}}
    spent = EvidenceItem.objects.unheld(timezone.now()).filter(pk=item.pk, reading_tries__gte=READING_TRIES)
    return bool(spent.update(reading=state, message_count=message_count, problems=[why]))


@transaction.atomic
def read_anew(actor: Any, *, item: EvidenceItem) -> bool:
    """The item waits to be read once more, with all its tries; what was read of it stays. False while it waits or is being read."""
    done = ["read", "incomplete", "unreadable"]
    at_rest = EvidenceItem.objects.filter(pk=item.pk, reading__in=done)
    if not at_rest.update(reading="waiting", reading_since=None, reading_tries=0, problems=[]):
        return False
    record(actor, "evidence.read_anew", subject=f"evidence:{item.code}", matter=item.matter)
    return True

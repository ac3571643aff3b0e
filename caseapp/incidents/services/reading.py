"""From a received file to messages with suggestions."""

import logging
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone

from caseapp.cases.services import tell
from caseapp.incidents.services.deciding import decided_among
from caseapp.incidents.services.suggesting import suggest_for_matter
from evidence.isolation.reading import read
from evidence.items.models import EvidenceItem
from evidence.items.services import (
    READING_TRIES,
    Hold,
    HoldLost,
    Landing,
    Origin,
    Received,
    finish_reading,
    give_back,
    give_up,
    hold_to_read,
    leave_unread,
    open_bytes,
    read_anew,
    receive_file,
)
from evidence.messages.models import Message
from evidence.messages.services import Imported, import_messages
from evidence.readers import Problem, ReadMessage
from lawyers.matters.models import Matter
from lawyers.queue import enqueue

log = logging.getLogger(__name__)
QUEUED_FOR = timedelta(minutes=1)
"""What waits longer may have lost its place in the queue."""
SENT_AT_ONCE = 100
PROBLEMS_KEPT = 500


def receive_upload(
    actor: Any, *, matter: Matter, stream: BinaryIO, name: str, origin: Origin, reads_later: bool = True, kind: str = "",
    landing: Landing | None = None,
) -> Received:  # fmt: skip
    """The file is kept and will be read; what is known already is not read again. Raises FileRefused.

    A file of which the caller knows what it is (`kind`) and that holds no messages is never read.
    """

    def tell_and_queue(item: EvidenceItem) -> None:
        subject = f"evidence:{item.code}"
        tell(
            actor,
            matter=matter,
            kind="evidence",
            name="evidence.received",
            subject=subject,
            number=item.number,
        )
        if kind:
            leave_unread(item, kind=kind)
        elif reads_later:
            enqueue("incidents.read_item", item_id=item.pk)

    return receive_file(
        actor, matter=matter, stream=stream, name=name, origin=origin, also=tell_and_queue, landing=landing
    )


@transaction.atomic
def ask_to_read_again(actor: Any, *, item: EvidenceItem) -> bool:
    """The item will be read once more; nothing is imported twice. False while it is being read anyway."""
    if not read_anew(actor, item=item):
        return False
    enqueue("incidents.read_item", item_id=item.pk)
    return True


@dataclass
class Listener:
    """Hears what is read while it is read, for whoever tells it on at once."""

    kind: str = ""
    messages: list[ReadMessage] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def heard(self, messages: Iterable[ReadMessage]) -> Iterator[ReadMessage]:
        """The same messages."""
        for message in messages:
            self.messages.append(message)
            yield message


def read_item(item_id: int, listener: Listener | None = None) -> Imported | None:
    """Read one item to the end and suggest. None when it was read or somebody else is at it. Safe to run again.

    After a fault the item waits again and the fault is raised; a killed worker's item comes free by itself.
    """
    hold = hold_to_read(item_id)
    if hold is None:
        return None
    try:
        return _read_held(hold, listener)
    except HoldLost:
        log.warning("evidence item %s: another worker has taken over", item_id)
        return None
    except Exception:
        give_back(hold)
        raise


def _read_held(hold: Hold, listener: Listener | None) -> Imported:
    item = hold.item
    receipt = item.receipts.order_by("id").first()
    phone = (receipt.source_key or receipt.holder or receipt.source) if receipt else ""
    source_key = receipt.source_key if receipt else ""
    with open_bytes(item) as stream:
        reading = read(stream, name=item.name, while_waiting=hold.renew)
        messages = hold.while_taking(listener.heard(reading) if listener else reading)
        imported = import_messages(item, messages, phone=phone, source_key=source_key, settled=decided_among)
    if listener:
        listener.kind, listener.problems = reading.kind, reading.problems
    # The item counts as read only when its suggestions stand: whoever is killed before is followed by another.
    suggest_for_matter(item.matter, source_key=source_key, between=hold.renew)
    finish_reading(
        hold, kind=reading.kind, message_count=Message.objects.filter(item=item).count(), duplicate_count=imported.duplicate,
        problems=[_kept(problem) for problem in reading.problems[:PROBLEMS_KEPT]], problem_count=len(reading.problems),
        facts=reading.facts,
    )  # fmt: skip
    return imported


def _kept(problem: Problem) -> dict[str, Any]:
    params = {name: str(value) for name, value in problem.params.items()}
    return {"where": problem.where, "code": problem.code, "params": params}


def read_waiting() -> int:
    """Queue again what waits too long or whose worker was lost; give up what failed too often. The number of items queued."""
    now = timezone.now()
    lost = EvidenceItem.objects.unheld(now).filter(received_at__lt=now - QUEUED_FOR).order_by("received_at")
    for item in lost.filter(reading_tries__gte=READING_TRIES)[:SENT_AT_ONCE]:
        give_up(item, message_count=Message.objects.filter(item=item).count())
    ids = list(lost.filter(reading_tries__lt=READING_TRIES).values_list("pk", flat=True)[:SENT_AT_ONCE])
    for pk in ids:
        enqueue("incidents.read_item", item_id=pk)
    return len(ids)

"""From a received file to messages with suggestions."""

import logging
from datetime import timedelta
from typing import Any, BinaryIO

from django.db.models import Q
from django.utils import timezone

from caseapp.cases.services import tell
from caseapp.incidents.services.suggesting import suggest_for_matter
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import Origin, Received, open_bytes, receive_file, record_custody
from evidence.messages.models import Message
from evidence.messages.services import Imported, import_messages
from evidence.readers import read
from lawyers.matters.models import Matter
from lawyers.queue import enqueue

log = logging.getLogger(__name__)
STUCK_AFTER = timedelta(minutes=15)
PROBLEMS_KEPT = 500


def receive_upload(
    actor: Any, *, matter: Matter, stream: BinaryIO, name: str, origin: Origin, reads_later: bool = True
) -> Received:
    """The file is kept and will be read; what is known already is not read again. Raises FileRefused."""
    received = receive_file(actor, matter=matter, stream=stream, name=name, origin=origin)
    if not received.is_duplicate:
        subject = f"evidence:{received.item.code}"
        tell(
            actor,
            matter=matter,
            kind="evidence",
            name="evidence.received",
            subject=subject,
            number=received.item.number,
        )
        if reads_later:
            enqueue("incidents.read_item", item_id=received.item.pk)
    return received


def read_item(item_id: int) -> Imported | None:
    """Read one waiting item to the end and suggest. None when somebody else is at it or it was read. Safe to run again."""
    waiting = EvidenceItem.objects.filter(
        Q(reading="waiting") | Q(reading="running", reading_since__lt=timezone.now() - STUCK_AFTER),
        pk=item_id,
    )
    if not waiting.update(reading=EvidenceItem.Reading.RUNNING, reading_since=timezone.now()):
        return None
    item = EvidenceItem.objects.select_related("matter").get(pk=item_id)
    receipt = item.receipts.order_by("id").first()
    phone = (receipt.source_key or receipt.holder or receipt.source) if receipt else ""
    imported, kind = Imported(), ""
    problems: list[Any] = []
    try:
        with open_bytes(item) as stream:
            reading = read(stream, name=item.name)
            imported = import_messages(
                item, reading, phone=phone, source_key=receipt.source_key if receipt else ""
            )
            problems, kind = list(reading.problems), reading.kind
    except OSError:
        log.exception("evidence item %s: its bytes cannot be read", item.pk)
        problems = [None]
    _finish(item, imported, problems, kind)
    suggest_for_matter(item.matter, source_key=receipt.source_key if receipt else "")
    return imported


def _finish(item: EvidenceItem, imported: Imported, problems: list[Any], kind: str) -> None:
    count = Message.objects.filter(item=item).count()
    state = EvidenceItem.Reading.READ
    if problems:
        state = (
            EvidenceItem.Reading.INCOMPLETE
            if count or imported.duplicate
            else EvidenceItem.Reading.UNREADABLE
        )
    kept = [
        {"where": p.where, "code": p.code, "params": {k: str(v) for k, v in p.params.items()}}
        for p in problems[:PROBLEMS_KEPT]
        if p
    ]
    EvidenceItem.objects.filter(pk=item.pk).update(
        reading=state, kind=kind, message_count=count, duplicate_count=imported.duplicate, problems=kept
    )
    record_custody(None, item=item, kind=CustodyEvent.Kind.READ, messages=count, problems=len(problems))


def read_waiting() -> int:
    """Queue again what waits too long or whose worker was lost. The number of items queued."""
    late = timezone.now() - STUCK_AFTER
    lost = Q(reading="running", reading_since__lt=late) | Q(
        reading="waiting", received_at__lt=timezone.now() - timedelta(minutes=1)
    )
    ids = list(EvidenceItem.objects.filter(lost).values_list("pk", flat=True)[:100])
    for pk in ids:
        enqueue("incidents.read_item", item_id=pk)
    return len(ids)

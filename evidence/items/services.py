"""Taking files in, writing the custody chain, and holding an item while it is read."""

import hashlib
import json
import re
import time
import unicodedata
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, TypeVar
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import DatabaseError, IntegrityError, transaction
from django.db.models import F
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.readers import sniff
from lawyers.audit.services import record
from lawyers.matters.models import Matter

CHUNK_BYTES = 1024 * 1024
HEAD_BYTES = 8192
CHAIN_TRIES = 50
NAME_CHARACTERS = 200
READING_TRIES = 10
"""A file whose reading ends in a fault so often is given up: it would occupy the workers for ever."""
RENEW_SECONDS = 15

T = TypeVar("T")


class FileRefused(ValueError):
    """The file was not kept; `code` says why: empty, too_large, no_room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Received:
    """What became of a file: its item, and whether the matter had the same bytes already."""

    item: EvidenceItem
    is_duplicate: bool


@dataclass(frozen=True)
class Origin:
    """From whom and from which device a file came."""

    source: str = ""
    source_key: str = ""
    holder: str = ""
    device: str = ""


def safe_name(name: str) -> str:
    """A file name without path, controls or direction marks, at most 200 characters; never empty."""
    last = re.split(r"[\\/]", name)[-1]
    plain = "".join(
        c for c in last if unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
    ).strip(" .")
    if len(plain) > NAME_CHARACTERS:
        stem, dot, ending = plain.rpartition(".")
        keep = ending[:20] if dot else ""
        plain = (
            f"{(stem or plain)[: NAME_CHARACTERS - len(keep) - 1]}.{keep}"
            if keep
            else plain[:NAME_CHARACTERS]
        )
    return plain or "file"


def receive_file(
    actor: Any, *, matter: Matter, stream: BinaryIO, name: str, origin: Origin, also: Callable[[EvidenceItem], None] = lambda item: None
) -> Received:  # fmt: skip
    """The bytes are in the vault, unaltered, with item, receipt and first custody event, or nothing is (FileRefused).

    The same bytes in the same matter are one item with one more receipt. The stream is never held in memory whole.
    `also` is done for a new item in the transaction that writes it down.
    """
    size, sha256, head = _measure(stream)
    known = EvidenceItem.objects.filter(matter=matter, sha256=sha256).first()
    if known is not None:
        return _received_again(actor, known, name, origin)
    code = uuid4()
    vault_name = f"{code.hex[:2]}/{code.hex}"
    _keep(stream, vault_name)
    item = EvidenceItem(
        code=code, matter=matter, name=safe_name(name), size=size, sha256=sha256, media_type=sniff(name, head)[:100], vault_name=vault_name,
    )  # fmt: skip
    try:
        _write_down(actor, item, name, origin, also)
    except DatabaseError as error:
        return _not_written_down(actor, item, name, origin, error)
    return Received(item, is_duplicate=False)


def _not_written_down(
    actor: Any, item: EvidenceItem, name: str, origin: Origin, error: DatabaseError
) -> Received:
    """The bytes go again, provided that no item holds them. Where even this cannot be asked they stay: better too many."""
    if EvidenceItem.objects.filter(code=item.code).exists():
        raise error
    storages["vault"].delete(item.vault_name)
    known = EvidenceItem.objects.filter(matter=item.matter, sha256=item.sha256).first()
    if known is None:
        raise FileRefused("no_room") from error
    # Somebody brought the same bytes at the same moment: theirs is the item.
    return _received_again(actor, known, name, origin)


def _measure(stream: BinaryIO) -> tuple[int, str, bytes]:
    stream.seek(0)
    digest, size, head = hashlib.sha256(), 0, b""
    while chunk := stream.read(CHUNK_BYTES):
        head = head or chunk[:HEAD_BYTES]
        digest.update(chunk)
        size += len(chunk)
        if size > settings.EVIDENCE_MAX_BYTES:
            raise FileRefused("too_large")
    if not size:
        raise FileRefused("empty")
    return size, digest.hexdigest(), head


def _keep(stream: BinaryIO, vault_name: str) -> None:
    try:
        storages["vault"].save(vault_name, File(stream))
    except OSError as error:
        raise FileRefused("no_room") from error


@transaction.atomic
def _write_down(
    actor: Any, item: EvidenceItem, name: str, origin: Origin, also: Callable[[EvidenceItem], None]
) -> None:
    for attempt in range(CHAIN_TRIES):
        last = (
            EvidenceItem.objects.filter(matter=item.matter)
            .order_by("-number")
            .values_list("number", flat=True)
            .first()
            or 0
        )
        item.number = last + 1 + attempt
        try:
            with transaction.atomic():
                item.save(force_insert=True)
            break
        except IntegrityError:
            if EvidenceItem.objects.filter(matter=item.matter, sha256=item.sha256).exists():
                raise
    _receipt(actor, item, name, origin)
    record_custody(actor, item=item, kind=CustodyEvent.Kind.RECEIVED, sha256=item.sha256, size=item.size)
    record(actor, "evidence.received", subject=f"evidence:{item.code}", matter=item.matter)
    also(item)


@transaction.atomic
def _received_again(actor: Any, item: EvidenceItem, name: str, origin: Origin) -> Received:
    _receipt(actor, item, name, origin)
    record_custody(actor, item=item, kind=CustodyEvent.Kind.RECEIVED_AGAIN)
    return Received(item, is_duplicate=True)


def _receipt(actor: Any, item: EvidenceItem, name: str, origin: Origin) -> None:
    Receipt.objects.create(
        item=item, name=safe_name(name), received_by=actor, source=origin.source, source_key=origin.source_key,
        holder=origin.holder, device=origin.device,
    )  # fmt: skip


def record_custody(actor: Any, *, item: EvidenceItem, kind: str, **particulars: Any) -> CustodyEvent:
    """Append one event to the matter's chain, hash-linked to the one before. Concurrent writers take turns by the constraint."""
    for _attempt in range(CHAIN_TRIES):
        last = CustodyEvent.objects.filter(matter_id=item.matter_id).order_by("-sequence").first()
        event = CustodyEvent(
            matter_id=item.matter_id, item=item, sequence=(last.sequence if last else 0) + 1, at=timezone.now(), kind=kind,
            actor_id=getattr(actor, "pk", None), actor_name=getattr(actor, "name", ""), particulars=particulars,
            previous_hash=last.hash if last else "",
        )  # fmt: skip
        event.hash = custody_hash(event)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            continue
        return event
    raise RuntimeError(f"No place in the custody chain of matter {item.matter_id} after {CHAIN_TRIES} tries.")


def custody_hash(event: CustodyEvent) -> str:
    """SHA-256 over every field of the event and the hash before it, as canonical JSON."""
    told = {
        "sequence": event.sequence, "at": event.at.isoformat(), "item": str(event.item.code), "kind": str(event.kind), "actor": event.actor_id,
        "actor_name": event.actor_name, "particulars": event.particulars, "previous": event.previous_hash,
    }  # fmt: skip
    return hashlib.sha256(
        json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()


def open_bytes(item: EvidenceItem) -> Any:
    """The item's bytes as a stream from the vault."""
    return storages["vault"].open(item.vault_name)


class HoldLost(RuntimeError):
    """Another worker reads the item by now; this one must let it be."""


@dataclass
class Hold:
    """One worker's claim to read an item. It lasts while it is renewed, so that a killed worker's item comes free."""

    item: EvidenceItem
    since: datetime
    renewed: float

    def renew(self) -> None:
        """The item stays ours. Raises HoldLost. Asks the database only now and then."""
        if time.monotonic() - self.renewed < RENEW_SECONDS:
            return
        now = timezone.now()
        self.change(reading_since=now)
        self.since, self.renewed = now, time.monotonic()

    def change(self, **fields: Any) -> None:
        """The item has these values, provided that it is still ours. Raises HoldLost."""
        ours = EvidenceItem.objects.filter(pk=self.item.pk, reading="running", reading_since=self.since)
        if not ours.update(**fields):
            raise HoldLost(self.item.pk)

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
    return Hold(item, now, time.monotonic())


def give_back(hold: Hold) -> None:
    """The item waits again, unless another worker has taken it."""
    ours = EvidenceItem.objects.filter(pk=hold.item.pk, reading="running", reading_since=hold.since)
    ours.update(reading="waiting", reading_since=None)


@transaction.atomic
def finish_reading(
    hold: Hold, *, kind: str, message_count: int, duplicate_count: int, problems: list[dict[str, Any]], problem_count: int
) -> None:  # fmt: skip
    """The item is read, with custody event, once: raises HoldLost and changes nothing when it is not ours any more."""
    state = EvidenceItem.Reading.READ
    if problem_count:
        any_read = message_count or duplicate_count
        state = EvidenceItem.Reading.INCOMPLETE if any_read else EvidenceItem.Reading.UNREADABLE
    hold.change(
        reading=state, kind=kind, message_count=message_count, duplicate_count=duplicate_count, problems=problems
    )  # fmt: skip
    record_custody(
        None, item=hold.item, kind=CustodyEvent.Kind.READ, messages=message_count, problems=problem_count
    )


def give_up(item: EvidenceItem, *, message_count: int) -> bool:
    """An item whose reading failed too often says so and is not read again; what was read of it stays. False when it moved on."""
    state = EvidenceItem.Reading.INCOMPLETE if message_count else EvidenceItem.Reading.UNREADABLE
    why = {"where": "", "code": "given_up", "params": {"tries": str(item.reading_tries)}}
    spent = EvidenceItem.objects.unheld(timezone.now()).filter(pk=item.pk, reading_tries__gte=READING_TRIES)
    return bool(spent.update(reading=state, message_count=message_count, problems=[why]))

"""Taking files in: whole, unaltered, each once per matter, with a receipt for every time somebody brought it."""

import hashlib
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, BinaryIO
from uuid import uuid4

from django.conf import settings
from django.core.files.base import File
from django.core.files.storage import storages
from django.db import DatabaseError, transaction
from django.db.models import Max

from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.items.services.custody import item_digest, receipt_digest, record_custody, take_turn
from evidence.items.services.withdrawing import require_in_use
from evidence.readers import sniff
from lawyers.audit.services import record
from lawyers.matters.models import Matter

CHUNK_BYTES = 1024 * 1024
HEAD_BYTES = 8192
NAME_CHARACTERS = 200


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
    take_turn(item.matter_id)
    last = EvidenceItem.objects.filter(matter=item.matter).aggregate(Max("number"))["number__max"]
    item.number = (last or 0) + 1
    item.save(force_insert=True)
    receipt = _receipt(actor, item, name, origin)
    record_custody(
        actor, item=item, kind=CustodyEvent.Kind.RECEIVED, sha256=item.sha256, size=item.size,
        item_digest=item_digest(item), receipt_digest=receipt_digest(receipt),
    )  # fmt: skip
    record(actor, "evidence.received", subject=f"evidence:{item.code}", matter=item.matter)
    also(item)


@transaction.atomic
def _received_again(actor: Any, item: EvidenceItem, name: str, origin: Origin) -> Received:
    receipt = _receipt(actor, item, name, origin)
    record_custody(
        actor, item=item, kind=CustodyEvent.Kind.RECEIVED_AGAIN, receipt_digest=receipt_digest(receipt)
    )
    return Received(item, is_duplicate=True)


def _receipt(actor: Any, item: EvidenceItem, name: str, origin: Origin) -> Receipt:
    receipt: Receipt = Receipt.objects.create(
        item=item, name=safe_name(name), received_by=actor, source=origin.source, source_key=origin.source_key,
        holder=origin.holder, device=origin.device,
    )  # fmt: skip
    return receipt


def open_bytes(item: EvidenceItem) -> Any:
    """The item's bytes as a stream from the vault. Raises ItemWithdrawn, and FileNotFoundError or OSError of the vault."""
    require_in_use(item)
    return storages["vault"].open(item.vault_name)

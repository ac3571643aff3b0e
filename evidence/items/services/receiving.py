"""Taking files in: whole, unaltered, each once per matter, with a receipt for every time somebody brought it."""

import hashlib
import os
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
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
from evidence.vault import LocalVault
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.queue import enqueue

CHUNK_BYTES = 1024 * 1024
HEAD_BYTES = 8192
NAME_BYTES = 240
"""File systems take 255; a folder's copy may put a number before the name."""
UNSEEN = {"Cc", "Cf", "Cs", "Co", "Zl", "Zp"}
RESERVED = re.compile(r"(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³])(?:\.|$)", re.IGNORECASE)
"""Device names: Windows opens no file of this name, whatever its ending (Microsoft, "Naming Files, Paths, and Namespaces")."""


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
    """From whom, from which device and by which way a file came; `reference` is the number on the sender's receipt."""

    source: str = ""
    source_key: str = ""
    holder: str = ""
    device: str = ""
    way: str = ""
    way_key: str = ""
    reference: str = ""


@dataclass(frozen=True)
class Landing:
    """What is known of a file before it is received: where it lies, if on this machine and nobody will write to it again.

    Its SHA-256 is known when somebody counted every byte of it. `settle` is called in the transaction that writes the file
    down, new or known already; what it raises takes everything back.
    """

    path: Path | None = None
    sha256: str = ""
    settle: Callable[[Received], None] = lambda received: None


def safe_name(name: str) -> str:
    """A name that every file system, archive and mail program takes; never empty.

    Without path, controls and direction marks; composed (NFC), as Windows and Linux write it and macOS does not; at most
    240 bytes of UTF-8, the ending kept; what Windows reserves gets an underscore.
    """
    last = unicodedata.normalize("NFC", re.split(r"[\\/]", name)[-1])
    shown = "".join(c for c in last if unicodedata.category(c) not in UNSEEN)
    plain = re.sub(r'[<>:"|?*]', "_", shown).strip(" .")
    if RESERVED.match(plain):
        plain = f"_{plain}"
    if len(plain.encode()) > NAME_BYTES:
        stem, dot, ending = plain.rpartition(".")
        keep = f".{ending[:20]}" if dot and stem else ""
        plain = _cut(stem if keep else plain, NAME_BYTES - len(keep.encode())) + keep
    return plain or "file"


def _cut(text: str, size: int) -> str:
    return text.encode()[:size].decode(errors="ignore").rstrip(" .")


def receive_file(
    actor: Any, *, matter: Matter, stream: BinaryIO, name: str, origin: Origin, also: Callable[[EvidenceItem], None] = lambda item: None,
    landing: Landing | None = None,
) -> Received:  # fmt: skip
    """The bytes are in the vault, unaltered, with item, receipt and first custody event, or nothing is (FileRefused).

    The same bytes in the same matter are one item with one more receipt. The stream is never held in memory whole.
    `also` is done for a new item in the transaction that writes it down. With a `landing`, whose bytes are those of the
    stream, nothing is read twice, and a local vault on the same disk takes the file over instead of copying it.
    """
    size, sha256, head = _measure(stream, landing.sha256 if landing else "")
    settle = landing.settle if landing else _nobody_waits
    known = EvidenceItem.objects.filter(matter=matter, sha256=sha256).first()
    if known is not None:
        return _received_again(actor, known, name, origin, settle)
    code = uuid4()
    vault_name = f"{code.hex[:2]}/{code.hex}"
    _keep(stream, vault_name, landing)
    item = EvidenceItem(
        code=code, matter=matter, name=safe_name(name), size=size, sha256=sha256, media_type=sniff(name, head)[:100], vault_name=vault_name,
    )  # fmt: skip

    def settle_new() -> None:
        also(item)
        settle(Received(item, is_duplicate=False))

    try:
        _write_down(actor, item, name, origin, settle_new)
    except DatabaseError as error:
        return _not_written_down(actor, item, name, origin, settle, error)
    except BaseException:
        _forget_bytes(item)
        raise
    return Received(item, is_duplicate=False)


def _nobody_waits(received: Received) -> None:
    """Nothing else has to be written down with the file."""


def _not_written_down(
    actor: Any, item: EvidenceItem, name: str, origin: Origin, settle: Callable[[Received], None], error: DatabaseError
) -> Received:  # fmt: skip
    """The bytes go again, provided that no item holds them. Where even this cannot be asked they stay: better too many."""
    if not _forget_bytes(item):
        raise error
    known = EvidenceItem.objects.filter(matter=item.matter, sha256=item.sha256).first()
    if known is None:
        raise FileRefused("no_room") from error
    # Somebody brought the same bytes at the same moment: theirs is the item.
    return _received_again(actor, known, name, origin, settle)


def _forget_bytes(item: EvidenceItem) -> bool:
    if EvidenceItem.objects.filter(code=item.code).exists():
        return False
    storages["vault"].delete(item.vault_name)
    return True


def _measure(stream: BinaryIO, sha256: str) -> tuple[int, str, bytes]:
    stream.seek(0)
    head = stream.read(HEAD_BYTES)
    if sha256:
        size = stream.seek(0, os.SEEK_END)
    else:
        size, sha256 = _counted(stream, head)
    if size > settings.EVIDENCE_MAX_BYTES:
        raise FileRefused("too_large")
    if not size:
        raise FileRefused("empty")
    return size, sha256, head


def _counted(stream: BinaryIO, head: bytes) -> tuple[int, str]:
    digest, size = hashlib.sha256(head), len(head)
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
        if size > settings.EVIDENCE_MAX_BYTES:
            break
    return size, digest.hexdigest()


def _keep(stream: BinaryIO, vault_name: str, landing: Landing | None) -> None:
    vault = storages["vault"]
    try:
        if (
            landing is None
            or landing.path is None
            or not isinstance(vault, LocalVault)
            or not vault.take_over(landing.path, vault_name)
        ):
            vault.save(vault_name, File(stream))
    except OSError as error:
        raise FileRefused("no_room") from error


@transaction.atomic
def _write_down(actor: Any, item: EvidenceItem, name: str, origin: Origin, also: Callable[[], None]) -> None:
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
    enqueue("evidence.prepare_item", item_id=item.pk)
    also()


@transaction.atomic
def _received_again(
    actor: Any, item: EvidenceItem, name: str, origin: Origin, settle: Callable[[Received], None]
) -> Received:
    receipt = _receipt(actor, item, name, origin)
    record_custody(
        actor, item=item, kind=CustodyEvent.Kind.RECEIVED_AGAIN, receipt_digest=receipt_digest(receipt)
    )
    received = Received(item, is_duplicate=True)
    settle(received)
    return received


def _receipt(actor: Any, item: EvidenceItem, name: str, origin: Origin) -> Receipt:
    receipt: Receipt = Receipt.objects.create(
        item=item, name=safe_name(name), received_by_id=getattr(actor, "pk", None), source=origin.source,
        source_key=origin.source_key, holder=origin.holder, device=origin.device, way=origin.way, way_key=origin.way_key,
        reference=origin.reference,
    )  # fmt: skip
    return receipt


def open_bytes(item: EvidenceItem) -> Any:
    """The item's bytes as a stream from the vault. Raises ItemWithdrawn, and FileNotFoundError or OSError of the vault."""
    require_in_use(item)
    return storages["vault"].open(item.vault_name)

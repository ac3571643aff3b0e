"""Copies in the vault: apart from the originals, written once, each with the hash of its parent."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import IO, Any
from uuid import uuid4

from django.core.files.base import File
from django.core.files.storage import storages
from django.db import transaction

from evidence.derivatives.models import Derivative
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_custody

CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Made:
    """How a copy was made: the tool with its version, and what it was told to do."""

    kind: str
    media_type: str
    tool: str
    version: str
    parameters: dict[str, Any] = field(default_factory=dict)


def keep_copy(
    actor: Any, *, item: EvidenceItem, stream: IO[bytes], made: Made, also: Callable[[Derivative], object] = lambda copy: None
) -> Derivative:  # fmt: skip
    """The copy lies in the vault under a name of its own and is written down; what a person made stands in the custody chain too.

    `also` runs in the same transaction. When it raises, or the row cannot be written, the bytes are gone again.
    """
    code = uuid4()
    sha256, size = _measured(stream)
    copy = Derivative(
        code=code, item=item, kind=made.kind, parent_sha256=item.sha256, sha256=sha256, size=size, media_type=made.media_type,
        tool=made.tool, version=made.version, parameters=made.parameters, vault_name=f"derived/{code.hex[:2]}/{code.hex}", made_by=actor,
    )  # fmt: skip
    storages["vault"].save(copy.vault_name, File(stream))
    try:
        _write_down(actor, copy, also)
    except Exception:
        storages["vault"].delete(copy.vault_name)
        raise
    return copy


@transaction.atomic
def _write_down(actor: Any, copy: Derivative, also: Callable[[Derivative], object]) -> None:
    copy.save(force_insert=True)
    if actor is not None:
        record_custody(
            actor, item=copy.item, kind=CustodyEvent.Kind.DERIVED, copy=str(copy.code), copy_kind=str(copy.kind), sha256=copy.sha256,
            tool=copy.tool, version=copy.version,
        )  # fmt: skip
    also(copy)


def _measured(stream: IO[bytes]) -> tuple[str, int]:
    stream.seek(0)
    digest, size = hashlib.sha256(), 0
    while chunk := stream.read(CHUNK_BYTES):
        digest.update(chunk)
        size += len(chunk)
    return digest.hexdigest(), size


def open_copy(copy: Derivative) -> Any:
    """The copy's bytes as a stream from the vault."""
    return storages["vault"].open(copy.vault_name)

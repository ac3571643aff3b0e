"""An arrival begins, is given up by its owner, or is swept away when its time is over."""

import shutil
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone

from evidence.arrivals.models import LIFETIME, Arrival
from evidence.items.services import safe_name

ROOM_TO_SPARE = 64 * 1024 * 1024
"""Bytes that must stay free on the disk: the database writes there too."""


class ArrivalRefused(ValueError):
    """Nothing began; `code` says why: too_large, too_many, no_room."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class Announced:
    """What the sender says about a file before it comes: `metadata` as sent, `claimed_sha256` if its machine counted it."""

    name: str
    size: int
    claimed_sha256: str = ""
    metadata: str = ""


@transaction.atomic
def begin_arrival(
    announced: Announced, *, purpose: str, owner: str, max_bytes: int, open_limit: int, particulars: dict[str, Any] | None = None
) -> Arrival:  # fmt: skip
    """The file may arrive now. Raises ArrivalRefused.

    At most `open_limit` of one owner are under way at a time; those that were kept, refused or given up do not count.
    """
    if announced.size > max_bytes:
        raise ArrivalRefused("too_large")
    if Arrival.objects.of(purpose, owner).open().count() >= open_limit:
        raise ArrivalRefused("too_many")
    if shutil.disk_usage(settings.FILE_UPLOAD_TEMP_DIR).free < announced.size + ROOM_TO_SPARE:
        raise ArrivalRefused("no_room")
    return Arrival.objects.create(
        purpose=purpose, owner=owner, name=safe_name(announced.name), size=announced.size, claimed_sha256=announced.claimed_sha256,
        metadata=announced.metadata, particulars=particulars or {},
    )  # fmt: skip


def cancel_arrival(arrival: Arrival) -> bool:
    """Row and bytes are gone. False when the file was kept or refused already: then nothing changes.

    Whoever still writes to it writes into nothing, and cannot have it kept.
    """
    deleted, _ = Arrival.objects.filter(pk=arrival.pk, state="open").delete()
    if deleted:
        arrival.path.unlink(missing_ok=True)
    return bool(deleted)


def sweep_arrivals() -> int:
    """Arrivals past their time are gone with their bytes, and so are bytes that no row knows. The number swept."""
    swept = [arrival for arrival in Arrival.objects.over(timezone.now()) if _give_up(arrival)]
    return len(swept) + sum(1 for path in _forgotten() if _unlinked(path))


def _give_up(arrival: Arrival) -> bool:
    # The row goes first: a killed sweep leaves bytes without a row, which the next one finds.
    Arrival.objects.filter(pk=arrival.pk).delete()
    arrival.path.unlink(missing_ok=True)
    return True


def _forgotten() -> Iterator[Path]:
    before = time.time() - LIFETIME.total_seconds()
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR) / "arrivals"
    for path in folder.glob("*"):
        if path.stat().st_mtime < before and not Arrival.objects.filter(code=path.name).exists():
            yield path


def _unlinked(path: Path) -> bool:
    path.unlink(missing_ok=True)
    return True

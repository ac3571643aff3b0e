"""Bytes are put behind those that are here: in order, never more than announced, by one writer at a time."""

import fcntl
import hashlib
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from evidence.arrivals.models import Arrival
from evidence.arrivals.services.digests import Digests


class OffsetConflict(ValueError):
    """The bytes do not begin where those that are here end, or there is no place for them."""


class TooMuch(ValueError):
    """More bytes than were announced."""


class ArrivalOver(ValueError):
    """The time of this arrival is over, and with it what had arrived."""


class ArrivalBusy(OffsetConflict):
    """Another request is writing or keeping this file at this moment."""


class ChecksumMismatch(ValueError):
    """The piece is not what its checksum says; nothing of it stays."""


class DiskFull(OSError):
    """There is no room for the rest; what came so far stays, and can be gone on with."""


@dataclass(frozen=True)
class Piece:
    """Bytes as they come in, where they belong, how many were announced, and their checksum if one was given."""

    offset: int
    length: int
    parts: Iterable[bytes]
    checksum: tuple[str, bytes] | None = None


digests = Digests()


@contextmanager
def locked(arrival: Arrival) -> Iterator[int]:
    """The file of the arrival, open for this request alone. Raises ArrivalBusy. The lock ends with the process.

    The row is read again under the lock: who waited for nothing must see what the one before did. Arrival.DoesNotExist
    when it was given up meanwhile.
    """
    arrival.path.parent.mkdir(mode=0o700, exist_ok=True)
    try:
        descriptor = os.open(arrival.path, os.O_RDWR | os.O_CREAT, 0o600)
    except PermissionError:
        # The vault had begun to take the file over, which made it read-only, when the process was killed.
        descriptor = os.open(arrival.path, os.O_RDONLY)
    try:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise ArrivalBusy from error
        arrival.refresh_from_db()
        yield descriptor
    finally:
        os.close(descriptor)


def append_bytes(arrival: Arrival, piece: Piece) -> int:
    """What came of the piece is on the disk behind the rest, forced there. The new offset.

    A connection that breaks off ends `parts` early: then part of the piece stays (nothing, where it has a checksum).
    Raises OffsetConflict, TooMuch, ArrivalBusy, ChecksumMismatch, DiskFull, Arrival.DoesNotExist.
    """
    if arrival.is_settled:
        return _nothing_to_add(arrival, piece)
    with locked(arrival) as descriptor:
        if arrival.is_settled:
            return _nothing_to_add(arrival, piece)
        begin = os.fstat(descriptor).st_size
        if piece.offset != begin:
            raise OffsetConflict
        if piece.length > arrival.size - begin:
            raise TooMuch
        try:
            _write(arrival, descriptor, piece)
        except OSError as error:
            raise DiskFull(error.errno, error.strerror) from error
        return os.fstat(descriptor).st_size


def _nothing_to_add(arrival: Arrival, piece: Piece) -> int:
    if piece.offset != arrival.size or piece.length:
        raise OffsetConflict
    return arrival.size


def _write(arrival: Arrival, descriptor: int, piece: Piece) -> None:
    whole = digests.take(arrival.code, descriptor)
    check = hashlib.new(piece.checksum[0], usedforsecurity=False) if piece.checksum else None
    os.lseek(descriptor, piece.offset, os.SEEK_SET)
    came = 0
    for part in piece.parts:
        wanted = part[: piece.length - came]
        _write_all(descriptor, wanted)
        came += len(wanted)
        if whole is not None:
            whole.update(wanted)
        if check is not None:
            check.update(wanted)
    is_wrong = check is not None and piece.checksum is not None and check.digest() != piece.checksum[1]
    if is_wrong:
        os.ftruncate(descriptor, piece.offset)
    os.fsync(descriptor)
    if is_wrong:
        raise ChecksumMismatch
    if whole is not None:
        digests.put(arrival.code, descriptor, whole)


def _write_all(descriptor: int, part: bytes) -> None:
    rest = memoryview(part)
    while rest:
        rest = rest[os.write(descriptor, rest) :]

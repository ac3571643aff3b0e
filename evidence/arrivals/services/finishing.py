"""A file that has arrived whole is kept or refused: once, however often it is asked for and whoever is killed meanwhile."""

import hashlib
import os
from collections.abc import Callable
from typing import BinaryIO

from evidence.arrivals.models import Arrival
from evidence.arrivals.services.appending import ArrivalBusy, DiskFull, digests, locked
from evidence.items.services import FileRefused, Landing, Received

CHUNK_BYTES = 1024 * 1024

Keep = Callable[[Arrival, BinaryIO, Landing], Received]


class Incomplete(ValueError):
    """Bytes are missing still."""


class SettledMeanwhile(RuntimeError):
    """Somebody else has kept, refused or given up this arrival; what this transaction did is taken back."""


def finish_arrival(arrival: Arrival, *, keep: Keep) -> Arrival:
    """The file is an item, or it is refused, and the arrival says which; its own bytes are gone then.

    `keep` calls receive_file with the landing it is given: the result is written down in the transaction that writes the
    item down, so that asking again, or another process after a kill, gives the same item and never a second receipt.
    Raises Incomplete, ArrivalBusy, DiskFull (nothing is lost: ask again when there is room), Arrival.DoesNotExist.
    """
    if not arrival.is_settled:
        with locked(arrival) as descriptor:
            if not arrival.is_settled:
                _settle(arrival, descriptor, keep)
    arrival.path.unlink(missing_ok=True)
    return arrival


def _settle(arrival: Arrival, descriptor: int, keep: Keep) -> None:
    if os.fstat(descriptor).st_size < arrival.size:
        raise Incomplete
    sha256 = _sha256(arrival, descriptor)
    if arrival.claimed_sha256 not in {"", sha256}:
        _refuse(arrival, "altered")
        return
    landing = Landing(arrival.path, sha256, lambda received: _write_down(arrival, received))
    try:
        with arrival.path.open("rb") as stream:
            keep(arrival, stream, landing)
    except FileRefused as refused:
        if refused.code == "no_room":
            raise DiskFull from refused
        _refuse(arrival, refused.code)
    except SettledMeanwhile as error:
        raise ArrivalBusy from error
    arrival.refresh_from_db()


def _sha256(arrival: Arrival, descriptor: int) -> str:
    digest = digests.take(arrival.code, descriptor)
    if digest is None:
        digest = hashlib.sha256()
        os.lseek(descriptor, 0, os.SEEK_SET)
        while chunk := os.read(descriptor, CHUNK_BYTES):
            digest.update(chunk)
    # Kept for another try: keeping may fail for want of room.
    digests.put(arrival.code, descriptor, digest)
    return str(digest.hexdigest())


def _write_down(arrival: Arrival, received: Received) -> None:
    ours = Arrival.objects.filter(pk=arrival.pk, state="open")
    if not ours.update(state="kept", item=received.item, is_duplicate=received.is_duplicate):
        raise SettledMeanwhile(arrival.pk)


def _refuse(arrival: Arrival, code: str) -> None:
    Arrival.objects.filter(pk=arrival.pk, state="open").update(state="refused", refusal=code)
    arrival.refresh_from_db()

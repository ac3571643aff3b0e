"""Beginning, going on with, ending and giving up an arrival. The module docstring of the room says how they are used."""

from evidence.arrivals.services.appending import (
    ArrivalBusy,
    ArrivalOver,
    ChecksumMismatch,
    DiskFull,
    OffsetConflict,
    Piece,
    TooMuch,
    append_bytes,
)
from evidence.arrivals.services.beginning import (
    Announced,
    ArrivalRefused,
    begin_arrival,
    cancel_arrival,
    sweep_arrivals,
)
from evidence.arrivals.services.finishing import Incomplete, Keep, finish_arrival

__all__ = [
    "Announced",
    "ArrivalBusy",
    "ArrivalOver",
    "ArrivalRefused",
    "ChecksumMismatch",
    "DiskFull",
    "Incomplete",
    "Keep",
    "OffsetConflict",
    "Piece",
    "TooMuch",
    "append_bytes",
    "begin_arrival",
    "cancel_arrival",
    "finish_arrival",
    "sweep_arrivals",
]

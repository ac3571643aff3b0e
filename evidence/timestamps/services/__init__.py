"""Getting time-stamps, and checking them without asking anybody."""

from evidence.timestamps.services.asking import ask_for_stamp
from evidence.timestamps.services.gathering import (
    ask_again,
    gather,
    stamp_digest,
    stamp_list,
    stamp_now,
    stamp_waiting,
)
from evidence.timestamps.services.verifying import verify_stamp

__all__ = [
    "ask_again",
    "ask_for_stamp",
    "gather",
    "stamp_digest",
    "stamp_list",
    "stamp_now",
    "stamp_waiting",
    "verify_stamp",
]

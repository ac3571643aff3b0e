"""Taking files in, writing the custody chain, and holding an item while it is read."""

from evidence.items.services.custody import custody_hash, custody_text, record_custody
from evidence.items.services.holding import (
    READING_TRIES,
    Hold,
    HoldLost,
    finish_reading,
    give_back,
    give_up,
    hold_to_read,
    leave_unread,
    read_anew,
)
from evidence.items.services.receiving import (
    FileRefused,
    Landing,
    Origin,
    Received,
    open_bytes,
    receive_file,
    safe_name,
)

__all__ = [
    "READING_TRIES",
    "FileRefused",
    "Hold",
    "HoldLost",
    "Landing",
    "Origin",
    "Received",
    "custody_hash",
    "custody_text",
    "finish_reading",
    "give_back",
    "give_up",
    "hold_to_read",
    "leave_unread",
    "open_bytes",
    "read_anew",
    "receive_file",
    "record_custody",
    "safe_name",
]

"""Taking files in, writing the custody chain, sealing, and holding an item while it is read."""

from evidence.items.services.custody import (
    custody_hash,
    custody_text,
    item_digest,
    receipt_digest,
    record_custody,
    record_matter_custody,
    take_turn,
)
from evidence.items.services.holding import (
    READING_TRIES,
    Hold,
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
from evidence.items.services.viewing import ONE_LOOK, record_view
from evidence.items.services.withdrawing import (
    AlreadySo,
    ItemWithdrawn,
    bring_back_item,
    require_in_use,
    why_digest,
    withdraw_item,
)
from lawyers.queue.holds import HoldLost

__all__ = [
    "ONE_LOOK",
    "READING_TRIES",
    "AlreadySo",
    "FileRefused",
    "Hold",
    "HoldLost",
    "ItemWithdrawn",
    "Landing",
    "Origin",
    "Received",
    "bring_back_item",
    "custody_hash",
    "custody_text",
    "finish_reading",
    "give_back",
    "give_up",
    "hold_to_read",
    "item_digest",
    "leave_unread",
    "open_bytes",
    "read_anew",
    "receipt_digest",
    "receive_file",
    "record_custody",
    "record_matter_custody",
    "record_view",
    "require_in_use",
    "safe_name",
    "take_turn",
    "why_digest",
    "withdraw_item",
]

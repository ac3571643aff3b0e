"""Every table of the locker, gathered for Django."""

from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.messages.models import Message, MessageSource
from evidence.timestamps.models import Stamp, StampedItem

__all__ = ["CustodyEvent", "EvidenceItem", "Message", "MessageSource", "Receipt", "Stamp", "StampedItem"]

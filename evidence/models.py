"""Every table of the locker, gathered for Django."""

from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.messages.models import Correction, MaybeSame, Message, MessageSource

__all__ = [
    "Correction",
    "CustodyEvent",
    "EvidenceItem",
    "MaybeSame",
    "Message",
    "MessageSource",
    "Receipt",
]

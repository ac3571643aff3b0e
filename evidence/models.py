"""Every table of the locker, gathered for Django."""

from evidence.derivatives.models import Derivative, ItemMetadata, Preparation
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.messages.models import Message, MessageSource

__all__ = [
    "CustodyEvent",
    "Derivative",
    "EvidenceItem",
    "ItemMetadata",
    "Message",
    "MessageSource",
    "Preparation",
    "Receipt",
]

"""Every table of the locker, gathered for Django."""

from evidence.fixity.models import ChainCheck, ChainSeal, FixityAlarm, ItemCheck, SealedHead
from evidence.items.models import (
    CustodyEvent,
    CustodyHead,
    EvidenceItem,
    Receipt,
    Withdrawal,
    WithdrawalEnd,
)
from evidence.messages.models import Message, MessageSource

__all__ = [
    "ChainCheck",
    "ChainSeal",
    "CustodyEvent",
    "CustodyHead",
    "EvidenceItem",
    "FixityAlarm",
    "ItemCheck",
    "Message",
    "MessageSource",
    "Receipt",
    "SealedHead",
    "Withdrawal",
    "WithdrawalEnd",
]

"""Every table of the locker, gathered for Django."""

from evidence.arrivals.models import Arrival
from evidence.descriptions.models import Description
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.messages.models import Message, MessageSource

__all__ = ["Arrival", "CustodyEvent", "Description", "EvidenceItem", "Message", "MessageSource", "Receipt"]

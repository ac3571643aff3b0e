"""Every table of the locker, gathered for Django."""

from evidence.arrivals.models import Arrival
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.links.models import UploadLink
from evidence.messages.models import Message, MessageSource

__all__ = ["Arrival", "CustodyEvent", "EvidenceItem", "Message", "MessageSource", "Receipt", "UploadLink"]

"""Every table of the locker, gathered for Django."""

from evidence.arrivals.models import Arrival
from evidence.bundles.models import Exhibit, Export
from evidence.derivatives.models import Derivative, ItemMetadata, Preparation
from evidence.descriptions.models import Description
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.links.models import UploadLink
from evidence.messages.models import Message, MessageSource
from evidence.scanning.models import Scan
from evidence.timestamps.models import Stamp, StampedItem

__all__ = [
    "Arrival",
    "CustodyEvent",
    "Derivative",
    "Description",
    "EvidenceItem",
    "Exhibit",
    "Export",
    "ItemMetadata",
    "Message",
    "MessageSource",
    "Preparation",
    "Receipt",
    "Scan",
    "Stamp",
    "StampedItem",
    "UploadLink",
]

"""Every table of the locker, gathered for Django."""

from evidence.arrivals.models import Arrival
from evidence.bundles.models import Exhibit, Export
from evidence.derivatives.models import Derivative, ItemMetadata, Preparation, Redaction
from evidence.descriptions.models import Description
from evidence.fixity.models import ChainCheck, ChainSeal, CopyCheck, FixityAlarm, ItemCheck, SealedHead
from evidence.items.models import CustodyEvent, CustodyHead, EvidenceItem, Receipt, Withdrawal, WithdrawalEnd
from evidence.links.models import UploadLink
from evidence.messages.models import Correction, MaybeSame, Message, MessageSource
from evidence.scanning.models import Scan
from evidence.timestamps.models import Stamp, StampedItem

__all__ = [
    "Arrival",
    "ChainCheck",
    "ChainSeal",
    "CopyCheck",
    "Correction",
    "CustodyEvent",
    "CustodyHead",
    "Derivative",
    "Description",
    "EvidenceItem",
    "Exhibit",
    "Export",
    "FixityAlarm",
    "ItemCheck",
    "ItemMetadata",
    "MaybeSame",
    "Message",
    "MessageSource",
    "Preparation",
    "Receipt",
    "Redaction",
    "Scan",
    "SealedHead",
    "Stamp",
    "StampedItem",
    "UploadLink",
    "Withdrawal",
    "WithdrawalEnd",
]

"""Reading links and what came through them."""

from dataclasses import dataclass, field
from datetime import datetime

from evidence.items.models import Receipt
from evidence.links.models import UploadLink

WAY = "link"


def link_for_secret(secret: str) -> UploadLink | None:
    """The link of this secret, whether it still works or not; None when nobody ever got it from us."""
    rows = UploadLink.objects.select_related("matter__organisation")
    found: UploadLink | None = rows.with_secret(secret).first()
    return found


def receipts_of(link: UploadLink) -> list[Receipt]:
    """What was received through this link, newest first. Nothing that came another way is among it."""
    rows = Receipt.objects.filter(way=WAY, way_key=str(link.code)).select_related("item")
    return list(rows.order_by("-received_at", "-id"))


@dataclass
class Sending:
    """What one person sent in one go, under one receipt number; each file once, however often it was sent again."""

    reference: str
    at: datetime
    receipts: list[Receipt] = field(default_factory=list)


def sendings_of(link: UploadLink) -> list[Sending]:
    """What the holder of the link may see again: only what came through it, newest first."""
    found: dict[str, Sending] = {}
    for receipt in receipts_of(link):
        sending = found.setdefault(receipt.reference, Sending(receipt.reference, receipt.received_at))
        if receipt.item_id not in {known.item_id for known in sending.receipts}:
            sending.receipts.insert(0, receipt)
    return list(found.values())

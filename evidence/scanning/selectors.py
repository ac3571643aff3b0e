"""What pages say about scanning."""

from dataclasses import dataclass

from django.conf import settings

from evidence.items.models import EvidenceItem
from evidence.scanning.models import Scan


@dataclass(frozen=True)
class Scanned:
    """The verdict over an item, if any; whether there is a scanner at all; and whether the item is too large for it."""

    scan: Scan | None
    is_set_up: bool
    is_too_large: bool

    @property
    def is_dangerous(self) -> bool:
        return bool(self.scan and self.scan.found)


def scan_of(item: EvidenceItem) -> Scanned:
    """Honest also when nothing was scanned."""
    scan = Scan.objects.filter(item=item).first()
    return Scanned(scan, bool(settings.CLAMD), item.size > settings.CLAMD_MAX_BYTES)

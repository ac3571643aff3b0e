"""Having items scanned."""

import logging
from collections.abc import Iterator

from django.conf import settings

from evidence.items.models import EvidenceItem
from evidence.items.services import open_bytes
from evidence.scanning import clamd
from evidence.scanning.models import Scan
from lawyers.audit.services import record

log = logging.getLogger(__name__)
CHUNK_BYTES = 256 * 1024
AT_ONCE = 50


def scan_waiting() -> int:
    """What was never scanned is, some items at a time; nothing when no scanner is set up. How many.

    A scanner that is away ends the pass; the next one goes on. Files larger than clamd takes stay unscanned and say so.
    """
    if not settings.CLAMD:
        return 0
    done = 0
    try:
        engine = clamd.version(settings.CLAMD)
        waiting = EvidenceItem.objects.filter(scan__isnull=True, size__lte=settings.CLAMD_MAX_BYTES)
        for item in waiting.select_related("matter").order_by("-received_at")[:AT_ONCE]:
            scan_item(item, engine=engine)
            done += 1
    except clamd.ScannerAway as away:
        log.warning("clamd: %s", away)
    return done


def scan_item(item: EvidenceItem, *, engine: str) -> Scan:
    """The item has a verdict; what was found is noted in the trail. Raises clamd.ScannerAway."""
    verdict = clamd.scan(settings.CLAMD, _pieces(item))
    scan, is_new = Scan.objects.get_or_create(
        item=item, defaults={"found": verdict.found[:200], "engine": engine[:200]}
    )
    if is_new and scan.found:
        record(
            None,
            "evidence.virus_found",
            subject=f"evidence:{item.code}",
            matter=item.matter,
            found=scan.found,
        )
    return scan


def _pieces(item: EvidenceItem) -> Iterator[bytes]:
    with open_bytes(item) as stream:
        while piece := stream.read(CHUNK_BYTES):
            yield piece

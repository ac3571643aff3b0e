"""What an office has in the end, looked at from inside it: run as a script there."""

import os
import time
from collections import Counter
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db.models import Count, Exists, F, OuterRef

from evidence import incoming
from evidence.arrivals.models import Arrival
from evidence.arrivals.services import sweep_arrivals
from evidence.derivatives.models import Derivative, ItemMetadata, Preparation
from evidence.derivatives.services.preparing import TYPES
from evidence.fixity.services import unknown_files, verify_matter
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.links.models import UploadLink
from evidence.messages.models import Message, MessageSource
from evidence.timestamps.models import Stamp, StampedItem
from evidence.timestamps.selectors import unstamped_items
from evidence.timestamps.services import verify_stamp
from lawyers.matters.models import Matter

DONE = {"read", "incomplete", "unreadable"}
A_DAY_AND_AN_HOUR = 25 * 60 * 60


def unrest() -> dict[str, int]:
    """What is still to be done, by kind; nothing when the office is quiet."""
    prepared = Preparation.objects.filter(item=OuterRef("pk"), state__in=["done", "failed"])
    whole = [one for one in Arrival.objects.filter(state="open") if one.offset == one.size]
    counts = {
        "reading": EvidenceItem.objects.exclude(reading__in=DONE).count(),
        "preparing": EvidenceItem.objects.filter(~Exists(prepared), media_type__in=TYPES).count(),
        "stamping": unstamped_items().count() + Stamp.objects.owed().count(),
        "arriving": len(whole),
    }
    return {name: count for name, count in counts.items() if count}


def quiet_after(seconds: float) -> dict[str, int]:
    """What is still to be done when nothing is left or so many seconds are over."""
    until = time.monotonic() + seconds
    while (left := unrest()) and time.monotonic() < until:
        time.sleep(0.5)
    return left


def report() -> dict[str, Any]:
    """Everything that may have been lost, doubled or left; each entry says so by itself."""
    return {
        "items": sorted(EvidenceItem.objects.values_list("sha256", flat=True)),
        "readings": Counter(EvidenceItem.objects.values_list("reading", flat=True)),
        "messages": Counter(Message.objects.values_list("source_key", flat=True)),
        "message_sum": sum(EvidenceItem.objects.values_list("message_count", flat=True)),
        "sources": MessageSource.objects.count(),
        "arrivals": _arrivals(),
        "receipts": Counter(Receipt.objects.values_list("item__sha256", flat=True)),
        "links": [[link.file_count, link.byte_count, *_brought(link)] for link in UploadLink.objects.all()],
        "preparations": Counter(Preparation.objects.values_list("state", "problem")).most_common(),
        "copies": Counter(Derivative.objects.values_list("kind", flat=True)),
        "unsealed": EvidenceItem.objects.filter(media_type__in=TYPES, metadata__isnull=True).count(),
        "metadata": ItemMetadata.objects.count(),
        "stamped": StampedItem.objects.count(),
        "stamp_faults": [fault for stamp in Stamp.objects.all() for fault in verify_stamp(stamp)],
        "faults": [fault.why for matter in Matter.objects.all() for fault in verify_matter(matter).faults],
        "custody": Counter(CustodyEvent.objects.values_list("kind", flat=True)),
        "swept": _left_after_the_sweep(),
    }  # fmt: skip


def _arrivals() -> list[list[Any]]:
    rows = Arrival.objects.annotate(sha256=F("item__sha256"))
    return [[row.code, row.state, row.sha256, row.offset] for row in rows]


def _brought(link: UploadLink) -> list[int]:
    """The different files that came through the link, and their bytes."""
    items = EvidenceItem.objects.filter(receipts__way="link", receipts__way_key=str(link.code)).distinct()
    return [len(items), sum(item.size for item in items)]


def _left_after_the_sweep() -> dict[str, list[str]]:
    """What lies about when everything is as old as the sweep wants it: nothing in `incoming`, no unfinished file in the vault."""
    long_ago = time.time() - A_DAY_AND_AN_HOUR
    top = Path(settings.DATA_DIR)
    week = Arrival.objects.filter(state="open")
    week.update(expires_at=F("begun_at"))
    for folder in ("incoming", "vault"):
        for path in (top / folder).rglob("*"):
            if path.is_file():
                os.utime(path, (long_ago, long_ago))
    incoming.sweep()
    sweep_arrivals()
    return {
        "incoming": [path.name for path in (top / "incoming").rglob("*") if path.is_file()],
        "partial": [path.name for path in (top / "vault").rglob("*.partial")],
        "unknown": list(unknown_files()),
        "open": [row.code for row in Arrival.objects.filter(state="open")],
    }


def doubled() -> int:
    """Receipts under one number for the same item."""
    rows = Receipt.objects.values("item", "reference").exclude(reference="").annotate(times=Count("id"))
    return rows.filter(times__gt=1).count()

"""What one matter of an office has in the end, looked at from inside: a script there calls it."""

import json
import os
import time
from collections import Counter
from hashlib import sha256
from io import StringIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.db.models import Exists, F, OuterRef

from evidence import incoming
from evidence.arrivals.models import Arrival
from evidence.arrivals.services import sweep_arrivals
from evidence.derivatives.models import Derivative, Preparation
from evidence.derivatives.services.preparing import TYPES
from evidence.fixity.services import unknown_files
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.links.models import UploadLink
from evidence.messages.models import Message, MessageSource
from evidence.timestamps.models import Stamp, StampedItem
from evidence.timestamps.selectors import unstamped_items
from evidence.timestamps.services import verify_stamp
from lawyers.matters.models import Matter

DONE = ["read", "incomplete", "unreadable"]
OLD_SECONDS = 8 * 24 * 60 * 60
"""More than anything that the sweep waits for."""


def unrest() -> dict[str, int]:
    """What is still to be done in the whole office, by kind; nothing when it is quiet."""
    settled = Preparation.objects.filter(item=OuterRef("pk"), state__in=["done", "failed"])
    counts = {
        "reading": EvidenceItem.objects.exclude(reading__in=DONE).count(),
        "preparing": EvidenceItem.objects.filter(~Exists(settled), media_type__in=TYPES).count(),
        "stamping": unstamped_items().count() + Stamp.objects.owed().count(),
        "arriving": sum(one.offset == one.size for one in Arrival.objects.filter(state="open")),
    }
    return {name: count for name, count in counts.items() if count}


def quiet_within(seconds: float) -> dict[str, int]:
    """What is still to be done when nothing is left, or when so many seconds are over."""
    until = time.monotonic() + seconds
    while (left := unrest()) and time.monotonic() < until:
        time.sleep(0.5)
    return left


def report(number: str) -> dict[str, Any]:
    """What may have been lost, doubled or left in the matter of this number, by name."""
    matter = Matter.objects.get(number=number)
    items = EvidenceItem.objects.filter(matter=matter)
    of_matter = {"item__matter": matter}
    return {
        "items": sorted(items.values_list("sha256", flat=True)),
        "readings": _counted(items, "name", "reading"),
        "messages": Counter(Message.objects.filter(matter=matter).values_list("source_key", flat=True)),
        "message_counts": sum(items.values_list("message_count", flat=True)),
        "sources": MessageSource.objects.filter(**of_matter).count(),
        "receipts": Counter(Receipt.objects.filter(**of_matter).values_list("item__sha256", flat=True)),
        "room": [[link.file_count, link.byte_count, *_brought(link)] for link in _links(matter)],
        "preparations": _counted(Preparation.objects.filter(**of_matter), "state", "problem"),
        "copies": _counted(Derivative.objects.filter(**of_matter), "item__name", "kind"),
        "unsealed": items.filter(media_type__in=TYPES, metadata__isnull=True).count(),
        "stamped": StampedItem.objects.filter(**of_matter).count(),
        "stamp_faults": [fault for stamp in Stamp.objects.filter(matter=matter) for fault in verify_stamp(stamp)],
        "custody": Counter(CustodyEvent.objects.filter(matter=matter).values_list("kind", flat=True)),
        "verified": _verified(number),
    }  # fmt: skip


def _counted(rows: Any, *fields: str) -> dict[str, int]:
    return Counter(" ".join(values) for values in rows.values_list(*fields))


def _links(matter: Matter) -> Any:
    return UploadLink.objects.filter(matter=matter)


def _brought(link: UploadLink) -> list[int]:
    """The different files that came through the link, and their bytes."""
    items = EvidenceItem.objects.filter(receipts__way="link", receipts__way_key=str(link.code)).distinct()
    return [len(items), sum(item.size for item in items)]


def _verified(number: str) -> Any:
    """What manage.py verify_evidence says."""
    told = StringIO()
    call_command("verify_evidence", "--matter", number, "--json", stdout=told, stderr=StringIO())
    return json.loads(told.getvalue())


def arrivals(codes: list[str]) -> list[list[Any]]:
    """State and SHA-256 of these arrivals, in their order; of those that are gone, nothing."""
    rows = {row.code: row for row in Arrival.objects.select_related("item").filter(code__in=codes)}
    return [[rows[c].state, rows[c].item.sha256 if rows[c].item else ""] if c in rows else [] for c in codes]


def bytes_that_nobody_sent_on() -> int:
    """Bytes of open arrivals."""
    return sum(one.offset for one in Arrival.objects.filter(state="open"))


def left_after_the_sweep() -> dict[str, list[str]]:
    """What lies about when the office has grown old and was swept."""
    top = Path(settings.DATA_DIR)
    Arrival.objects.update(expires_at=F("begun_at"))
    long_ago = time.time() - OLD_SECONDS
    for path in (*(top / "incoming").rglob("*"), *(top / "vault").rglob("*")):
        if path.is_file():
            os.utime(path, (long_ago, long_ago))
    incoming.sweep()
    sweep_arrivals()
    return {
        "incoming": [path.name for path in (top / "incoming").rglob("*") if path.is_file()],
        "partial": [path.name for path in (top / "vault").rglob("*.partial")],
        "arrivals": list(Arrival.objects.values_list("code", flat=True)),
        "strange": sorted(_digests_of_unknown_files(top / "vault") - _known_digests()),
    }


def _digests_of_unknown_files(vault: Path) -> set[str]:
    """Of files whose process was killed between keeping them and writing them down."""
    return {sha256((vault / name).read_bytes()).hexdigest() for name in unknown_files()}


def _known_digests() -> set[str]:
    return {
        digest
        for rows in (EvidenceItem.objects, Derivative.objects)
        for digest in rows.values_list("sha256", flat=True)
    }

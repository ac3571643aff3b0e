"""The evidence catalogue (证据目录): one query object behind page, table, paper and bag."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, QuerySet

from evidence.bundles.models import Exhibit, Export
from evidence.items.models import EvidenceItem, Receipt, Withdrawal
from evidence.timestamps.models import Stamp
from lawyers.matters.models import Matter


@dataclass(frozen=True)
class Listed:
    """One line of the catalogue: an item with, or still without, its exhibit."""

    item: EvidenceItem
    exhibit: Exhibit | None
    receipt: Receipt | None
    is_withdrawn: bool = False

    @property
    def number(self) -> int | None:
        return self.exhibit.number if self.exhibit else None

    @property
    def name(self) -> str:
        return self.exhibit.name if self.exhibit else self.item.name

    @property
    def source(self) -> str:
        return self.receipt.source if self.receipt else ""

    @property
    def holder(self) -> str:
        told = self.exhibit.holder if self.exhibit else ""
        return told or (self.receipt.holder if self.receipt else "")

    @property
    def received_at(self) -> datetime:
        return self.item.received_at

    @property
    def duration_s(self) -> float | None:
        """Seconds, of a recording or video."""
        found = self.item.facts.get("duration_s")
        return float(found) if isinstance(found, int | float) else None

    @property
    def pages(self) -> int | None:
        """Pages on paper: as somebody counted them; a picture is one."""
        if self.exhibit and self.exhibit.pages:
            return self.exhibit.pages
        return 1 if self.item.media_type.startswith("image/") else None


def catalogue_of(matter: Matter) -> list[Listed]:
    """Exhibits in the order of their numbers, then the items without one in the order in which they came."""
    listed = [_listed(item) for item in _items(matter)]
    return sorted(listed, key=lambda row: (row.number is None, row.number or 0, row.item.number))


def _items(matter: Matter) -> QuerySet[EvidenceItem]:
    first = Prefetch("receipts", Receipt.objects.order_by("id"), to_attr="all_receipts")
    withdrawn = Exists(Withdrawal.objects.standing().filter(item=OuterRef("pk")))
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.filter(matter=matter).order_by("number")
    return rows.annotate(is_sealed=withdrawn).select_related("exhibit").prefetch_related(first)


def _listed(item: Any) -> Listed:
    receipts: list[Receipt] = item.all_receipts
    exhibit = getattr(item, "exhibit", None)
    return Listed(item, exhibit, receipts[0] if receipts else None, is_withdrawn=item.is_sealed)


def exports_of(matter: Matter) -> QuerySet[Export]:
    """The exports of a matter, newest first."""
    rows: QuerySet[Export] = Export.objects.filter(matter=matter).select_related("asked_by")
    return rows


def stamps_of(exports: Iterable[Export]) -> dict[UUID, Stamp]:
    """The time-stamps over the files of these exports, by the export's code, as far as there are any."""
    subjects = {f"export:{export.code}": export.code for export in exports}
    found = Stamp.objects.without_bytes().exclude(state__in=Stamp.OWED).filter(subject__in=subjects)
    return {subjects[stamp.subject]: stamp for stamp in found}

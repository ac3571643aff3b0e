"""What is known about items, and what is still owed."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from django.utils.dateparse import parse_date

from evidence.descriptions import rules, wording
from evidence.descriptions.models import Description
from evidence.items.models import EvidenceItem, Receipt
from lawyers.privacy.rules import masked_name

NAMES = {"source", "holder", "made_by", "presence", "carrier_with", "seen_by"}
"""Answers that may name people of the case."""


@dataclass(frozen=True)
class Known:
    """What is known about one item now: the newest description, or what was said when the file came."""

    facts: dict[str, str]
    description: Description | None = None
    owed: list[str] = field(default_factory=list)

    @property
    def owed_texts(self) -> list[Any]:
        """What is still owed, in words."""
        return [wording.OWED[code] for code in self.owed]


@dataclass(frozen=True)
class Row:
    """One question with its answer as shown; an empty answer was not given. `words` are what was added to a yes or no."""

    key: str
    label: Any
    answer: Any
    words: str = ""


def known_about(item: EvidenceItem) -> Known:
    """What is known about the item."""
    newest = Description.objects.filter(item=item).select_related("by").order_by("-version").first()
    return _known(newest, list(item.receipts.all()))


def _known(newest: Description | None, receipts: list[Receipt]) -> Known:
    facts = newest.facts if newest else facts_of_receipts(receipts)
    return Known(facts, newest, rules.owed(facts))


def facts_of_receipts(receipts: list[Receipt]) -> dict[str, str]:
    """What was said when the file was handed in; the first receipt that says something counts."""
    said: dict[str, str] = {}
    for receipt in receipts:
        for key in ("source", "holder", "device"):
            if value := getattr(receipt, key):
                said.setdefault(key, value)
    return said


def owed_of(items: Iterable[EvidenceItem]) -> dict[int, list[str]]:
    """What is owed, by the items' row numbers; one query. The receipts should be fetched already."""
    listed = list(items)
    rows = Description.objects.filter(item__in=listed).order_by("item_id", "version")
    newest = {row.item_id: row for row in rows}
    return {item.pk: _known(newest.get(item.pk), list(item.receipts.all())).owed for item in listed}


def rows_of(known: Known, *, is_masked: bool) -> list[Row]:
    """The plain questions in order, with answers; names of people masked where asked."""
    return [
        Row(key, label, _shown(key, known.facts.get(key, ""), is_masked))
        for key, label in wording.LABELS.items()
    ]


def points_of(known: Known) -> list[Row]:
    """The seven questions of article 93, with answers and words."""
    facts = known.facts
    return [
        Row(key, label, wording.ANSWERS.get(facts.get(key, ""), ""), facts.get(f"{key}_words", ""))
        for key, label in wording.POINTS.items()
    ]


def _shown(key: str, value: str, is_masked: bool) -> Any:
    if key == "obtained_how":
        return wording.HOW.get(value, "")
    if key in {"carrier_kept", "original_seen"}:
        return wording.ANSWERS.get(value, "")
    if key in rules.DAYS:
        return parse_date(value) if value else ""
    return masked_name(value) if is_masked and key in NAMES and value else value


def others_like(item: EvidenceItem) -> list[EvidenceItem]:
    """Other items of the matter, newest first: what is said may hold for them too."""
    rows = EvidenceItem.objects.filter(matter_id=item.matter_id).exclude(pk=item.pk)
    return list(rows.prefetch_related("receipts")[:200])

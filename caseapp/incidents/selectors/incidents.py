"""Reading evidence and incidents for pages, and what a rule says about a text."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet
from django.utils.translation import get_language

from caseapp.cases.models import TimelineEntry
from caseapp.incidents.models import Incident, Suggestion
from caseapp.law import rules as law
from evidence.items.models import EvidenceItem, Receipt, Withdrawal
from evidence.links.selectors import WAY
from evidence.messages.models import Message
from lawyers.matters.models import Matter

MARKS = {"disclose": "mk-disclose", "threat": "mk-threat", "press": "mk-press", "other": "mk-press"}
GRAVEST = ("mk-threat", "mk-disclose", "mk-press")


@dataclass(frozen=True)
class Reason:
    """A kind of violation as a page shows it: name, reason, articles of the day."""

    code: str
    name: str
    why: str
    citations: list[Any]
    mark: str
    number: int = 0

    @property
    def is_verified(self) -> bool:
        return any(citation.verified for citation in self.citations)


@dataclass(frozen=True)
class Piece:
    """A run of text with the marks that cover it."""

    text: str
    mark: str = ""
    numbers: tuple[int, ...] = ()
    is_doubtful: bool = False


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def kind_name(code: str) -> str:
    """The name of a kind of violation in the reader's language."""
    kind = law.kind(code)
    return kind.name_en if is_english() else kind.name_zh


def reason_for(kind: str, day: date, *, why: str = "", number: int = 0) -> Reason:
    """The kind as it was regulated on that day."""
    citations = list(law.citations_on(kind, day))
    return Reason(kind, kind_name(kind), why, citations, MARKS.get(law.kind(kind).group, "mk-press"), number)


def pieces_of(
    text: str, spans: list[tuple[int, int, str, int]], doubts: Sequence[tuple[int, int]] = ()
) -> list[Piece]:
    """The text cut at every border of a span (from, to, mark, number) or doubt, so that overlapping marks can be shown; where marks overlap the gravest is seen."""
    ranges = [(begin, end) for begin, end, _, _ in spans] + list(doubts)
    inside = [border for both in ranges for border in both]
    borders = sorted({0, len(text), *(border for border in inside if 0 <= border <= len(text))})
    pieces = []
    for first, last in itertools.pairwise(borders):
        over = [mark for start, end, mark, _ in spans if start <= first and last <= end]
        ends = tuple(number for _, end, _, number in spans if end == last) if over else ()
        is_doubtful = any(begin <= first and last <= end for begin, end in doubts)
        pieces.append(Piece(text[first:last], min(over, key=GRAVEST.index, default=""), ends, is_doubtful))
    return pieces


def items_of(matter: Matter) -> QuerySet[EvidenceItem]:
    """Evidence of the matter, newest first, with what is still to review."""
    standing = Exists(Withdrawal.objects.standing().filter(item=OuterRef("pk")))
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.filter(matter=matter).prefetch_related("receipts")
    return rows.annotate(is_withdrawn=standing)


def waiting_matters(user: Any) -> QuerySet[Any]:
    """Cases with messages to review, the most suggestions first, for the inbox."""
    sealed = Message.objects.sealed().values("pk")
    open_ones = Suggestion.objects.visible_to(user).filter(state="open").exclude(message__in=sealed)
    found: QuerySet[Any] = (
        open_ones.values(
            "message__matter",
            "message__matter__number",
            "message__matter__case__code",
            "message__matter__client__name",
        )
        .annotate(messages=Count("message", distinct=True), suggestions=Count("id"))
        .order_by("-messages")
    )
    return found


def arrived_by_link(user: Any) -> QuerySet[Receipt]:
    """What people sent through upload links, newest first, for the inbox."""
    rows: QuerySet[Receipt] = Receipt.objects.visible_to(user).filter(way=WAY)
    return rows.select_related("item__matter__case").order_by("-received_at", "-id")


def told_incidents(user: Any, entries: Sequence[TimelineEntry]) -> dict[str, Incident]:
    """The incidents behind these lines of a timeline, by the lines' subject, with what a line shows."""
    codes = [entry.subject.removeprefix("incident:") for entry in entries]
    rows: QuerySet[Incident] = Incident.objects.visible_to(user).filter(code__in=codes)
    return {
        f"incident:{row.code}": row
        for row in rows.select_related("contact", "lender").prefetch_related("violations")
    }


def told_items(user: Any, entries: Sequence[TimelineEntry]) -> dict[str, EvidenceItem]:
    """The evidence behind these lines of a timeline, by the lines' subject, with the messages that wait for a decision."""
    codes = [entry.subject.removeprefix("evidence:") for entry in entries]
    is_waiting = Q(messages__suggestions__state="open") & ~Q(messages__in=Message.objects.sealed())
    waiting = Count("messages", filter=is_waiting, distinct=True)
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.visible_to(user).filter(code__in=codes)
    return {f"evidence:{row.code}": row for row in rows.annotate(waiting_count=waiting)}


def incidents_of(matter: Matter) -> QuerySet[Incident]:
    """Incidents of a matter, newest first, with what a line shows."""
    rows: QuerySet[Incident] = Incident.objects.filter(matter=matter).select_related(
        "contact", "lender", "agency", "confirmed_by"
    )
    return rows.prefetch_related("violations")

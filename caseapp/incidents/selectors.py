"""Reading evidence, messages to review, and incidents for pages."""

import itertools
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.utils import timezone
from django.utils.translation import get_language

from caseapp.incidents.models import Incident, Suggestion
from caseapp.law import rules as law
from evidence.items.models import EvidenceItem
from evidence.messages.models import Message
from lawyers.matters.models import Matter

MARKS = {"disclose": "mk-disclose", "threat": "mk-threat", "press": "mk-press", "other": "mk-press"}


@dataclass(frozen=True)
class Reason:
    """A kind of violation as a page shows it: name, reason, articles of the day."""

    code: str
    name: str
    why: str
    citations: list[Any]
    mark: str
    number: int = 0
    suggestion: Suggestion | None = None

    @property
    def is_verified(self) -> bool:
        return any(citation.verified for citation in self.citations)


@dataclass(frozen=True)
class Piece:
    """A run of text with the marks that cover it."""

    text: str
    mark: str = ""
    numbers: tuple[int, ...] = ()


def is_english() -> bool:
    return (get_language() or "").startswith("en")


def reason_for(
    kind: str, day: date, *, why: str = "", number: int = 0, suggestion: Suggestion | None = None
) -> Reason:
    """The kind as it was regulated on that day."""
    known = law.kind(kind)
    name = known.name_en if is_english() else known.name_zh
    return Reason(
        kind,
        name,
        why,
        list(law.citations_on(kind, day)),
        MARKS.get(known.group, "mk-press"),
        number,
        suggestion,
    )


def pieces_of(text: str, spans: list[tuple[int, int, str, int]]) -> list[Piece]:
    """The text cut at every border of a span (from, to, mark, number), so that overlapping marks can be shown."""
    borders = sorted(
        {0, len(text), *(b for first, last, _, _ in spans for b in (first, last) if 0 <= b <= len(text))}
    )
    pieces = []
    for first, last in itertools.pairwise(borders):
        over = [(mark, number) for start, end, mark, number in spans if start <= first and last <= end]
        ends = tuple(number for _, end, _, number in spans if end == last)
        pieces.append(Piece(text[first:last], over[0][0] if over else "", ends if over else ()))
    return pieces


@dataclass(frozen=True)
class Reviewed:
    """A message with its suggestions as the review page shows it."""

    message: Message
    reasons: list[Reason]
    pieces: list[Piece]
    day: date


def reviewed(message: Any) -> Reviewed:
    """A message (with `open_suggestions` fetched) for the review page."""
    day = timezone.localdate(message.at) if message.at else timezone.localdate()
    reasons, spans = [], []
    for number, suggestion in enumerate(message.open_suggestions, start=1):
        why = suggestion.why_en if is_english() else suggestion.why
        reason = reason_for(suggestion.kind, day, why=why, number=number, suggestion=suggestion)
        reasons.append(reason)
        if suggestion.span_from is not None and suggestion.span_to is not None:
            spans.append((suggestion.span_from, suggestion.span_to, reason.mark, number))
    return Reviewed(message, reasons, pieces_of(message.text, spans), day)


def items_of(matter: Matter) -> QuerySet[EvidenceItem]:
    """Evidence of the matter, newest first, with what is still to review."""
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.filter(matter=matter).prefetch_related(
        "receipts__received_by"
    )
    return rows


def to_review(matter: Matter) -> QuerySet[Message]:
    """Messages that nobody has decided about."""
    rows: QuerySet[Message] = Message.objects.filter(matter=matter, review__isnull=True).exclude(
        direction="out"
    )
    return rows


@dataclass(frozen=True)
class ReviewFilter:
    """What the review page shows: messages with suggestions, or all of them; one sender."""

    shows_all: bool = False
    sender: str = ""
    item: str = ""

    @classmethod
    def from_query(cls, query: Any) -> "ReviewFilter":
        return cls(query.get("all") == "1", query.get("sender", "")[:40], query.get("item", ""))

    def rows(self, matter: Matter) -> QuerySet[Message]:
        rows = to_review(matter)
        if not self.shows_all:
            rows = rows.filter(
                pk__in=Suggestion.objects.filter(message__matter=matter, state="open").values("message")
            )
        if self.sender:
            rows = rows.filter(peer_index=self.sender)
        if self.item.isdigit():
            rows = rows.filter(item__number=int(self.item))
        open_ones = Prefetch(
            "suggestions", Suggestion.objects.filter(state="open"), to_attr="open_suggestions"
        )
        return rows.select_related("item").prefetch_related(open_ones).order_by("at", "id")


def waiting_matters(user: Any) -> QuerySet[Any]:
    """Cases with messages to review, the most suggestions first, for the inbox."""
    open_ones = Suggestion.objects.visible_to(user).filter(state="open")
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


def incidents_of(matter: Matter) -> QuerySet[Incident]:
    """Incidents of a matter, newest first, with what a line shows."""
    rows: QuerySet[Incident] = Incident.objects.filter(matter=matter).select_related(
        "contact", "lender", "agency", "confirmed_by"
    )
    return rows.prefetch_related("violations")

"""What the review page shows: messages with their suggestions, where a message stands, and how far somebody has come."""

import re
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from caseapp.incidents.models import Review, Suggestion
from caseapp.incidents.selectors.incidents import Piece, Reason, is_english, pieces_of, reason_for
from evidence.items.models import EvidenceItem
from evidence.messages.models import MaybeSame, Message
from evidence.messages.selectors import (
    SURE_ENOUGH,
    Change,
    asked_about,
    changes_of,
    doubts_of,
    machine_text,
    with_marks,
)
from lawyers.matters.models import Matter

SENTENCE = re.compile(r"[。！？!?；;\n]+\s*")
UNDO_FOR = timedelta(hours=1)


@dataclass(frozen=True)
class Fact:
    """A suggestion as the page shows it, with its reason and whether the next key press means it."""

    reason: Reason
    suggestion: Suggestion
    is_next: bool = False


@dataclass(frozen=True)
class Reviewed:
    """A message with its suggestions, decided ones too; their numbers stand in the text."""

    message: Any
    facts: list[Fact]
    pieces: list[Piece]
    person: str
    day: date | None
    pairs: list[tuple[MaybeSame, Message]] = field(default_factory=list)

    @property
    def shown_at(self) -> str:
        """The words of the time as the picture shows them."""
        words: str = (self.message.seen or {}).get("shown_at", "")
        return words

    @property
    def split_places(self) -> list[tuple[int, str]]:
        """Where a second message may begin: after each sentence or line, with the words that follow."""
        text = self.message.text
        return [
            (end, text[end : end + 16])
            for end in (m.end() for m in SENTENCE.finditer(text))
            if end < len(text)
        ]

    @property
    def changes(self) -> list[Change]:
        """What people changed in it."""
        return changes_of(self.message)

    @property
    def machine_text(self) -> str | None:
        """What the machine had read, when a person put the words right."""
        return machine_text(self.message)

    @property
    def open_count(self) -> int:
        return sum(1 for fact in self.facts if fact.suggestion.state == "open")

    @property
    def is_unsure(self) -> bool:
        return bool(self.message.confidence < SURE_ENOUGH)

    @property
    def percent(self) -> int:
        percent: int = round(self.message.confidence * 100)
        return percent


def reviewed(message: Any, people: dict[str, str], pairs: Any = ()) -> Reviewed:
    """A message (with `all_suggestions` and `history` fetched) for the review page; `people` are the labels by source key."""
    day = timezone.localdate(message.at) if message.at else None
    facts: list[Fact] = []
    spans = []
    # In the order of reading; what rests on no words of this message comes last.
    in_text = sorted(message.all_suggestions, key=lambda s: (s.span_from is None, s.span_from or 0, s.kind))
    for number, suggestion in enumerate(in_text, start=1):
        why = suggestion.why_en if is_english() else suggestion.why
        reason = reason_for(suggestion.kind, day or timezone.localdate(), why=why, number=number)
        first, last = suggestion.span_from, suggestion.span_to
        is_next = suggestion.state == "open" and not any(fact.is_next for fact in facts)
        facts.append(Fact(reason, suggestion, is_next))
        if first is not None and last is not None and suggestion.state != "rejected":
            spans.append((first, last, reason.mark, number))
    pieces = pieces_of(message.text, spans, doubts_of(message))
    return Reviewed(message, facts, pieces, people.get(message.source_key, ""), day, list(pairs))


def _with_open(matter: Matter) -> Q:
    return Q(pk__in=Suggestion.objects.filter(message__matter=matter, state="open").values("message"))


@dataclass(frozen=True)
class ReviewFilter:
    """Which messages: those with suggestions, all undecided ones, those that may be the same as another, those put off for
    later, or decided ones; of one file or of pictures only; in the order of time, or those read least surely first.
    """

    show: str = ""
    item: str = ""
    later: tuple[UUID, ...] = ()
    is_of_pictures: bool = False
    is_unsure_first: bool = False

    @classmethod
    def from_query(cls, query: Any, later: tuple[UUID, ...] = ()) -> "ReviewFilter":
        show = "all" if query.get("all") == "1" else query.get("show", "")
        return cls(
            show if show in {"all", "later", "decided", "same"} else "", query.get("item", ""), later,
            query.get("files") == "pictures", query.get("order") == "unsure",
        )  # fmt: skip

    @property
    def kept(self) -> str:
        """What stays chosen when another list is opened, as the end of a query."""
        files = "&files=pictures" if self.is_of_pictures else ""
        return files + ("&order=unsure" if self.is_unsure_first else "")

    @property
    def is_open(self) -> bool:
        """Whether the messages shown wait for a decision."""
        return self.show != "decided"

    def rows(self, matter: Matter) -> QuerySet[Message]:
        rows = self._shown(matter)
        if self.item.isdecimal():
            rows = rows.filter(item__number=int(self.item[:9]))
        every = Suggestion.objects.select_related("decided_by")
        return (
            with_marks(rows)
            .select_related("item", "review__reviewed_by", "incident")
            .prefetch_related(Prefetch("suggestions", every, to_attr="all_suggestions"))
        )

    def count(self, files: list[tuple[EvidenceItem, int]]) -> int:
        """How many messages that are: those in `files_to_review`, or in the one file that was chosen."""
        is_one = self.item.isdecimal()
        return sum(number for item, number in files if not is_one or item.number == int(self.item[:9]))

    def _shown(self, matter: Matter) -> QuerySet[Message]:
        every = self._of_files(Message.objects.in_use().filter(matter=matter))
        if self.show == "decided":
            return every.filter(review__isnull=False).order_by("-review__reviewed_at", "-id")
        undecided = every.filter(review__isnull=True)
        if self.show == "same":
            return self._ordered(undecided.filter(asked_about(matter)).exclude(code__in=self.later))
        # What was sent is shown too where a machine read it from a picture: it may have taken the sides for each other.
        seen = Q(seen__isnull=False) if self.show == "all" else Q(pk__in=())
        rows = self._ordered(undecided.filter(~Q(direction="out") | seen))
        if self.show == "later":
            return rows.filter(code__in=self.later)
        rows = rows.exclude(code__in=self.later)
        return rows if self.show == "all" else rows.filter(_with_open(matter))

    def _of_files(self, rows: QuerySet[Message]) -> QuerySet[Message]:
        return rows.filter(seen__isnull=False) if self.is_of_pictures else rows

    def _ordered(self, rows: Any) -> QuerySet[Message]:
        rows = rows.in_reading_order()
        ordered: QuerySet[Message] = (
            rows.order_by("confidence", *rows.query.order_by) if self.is_unsure_first else rows
        )
        return ordered


def neighbour_of(rows: QuerySet[Message], code: UUID) -> UUID | None:
    """The message after this one in the list, or before it when it is the last."""
    codes = list(rows.values_list("code", flat=True))
    if code not in codes or len(codes) == 1:
        return None
    here = codes.index(code)
    return codes[here + 1] if here + 1 < len(codes) else codes[here - 1]


@dataclass(frozen=True)
class Progress:
    """How far the review of a matter is; the parts make up the whole. `decided_at` is when somebody last decided what can be undone."""

    decided: int
    later: int
    waiting: int
    asked: int = 0
    decided_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.decided + self.later + self.waiting


def progress_of(
    matter: Matter, later: tuple[UUID, ...], user: Any = None, *, is_of_pictures: bool = False
) -> Progress:
    """How far it is, in one query, and when `user` last decided; of pictures only when the list is."""
    every: Any = Message.objects.in_use().filter(
        matter=matter, **({"seen__isnull": False} if is_of_pictures else {})
    )
    undecided = every.filter(review__isnull=True)
    incoming = undecided.exclude(direction="out")
    found: Any = Matter.objects.filter(pk=matter.pk).values(
        decided=every.filter(review__isnull=False).number(),
        later=incoming.filter(code__in=later).number(),
        waiting=incoming.filter(_with_open(matter)).exclude(code__in=later).number(),
        asked=undecided.filter(asked_about(matter)).exclude(code__in=later).number(),
        **_last_decisions(user, matter),
    )
    numbers = found.get()
    moments = [numbers.pop("reviewed"), numbers.pop("weighed")]
    return Progress(**numbers, decided_at=max(filter(None, moments), default=None))


def _last_decisions(user: Any, matter: Matter) -> dict[str, Subquery]:
    """When this person last decided about a message and about a suggestion of this matter within the hour."""
    since = timezone.now() - UNDO_FOR
    reviews = Review.objects.filter(message__matter=matter, reviewed_by=user, reviewed_at__gte=since)
    suggestions = Suggestion.objects.filter(message__matter=matter, decided_by=user, decided_at__gte=since)
    return {
        "reviewed": Subquery(reviews.order_by("-reviewed_at").values("reviewed_at")[:1]),
        "weighed": Subquery(suggestions.order_by("-decided_at").values("decided_at")[:1]),
    }


def files_to_review(matter: Matter, chosen: ReviewFilter) -> list[tuple[EvidenceItem, int]]:
    """The files in which the messages of this list stand, each with how many."""
    shown = replace(chosen, item="")._shown(matter).order_by()
    items = EvidenceItem.objects.filter(messages__in=shown).annotate(shown_count=Count("messages"))
    return [(item, item.shown_count) for item in items.order_by("number")]


def decided_last(user: Any, matter: Matter) -> datetime | None:
    """When this person last decided something in this matter, if that was within the hour."""
    found: Any = Matter.objects.filter(pk=matter.pk).values(**_last_decisions(user, matter))
    moments: dict[str, datetime | None] = found.get()
    return max(filter(None, moments.values()), default=None)


def decided_at(user: Any, matter: Matter, at: datetime) -> list[UUID]:
    """The messages about which this person decided something at that moment."""
    reviews = Q(review__reviewed_by=user, review__reviewed_at=at)
    suggestions = Q(suggestions__decided_by=user, suggestions__decided_at=at)
    rows = Message.objects.filter(reviews | suggestions, matter=matter).order_by("at", "id").distinct()
    return list(rows.values_list("code", flat=True))

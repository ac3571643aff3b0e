"""What the review page shows: messages with their suggestions, where a message stands, and how far somebody has come."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count, Prefetch, Q, QuerySet, Subquery
from django.utils import timezone

from caseapp.clients.selectors import people_of
from caseapp.incidents.models import Review, Suggestion
from caseapp.incidents.rules import is_refusal
from caseapp.incidents.selectors.incidents import Piece, Reason, is_english, pieces_of, reason_for
from evidence.items.models import EvidenceItem
from evidence.messages.models import Message
from lawyers.matters.models import Matter

UNDO_FOR = timedelta(hours=1)
AROUND = 4
SURE_ENOUGH = 0.9


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


def reviewed(message: Any, people: dict[str, str]) -> Reviewed:
    """A message (with `all_suggestions` fetched) for the review page; `people` are the labels by source key."""
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
    return Reviewed(message, facts, pieces_of(message.text, spans), people.get(message.source_key, ""), day)


def _incoming(matter: Matter) -> QuerySet[Message]:
    rows: QuerySet[Message] = Message.objects.filter(matter=matter).exclude(direction="out").in_use()
    return rows


def _with_open(matter: Matter) -> Q:
    return Q(pk__in=Suggestion.objects.filter(message__matter=matter, state="open").values("message"))


@dataclass(frozen=True)
class ReviewFilter:
    """Which messages: those with suggestions, all undecided ones, those put off for later, or decided ones; of one file."""

    show: str = ""
    item: str = ""
    later: tuple[UUID, ...] = ()

    @classmethod
    def from_query(cls, query: Any, later: tuple[UUID, ...] = ()) -> "ReviewFilter":
        show = "all" if query.get("all") == "1" else query.get("show", "")
        return cls(show if show in {"all", "later", "decided"} else "", query.get("item", ""), later)

    @property
    def is_open(self) -> bool:
        """Whether the messages shown wait for a decision."""
        return self.show != "decided"

    def rows(self, matter: Matter) -> QuerySet[Message]:
        rows = self._shown(matter)
        if self.item.isdecimal():
            rows = rows.filter(item__number=int(self.item[:9]))
        every = Suggestion.objects.select_related("decided_by")
        return rows.select_related("item", "review__reviewed_by", "incident").prefetch_related(
            Prefetch("suggestions", every, to_attr="all_suggestions")
        )

    def count(self, files: list[tuple[EvidenceItem, int]]) -> int:
        """How many messages that are: those in `files_to_review`, or in the one file that was chosen."""
        is_one = self.item.isdecimal()
        return sum(number for item, number in files if not is_one or item.number == int(self.item[:9]))

    def _shown(self, matter: Matter) -> QuerySet[Message]:
        if self.show == "decided":
            decided = _incoming(matter).filter(review__isnull=False)
            return decided.order_by("-review__reviewed_at", "-id")
        rows = _incoming(matter).filter(review__isnull=True).order_by("at", "id")
        if self.show == "later":
            return rows.filter(code__in=self.later)
        rows = rows.exclude(code__in=self.later)
        return rows if self.show == "all" else rows.filter(_with_open(matter))


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
    decided_at: datetime | None = None

    @property
    def total(self) -> int:
        return self.decided + self.later + self.waiting


def progress_of(matter: Matter, later: tuple[UUID, ...], user: Any = None) -> Progress:
    """How far it is, in one query, and when `user` last decided."""
    decided: Any = Message.objects.filter(matter=matter, review__isnull=False).in_use()
    undecided: Any = _incoming(matter).filter(review__isnull=True)
    found: Any = Matter.objects.filter(pk=matter.pk).values(
        decided=decided.number(),
        later=undecided.filter(code__in=later).number(),
        waiting=undecided.filter(_with_open(matter)).exclude(code__in=later).number(),
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
    shown = ReviewFilter(chosen.show, later=chosen.later)._shown(matter).order_by()
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


@dataclass(frozen=True)
class Line:
    """One message of the conversation around another."""

    message: Message
    is_current: bool = False
    is_refusal: bool = False


@dataclass(frozen=True)
class Place:
    """Where a message stands: its file, and the conversation with this sender around it."""

    message: Message
    person: str
    lines: list[Line]
    sources: list[Any]


def labels_of(matter: Matter) -> dict[str, str]:
    """How the people of the matter are called, by the key that stands on their messages."""
    return {person.key: person.label for person in people_of(matter)}


def place_of(message: Message, labels: dict[str, str] | None = None) -> Place:
    """The conversation holds only this sender on this phone: what else is on the phone stays unseen. `labels` when they are known."""
    labels = labels_of(message.matter) if labels is None else labels
    thread = list(_thread_around(message)) if message.peer_index and message.at else [message]
    refusal = next(
        (one.pk for one in thread if one.direction == "out" and one.at and is_refusal(one.text)), None
    )
    here = next(place for place, one in enumerate(thread) if one.pk == message.pk)
    near = thread[max(here - AROUND, 0) : here + AROUND + 1]
    told = [Line(one, one.pk == message.pk, one.pk == refusal) for one in near]
    sources = list(message.further_sources.select_related("item"))
    return Place(message, labels.get(message.source_key, ""), told, sources)


def _thread_around(message: Message) -> QuerySet[Message]:
    """In the order of time: the messages next to this one, and all that were sent, in which a refusal may stand."""
    thread = Message.objects.in_use().filter(
        matter_id=message.matter_id, source_key=message.source_key, peer_index=message.peer_index
    )
    earlier = thread.filter(Q(at__lt=message.at) | Q(at=message.at, pk__lt=message.pk)).order_by("-at", "-id")
    later = thread.filter(Q(at__gt=message.at) | Q(at=message.at, pk__gt=message.pk)).order_by("at", "id")
    near = Q(pk=message.pk) | Q(pk__in=earlier.values("pk")[:AROUND]) | Q(pk__in=later.values("pk")[:AROUND])
    return thread.filter(near | Q(direction="out", at__isnull=False)).order_by("at", "id")

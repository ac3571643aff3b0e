"""What is known about messages: where they stand in a picture, what people changed, and which may be the same."""

import json
from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone

from evidence.items.models import EvidenceItem
from evidence.messages.models import Correction, MaybeSame, Message
from evidence.messages.rules import Hint, hint_from
from lawyers.matters.models import Matter

SURE_ENOUGH = 0.9


@dataclass(frozen=True)
class Box:
    """Where one reading stands in the picture, in points of the picture held upright. `code` is of the message it is."""

    code: UUID
    left: int
    top: int
    width: int
    height: int
    is_unsure: bool
    is_out: bool


@dataclass(frozen=True)
class Picture:
    """A picture with the boxes of all that was read in it, from top to bottom."""

    item: EvidenceItem
    width: int
    height: int
    boxes: list[Box]


def picture_of(item: EvidenceItem) -> Picture | None:
    """The picture with its boxes; None for a file that is no picture, or of unknown size."""
    width, height = item.facts.get("width"), item.facts.get("height")
    if not width or not height:
        return None
    rows = Message.readings.filter(item=item, seen__isnull=False).exclude(folded_as=Message.Folding.JOINED)
    boxes = [_box(row) for row in rows.select_related("folded_into").defer("peer")]
    return Picture(item, width, height, sorted(boxes, key=lambda box: (box.top, box.left))) if boxes else None


def _box(row: Message) -> Box:
    left, top, right, bottom = (row.seen or {})["box"]
    stands = row.folded_into or row
    is_unsure = row.confidence < SURE_ENOUGH or bool(doubts_of(row))
    is_out = row.direction == Message.Direction.OUT
    return Box(stands.code, left, top, right - left, bottom - top, is_unsure, is_out)


def doubts_of(message: Message) -> list[tuple[int, int]]:
    """The parts of the text that were read without being sure."""
    doubts = (message.seen or {}).get("doubts", ())
    return [(begin, end) for begin, end, sure in doubts if sure < SURE_ENOUGH]


def when_hint(message: Message) -> Hint:
    """What the words beside the message say about when it was."""
    words = (message.seen or {}).get("shown_at", "")
    return hint_from(words, timezone.localdate(message.item.received_at))


def with_marks(rows: QuerySet[Message]) -> QuerySet[Message]:
    """The messages, each saying whether people changed it and whether it may be another one's twin: most pages then ask no further."""
    pairs = MaybeSame.objects.open().filter(Q(first=OuterRef("pk")) | Q(second=OuterRef("pk")))
    changes = Correction.objects.filter(message=OuterRef("pk"))
    marked: QuerySet[Message] = rows.annotate(is_asked_about=Exists(pairs), has_changes=Exists(changes))
    return marked


def fetch_history(messages: Collection[Any]) -> None:
    """Each message (`with_marks`) has its `history`, the changes that people made, in one query at most."""
    changed = [message for message in messages if message.has_changes]
    changes = Correction.objects.select_related("made_by", "undone_by").order_by("id")
    prefetch_related_objects(changed, Prefetch("corrections", changes, to_attr="history"))
    for message in messages:
        if not message.has_changes:
            message.history = []


@dataclass(frozen=True)
class Change:
    """One change as a page tells it: the names of fields with what stood there before and after."""

    correction: Correction
    fields: list[tuple[str, Any, Any]]
    is_last: bool


SHOWN = ("text", "at", "direction", "peer", "peer_name", "source_key")


def changes_of(message: Any) -> list[Change]:
    """What people changed in a message (with `history` fetched), the oldest first."""
    undoable = [one.pk for one in message.history if _can_be_undone(one)]
    return [
        Change(one, _fields(one), is_last=bool(undoable) and one.pk == undoable[-1])
        for one in message.history
    ]


def _can_be_undone(one: Correction) -> bool:
    kinds = {Correction.Kind.CORRECTED, Correction.Kind.SPLIT, Correction.Kind.JOINED}
    return one.kind in kinds and not hasattr(one, "undone_by")


def _fields(one: Correction) -> list[tuple[str, Any, Any]]:
    before, after = (json.loads(told or "{}") for told in (one.before, one.after))
    return [(name, before[name], after[name]) for name in SHOWN if name in before]


def machine_text(message: Any) -> str | None:
    """What the machine had read, when a person changed the words (with `history` fetched); None when it still stands."""
    first = next((json.loads(one.before) for one in message.history if '"text"' in (one.before or "")), None)
    text: str | None = first.get("text") if first else None
    return text if text != message.text else None


def open_pairs(messages: Collection[Message]) -> dict[int, list[tuple[MaybeSame, Message]]]:
    """For each message (by primary key) the others that may be the same, with the question."""
    asked = [message for message in messages if getattr(message, "is_asked_about", True)]
    if not asked:
        return {}
    rows = MaybeSame.objects.open().filter(Q(first__in=asked) | Q(second__in=asked))
    found: dict[int, list[tuple[MaybeSame, Message]]] = defaultdict(list)
    for pair in rows.select_related("first__item", "second__item"):
        found[pair.first_id].append((pair, pair.second))
        found[pair.second_id].append((pair, pair.first))
    return found


def asked_about(matter: Matter) -> Q:
    """Messages of a matter that may be the same as another one."""
    pairs = MaybeSame.objects.open().filter(first__matter=matter)
    return Q(pk__in=pairs.values("first")) | Q(pk__in=pairs.values("second"))

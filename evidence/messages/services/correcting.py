"""Putting a reading right by hand: its words and facts, where it ends, and what belongs together.

The file is never touched, and what the machine had read stays in the history. Two people who change one message at once:
the second is told. Every change names the revision it saw.
"""

import hashlib
import json
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence.messages.models import Correction, Message
from evidence.messages.rules import keys_of
from lawyers.audit.services import record
from lawyers.privacy.fields import index_of

FIELDS = ("text", "at", "direction", "peer", "peer_name", "source_key")
"""What a person may put right in one message."""
KEPT = (*FIELDS, "confidence", "seen")


class ChangedMeanwhile(ValueError):
    """Somebody else has changed the message since it was shown."""


class NowhereToSplit(ValueError):
    """Both parts need words."""


class NotNeighbours(ValueError):
    """Only a message and the one right after it in the same file are joined."""


class NothingToUndo(ValueError):
    """The change was undone before, or a later one must be undone first."""


def _facts(message: Message) -> dict[str, Any]:
    told = {name: getattr(message, name) for name in KEPT}
    return told | {"at": message.at.isoformat() if message.at else None}


def _values(facts: Mapping[str, Any]) -> dict[str, Any]:
    """Facts from the history as the columns take them."""
    at = facts.get("at")
    return dict(facts) | (
        {"at": datetime.fromisoformat(at) if isinstance(at, str) else at} if "at" in facts else {}
    )


def _change(message: Message, revision: int, **fields: Any) -> None:
    """The message has these values, and all that follows from them. Raises ChangedMeanwhile."""
    if "peer" in fields:
        fields["peer_index"] = index_of(fields["peer"], "phone")
    if "text" in fields:
        fields["head_key"], fields["tail_key"] = keys_of(fields["text"])
    rows = Message.objects.filter(pk=message.pk, revision=revision)
    if not rows.update(revision=revision + 1, **fields):
        raise ChangedMeanwhile(message.pk)


def _note(actor: Any, kind: str, message: Message, before: dict[str, Any], **links: Any) -> Correction:
    """The change stands in the history and in the audit trail, which holds names of fields only."""
    message.refresh_from_db(from_queryset=Message.readings.all())
    after = _facts(message)
    changed = [name for name in KEPT if before[name] != after[name]]
    made = Correction.objects.create(
        message=message, kind=kind, made_by=actor, **links,
        before=json.dumps({name: before[name] for name in changed}, ensure_ascii=False),
        after=json.dumps({name: after[name] for name in changed}, ensure_ascii=False),
    )  # fmt: skip
    subject = f"message:{message.code}"
    fields = [name for name in changed if name in FIELDS]
    record(actor, f"message.{kind}", subject=subject, matter=message.matter, fields=fields)
    return made


@transaction.atomic
def correct_message(
    actor: Any, *, message: Message, changes: Mapping[str, Any], revision: int
) -> Correction | None:
    """The message says what a person read in the original; words put right by hand are sure. None when nothing differs.

    `changes` holds some of FIELDS; `at` None is "unknown". Raises ChangedMeanwhile.
    """
    before = _facts(message)
    differing: dict[str, Any] = {
        name: changes[name] for name in FIELDS if name in changes and changes[name] != getattr(message, name)
    }
    if not differing:
        return None
    if "text" in differing:
        differing |= {"confidence": 1.0, "seen": _seen_with(message.seen, doubts=[])}
    _change(message, revision, corrected_at=timezone.now(), **differing)
    return _note(actor, Correction.Kind.CORRECTED, message, before)


def _seen_with(seen: dict[str, Any] | None, **facts: Any) -> dict[str, Any] | None:
    return seen | facts if seen is not None else None


@dataclass(frozen=True)
class _Part:
    """A part of a message: its words, and how it stands in the picture."""

    text: str
    seen: dict[str, Any] | None


def _parts(message: Message, at_character: int) -> tuple[_Part, _Part]:
    """The two parts. Blanks at the cut go. Raises NowhereToSplit."""
    head, rest = message.text[:at_character].rstrip(), message.text[at_character:]
    tail = rest.lstrip()
    if not head or not tail or at_character < 0:
        raise NowhereToSplit(message.pk)
    begins = at_character + len(rest) - len(tail)
    upper, lower = _boxes(message, at_character)
    return (
        _Part(head, _seen_with(message.seen, box=upper, doubts=_doubts_within(message, 0, len(head)))),
        _Part(
            tail,
            _seen_with(message.seen, box=lower, doubts=_doubts_within(message, begins, len(message.text))),
        ),
    )


def _doubts_within(message: Message, first: int, last: int) -> list[list[Any]]:
    """The doubts of a part, counted from its beginning."""
    return [
        [max(begin, first) - first, min(end, last) - first, sure]
        for begin, end, sure in (message.seen or {}).get("doubts", ())
        if begin < last and end > first
    ]


def _boxes(message: Message, at_character: int) -> tuple[list[int], list[int]]:
    """The box cut between two lines; where the cut is inside a line both parts keep all of it."""
    box: list[int] = list((message.seen or {}).get("box", (0, 0, 0, 0)))
    left, top, right, bottom = box
    head = message.text[:at_character]
    is_between = head.endswith("\n") or message.text[at_character:].startswith("\n")
    if not is_between:
        return box, list(box)
    lines = message.text.strip("\n").count("\n") + 1
    upper = head.strip("\n").count("\n") + 1
    cut = top + (bottom - top) * upper // lines
    return [left, top, right, cut], [left, cut, right, bottom]


@transaction.atomic
def split_message(actor: Any, *, message: Message, at_character: int, revision: int) -> Message:
    """The message ends before this character of its text; what follows is a message of its own, which is returned.

    Raises NowhereToSplit, ChangedMeanwhile.
    """
    before = _facts(message)
    head, tail = _parts(message, at_character)
    _change(message, revision, text=head.text, seen=head.seen, corrected_at=timezone.now())
    head_key, tail_key = keys_of(tail.text)
    mark = hashlib.sha256(f"{message.fingerprint}\x1f{uuid.uuid4()}".encode()).hexdigest()
    made: Message = Message.readings.create(
        matter_id=message.matter_id, item_id=message.item_id, where=message.where, source_key=message.source_key,
        at=message.at, kind=message.kind, direction=message.direction, peer=message.peer, peer_name=message.peer_name,
        text=tail.text, seen=tail.seen, confidence=message.confidence, corrected_at=timezone.now(), head_key=head_key,
        tail_key=tail_key, fingerprint=mark, split_from_id=message.split_from_id or message.pk,
    )  # fmt: skip
    _note(actor, Correction.Kind.SPLIT, message, before, other=made)
    return made


def next_in_file(message: Message) -> Message | None:
    """The message that stands right after this one in the same file."""
    codes = list(Message.objects.filter(item=message.item_id).in_reading_order().values_list("pk", flat=True))
    here = codes.index(message.pk) + 1
    return Message.objects.get(pk=codes[here]) if here < len(codes) else None


@transaction.atomic
def merge_messages(
    actor: Any, *, first: Message, second: Message, revision: int, second_revision: int
) -> Correction:
    """The two are one message: words joined, the box around both. `second` stays in the history and comes back with undo.

    Raises NotNeighbours, ChangedMeanwhile.
    """
    following = next_in_file(first)
    if following is None or following.pk != second.pk or first.direction != second.direction:
        raise NotNeighbours(first.pk)
    before = _facts(first)
    text = f"{first.text}\n{second.text}".strip("\n")
    _change(second, second_revision, folded_into=first, folded_as=Message.Folding.JOINED)
    _change(
        first, revision, text=text, seen=_joined_places(first, second, text), at=first.at or second.at,
        confidence=min(first.confidence, second.confidence), corrected_at=timezone.now(),
    )  # fmt: skip
    return _note(actor, Correction.Kind.JOINED, first, before, other=second)


def _joined_places(first: Message, second: Message, text: str) -> dict[str, Any] | None:
    if first.seen is None or second.seen is None:
        return first.seen
    here, there = first.seen["box"], second.seen["box"]
    shift = len(text) - len(second.text)
    later = [[begin + shift, end + shift, sure] for begin, end, sure in second.seen.get("doubts", ())]
    joined: dict[str, Any] = first.seen | {
        "box": [*map(min, here[:2], there[:2]), *map(max, here[2:], there[2:])],
        "doubts": [*first.seen.get("doubts", ()), *later],
    }
    return joined


def last_change(message: Message) -> Correction | None:
    """The last change of this message that can be undone."""
    kinds = (Correction.Kind.CORRECTED, Correction.Kind.SPLIT, Correction.Kind.JOINED)
    rows = Correction.objects.filter(message=message, kind__in=kinds, undone_by__isnull=True)
    found: Correction | None = rows.select_related("message", "other").order_by("-id").first()
    return found


@transaction.atomic
def undo_correction(actor: Any, *, correction: Correction, revision: int) -> Message:
    """The message is as it was before this change, the last one; parts that were split off or joined go or come back.

    What was put right in a part after the split stays in the history. Raises NothingToUndo, ChangedMeanwhile.
    """
    last = last_change(correction.message)
    if last is None or last.pk != correction.pk:
        raise NothingToUndo(correction.pk)
    message, other = last.message, last.other
    before = _facts(message)
    _change(message, revision, **_values(json.loads(last.before)))
    if other is not None and last.kind == Correction.Kind.SPLIT:
        _change(other, other.revision, folded_into=message, folded_as=Message.Folding.JOINED)
    elif other is not None:
        rows = Message.readings.filter(pk=other.pk, folded_into=message)
        rows.update(folded_into=None, folded_as="", revision=other.revision + 1)
    _note(actor, Correction.Kind.UNDONE, message, before, undoes=last, other=other)
    if last_change(message) is None:
        Message.objects.filter(pk=message.pk).update(corrected_at=None)
    return message

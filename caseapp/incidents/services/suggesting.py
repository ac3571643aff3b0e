"""Suggesting: what one phone received about a matter is judged together."""

from collections.abc import Callable, Collection, Iterator
from dataclasses import replace

from django.db import transaction

from caseapp.clients.selectors import Person, person_for_key
from caseapp.incidents.models import Suggestion
from caseapp.incidents.rules import Judged, Verdict, judge
from evidence.messages.models import Message
from lawyers.matters.models import Matter
from lawyers.queue import enqueue

JUDGED_AT_ONCE = 20_000
BATCH = 500
TOLD = ["why", "why_en", "strength", "span_from", "span_to"]


def judged(message: Message, person: Person | None) -> Judged:
    """A message as the engine needs it. Different phones of one matter are different threads."""
    return Judged(
        id=str(message.pk),
        at=message.at,
        kind=message.kind,
        direction=message.direction,
        peer=message.peer or None,
        text=message.text,
        recipient=person.recipient if person else "unknown",
        thread=None,
        refused_at=person.refused_at if person else None,
        duration_s=message.duration_s,
    )


NEAR = 60
"""So many messages of the sender before and after a changed one are judged with it at once; the whole phone follows later."""


@transaction.atomic
def suggest_anew(message: Message) -> None:
    """What is suggested about a message fits what it says now. All of the phone is judged again in the background."""
    person = person_for_key(message.matter, message.source_key)
    thread = Message.objects.filter(
        matter=message.matter_id, source_key=message.source_key, peer_index=message.peer_index
    )
    if message.at is None or not message.peer_index:
        near = [message]
    else:
        before = thread.filter(at__lt=message.at).order_by("-at", "-id")[:NEAR]
        after = thread.filter(at__gt=message.at).order_by("at", "id")[:NEAR]
        near = [*reversed(before), message, *after]
    _suggest(near, person, only={message.pk})
    enqueue("incidents.suggest_phone", message_id=message.pk)


def suggest_phone(message_id: int) -> int:
    """Judge again all that came to the phone on which this message is. The number of open suggestions."""
    message = Message.readings.select_related("matter").get(pk=message_id)
    return suggest_for_matter(message.matter, source_key=message.source_key)


def _drop_folded(matter: Matter, source_key: str) -> None:
    """What is a source or a part of another message by now is not judged by itself."""
    folded = Message.readings.filter(matter=matter, source_key=source_key, folded_into__isnull=False)
    Suggestion.objects.open().filter(message__in=folded).delete()


def suggest_for_matter(matter: Matter, *, source_key: str, between: Callable[[], None] = lambda: None) -> int:
    """Open suggestions of the messages of one phone are brought up to date; decided ones stay. The number of open ones.

    A suggestion that still holds stays the same row: somebody may be looking at it. `between` is called now and then.
    """
    person = person_for_key(matter, source_key)
    _drop_folded(matter, source_key)
    messages = Message.objects.filter(matter=matter, source_key=source_key).order_by("at", "id")
    made = 0
    chunk: list[Message] = []
    for message in messages.iterator(chunk_size=2000):
        chunk.append(message)
        if len(chunk) == JUDGED_AT_ONCE:
            between()
            made += _suggest(chunk, person)
            chunk = []
    between()
    return made + _suggest(chunk, person)


def _found_in(messages: list[Message], person: Person | None) -> dict[tuple[int, str], Suggestion]:
    found = (
        Suggestion(
            message_id=int(verdict.id), kind=each.kind, why=each.why, why_en=each.why_en, strength=each.strength,
            span_from=each.span[0] if each.span else None, span_to=each.span[1] if each.span else None,
        )
        for verdict in _judge([judged(message, person) for message in messages])
        for each in verdict.found
    )  # fmt: skip
    return {(one.message_id, one.kind): one for one in found}


@transaction.atomic
def _suggest(messages: list[Message], person: Person | None, only: Collection[int] | None = None) -> int:
    """Open suggestions of the messages (of those in `only`) are what judging them together gives."""
    ids = [message.pk for message in messages if only is None or message.pk in only]
    found = {key: one for key, one in _found_in(messages, person).items() if only is None or key[0] in only}
    told = dict(found)
    gone, changed = [], []
    for standing in _open_ones(ids):
        new = told.pop((standing.message_id, standing.kind), None)
        if new is None:
            gone.append(standing.pk)
        elif _take_over(standing, new):
            changed.append(standing)
    for start in range(0, len(gone), BATCH):
        Suggestion.objects.filter(pk__in=gone[start : start + BATCH], state=Suggestion.State.OPEN).delete()
    Suggestion.objects.bulk_update(changed, TOLD, BATCH)
    # A conflict is a decided suggestion of this kind, which stays as it is.
    Suggestion.objects.bulk_create(told.values(), BATCH, ignore_conflicts=True)
    return len(found)


def _open_ones(ids: list[int]) -> Iterator[Suggestion]:
    for start in range(0, len(ids), BATCH):
        yield from Suggestion.objects.open().filter(message__in=ids[start : start + BATCH])


def _take_over(standing: Suggestion, new: Suggestion) -> bool:
    """Whether anything that is told about the suggestion is new; then it stands on the row."""
    differing = [name for name in TOLD if getattr(standing, name) != getattr(new, name)]
    for name in differing:
        setattr(standing, name, getattr(new, name))
    return bool(differing)


def _judge(messages: list[Judged]) -> list[Verdict]:
    """First every message by itself and by sender; then all senders that collect together, as one thread.

    A phone holds private messages too: only senders that were found to collect belong to the thread about the matter.
    """
    verdicts = judge(messages)
    collectors = {
        message.peer
        for message, verdict in zip(messages, verdicts, strict=True)
        if verdict.found and message.peer
    }
    thread = [replace(message, thread="collectors") for message in messages if message.peer in collectors]
    together = {verdict.id: verdict for verdict in judge(thread)}
    return [together.get(verdict.id, verdict) for verdict in verdicts]

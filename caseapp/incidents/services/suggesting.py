"""Suggesting: what one phone received about a matter is judged together."""

from dataclasses import replace

from django.db import transaction

from caseapp.clients.selectors import Person, person_for_key
from caseapp.incidents.models import Suggestion
from caseapp.incidents.rules import Judged, Verdict, judge
from evidence.messages.models import Message
from lawyers.matters.models import Matter

JUDGED_AT_ONCE = 20_000
BATCH = 500


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


def suggest_for_matter(matter: Matter, *, source_key: str) -> int:
    """Open suggestions of the messages of one phone are brought up to date; decided ones stay. The number of open ones."""
    person = person_for_key(matter, source_key)
    messages = Message.objects.filter(matter=matter, source_key=source_key).order_by("at", "id")
    made = 0
    chunk: list[Message] = []
    for message in messages.iterator(chunk_size=2000):
        chunk.append(message)
        if len(chunk) == JUDGED_AT_ONCE:
            made += _suggest(chunk, person)
            chunk = []
    return made + _suggest(chunk, person)


@transaction.atomic
def _suggest(messages: list[Message], person: Person | None) -> int:
    ids = [message.pk for message in messages]
    for start in range(0, len(ids), BATCH):
        Suggestion.objects.filter(
            message__in=ids[start : start + BATCH], state=Suggestion.State.OPEN
        ).delete()
    rows = [
        Suggestion(
            message_id=int(verdict.id), kind=found.kind, why=found.why, why_en=found.why_en, strength=found.strength,
            span_from=found.span[0] if found.span else None, span_to=found.span[1] if found.span else None,
        )
        for verdict in _judge([judged(message, person) for message in messages])
        for found in verdict.found
    ]  # fmt: skip
    Suggestion.objects.bulk_create(rows, BATCH, ignore_conflicts=True)
    return len(rows)


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

"""What a person decides about a message and its suggestions: it becomes an incident, or is set aside."""

from collections.abc import Collection
from datetime import date, datetime
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseapp.agencies.models import Lender
from caseapp.clients.selectors import person_for_key
from caseapp.incidents.models import Incident, Review, Suggestion
from caseapp.incidents.services.recording import (
    Facts,
    NothingToConfirm,
    Spans,
    add_violations,
    record_incident,
)
from evidence.messages.models import Message
from lawyers.audit.services import record


class AlreadyReviewed(ValueError):
    """Somebody has decided about this message already."""


class FoldedAway(AlreadyReviewed):
    """The message has become a part or a source of another one since it was shown."""


def hold(message: Message) -> Message:
    """The message, locked until commit: two people who decide about it at once still make one incident.

    Raises AlreadyReviewed for a message whose file was withdrawn, and FoldedAway.
    """
    rows = Message.readings.in_use().select_for_update(of=("self",)).select_related("matter__organisation")
    held: Message | None = rows.filter(pk=message.pk).first()
    if held is None:
        raise AlreadyReviewed("sealed")
    if held.folded_into_id is not None:
        raise FoldedAway(held.pk)
    return held


def decided_among(ids: Collection[int]) -> set[int]:
    """Which of these messages a person has decided about, wholly or in part."""
    weighed = Suggestion.objects.filter(message__in=ids).exclude(state=Suggestion.State.OPEN)
    reviewed = Review.objects.filter(message__in=ids)
    standing = Incident.objects.filter(message__in=ids)
    decided = (rows.values_list("message", flat=True) for rows in (weighed, reviewed, standing))
    return {pk for some in decided for pk in some if pk is not None}


def _close(actor: Any, message: Message, outcome: str, at: datetime) -> None:
    """Nobody is asked about the message any more. Raises AlreadyReviewed."""
    try:
        with transaction.atomic():
            Review.objects.create(message=message, outcome=outcome, reviewed_by=actor, reviewed_at=at)
    except IntegrityError as error:
        raise AlreadyReviewed(message.pk) from error


def _standing(message: Message) -> Incident | None:
    """The incident that the message is; one that was withdrawn lets the message go."""
    Incident.objects.filter(message=message, withdrawn_at__isnull=False).update(message=None)
    return Incident.objects.filter(message=message).select_related("matter", "agency").first()


def _day_of(message: Message, told: date | None = None) -> date:
    """The day in Beijing. Raises NothingToConfirm when neither the message nor a person says it."""
    on = timezone.localdate(message.at) if message.at else told
    if on is None:
        raise NothingToConfirm("day")
    return on


def _spans(suggestions: Any) -> Spans:
    return {
        s.kind: (s.span_from, s.span_to)
        for s in suggestions
        if s.span_from is not None and s.span_to is not None
    }


def _make_count(
    actor: Any, message: Message, kinds: list[str], spans: Spans, lender: Lender | None, on: date
) -> Incident:
    """The message's incident with these rules; it is recorded when there is none yet."""
    incident = _standing(message)
    if incident is not None:
        add_violations(actor, incident=incident, kinds=kinds, spans=spans, lender=lender)
        return incident
    if not kinds:
        raise NothingToConfirm("kinds")
    facts = Facts(
        on, message.at, _channel(message), message.peer, person_for_key(message.matter, message.source_key), message.text, lender, None, message,
    )  # fmt: skip
    return record_incident(actor, matter=message.matter, facts=facts, kinds=kinds, spans=spans)


def _channel(message: Message) -> str:
    return message.kind if message.kind in Incident.Channel.values else Incident.Channel.OTHER


@transaction.atomic
def accept_message(
    actor: Any, *, message: Message, kinds: list[str] | None = None, lender: Lender | None = None, day: date | None = None,
    at: datetime | None = None,
) -> Incident:  # fmt: skip
    """The message is an incident; `kinds` None confirms every open suggestion, other open ones are rejected.

    Messages decided in one go share `at`, so that they can be taken back in one go. Raises AlreadyReviewed, NothingToConfirm.
    """
    message, now = hold(message), at or timezone.now()
    on = _day_of(message, day)
    _close(actor, message, Review.Outcome.ACCEPTED, now)
    open_ones = Suggestion.objects.filter(message=message, state=Suggestion.State.OPEN)
    if kinds is not None:
        open_ones = open_ones.filter(kind__in=kinds)
    spans = _spans(open_ones)
    chosen = kinds if kinds is not None else [s.kind for s in open_ones]
    open_ones.update(state="confirmed", decided_by=actor, decided_at=now)
    _reject_open(actor, message, now)
    return _make_count(actor, message, chosen, spans, lender, on)


def _reject_open(actor: Any, message: Message, now: datetime) -> None:
    Suggestion.objects.filter(message=message, state="open").update(
        state="rejected", decided_by=actor, decided_at=now
    )


@transaction.atomic
def look_at_message(actor: Any, *, message: Message, at: datetime | None = None) -> None:
    """Somebody has looked at a message in which nothing is suggested. Raises AlreadyReviewed, also when something is."""
    message, now = hold(message), at or timezone.now()
    if Suggestion.objects.filter(message=message).exists():
        raise AlreadyReviewed(message.pk)
    _close(actor, message, Review.Outcome.LOOKED_AT, now)
    record(actor, "message.looked_at", subject=f"message:{message.code}", matter=message.matter)


@transaction.atomic
def dismiss_message(actor: Any, *, message: Message, at: datetime | None = None) -> None:
    """Nothing (more) of this message is ours; what was confirmed before stands. Raises AlreadyReviewed."""
    message, now = hold(message), at or timezone.now()
    _reject_open(actor, message, now)
    _finish(actor, message, now)


def _finish(actor: Any, message: Message, now: datetime) -> None:
    outcome = Review.Outcome.ACCEPTED if _standing(message) else Review.Outcome.DISMISSED
    _close(actor, message, outcome, now)
    if outcome == Review.Outcome.DISMISSED:
        record(actor, "message.dismissed", subject=f"message:{message.code}", matter=message.matter)


def _decide(actor: Any, suggestion: Suggestion, state: str, now: datetime) -> bool:
    """Whether it was this call that decided."""
    done = Suggestion.objects.filter(pk=suggestion.pk, state="open", message__review__isnull=True).update(
        state=state, decided_by=actor, decided_at=now
    )
    return bool(done)


def _note(actor: Any, name: str, message: Message, suggestion: Suggestion) -> None:
    record(actor, name, subject=f"message:{message.code}", matter=message.matter, kind=suggestion.kind)


def _finish_if_decided(actor: Any, message: Message, now: datetime) -> None:
    if not Suggestion.objects.filter(message=message, state="open").exists():
        _finish(actor, message, now)


@transaction.atomic
def confirm_suggestion(actor: Any, *, suggestion: Suggestion, lender: Lender | None = None) -> bool:
    """The suggestion is right: the message counts as an incident from now on. False when somebody decided before.

    The message stays open while other suggestions are. Raises NothingToConfirm for a message without a day.
    """
    message, now = hold(suggestion.message), timezone.now()
    on = _day_of(message)
    if not _decide(actor, suggestion, "confirmed", now):
        return False
    _note(actor, "suggestion.confirmed", message, suggestion)
    _make_count(actor, message, [suggestion.kind], _spans([suggestion]), lender, on)
    _finish_if_decided(actor, message, now)
    return True


@transaction.atomic
def reject_suggestion(actor: Any, *, suggestion: Suggestion) -> bool:
    """The suggestion is wrong. False when somebody decided before. With its last suggestion the message is decided."""
    message, now = hold(suggestion.message), timezone.now()
    if not _decide(actor, suggestion, "rejected", now):
        return False
    _note(actor, "suggestion.rejected", message, suggestion)
    _finish_if_decided(actor, message, now)
    return True

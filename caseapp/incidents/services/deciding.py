"""What a person decides: a message becomes an incident, or is set aside; an incident is changed or withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseapp.agencies.models import CollectionAgency, Lender
from caseapp.cases.services import take_back, tell
from caseapp.clients.models import Client
from caseapp.clients.selectors import Person, person_for_key
from caseapp.incidents.models import Incident, Recipient, Review, Suggestion, Violation
from caseapp.law import rules as law
from evidence.messages.models import Message
from lawyers.audit.services import record
from lawyers.matters.models import Matter

NIGHT_FROM, NIGHT_UNTIL = 22, 8


class AlreadyReviewed(ValueError):
    """Somebody has decided about this message already."""


class NothingToConfirm(ValueError):
    """An incident needs a day and a client in its matter."""


def _is_night(at: datetime | None) -> bool:
    """22:00–08:00 in Beijing (GB/T 45251-2025)."""
    return at is not None and not NIGHT_UNTIL <= timezone.localtime(at).hour < NIGHT_FROM


def _flags(kinds: list[str], at: datetime | None) -> dict[str, bool]:
    known = [law.kind(code) for code in kinds]
    return {
        "is_night": _is_night(at),
        "has_threat": any(kind.is_threat for kind in known),
        "has_insult": any(kind.is_insult for kind in known),
        "has_disclosure": any(kind.is_disclosure for kind in known),
    }


@dataclass(frozen=True)
class Facts:
    """What happened, as far as known. Unknown sender, person, lender and agency are normal."""

    occurred_on: date
    occurred_at: datetime | None
    channel: str
    sender: str = ""
    person: Person | None = None
    text: str = ""
    lender: Lender | None = None
    agency: CollectionAgency | None = None
    message: Message | None = None


Spans = dict[str, tuple[int, int]]


@transaction.atomic
def record_incident(
    actor: Any, *, matter: Matter, facts: Facts, kinds: list[str], spans: Spans | None = None
) -> Incident:
    """A confirmed incident with its violations; the timeline tells it. Raises NothingToConfirm without a client."""
    client = Client.objects.filter(matter=matter).first()
    if client is None:
        raise NothingToConfirm("client")
    person = facts.person
    incident = Incident.objects.create(
        matter=matter, organisation=matter.organisation, client_id=client.person_id, occurred_on=facts.occurred_on,
        occurred_at=facts.occurred_at, channel=facts.channel, sender=facts.sender, text=facts.text, lender=facts.lender,
        recipient=person.recipient if person else Recipient.UNKNOWN, contact=person.contact if person else None,
        agency=facts.agency, message=facts.message, confirmed_by=actor, **_flags(kinds, facts.occurred_at),
    )  # fmt: skip
    _add_violations(actor, incident, kinds, spans or {})
    subject = f"incident:{incident.code}"
    at = facts.occurred_at or datetime.combine(facts.occurred_on, time(12), timezone.get_default_timezone())
    record(actor, "incident.confirmed", subject=subject, matter=matter, kinds=kinds)
    tell(
        actor, matter=matter, kind="harm", name="incident.confirmed", at=at, is_time_known=facts.occurred_at is not None, subject=subject,
        channel=facts.channel, recipient=incident.recipient,
    )  # fmt: skip
    return incident


def _add_violations(actor: Any, incident: Incident, kinds: list[str], spans: Spans) -> None:
    for kind in dict.fromkeys(kinds):
        first, last = spans.get(kind, (None, None))
        Violation.objects.create(
            incident=incident, kind=kind, confirmed_by=actor, span_from=first, span_to=last
        )


@transaction.atomic
def accept_message(
    actor: Any,
    *,
    message: Message,
    kinds: list[str] | None = None,
    lender: Lender | None = None,
    day: date | None = None,
) -> Incident:
    """The message is an incident; `kinds` None confirms every open suggestion. Raises AlreadyReviewed, NothingToConfirm."""
    on = timezone.localdate(message.at) if message.at else day
    if on is None:
        raise NothingToConfirm("day")
    try:
        with transaction.atomic():
            Review.objects.create(message=message, outcome=Review.Outcome.ACCEPTED, reviewed_by=actor)
    except IntegrityError as error:
        raise AlreadyReviewed(message.pk) from error
    open_ones = Suggestion.objects.filter(message=message, state=Suggestion.State.OPEN)
    if kinds is not None:
        open_ones = open_ones.filter(kind__in=kinds)
    spans = {
        s.kind: (s.span_from, s.span_to)
        for s in open_ones
        if s.span_from is not None and s.span_to is not None
    }
    chosen = kinds if kinds is not None else [s.kind for s in open_ones]
    now = timezone.now()
    Suggestion.objects.filter(message=message, state="open", kind__in=chosen).update(
        state="confirmed", decided_by=actor, decided_at=now
    )
    Suggestion.objects.filter(message=message, state="open").update(
        state="rejected", decided_by=actor, decided_at=now
    )
    facts = Facts(
        on, message.at, _channel(message), message.peer, person_for_key(message.matter, message.source_key), message.text, lender, None, message,
    )  # fmt: skip
    return record_incident(actor, matter=message.matter, facts=facts, kinds=chosen, spans=spans)


def _channel(message: Message) -> str:
    return message.kind if message.kind in Incident.Channel.values else Incident.Channel.OTHER


@transaction.atomic
def dismiss_message(actor: Any, *, message: Message) -> None:
    """The message is none of ours. Raises AlreadyReviewed."""
    try:
        with transaction.atomic():
            Review.objects.create(message=message, outcome=Review.Outcome.DISMISSED, reviewed_by=actor)
    except IntegrityError as error:
        raise AlreadyReviewed(message.pk) from error
    Suggestion.objects.filter(message=message, state="open").update(
        state="rejected", decided_by=actor, decided_at=timezone.now()
    )
    record(actor, "message.dismissed", subject=f"message:{message.code}", matter=message.matter)


@transaction.atomic
def reject_suggestion(actor: Any, *, suggestion: Suggestion) -> bool:
    """The suggestion is wrong. False when somebody decided before."""
    done = Suggestion.objects.filter(pk=suggestion.pk, state="open").update(
        state="rejected", decided_by=actor, decided_at=timezone.now()
    )
    if done:
        subject = f"message:{suggestion.message.code}"
        record(
            actor,
            "suggestion.rejected",
            subject=subject,
            matter=suggestion.message.matter,
            kind=suggestion.kind,
        )
    return bool(done)


@transaction.atomic
def undo_review(actor: Any, *, message: Message) -> None:
    """The message is open again; its incident is withdrawn and kept. Undoing what is not reviewed changes nothing."""
    if not Review.objects.filter(message=message).delete()[0]:
        return
    incident = Incident.objects.filter(message=message).first()
    if incident is not None:
        withdraw_incident(actor, incident=incident, reason="undone in review")
        Incident.objects.filter(pk=incident.pk).update(message=None)
    Suggestion.objects.filter(message=message).exclude(state="open").update(
        state="open", decided_by=None, decided_at=None
    )


@transaction.atomic
def withdraw_incident(actor: Any, *, incident: Incident, reason: str) -> bool:
    """The incident does not count any more; it stays readable with the reason. False when it was withdrawn before."""
    done = Incident.objects.filter(pk=incident.pk, withdrawn_at__isnull=True).update(
        withdrawn_at=timezone.now(), withdrawn_reason=reason
    )
    if done:
        record(actor, "incident.withdrawn", subject=f"incident:{incident.code}", matter=incident.matter)
        take_back(f"incident:{incident.code}")
    return bool(done)


@transaction.atomic
def attribute(
    actor: Any, *, incident: Incident, lender: Lender | None, agency: CollectionAgency | None
) -> None:
    """Who is behind it, as a person has confirmed; None is unknown."""
    Incident.objects.filter(pk=incident.pk).update(lender=lender, agency=agency)
    record(
        actor, "incident.changed", subject=f"incident:{incident.code}", matter=incident.matter,
        lender=str(lender.code) if lender else None, agency=str(agency.code) if agency else None,
    )  # fmt: skip

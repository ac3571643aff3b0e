"""Incidents as they stand in the file: recorded, attributed, changed, withdrawn."""

from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from caseapp.agencies.models import CollectionAgency, Lender
from caseapp.cases.services import take_back, tell
from caseapp.clients.models import Client
from caseapp.clients.selectors import Person
from caseapp.incidents.models import Incident, Recipient, Violation
from caseapp.law import rules as law
from evidence.messages.models import Message
from lawyers.audit.services import record
from lawyers.matters.models import Matter

NIGHT_FROM, NIGHT_UNTIL = 22, 8


class NothingToConfirm(ValueError):
    """An incident needs a day, a client in its matter, and, when it comes from a message, a rule that it breaks."""


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


@transaction.atomic
def add_violations(
    actor: Any,
    *,
    incident: Incident,
    kinds: list[str],
    spans: Spans | None = None,
    lender: Lender | None = None,
) -> None:
    """Further rules that a standing incident breaks. A lender is noted only where none stands yet."""
    known = set(incident.violations.values_list("kind", flat=True))
    new = [kind for kind in kinds if kind not in known]
    if new:
        _add_violations(actor, incident, new, spans or {})
        _refresh_flags(incident)
        record(
            actor, "incident.changed", subject=f"incident:{incident.code}", matter=incident.matter, kinds=new
        )
    if lender is not None and incident.lender_id is None:
        attribute(actor, incident=incident, lender=lender, agency=incident.agency)


@transaction.atomic
def take_violations_back(actor: Any, *, incident: Incident, gone: QuerySet[Violation]) -> None:
    """Some rules do not count any more. With the last one the incident is withdrawn, kept readable, and frees its message."""
    if not incident.is_standing or not incident.violations.exclude(pk__in=gone).exists():
        withdraw_incident(actor, incident=incident, reason="undone in review")
        Incident.objects.filter(pk=incident.pk).update(message=None)
        return
    kinds = list(gone.values_list("kind", flat=True))
    if kinds:
        gone.delete()
        _refresh_flags(incident)
        record(
            actor,
            "incident.changed",
            subject=f"incident:{incident.code}",
            matter=incident.matter,
            taken_back=kinds,
        )


def _refresh_flags(incident: Incident) -> None:
    kinds = list(incident.violations.values_list("kind", flat=True))
    Incident.objects.filter(pk=incident.pk).update(**_flags(kinds, incident.occurred_at))

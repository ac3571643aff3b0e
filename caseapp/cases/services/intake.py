"""Intake: a draft that saves itself, and its completion. One intake key makes one case, however often it is sent."""

import json
from collections.abc import Collection
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from django.db import IntegrityError, transaction
from django.db.models import QuerySet
from django.utils import timezone

from caseapp.cases.models import Case
from caseapp.cases.services.timeline import tell
from caseapp.clients.models import Client
from caseapp.clients.selectors import earlier_with_identity, first_row_of
from caseapp.clients.services import save_client, save_contact, save_debt
from lawyers.audit.services import record
from lawyers.matters.services import open_matter


class IntakeFinished(ValueError):
    """The intake was completed before; changes go to the case page."""


@transaction.atomic
def save_draft(actor: Any, *, intake_key: UUID, typed: dict[str, list[str]]) -> Case:
    """The draft holds exactly what was typed. The first call opens a matter with `actor` in charge. Raises IntakeFinished."""
    case = Case.objects.filter(intake_key=intake_key).select_related("matter").first() or _open(
        actor, intake_key
    )
    text = json.dumps(typed, ensure_ascii=False)
    case.draft = text
    # Conditional: an intake completed in another window must not fall back to a draft.
    if not Case.objects.filter(pk=case.pk, status=Case.Status.INTAKE).update(
        draft=text, last_event_at=timezone.now()
    ):
        raise IntakeFinished(case.pk)
    return case


def _open(actor: Any, intake_key: UUID) -> Case:
    try:
        with transaction.atomic():
            matter = open_matter(actor, organisation=actor.organisation, lead=actor)
            case: Case = Case.objects.create(matter=matter, intake_key=intake_key)
            return case
    except IntegrityError:
        # Sent twice at once: the other one made the case.
        return _of_key(intake_key)


def typed_so_far(case: Case) -> dict[str, list[str]]:
    """What the draft holds, as form data."""
    found: dict[str, list[str]] = json.loads(case.draft) if case.draft else {}
    return found


@dataclass(frozen=True)
class Intake:
    """A valid intake. `same_person` is the client's row in an earlier matter; `different` are codes of rows that are not."""

    client: dict[str, Any]
    contacts: list[dict[str, Any]]
    debts: list[dict[str, Any]]
    story: str = ""
    signs: list[str] = field(default_factory=list)
    same_person: Client | None = None
    different: Collection[UUID] = ()


@transaction.atomic
def finish_intake(actor: Any, *, case: Case, told: Intake) -> Case:
    """The draft becomes a case with client, contacts and debts. A second call raises IntakeFinished and changes nothing.

    When nobody said who the client is elsewhere, the organisation's client with the same identity number is that person.
    """
    done = Case.objects.filter(pk=case.pk, status=Case.Status.INTAKE).update(
        status=Case.Status.EVIDENCE, draft="", story=told.story, signs=told.signs, last_event_at=timezone.now()
    )  # fmt: skip
    if not done:
        raise IntakeFinished(case.pk)
    identity = told.client.get("id_number", "")
    earlier = told.same_person or earlier_with_identity(case.matter, identity, but=told.different)
    save_client(actor, matter=case.matter, **told.client, same_person_as=first_row_of(earlier))
    for fields in told.contacts:
        save_contact(actor, matter=case.matter, **fields)
    for fields in told.debts:
        save_debt(actor, matter=case.matter, **fields)
    record(actor, "case.opened", subject=f"case:{case.code}", matter=case.matter)
    tell(actor, matter=case.matter, kind="step", name="case.opened", subject=f"case:{case.code}")
    case.refresh_from_db()
    return case


def _of_key(intake_key: UUID) -> Case:
    cases: QuerySet[Case] = Case.objects.select_related("matter").filter(intake_key=intake_key)
    return cases[0]

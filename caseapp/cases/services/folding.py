"""An intake that turns out to belong to a case already there goes into that case."""

from typing import Any

from django.db import transaction
from django.utils import timezone

from caseapp.agencies.rules import company_stem
from caseapp.cases.models import Case
from caseapp.cases.services.intake import Intake, IntakeFinished
from caseapp.cases.services.timeline import tell
from caseapp.cases.services.work import CaseIsClosed, add_note
from caseapp.clients.models import Client, Contact, Debt
from caseapp.clients.services import save_client, save_contact, save_debt
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.privacy.fields import lookup_values


@transaction.atomic
def fold_intake(actor: Any, *, case: Case, into: Case, told: Intake) -> Case:
    """What the intake adds stands in `into`, and the draft is closed as opened twice.

    Fields that the older file lacks are filled, and what differs there stays. Contacts and debts known there are not added
    again; the story becomes a note. Raises IntakeFinished for a draft that is none any more, CaseIsClosed for a closed `into`.
    """
    if into.is_closed:
        raise CaseIsClosed(into.pk)
    now = timezone.now()
    done = Case.objects.filter(pk=case.pk, status=Case.Status.INTAKE).update(
        status=Case.Status.CLOSED, close_reason=Case.CloseReason.MISTAKE, closed_at=now, draft="", last_event_at=now
    )  # fmt: skip
    if not done:
        raise IntakeFinished(case.pk)
    matter = into.matter
    save_client(actor, matter=matter, **_lacking(matter, told.client))
    for fields in told.contacts:
        if not _knows_contact(matter, fields):
            save_contact(actor, matter=matter, **fields)
    stems = {
        company_stem(told_as)
        for told_as in Debt.objects.filter(matter=matter).values_list("told_as", flat=True)
    }
    for fields in told.debts:
        if company_stem(fields.get("told_as", "")) not in stems:
            save_debt(actor, matter=matter, **fields)
    if told.story:
        add_note(actor, case=into, text=told.story)
    record(actor, "case.folded", subject=f"case:{case.code}", matter=case.matter, into=matter.number)
    tell(actor, matter=case.matter, kind="step", name="case.closed", subject=f"case:{case.code}")
    tell(
        actor,
        matter=matter,
        kind="step",
        name="case.folded",
        subject=f"case:{case.code}",
        number=case.matter.number,
    )
    return into


def _lacking(matter: Matter, fields: dict[str, Any]) -> dict[str, Any]:
    known = Client.objects.filter(matter=matter).first()
    if known is None:
        return fields
    return {name: value for name, value in fields.items() if value and not getattr(known, name)}


def _knows_contact(matter: Matter, fields: dict[str, Any]) -> bool:
    contacts = Contact.objects.filter(matter=matter)
    values = lookup_values(fields.get("phone", ""), "phone")
    if values:
        return contacts.filter(phone_index__in=values).exists()
    return contacts.filter(name=fields.get("name", ""), relationship=fields.get("relationship", "")).exists()

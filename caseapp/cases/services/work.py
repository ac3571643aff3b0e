"""Working on a case: notes, status, next step, closing and reopening."""

from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone

from caseapp.cases.models import Case, Note, SavedFilter
from caseapp.cases.services.timeline import tell
from lawyers.audit.services import record


class CaseIsClosed(ValueError):
    """A closed case changes only by being reopened."""


class CaseIsOpen(ValueError):
    """The case is open already."""


def _subject(case: Case) -> str:
    return f"case:{case.code}"


@transaction.atomic
def add_note(actor: Any, *, case: Case, text: str) -> Note:
    """A note stands on the case and its timeline."""
    note = Note.objects.create(case=case, author=actor, text=text)
    record(actor, "note.added", subject=f"note:{note.code}", matter=case.matter)
    tell(
        actor,
        matter=case.matter,
        kind="note",
        name="note.added",
        subject=f"note:{note.code}",
        note=str(note.code),
    )
    return note


@transaction.atomic
def move_case(actor: Any, *, case: Case, status: str) -> None:
    """The open case has this open status. Raises CaseIsClosed. The same status again changes nothing."""
    open_now = Case.objects.filter(pk=case.pk).exclude(status__in=[Case.Status.CLOSED, Case.Status.INTAKE])
    if not open_now.exists():
        raise CaseIsClosed(case.pk)
    if open_now.exclude(status=status).update(status=status):
        record(actor, "case.moved", subject=_subject(case), matter=case.matter, status=status)
        tell(actor, matter=case.matter, kind="step", name="case.moved", subject=_subject(case), status=status)


@transaction.atomic
def plan_next_step(actor: Any, *, case: Case, next_step: str, next_on: date | None) -> None:
    """What comes next and when; both empty clears it. Raises CaseIsClosed."""
    if (
        not Case.objects.filter(pk=case.pk)
        .exclude(status=Case.Status.CLOSED)
        .update(next_step=next_step, next_on=next_on)
    ):
        raise CaseIsClosed(case.pk)
    record(
        actor,
        "case.planned",
        subject=_subject(case),
        matter=case.matter,
        on=next_on.isoformat() if next_on else None,
    )


@transaction.atomic
def close_case(actor: Any, *, case: Case, reason: str) -> None:
    """The case is closed for `reason`. Raises CaseIsClosed for whoever comes second."""
    closed = Case.objects.filter(pk=case.pk).exclude(status=Case.Status.CLOSED)
    if not closed.update(
        status=Case.Status.CLOSED, closed_at=timezone.now(), close_reason=reason, next_step="", next_on=None
    ):
        raise CaseIsClosed(case.pk)
    record(actor, "case.closed", subject=_subject(case), matter=case.matter, reason=reason)
    tell(actor, matter=case.matter, kind="step", name="case.closed", subject=_subject(case), reason=reason)


@transaction.atomic
def reopen_case(actor: Any, *, case: Case, reason: str) -> None:
    """The case is worked on again. Raises CaseIsOpen for whoever comes second."""
    reopened = Case.objects.filter(pk=case.pk, status=Case.Status.CLOSED).update(
        status=Case.Status.EVIDENCE, closed_at=None, close_reason=""
    )
    if not reopened:
        raise CaseIsOpen(case.pk)
    record(actor, "case.reopened", subject=_subject(case), matter=case.matter)
    note = Note.objects.create(case=case, author=actor, text=reason)
    tell(
        actor,
        matter=case.matter,
        kind="step",
        name="case.reopened",
        subject=_subject(case),
        note=str(note.code),
    )


def save_filter(actor: Any, *, name: str, query: str) -> SavedFilter:
    """The person's filter of this name holds this query."""
    saved, _ = SavedFilter.objects.update_or_create(owner=actor, name=name, defaults={"query": query[:500]})
    return saved


def delete_filter(actor: Any, *, saved: SavedFilter) -> None:
    """The filter is gone; it was the person's own."""
    saved.delete()

"""Opening matters and saying who works on them."""

from datetime import timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from lawyers.audit.services import record
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Organisation, User

NUMBER_TRIES = 50


class AlreadyAssigned(ValueError):
    """The person works on this matter already."""


class PersonOutside(ValueError):
    """The person cannot be assigned: signed off, or without a role that works on matters."""


@transaction.atomic
def open_matter(actor: Any, *, organisation: Organisation, lead: User | None = None) -> Matter:
    """A new matter with the organisation's next number of the year; `lead` works on it from today.

    Two people opening at once get two numbers: the unique constraint decides and the loser takes the next.
    """
    for attempt in range(NUMBER_TRIES):
        try:
            with transaction.atomic():
                matter = Matter.objects.create(
                    organisation=organisation, number=_next_number(organisation, attempt)
                )
            break
        except IntegrityError:
            continue
    else:
        raise RuntimeError(f"No free matter number for {organisation.slug} after {NUMBER_TRIES} tries.")
    record(actor, "matter.opened", subject=f"matter:{matter.code}", matter=matter)
    if lead is not None:
        assign(actor, matter=matter, user=lead, part=Assignment.Part.LEAD)
    return matter


def _next_number(organisation: Organisation, attempt: int) -> str:
    stem = f"{organisation.number_prefix}{timezone.localdate().year}-"
    # Numbers have at least four places: longer ones are later, equal lengths compare as text.
    taken = Matter.objects.filter(number__startswith=stem).values_list("number", flat=True)
    last = max(
        (int(tail) for tail in (n.removeprefix(stem) for n in taken.order_by("-id")[:200]) if tail.isdigit()),
        default=0,
    )
    return f"{stem}{last + 1 + attempt:04d}"


@transaction.atomic
def assign(actor: Any, *, matter: Matter, user: User, part: str) -> Assignment:
    """`user` works on the matter from today. Raises AlreadyAssigned or PersonOutside."""
    if not user.is_active or not user.role:
        raise PersonOutside(user.pk)
    try:
        with transaction.atomic():
            assignment = Assignment.objects.create(matter=matter, user=user, part=part)
    except IntegrityError as error:
        raise AlreadyAssigned(user.pk) from error
    record(actor, "matter.assigned", subject=f"user:{user.code}", matter=matter, part=part)
    return assignment


@transaction.atomic
def end_assignment(actor: Any, *, assignment: Assignment) -> None:
    """The person does not see the matter any more, from this moment. Ending twice changes nothing."""
    yesterday = timezone.localdate() - timedelta(days=1)
    if assignment.since_on > yesterday:
        # Assigned today: a period must not end before it starts, so the row goes; the audit trail keeps both acts.
        changed, _ = Assignment.objects.filter(pk=assignment.pk, until_on__isnull=True).delete()
    else:
        changed = Assignment.objects.filter(pk=assignment.pk, until_on__isnull=True).update(
            until_on=yesterday
        )
    if changed:
        record(actor, "matter.unassigned", subject=f"user:{assignment.user.code}", matter=assignment.matter)

"""What waits for one person."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Exists, QuerySet, Subquery, Value
from django.db.models.functions import Coalesce

from caseapp.cases.models import Case, SavedFilter
from caseapp.cases.selectors import lists_with_people
from caseapp.incidents.selectors import waiting_matters
from evidence.fixity.models import FixityAlarm
from evidence.fixity.selectors import open_alarms_for
from lawyers.matters.models import Assignment
from lawyers.people.models import User

SHOWN = 8
PLANNED = 12
WAITING_COUNTED = 200


@dataclass(frozen=True)
class Desk:
    """The desk of one person today."""

    planned: list[Case]
    mine: list[Case]
    drafts: QuerySet[Case]
    by_status: list[tuple[str, str, int]]
    waiting: Any
    waiting_count: int
    saved: QuerySet[SavedFilter]
    unassigned: int
    alarms: list[FixityAlarm]


def desk_of(user: Any) -> Desk:
    """Next events, what came in, own cases, drafts, saved filters; supervisors also see what nobody works on."""
    seen: Any = Case.objects.visible_to(user).filter(closed_at__isnull=True)
    own = (
        seen
        if user.sees_whole_organisation
        else seen.filter(matter__in=Assignment.objects.current().filter(user=user).values("matter"))
    )
    counts = dict(own.order_by().values_list("status").annotate(n=Count("id")))
    waiting = list(waiting_matters(user)[:WAITING_COUNTED])
    nobody = (
        seen.exclude(matter__in=Assignment.objects.current().values("matter"))
        if user.is_supervisor
        else seen.none()
    )
    alarms = open_alarms_for(user)
    unassigned, has_alarms = _counted(user, nobody, alarms)
    planned, mine = lists_with_people(
        own.filter(next_on__isnull=False).order_by("next_on", "id")[:PLANNED],
        own.exclude(status=Case.Status.INTAKE).order_by("-last_event_at")[:SHOWN],
    )
    return Desk(
        planned=planned,
        mine=mine,
        drafts=own.filter(status=Case.Status.INTAKE)
        .select_related("matter")
        .order_by("-last_event_at")[:SHOWN],
        by_status=[
            (value, str(label), counts[value]) for value, label in Case.Status.choices if counts.get(value)
        ],
        waiting=waiting[:SHOWN],
        waiting_count=len(waiting),
        saved=SavedFilter.objects.visible_to(user),
        unassigned=unassigned,
        alarms=list(alarms[:SHOWN]) if has_alarms else [],
    )


def _counted(user: Any, nobody: Any, alarms: Any) -> tuple[int, bool]:
    """How many cases nobody works on, and whether there are alarms, which is rare: in one query."""
    rows = (
        nobody.order_by().annotate(all=Value(1)).values("all").annotate(number=Count("pk")).values("number")
    )
    found = User.objects.active().filter(pk=user.pk)
    number, has_alarms = found.values_list(Coalesce(Subquery(rows), 0), Exists(alarms)).get()
    return number, has_alarms

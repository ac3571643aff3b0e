"""The case's story. Rooms above tell it what happened, inside their own transaction."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from caseapp.cases.models import Case, TimelineEntry
from lawyers.matters.models import Matter


def tell(
    actor: Any,
    *,
    matter: Matter,
    kind: str,
    name: str,
    at: datetime | None = None,
    is_time_known: bool = True,
    subject: str = "",
    **particulars: Any,
) -> TimelineEntry:
    """Add one line to the story of the matter's case and move its last event forward.

    `name` is past tense (`incident.confirmed`) and chooses the template templates/cases/timeline/<name>.html; `at` is when
    it happened in the world (now when left out); `particulars` are JSON without personal data. Case.DoesNotExist when the
    matter is no harassment case.
    """
    now = timezone.now()
    case = Case.objects.get(matter=matter)
    entry = TimelineEntry.objects.create(
        case=case,
        kind=kind,
        name=name,
        at=at or now,
        is_time_known=is_time_known,
        subject=subject,
        particulars=particulars,
        actor_name=getattr(actor, "name", ""),
    )
    Case.objects.filter(pk=case.pk, last_event_at__lt=now).update(last_event_at=now)
    return entry


def take_back(subject: str) -> int:
    """Mark the lines about `subject` as taken back; they stay readable. The number of lines marked."""
    return TimelineEntry.objects.filter(subject=subject, is_withdrawn=False).update(is_withdrawn=True)

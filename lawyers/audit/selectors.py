"""Reading the audit trail."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date

from lawyers.audit.models import Event


def _date(query: Any, name: str) -> date | None:
    try:
        return parse_date(query.get(name, ""))
    except ValueError:
        return None


@dataclass(frozen=True)
class EventFilter:
    """What the audit trail shows; one object for page, count and export."""

    since: date | None = None
    until: date | None = None
    actor: str = ""
    only_looks: bool = False
    matter: str = ""

    @classmethod
    def from_query(cls, query: Any) -> "EventFilter":
        """From GET parameters; what means nothing is left out."""
        return cls(
            _date(query, "from"), _date(query, "to"), query.get("who", "").strip()[:60],
            query.get("looks") == "1", query.get("matter", "").strip().upper()[:30],
        )  # fmt: skip

    def rows(self, user: Any) -> QuerySet[Event]:
        """Events of the person's organisation, newest first."""
        rows: Any = Event.objects.of_organisation(user.organisation_id)
        zone = timezone.get_default_timezone()
        if self.since:
            rows = rows.filter(
                at__gte=datetime(self.since.year, self.since.month, self.since.day, tzinfo=zone)
            )
        if self.until:
            rows = rows.filter(at__date__lte=self.until)
        if self.matter:
            rows = rows.filter(matter_number=self.matter)
        if self.actor:
            rows = rows.filter(actor_name__contains=self.actor)
        found: QuerySet[Event] = rows.filter(is_look=True) if self.only_looks else rows
        return found

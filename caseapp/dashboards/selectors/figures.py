"""What is counted: one filter over confirmed, standing contact-list incidents, and over the debts of people whose case was open."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from caseapp.cases.models import Case
from caseapp.clients.models import Debt
from caseapp.clients.rules import region_stem
from caseapp.incidents.models import Incident
from caseapp.law import rules as law
from lawyers.people.models import Organisation

MONTHS = 12
FLAGS = {"threat": "has_threat", "insult": "has_insult", "disclosure": "has_disclosure", "night": "is_night"}


class WrongFilter(ValueError):
    """A filter that means nothing; str() is the sentence the person reads."""


def months_before(day: date, months: int) -> date:
    """The first day of the month that lies `months` before the month of `day`."""
    number = day.year * 12 + day.month - 1 - months
    return date(number // 12, number % 12 + 1, 1)


def month_starts(until: date) -> list[date]:
    """The first days of the twelve months that end with the month of `until`."""
    return [months_before(until, back) for back in range(MONTHS - 1, -1, -1)]


@dataclass(frozen=True)
class FigureFilter:
    """Which incidents are counted. `user` None counts for the whole system (commands); `lender` is the key of the only one."""

    since: date
    until: date
    region: str = ""
    organisation: str = ""
    kind: str = ""
    user: Any = None
    lender: int | None = None

    @classmethod
    def of(cls, user: Any, given: Any) -> "FigureFilter":
        """From GET parameters or command options; WrongFilter says what is wrong. Default: twelve months with the present one."""
        today = timezone.localdate()
        since = _day(given.get("from"), "from") or months_before(today, MONTHS - 1)
        until = _day(given.get("to"), "to") or today
        if until < since:
            raise WrongFilter(_("The period ends before it starts."))
        kind, region = given.get("kind") or "", (given.get("region") or "").strip()
        if kind:
            _require_kind(kind)
        if region and not region.isdigit():
            raise WrongFilter(_("A region code has digits only, for example 33 or 330100."))
        organisation = given.get("organisation") or ""
        if organisation and not Organisation.objects.filter(slug=organisation).exists():
            raise WrongFilter(_("There is no organisation %(slug)s.") % {"slug": organisation})
        return cls(since, until, region, organisation, kind, user)

    def incidents(self) -> QuerySet[Incident]:
        """The incidents that count."""
        rows: Any = (
            Incident.objects.visible_to(self.user) if self.user is not None else Incident.objects.all()
        )
        rows = rows.standing().contact_list().filter(occurred_on__gte=self.since, occurred_on__lte=self.until)
        if self.lender is not None:
            rows = rows.filter(lender=self.lender)
        if self.region:
            rows = rows.filter(client__region_code__startswith=region_stem(self.region))
        if self.organisation:
            rows = rows.filter(organisation__slug=self.organisation)
        if self.kind:
            rows = rows.filter(violations__kind=self.kind)
        found: QuerySet[Incident] = rows
        return found

    def debts(self) -> QuerySet[Debt]:
        """Debts of people whose case was open at some time in the period."""
        rows: Any = Debt.objects.visible_to(self.user) if self.user is not None else Debt.objects.all()
        # Those that were not open are left out, because they are fewer than those that were; a join would go by way of the matters.
        unopened = Q(status=Case.Status.INTAKE) | Q(opened_on__gt=self.until)
        not_open = Case.objects.filter(unopened | Q(closed_at__date__lt=self.since))
        rows = rows.filter(lender__isnull=False, client__isnull=False).exclude(
            matter__in=not_open.values("matter")
        )
        if self.lender is not None:
            rows = rows.filter(lender=self.lender)
        if self.region:
            rows = rows.filter(matter__client__region_code__startswith=region_stem(self.region))
        if self.organisation:
            rows = rows.filter(organisation__slug=self.organisation)
        found: QuerySet[Debt] = rows
        return found

    def query(self, **more: Any) -> str:
        """The same filter as GET parameters, with more of them; no personal data is in it."""
        given = {
            "from": self.since,
            "to": self.until,
            "region": self.region,
            "organisation": self.organisation,
            "kind": self.kind,
        } | more
        return "&".join(f"{name}={value}" for name, value in given.items() if value not in ("", None))


def _day(text: Any, name: str) -> date | None:
    if not text:
        return None
    try:
        day = parse_date(str(text))
    except ValueError:
        day = None
    if day is None:
        raise WrongFilter(_("“%(text)s” is no date; write it like 2026-03-05.") % {"text": text})
    return day


def _require_kind(kind: str) -> None:
    try:
        law.kind(kind)
    except law.UnknownKind as error:
        raise WrongFilter(_("There is no kind of violation %(kind)s.") % {"kind": kind}) from error

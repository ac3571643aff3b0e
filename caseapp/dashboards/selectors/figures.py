"""The lenders table.

Counted are confirmed, standing contact-list incidents. `clients` are people (not files) whose case was open at some time in the period and who
owe to the lender or have an incident of it; they are the denominator of the rate. The interval is the exact Poisson one (rules.py).
"""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db import connection
from django.db.models import Case as When
from django.db.models import Count, F, IntegerField, Q, QuerySet, Value
from django.db.models import When as Whenever
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _

from caseapp.agencies.models import Lender
from caseapp.cases.models import Case
from caseapp.clients.models import Debt
from caseapp.clients.rules import region_stem
from caseapp.dashboards import rules
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


@dataclass(frozen=True)
class FigureFilter:
    """Which incidents are counted. `user` None counts for the whole system (commands)."""

    since: date
    until: date
    region: str = ""
    organisation: str = ""
    kind: str = ""
    user: Any = None

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
        still_open = Q(matter__case__closed_at__isnull=True) | Q(
            matter__case__closed_at__date__gte=self.since
        )
        rows = rows.filter(still_open, lender__isnull=False, matter__case__opened_on__lte=self.until).exclude(
            matter__case__status=Case.Status.INTAKE
        )
        if self.region:
            rows = rows.filter(matter__client__region_code__startswith=region_stem(self.region))
        if self.organisation:
            rows = rows.filter(matter__organisation__slug=self.organisation)
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


@dataclass(frozen=True)
class LeagueRow:
    """One lender's figures; rate and interval are None where there are too few clients."""

    lender: Lender
    incidents: int
    contacts: int
    clients: int
    threat: int
    insult: int
    disclosure: int
    night: int
    rate: float | None = None
    low: float | None = None
    high: float | None = None
    months: tuple[int, ...] = ()

    @property
    def is_suppressed(self) -> bool:
        return self.rate is None

    @property
    def flags(self) -> list[tuple[str, int]]:
        """The counts of flagged incidents, in the order of the table."""
        return [(flag, getattr(self, flag)) for flag in FLAGS]

    def share(self, flag: str) -> float:
        """The share of incidents with this flag, in percent."""
        return 100 * getattr(self, flag) / self.incidents if self.incidents else 0.0


@dataclass(frozen=True)
class Totals:
    """Sums; clients and contacts are people, counted once."""

    incidents: int
    contacts: int
    clients: int


@dataclass(frozen=True)
class League:
    """The table: ranked rows first, those with too few clients last."""

    rows: list[LeagueRow]
    total: Totals
    unattributed: Totals
    rate: float | None


def _grouped(rows: QuerySet[Incident]) -> dict[int | None, tuple[int, ...]]:
    """Per lender: incidents, distinct contacts, threats, insults, disclosures, nights.

    Two GROUP BYs, the inner one over (lender, contact): one pass over the rows instead of a sort for every distinct count.
    """
    flags = {
        name: Count(When(Whenever(**{column: True}, then=Value(1)), output_field=IntegerField()))
        for name, column in FLAGS.items()
    }
    inner = rows.order_by().values("lender_id", "contact_id").annotate(n=Count("*"), **flags)
    sql, params = inner.query.sql_with_params()
    sums = ", ".join(f"SUM({name})" for name in FLAGS)
    outer = f"SELECT lender_id, SUM(n), COUNT(contact_id), {sums} FROM ({sql}) grouped GROUP BY lender_id"  # noqa: S608  # built by the ORM
    with connection.cursor() as cursor:
        cursor.execute(outer, params)
        return {row[0]: tuple(int(value) for value in row[1:]) for row in cursor.fetchall()}


def _people(chosen: FigureFilter) -> tuple[dict[int, int], int]:
    """Per lender how many people owe to it or have an incident of it, and how many people these are in all, counted once."""
    person = Coalesce(F("matter__client__same_person_as_id"), F("matter__client__id"))
    owing = chosen.debts().order_by().annotate(person=person).values_list("lender_id", "person")
    harassed = (
        chosen.incidents()
        .filter(lender__isnull=False)
        .order_by()
        .values_list("lender_id", "client_id")
        .distinct()
    )
    sql, params = owing.union(harassed).query.sql_with_params()
    # One pass over the pairs for both answers; the row without a lender carries the people in all.
    both = (
        f"WITH pairs AS ({sql}) SELECT lender_id, COUNT(*) FROM pairs GROUP BY lender_id "  # noqa: S608  # built by the ORM
        "UNION ALL SELECT NULL, COUNT(DISTINCT person) FROM pairs"
    )
    with connection.cursor() as cursor:
        cursor.execute(both, params)
        counts = {lender_id: int(number) for lender_id, number in cursor.fetchall()}
    return counts, counts.pop(None)


def _months(chosen: FigureFilter) -> dict[int, tuple[int, ...]]:
    """Per lender the counts of twelve months: the database counts days from the index, the days are folded here."""
    first = [months_before(chosen.until, back) for back in range(MONTHS - 1, -1, -1)]
    wide = replace(chosen, since=first[0]).incidents().filter(lender__isnull=False).order_by()
    found: dict[int, dict[date, int]] = {}
    for lender_id, day, number in wide.values_list("lender_id", "occurred_on").annotate(n=Count("*")):
        months = found.setdefault(lender_id, {})
        months[day.replace(day=1)] = months.get(day.replace(day=1), 0) + number
    return {lender_id: tuple(months.get(month, 0) for month in first) for lender_id, months in found.items()}


def league(chosen: FigureFilter) -> League:
    """The lenders table for this filter."""
    grouped = _grouped(chosen.incidents())
    left_out = grouped.pop(None, (0, 0, 0, 0, 0, 0))
    people, everybody = _people(chosen)
    lenders = Lender.objects.in_bulk(set(grouped) | set(people))
    months = _months(chosen)
    rows = [
        _row(lenders[pk], grouped.get(pk, (0,) * 6), people.get(pk, 0), months.get(pk, (0,) * MONTHS))
        for pk in lenders
    ]
    ranked = sorted(
        (r for r in rows if not r.is_suppressed), key=lambda r: (-(r.low or 0), -(r.rate or 0), r.lender.name)
    )
    thin = sorted((r for r in rows if r.is_suppressed), key=lambda r: (-r.clients, r.lender.name))
    total = Totals(
        sum(r.incidents for r in rows),
        _distinct_contacts(chosen.incidents().filter(lender__isnull=False)),
        everybody,
    )
    unattributed = chosen.incidents().filter(lender__isnull=True)
    rest = Totals(
        left_out[0],
        left_out[1],
        unattributed.order_by().values("client").distinct().count() if left_out[0] else 0,
    )
    return League([*ranked, *thin], total, rest, total.incidents / total.clients if total.clients else None)


def _distinct_contacts(rows: QuerySet[Incident]) -> int:
    return rows.filter(contact__isnull=False).order_by().values("contact").distinct().count()


def _row(lender: Lender, figures: tuple[int, ...], clients: int, months: tuple[int, ...]) -> LeagueRow:
    row = LeagueRow(
        lender, figures[0], figures[1], clients, figures[2], figures[3], figures[4], figures[5], months=months
    )
    if rules.is_too_few(clients):
        return row
    low, high = rules.poisson_interval(row.incidents, clients)
    return replace(row, rate=row.incidents / clients, low=low, high=high)

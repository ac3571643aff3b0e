"""The lenders table.

`clients` are people (not files) whose case was open at some time in the period and who owe to the lender or have an incident of it; they are
the denominator of the rate. The interval is the exact Poisson one (rules.py).

A million incidents are counted in three passes, each over one index in its own order: by day, by contact, by client.
"""

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import Any

from django.db import connection
from django.db.models import Case, Count, IntegerField, QuerySet, Value, When

from caseapp.agencies.models import Lender
from caseapp.dashboards import rules
from caseapp.dashboards.selectors.figures import FLAGS, MONTHS, FigureFilter, month_starts

Counts = dict[int | None, int]


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


@dataclass(frozen=True)
class _Figures:
    """What was counted by lender; None stands for incidents without one. `sums` are incidents and flags, `everybody` all clients of lenders."""

    sums: dict[int | None, list[int]]
    months: dict[int | None, list[int]]
    contacts: Counts
    clients: Counts
    everybody: int

    def row(self, lender: Lender) -> LeagueRow:
        incidents, *flags = self.sums.get(lender.pk, _nothing())
        row = LeagueRow(
            lender=lender, incidents=incidents, contacts=self.contacts.get(lender.pk, 0), clients=self.clients.get(lender.pk, 0),
            months=tuple(self.months.get(lender.pk, (0,) * MONTHS)), **dict(zip(FLAGS, flags, strict=True)),
        )  # fmt: skip
        if rules.is_too_few(row.clients):
            return row
        low, high = rules.poisson_interval(row.incidents, row.clients)
        return replace(row, rate=row.incidents / row.clients, low=low, high=high)


def _nothing() -> list[int]:
    return [0] * (1 + len(FLAGS))


def _figures(chosen: FigureFilter) -> _Figures:
    sums, months = _by_day(chosen)
    contacts = chosen.incidents().filter(contact__isnull=False).order_by()
    clients, everybody = _clients(chosen)
    return _Figures(
        sums, months, _per_lender(contacts.values_list("contact_id", "lender_id")), clients, everybody
    )


def _by_day(chosen: FigureFilter) -> tuple[dict[int | None, list[int]], dict[int | None, list[int]]]:
    """Per lender incidents and flags of the period, and the counts of twelve months: the database counts days, which are folded here."""
    first, *_ = month_starts(chosen.until)
    flags = {
        name: Count(Case(When(**{column: True}, then=Value(1)), output_field=IntegerField()))
        for name, column in FLAGS.items()
    }
    wide = replace(chosen, since=min(chosen.since, first)).incidents().order_by()
    sums: dict[int | None, list[int]] = defaultdict(_nothing)
    months: dict[int | None, list[int]] = defaultdict(lambda: [0] * MONTHS)
    for day, lender, *counts in wide.values_list("occurred_on", "lender_id").annotate(n=Count("*"), **flags):
        if day >= chosen.since:
            sums[lender] = [one + more for one, more in zip(sums[lender], counts, strict=True)]
        if day >= first:
            months[lender][(day.year - first.year) * 12 + day.month - first.month] += counts[0]
    return sums, months


def _per_lender(pairs: QuerySet[Any]) -> Counts:
    """How many different pairs each lender has.

    The ORM cannot select from a query, and COUNT(DISTINCT) sorts every incident where DISTINCT walks through the index.
    """
    sql, params = pairs.distinct().query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT lender_id, COUNT(*) FROM ({sql}) pairs GROUP BY lender_id",  # noqa: S608  # built by the ORM
            params,
        )
        return dict(cursor.fetchall())


def _clients(chosen: FigureFilter) -> tuple[Counts, int]:
    """Per lender how many people owe to it or have an incident of it, and how many people these are in all, counted once."""
    owing = chosen.debts().order_by().values_list("lender_id", "client_id")
    harassed = (
        chosen.incidents().filter(lender__isnull=False).values_list("lender_id", "client_id").distinct()
    )
    owing_sql, owing_params = owing.query.sql_with_params()
    # In the order of the index by client, so that the index is walked and no row of an incident is read.
    sql, params = harassed.order_by("lender_id", "client_id").query.sql_with_params()
    pairs = f"SELECT lender_id, client_id FROM ({owing_sql}) owing UNION SELECT lender_id, client_id FROM ({sql}) harassed"  # noqa: S608  # built by the ORM
    # One pass over the pairs for both answers; the row without a lender carries the people in all.
    both = (
        f"WITH pairs AS ({pairs}) SELECT lender_id, COUNT(*) FROM pairs GROUP BY lender_id "  # noqa: S608  # built by the ORM
        "UNION ALL SELECT NULL, COUNT(DISTINCT client_id) FROM pairs"
    )
    with connection.cursor() as cursor:
        cursor.execute(both, (*owing_params, *params))
        counts = dict(cursor.fetchall())
    return counts, counts.pop(None)


def league(chosen: FigureFilter) -> League:
    """The lenders table for this filter."""
    figures = _figures(chosen)
    lenders = Lender.objects.in_bulk((figures.sums.keys() | figures.clients.keys()) - {None})
    rows = [figures.row(lender) for lender in lenders.values()]
    ranked = sorted(
        (r for r in rows if not r.is_suppressed), key=lambda r: (-(r.low or 0), -(r.rate or 0), r.lender.name)
    )
    thin = sorted((r for r in rows if r.is_suppressed), key=lambda r: (-r.clients, r.lender.name))
    total = Totals(sum(r.incidents for r in rows), _contacts_of_lenders(chosen), figures.everybody)
    rest = Totals(
        figures.sums.get(None, _nothing())[0], figures.contacts.get(None, 0), _without_lender(chosen)
    )
    return League([*ranked, *thin], total, rest, total.incidents / total.clients if total.clients else None)


def league_row(chosen: FigureFilter, lender: Lender) -> LeagueRow | None:
    """The lender's row of the table, without the table; None where it has none."""
    figures = _figures(replace(chosen, lender=lender.pk))
    return figures.row(lender) if lender.pk in figures.sums or lender.pk in figures.clients else None


def _contacts_of_lenders(chosen: FigureFilter) -> int:
    """Contacts of all lenders; who is harassed by several is one."""
    rows = chosen.incidents().filter(contact__isnull=False, lender__isnull=False)
    return rows.order_by().values("contact").distinct().count()


def _without_lender(chosen: FigureFilter) -> int:
    """Clients with incidents that stand with no lender."""
    rows = chosen.incidents().filter(lender__isnull=True)
    return rows.order_by().values("client").distinct().count()

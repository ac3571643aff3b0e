"""The page of one lender."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count, Max, QuerySet
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from caseapp.agencies.models import Engagement, Lender
from caseapp.dashboards.selectors.figures import MONTHS, FigureFilter, month_starts
from caseapp.dashboards.selectors.league import LeagueRow, league_row
from caseapp.incidents.models import Incident, Violation

FIRST_HOUR = 8


@dataclass(frozen=True)
class LenderPage:
    """Everything the page shows."""

    lender: Lender
    row: LeagueRow | None
    months: list[tuple[date, int]]
    heat: list[list[tuple[int, int]]]
    heat_most: int
    timeless: int
    at_night: int
    kinds: list[tuple[str, int]]
    senders: list[tuple[str, str, int]]
    engagements: Any


def lender_page(lender: Lender, chosen: FigureFilter) -> LenderPage:
    """The figures of one lender under the same filter as the table."""
    row = league_row(chosen, lender)
    rows = replace(chosen, lender=lender.pk).incidents().order_by()
    heat, most, timeless = _heat(rows)
    return LenderPage(
        lender=lender, row=row, months=list(zip(month_starts(chosen.until), row.months if row else (0,) * MONTHS, strict=True)), heat=heat,
        heat_most=most, timeless=timeless, at_night=row.night if row else 0, kinds=_kinds(rows), senders=_senders(rows),
        engagements=Engagement.objects.filter(lender=lender).select_related("agency"),
    )  # fmt: skip


def _heat(rows: QuerySet[Incident]) -> tuple[list[list[tuple[int, int]]], int, int]:
    """For each weekday (Monday first) the hours from 08:00 round to 07:00 with their counts, the highest, and how many have no time."""
    counted = rows.annotate(weekday=ExtractIsoWeekDay("occurred_at"), hour=ExtractHour("occurred_at"))
    found = {
        (weekday, hour): number
        for weekday, hour, number in counted.values_list("weekday", "hour").annotate(n=Count("*"))
    }
    timeless = found.pop((None, None), 0)
    hours = [(FIRST_HOUR + step) % 24 for step in range(24)]
    heat = [[(hour, found.get((day, hour), 0)) for hour in hours] for day in range(1, 8)]
    return heat, max(found.values(), default=0), timeless


def _kinds(rows: QuerySet[Incident]) -> list[tuple[str, int]]:
    """How many of the incidents break which rule, the most first; all rules, also where the incidents were chosen by one."""
    broken = Violation.objects.filter(incident__in=rows.values("pk")).order_by()
    return list(broken.values_list("kind").annotate(n=Count("*")).order_by("-n", "kind"))


def _senders(rows: QuerySet[Incident]) -> list[tuple[str, str, int]]:
    """The ten senders seen most: index, one of the spellings in which it was shown, count."""
    seen = rows.exclude(sender_index="").values_list("sender_index")
    return list(seen.annotate(shown=Max("sender"), n=Count("*")).order_by("-n", "sender_index")[:10])

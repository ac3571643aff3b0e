"""The page of one lender."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from caseapp.agencies.models import Engagement, Lender
from caseapp.dashboards.selectors.figures import (
    MONTHS,
    FigureFilter,
    League,
    LeagueRow,
    league,
    months_before,
)

FIRST_HOUR = 8


@dataclass(frozen=True)
class LenderPage:
    """Everything the page shows."""

    lender: Lender
    row: LeagueRow | None
    table: League
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
    table = league(chosen)
    row = next((r for r in table.rows if r.lender.pk == lender.pk), None)
    rows = chosen.incidents().filter(lender=lender)
    firsts = [months_before(chosen.until, back) for back in range(MONTHS - 1, -1, -1)]
    heat, most = _heat(rows)
    kinds = (
        rows.order_by().values_list("violations__kind").annotate(n=Count("id", distinct=True)).order_by("-n")
    )
    if chosen.kind:
        kinds = (
            replace(chosen, kind="")
            .incidents()
            .filter(lender=lender, pk__in=rows.values("pk"))
            .order_by()
            .values_list("violations__kind")
            .annotate(n=Count("id", distinct=True))
            .order_by("-n")
        )
    return LenderPage(
        lender=lender, row=row, table=table, months=list(zip(firsts, row.months if row else (0,) * MONTHS, strict=True)), heat=heat, heat_most=most,
        timeless=rows.filter(occurred_at__isnull=True).count(), at_night=rows.filter(is_night=True).count(),
        kinds=[(kind, number) for kind, number in kinds if kind], senders=_senders(rows), engagements=Engagement.objects.filter(lender=lender).select_related("agency"),
    )  # fmt: skip


def _heat(rows: Any) -> tuple[list[list[tuple[int, int]]], int]:
    """For each weekday (Monday first) the hours from 08:00 round to 07:00 with their counts."""
    counted = rows.filter(occurred_at__isnull=False).annotate(
        weekday=ExtractIsoWeekDay("occurred_at"), hour=ExtractHour("occurred_at")
    )
    found = {
        (w, h): n
        for w, h, n in counted.order_by()
        .values_list("weekday", "hour")
        .annotate(n=Count("id", distinct=True))
    }
    hours = [(FIRST_HOUR + step) % 24 for step in range(24)]
    return [[(hour, found.get((day, hour), 0)) for hour in hours] for day in range(1, 8)], max(
        found.values(), default=0
    )


def _senders(rows: Any) -> list[tuple[str, str, int]]:
    """The ten senders seen most: index, number as shown, count."""
    most = (
        rows.exclude(sender_index="")
        .order_by()
        .values_list("sender_index")
        .annotate(n=Count("id", distinct=True))
        .order_by("-n")[:10]
    )
    shown = {
        i.sender_index: i.sender
        for i in rows.filter(sender_index__in=[index for index, _ in most]).only("sender_index", "sender")[
            :2000
        ]
    }
    return [(index, shown.get(index, ""), number) for index, number in most]

"""The lenders table, one lender, the rows behind every number, and exports."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from caseapp.agencies.models import Lender
from caseapp.clients.models import Client, Contact
from caseapp.dashboards import drawing, selectors
from caseapp.dashboards.selectors.figures import FLAGS
from caseapp.incidents.forms import kind_choices
from caseapp.incidents.selectors import is_english
from caseapp.law import rules as law
from lawyers.access import STAFF, get_visible_or_404, open_to
from lawyers.pages.downloads import csv_response, xlsx_response
from lawyers.pages.tables import page_of


def _chosen(request: HttpRequest) -> tuple[selectors.FigureFilter, str]:
    """The filter, and a sentence when what was asked means nothing (then the default is shown)."""
    try:
        return selectors.FigureFilter.of(request.user, request.GET), ""
    except selectors.WrongFilter as wrong:
        return selectors.FigureFilter.of(request.user, {}), str(wrong)


def _frame(request: HttpRequest, chosen: selectors.FigureFilter, wrong: str) -> dict[str, Any]:
    return {
        "chosen": chosen, "wrong": wrong, "as_of": timezone.now(), "kinds": kind_choices(), "query": chosen.query(),
        "organisations": [request.user.organisation],
    }  # fmt: skip


@require_safe
@open_to(STAFF)
def league(request: HttpRequest) -> HttpResponse:
    """Which lenders harass contact lists most."""
    chosen, wrong = _chosen(request)
    table = selectors.league(chosen)
    most = max((row.high or 0 for row in table.rows), default=0)
    rows = [
        (
            row,
            drawing.spark(row.months),
            None
            if row.is_suppressed
            else drawing.band(row.low or 0, row.rate or 0, row.high or 0, table.rate or 0, most),
        )
        for row in table.rows
    ]
    return render(
        request,
        "dashboards/league.html",
        _frame(request, chosen, wrong)
        | {"table": table, "rows": rows, "most": most, "funnel": _funnel(table)},
    )


def _funnel(table: selectors.League) -> drawing.Funnel | None:
    rated = [(row.lender.name, row.clients, row.rate) for row in table.rows if row.rate is not None]
    return drawing.funnel(rated, table.rate or 0)


HEAD = (
    "Lender",
    "Licence",
    "Incidents",
    "Contacts",
    "Clients",
    "Incidents per client",
    "Low (95 %)",
    "High (95 %)",
    "Threats %",
    "Insults %",
    "Disclosure %",
    "Night %",
    "Note",
)


@require_safe
@open_to(STAFF)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The same table as a file; the filter and the day stand in its last rows."""
    chosen, _wrong = _chosen(request)
    table = selectors.league(chosen)
    head = [_(word) for word in HEAD]
    lines = [_line(row) for row in table.rows]
    lines += [
        [_("Total"), "", table.total.incidents, table.total.contacts, table.total.clients],
        [
            _("Not attributed, left out"),
            "",
            table.unattributed.incidents,
            table.unattributed.contacts,
            table.unattributed.clients,
        ],
        [
            _("Period"),
            f"{chosen.since} – {chosen.until}",
            _("as of"),
            f"{timezone.localtime():%Y-%m-%d %H:%M}",
            chosen.query(),
        ],
    ]
    name = f"lenders-{chosen.since}-{chosen.until}"
    if form == "xlsx":
        return xlsx_response(name, _("Lenders"), head, lines)
    return csv_response(name, head, lines)


def _line(row: selectors.LeagueRow) -> list[Any]:
    numbers = (
        ["", "", ""]
        if row.is_suppressed
        else [round(value or 0, 3) for value in (row.rate, row.low, row.high)]
    )
    shares = [round(row.share(flag), 1) for flag in ("threat", "insult", "disclosure", "night")]
    note = _("too few to say") if row.is_suppressed else ""
    return [
        row.lender.name,
        str(row.lender.get_licence_kind_display()),
        row.incidents,
        row.contacts,
        row.clients,
        *numbers,
        *shares,
        note,
    ]


@require_safe
@open_to(STAFF)
def lender(request: HttpRequest, code: UUID) -> HttpResponse:
    """One lender: over time, by hour, by kind, through whom."""
    chosen, wrong = _chosen(request)
    page = selectors.lender_page(get_visible_or_404(Lender, request.user, code=code), chosen)
    most = max((number for _, number in page.months), default=0)
    known = sum(count for row in page.heat for _, count in row)
    names = {kind.code: kind.name_en if is_english() else kind.name_zh for kind in law.kinds()}
    total = page.row.incidents if page.row else 0
    context = _frame(request, chosen, wrong) | {
        "page": page, "cells": drawing.cells(page.heat, page.heat_most), "hours": [hour for hour, _ in page.heat[0]], "known": known,
        "kinds_told": [(kind, names[kind], number, 100 * number / total if total else 0) for kind, number in page.kinds],
        "bars": [(month, number, 120 * number / most if most else 0, place) for place, (month, number) in enumerate(page.months)],
        "series": [{"month": f"{month:%Y-%m}", "count": number} for month, number in page.months],
    }  # fmt: skip
    return render(request, "dashboards/lender.html", context)


def _narrowed(request: HttpRequest) -> tuple[Any, selectors.FigureFilter, str]:
    """The incidents behind one number: the table's filter, narrowed by what was clicked."""
    chosen, wrong = _chosen(request)
    given = request.GET
    month = parse_date(f"{given.get('month', '')}-01") if given.get("month", "")[:4].isdigit() else None
    if month:
        last = date(month.year + month.month // 12, month.month % 12 + 1, 1)
        chosen = replace(chosen, since=month, until=min(date.fromordinal(last.toordinal() - 1), chosen.until))
    rows = chosen.incidents().filter(_clicked(given))
    if given.get("hour", "").isdigit() and given.get("weekday", "").isdigit():
        rows = rows.annotate(at_hour=ExtractHour("occurred_at"), on_weekday=ExtractIsoWeekDay("occurred_at"))
        rows = rows.filter(at_hour=int(given["hour"]), on_weekday=int(given["weekday"]))
    return rows, chosen, wrong


def _clicked(given: Any) -> Q:
    wanted = Q()
    if given.get("lender") == "none":
        wanted &= Q(lender__isnull=True)
    elif given.get("lender") == "any":
        wanted &= Q(lender__isnull=False)
    elif given.get("lender"):
        wanted &= (
            Q(lender__in=Lender.objects.filter(code=given["lender"]))
            if len(given["lender"]) == 36
            else Q(pk__in=[])
        )
    if given.get("flag") in FLAGS:
        wanted &= Q(**{FLAGS[given["flag"]]: True})
    if given.get("also"):
        wanted &= Q(violations__kind=given["also"])
    if given.get("sender"):
        wanted &= Q(sender_index=given["sender"])
    if given.get("timeless") == "1":
        wanted &= Q(occurred_at__isnull=True)
    return wanted


@require_safe
@open_to(STAFF)
def incidents(request: HttpRequest) -> HttpResponse:
    """Exactly the incidents behind a number."""
    rows, chosen, wrong = _narrowed(request)
    rows = (
        rows.select_related("matter", "matter__case", "client", "contact", "lender")
        .prefetch_related("violations")
        .order_by("-occurred_on", "-id")
    )
    return render(
        request,
        "dashboards/incidents.html",
        _frame(request, chosen, wrong) | {"page": page_of(request, rows)},
    )


@require_safe
@open_to(STAFF)
def contacts(request: HttpRequest) -> HttpResponse:
    """Exactly the contacts behind a number."""
    rows, chosen, wrong = _narrowed(request)
    people = (
        Contact.objects.filter(pk__in=rows.order_by().values("contact"))
        .select_related("matter", "matter__case")
        .order_by("id")
    )
    return render(
        request,
        "dashboards/people.html",
        _frame(request, chosen, wrong) | {"page": page_of(request, people), "what": "contacts"},
    )


@require_safe
@open_to(STAFF)
def clients(request: HttpRequest) -> HttpResponse:
    """Exactly the clients behind a number: those who owe to the lender, and those with an incident of it."""
    rows, chosen, wrong = _narrowed(request)
    ids = rows.order_by().values("client")
    if request.GET.get("lender") != "none":
        debts = chosen.debts().order_by()
        if len(request.GET.get("lender", "")) == 36:
            debts = debts.filter(lender__code=request.GET["lender"])
        ids = ids.union(debts.values("client"))
    people = Client.objects.filter(pk__in=ids)
    people = people.select_related("matter", "matter__case").order_by("id")
    return render(
        request,
        "dashboards/people.html",
        _frame(request, chosen, wrong) | {"page": page_of(request, people), "what": "clients"},
    )

"""Incidents of a case, one incident, and recording one by hand."""

from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.cases.selectors import case_page, visible_case
from caseapp.clients.selectors import people_of, person_for_key
from caseapp.incidents import selectors, services
from caseapp.incidents.forms import AttributionForm, IncidentForm, ReasonForm
from caseapp.incidents.models import Incident
from caseapp.incidents.views.review import lenders_of
from evidence.items.selectors import standing_withdrawal
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.pages.tables import page_of


@require_safe
@open_to(STAFF)
def case_incidents(request: HttpRequest, code: UUID) -> HttpResponse:
    """Everything confirmed in this case."""
    page = case_page(request.user, code)
    rows = page_of(request, selectors.incidents_of(page.case.matter))
    context = {
        "page": page,
        "place": "cases",
        "tab_name": "incidents",
        "rows": rows,
        "may_work": decide("matter.work", request.user, page.case.matter),
    }
    return render(request, "incidents/case_incidents.html", context)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def new(request: HttpRequest, code: UUID) -> HttpResponse:
    """A relative on the phone: record what they tell."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    form = IncidentForm(request.POST or None, people=people_of(case.matter), lenders=lenders_of(case))
    if request.method == "POST" and form.is_valid():
        facts = form.cleaned_data
        try:
            incident = services.record_incident(
                request.user, matter=case.matter, facts=_facts(case, facts), kinds=facts["kinds"]
            )
        except services.NothingToConfirm:
            form.add_error(None, _("Complete the intake first: the case has no client yet."))
        else:
            messages.success(request, _("Recorded."))
            return redirect("incidents:detail", incident.code)
    return render(request, "incidents/new.html", {"form": form, "case": case})


def _facts(case: Any, told: dict[str, Any]) -> services.Facts:
    at = (
        datetime.combine(told["occurred_on"], told["time"], timezone.get_default_timezone())
        if told["time"]
        else None
    )
    return services.Facts(
        occurred_on=told["occurred_on"], occurred_at=at, channel=told["channel"], sender=told["sender"], text=told["text"],
        person=person_for_key(case.matter, told["person"]) if told["person"] else None, lender=told["lender"],
    )  # fmt: skip


def _incident(request: HttpRequest, code: UUID) -> Any:
    rows = Incident.objects.select_related(
        "matter", "matter__case", "contact", "lender", "agency", "confirmed_by", "message__item"
    )
    return get_visible_or_404(rows, request.user, code=code)


@require_safe
@open_to(STAFF)
def detail(request: HttpRequest, code: UUID) -> HttpResponse:
    """One incident with the words, the rules and where it comes from."""
    incident = _incident(request, code)
    violations = list(incident.violations.select_related("confirmed_by"))
    reasons = [
        selectors.reason_for(v.kind, incident.occurred_on, number=n)
        for n, v in enumerate(violations, start=1)
    ]
    spans = [
        (v.span_from, v.span_to, r.mark, r.number)
        for v, r in zip(violations, reasons, strict=True)
        if v.span_from is not None
    ]
    may_read = decide("personal_data.reveal", request.user, incident.matter)
    context = {
        "incident": incident, "page": case_page(request.user, incident.matter.case.code), "place": "cases", "tab_name": "incidents", "reasons": reasons,
        "pieces": selectors.pieces_of(incident.text, spans), "may_work": decide("matter.work", request.user, incident.matter), "may_read": may_read,
        "attribution_form": AttributionForm(initial={"lender": getattr(incident.lender, "code", None), "agency": getattr(incident.agency, "code", None)}),
        "reason_form": ReasonForm(), "sealed": standing_withdrawal(incident.message.item) if incident.message else None,
    }  # fmt: skip
    return render(request, "incidents/detail.html", context)


@require_POST
@open_to(STAFF)
def attribute(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say who is behind it; unknown is fine."""
    incident = _incident(request, code)
    require("matter.work", request.user, incident.matter)
    form = AttributionForm(request.POST)
    if form.is_valid():
        services.attribute(request.user, incident=incident, **form.cleaned_data)
        messages.success(request, _("Saved."))
    else:
        messages.error(request, _("Choose from the lists."))
    return redirect("incidents:detail", code)


@require_POST
@open_to(STAFF)
def withdraw(request: HttpRequest, code: UUID) -> HttpResponse:
    """The incident does not count any more."""
    incident = _incident(request, code)
    require("matter.work", request.user, incident.matter)
    form = ReasonForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why it is taken back."))
    elif services.withdraw_incident(request.user, incident=incident, reason=form.cleaned_data["reason"]):
        messages.success(request, _("Taken back. It does not count any more and stays readable."))
    else:
        messages.error(request, _("It was taken back already."))
    return redirect("incidents:detail", code)

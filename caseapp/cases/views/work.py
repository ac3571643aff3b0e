"""The case page and what is done on it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.cases import forms, policies, selectors, services
from caseapp.cases.details import details_of
from caseapp.cases.models import Case
from caseapp.clients import services as clients
from caseapp.clients.forms import ClientForm, ContactForm, DebtForm
from caseapp.clients.models import Client, Contact, Debt
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.matters import policies as matter_policies
from lawyers.matters import services as matters
from lawyers.matters.models import Assignment
from lawyers.pages.tables import page_of
from lawyers.people.models import User

__all__ = ["matter_policies", "policies"]  # importing the policies registers them


def _working_on(request: HttpRequest, code: UUID) -> Case:
    """The visible case on which this person may work and which is not closed."""
    case = selectors.visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    return case


def _to_case(code: UUID) -> HttpResponse:
    return redirect("cases:detail", code)


@require_safe
@open_to(STAFF)
def detail(request: HttpRequest, code: UUID) -> HttpResponse:
    """Overview: head, next step, timeline, contacts."""
    page = selectors.case_page(request.user, code)
    if page.case.is_draft:
        return redirect("cases:resume", code)
    kind = request.GET.get("show", "")
    plan = forms.PlanForm(initial={"next_step": page.case.next_step, "next_on": page.case.next_on})
    entries = page_of(request, selectors.timeline_of(page.case, kind), size=30)
    context: dict[str, Any] = {
        "page": page, "tab_name": "overview", "kind": kind, "entries": entries, "details": details_of(request.user, entries),
        "notes": selectors.notes_by_code(page.case), "may_work": decide("matter.work", request.user, page.case.matter), "plan_form": plan, "note_form": forms.NoteForm(),
        "move_form": forms.MoveForm(initial={"status": page.case.status}), "close_form": forms.CloseForm(), "reopen_form": forms.ReopenForm(),
    }  # fmt: skip
    return render(request, "cases/case_detail.html", context)


@require_POST
@open_to(STAFF)
def add_note(request: HttpRequest, code: UUID) -> HttpResponse:
    """Write something down."""
    case = _working_on(request, code)
    form = forms.NoteForm(request.POST)
    if form.is_valid():
        services.add_note(request.user, case=case, text=form.cleaned_data["text"])
        messages.success(request, _("Noted."))
    else:
        messages.error(request, _("Write the note first."))
    return _to_case(code)


@require_POST
@open_to(STAFF)
def plan(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say what comes next."""
    case = _working_on(request, code)
    form = forms.PlanForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the date like 2026-12-05."))
        return _to_case(code)
    try:
        services.plan_next_step(request.user, case=case, **form.cleaned_data)
    except services.CaseIsClosed:
        messages.error(request, _("The case is closed; open it again first."))
    return _to_case(code)


@require_POST
@open_to(STAFF)
def move(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say where the case stands."""
    case = _working_on(request, code)
    form = forms.MoveForm(request.POST)
    try:
        if form.is_valid():
            services.move_case(request.user, case=case, status=form.cleaned_data["status"])
    except services.CaseIsClosed:
        messages.error(request, _("The case is closed; open it again first."))
    return _to_case(code)


@require_POST
@open_to(STAFF)
def close(request: HttpRequest, code: UUID) -> HttpResponse:
    """Close the case with a reason."""
    case = _working_on(request, code)
    form = forms.CloseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose why the case is closed."))
        return _to_case(code)
    try:
        services.close_case(request.user, case=case, reason=form.cleaned_data["reason"])
        messages.success(request, _("The case is closed. It can be opened again."))
    except services.CaseIsClosed:
        messages.error(request, _("Somebody closed this case already."))
    return _to_case(code)


@require_POST
@open_to(STAFF)
def reopen(request: HttpRequest, code: UUID) -> HttpResponse:
    """Open a closed case again with a reason."""
    case = _working_on(request, code)
    form = forms.ReopenForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the case is opened again."))
        return _to_case(code)
    try:
        services.reopen_case(request.user, case=case, reason=form.cleaned_data["reason"])
        messages.success(request, _("The case is open again."))
    except services.CaseIsOpen:
        messages.error(request, _("Somebody opened this case already."))
    return _to_case(code)


@require_safe
@open_to(STAFF)
def people(request: HttpRequest, code: UUID) -> HttpResponse:
    """Client, contacts, and who works on the case."""
    page = selectors.case_page(request.user, code)
    matter = page.case.matter
    colleagues = User.objects.visible_to(request.user).filter(is_active=True)
    context = {
        "page": page, "tab_name": "people", "assignments": Assignment.objects.filter(matter=matter).select_related("user"),
        "assign_form": forms.AssignForm(colleagues=colleagues),
        "may_work": decide("matter.work", request.user, matter), "may_assign": decide("matter.assign", request.user, matter),
    }  # fmt: skip
    return render(request, "cases/case_people.html", context)


@require_POST
@open_to(STAFF)
def assign(request: HttpRequest, code: UUID) -> HttpResponse:
    """Somebody works on the case from today."""
    case = selectors.visible_case(request.user, code)
    require("matter.assign", request.user, case.matter)
    form = forms.AssignForm(
        request.POST, colleagues=User.objects.visible_to(request.user).filter(is_active=True)
    )
    if not form.is_valid():
        messages.error(request, _("Choose a person and what they do on the case."))
        return redirect("cases:people", code)
    try:
        matters.assign(request.user, matter=case.matter, **form.cleaned_data)
        messages.success(request, _("Assigned."))
    except matters.AlreadyAssigned:
        messages.error(request, _("This person works on the case already."))
    return redirect("cases:people", code)


@require_POST
@open_to(STAFF)
def unassign(request: HttpRequest, code: UUID, assignment_id: int) -> HttpResponse:
    """Somebody does not work on the case any more."""
    case = selectors.visible_case(request.user, code)
    require("matter.assign", request.user, case.matter)
    assignment = (
        Assignment.objects.filter(matter=case.matter, pk=assignment_id)
        .select_related("user", "matter")
        .first()
    )
    if assignment is not None:
        matters.end_assignment(request.user, assignment=assignment)
        messages.success(request, _("The person does not see this case any more."))
    return redirect("cases:people", code)


@require_safe
@open_to(STAFF)
def debts(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is owed to whom."""
    page = selectors.case_page(request.user, code)
    rows = Debt.objects.filter(matter=page.case.matter).select_related("lender", "product")
    context = {
        "page": page,
        "tab_name": "debts",
        "debts": rows,
        "may_work": decide("matter.work", request.user, page.case.matter),
    }
    return render(request, "cases/case_debts.html", context)


EDITED: dict[str, tuple[type[Any], type[Any], Any, str]] = {
    "contact": (Contact, ContactForm, clients.save_contact, "cases:people"),
    "debt": (Debt, DebtForm, clients.save_debt, "cases:debts"),
}


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def edit_row(request: HttpRequest, code: UUID, what: str, row: UUID | None = None) -> HttpResponse:
    """Add or change a contact or debt."""
    case = _working_on(request, code)
    model, form_class, service, back = EDITED[what]
    found = get_visible_or_404(model, request.user, code=row, matter=case.matter) if row else None
    form = form_class(request.POST or None, instance=found)
    if request.method == "POST" and form.is_valid():
        fresh = get_visible_or_404(model, request.user, code=row, matter=case.matter) if row else None
        service(request.user, matter=case.matter, **{what: fresh}, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect(back, code)
    return render(
        request, "cases/row_edit.html", {"form": form, "what": what, "row": found, "case": case, "back": back}
    )


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def edit_client(request: HttpRequest, code: UUID) -> HttpResponse:
    """Change what is known about the client."""
    case = _working_on(request, code)
    require("personal_data.reveal", request.user, case.matter)
    client = Client.objects.filter(matter=case.matter).first()
    initial = {
        "may_name_office": {True: "yes", False: "no"}.get(getattr(client, "may_name_office", None), "")
    }
    form = ClientForm(request.POST or None, instance=client, initial=initial)
    if request.method == "POST" and form.is_valid():
        clients.save_client(request.user, matter=case.matter, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("cases:people", code)
    return render(
        request,
        "cases/row_edit.html",
        {"form": form, "what": "client", "row": client, "case": case, "back": "cases:people"},
    )


@require_POST
@open_to(STAFF)
def remove_debt(request: HttpRequest, code: UUID, row: UUID) -> HttpResponse:
    """Take a debt off the case."""
    case = _working_on(request, code)
    clients.remove_debt(
        request.user, debt=get_visible_or_404(Debt, request.user, code=row, matter=case.matter)
    )
    messages.success(request, _("Removed. The audit trail keeps that it stood here."))
    return redirect("cases:debts", code)

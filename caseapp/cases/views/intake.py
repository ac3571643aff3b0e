"""Intake on one page that saves itself."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseapp.cases import services
from caseapp.cases.forms import IntakeForms
from caseapp.cases.hints import hints_for, parts_of
from caseapp.cases.models import Case
from caseapp.cases.selectors import visible_case
from caseapp.clients.models import Client
from lawyers.access import STAFF, get_visible_or_404, open_to, require

EMPTY = {
    "contacts-TOTAL_FORMS": ["2"], "contacts-INITIAL_FORMS": ["0"], "debts-TOTAL_FORMS": ["1"], "debts-INITIAL_FORMS": ["0"],
}  # fmt: skip


def _data(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in (EMPTY | typed).items():
        data.setlist(name, values)
    return data


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    typed = {
        name: values
        for name, values in request.POST.lists()
        if name.split("-")[0] in {"client", "contacts", "debts", "story", "told"}
    }
    decision, _, code = request.POST.get("tell", "").partition(":")
    return _told(typed, decision, code) if code else typed


def _told(typed: dict[str, list[str]], decision: str, code: str) -> dict[str, list[str]]:
    """What was decided about a client who may be the same; any other decision takes an earlier one back."""
    others = [one for one in typed.get("told-different", []) if one != code]
    same = [one for one in typed.get("told-same", []) if one != code]
    return typed | {
        "told-different": [*others, code] if decision == "different" else others,
        "told-same": [code] if decision == "same" else same,
    }


def _page(
    request: HttpRequest, forms: IntakeForms, key: UUID, case: Case | None, *, shows_errors: bool
) -> HttpResponse:
    context = {
        "forms": forms, "intake_key": key, "case": case, "shows_errors": shows_errors, "errors": forms.errors() if shows_errors else [],
        "hints": hints_for(request.user, forms, case.matter if case else None), "parts": parts_of(forms), "blank_contact": forms.contacts.empty_form,
        "blank_debt": forms.debts.empty_form,
    }  # fmt: skip
    return render(request, "cases/intake.html", context, status=422 if context["errors"] else 200)


@require_safe
@open_to(STAFF)
def new(request: HttpRequest) -> HttpResponse:
    """An empty intake; nothing is stored before something is typed."""
    require("case.open", request.user)
    return _page(request, IntakeForms(_data({})), uuid.uuid4(), None, shows_errors=False)


@require_safe
@open_to(STAFF)
def resume(request: HttpRequest, code: UUID) -> HttpResponse:
    """Go on with a draft."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    if not case.is_draft:
        return redirect("cases:detail", code)
    return _page(
        request, IntakeForms(_data(services.typed_so_far(case))), case.intake_key, case, shows_errors=False
    )


@require_POST
@open_to(STAFF)
def save(request: HttpRequest) -> HttpResponse:
    """Save what was typed; with `finish` complete it, with `add` show one more row, else leave it for later."""
    require("case.open", request.user)
    try:
        key = UUID(request.POST.get("intake_key", ""))
        case = services.save_draft(request.user, intake_key=key, typed=_typed(request))
    except services.IntakeFinished as finished:
        return redirect("cases:detail", Case.objects.get(pk=finished.args[0]).code)
    except ValueError:
        return redirect("cases:new")
    require("matter.work", request.user, case.matter)
    forms = IntakeForms(_data(_typed(request)))
    if request.headers.get("X-Autosave"):
        return _autosaved(request, forms, case)
    if "add" in request.POST:
        forms = IntakeForms(_one_more(_typed(request), request.POST["add"]))
        return _page(request, forms, key, case, shows_errors=False)
    if "tell" in request.POST:
        return _page(request, forms, key, case, shows_errors=False)
    if "fold" in request.POST:
        return _fold(request, forms, case)
    if "finish" not in request.POST:
        messages.success(request, _("The draft is kept. Go on whenever you like."))
        return redirect("cases:list")
    return _finish(request, forms, case)


def _one_more(typed: dict[str, list[str]], which: str) -> QueryDict:
    data = _data(typed)
    if which in {"contacts", "debts"}:
        data[f"{which}-TOTAL_FORMS"] = str(int(str(data[f"{which}-TOTAL_FORMS"]) or 0) + 1)
    return data


def _autosaved(request: HttpRequest, forms: IntakeForms, case: Case) -> JsonResponse:
    hints = hints_for(request.user, forms, case.matter)
    told: dict[str, Any] = {
        "saved_at": f"{timezone.localtime():%H:%M}",
        "number": case.matter.number,
        "hints": render_to_string("cases/_hints.html", {"forms": forms, "hints": hints}, request),
        "roads": render_to_string("cases/_roads.html", {"hints": hints}, request),
        "parts": render_to_string("cases/_parts.html", {"parts": parts_of(forms)}, request),
        "notes": {f"{form.prefix}-told_as": form.lender_note for form in forms.debts},
        "errors": [{"id": place, "text": text} for place, _label, text in forms.errors()],
    }
    return JsonResponse(told)


def _intake(request: HttpRequest, forms: IntakeForms) -> services.Intake:
    """What valid forms tell."""
    told = forms.told.cleaned_data
    same = Client.objects.visible_to(request.user).filter(code=told["same"]).first() if told["same"] else None
    return services.Intake(
        client=forms.client.cleaned_data,
        contacts=forms.filled("contacts"),
        debts=forms.filled("debts"),
        **forms.story.cleaned_data,
        same_person=same,
        different=told["different"],
    )


def _fold(request: HttpRequest, forms: IntakeForms, case: Case) -> HttpResponse:
    try:
        into = get_visible_or_404(Case, request.user, code=UUID(request.POST["fold"]))
    except ValueError as error:
        raise Http404 from error
    require("matter.work", request.user, into.matter)
    if not forms.is_valid():
        return _page(request, forms, case.intake_key, case, shows_errors=True)
    try:
        services.fold_intake(request.user, case=case, into=into, told=_intake(request, forms))
    except services.IntakeFinished:
        messages.warning(request, _("This intake was completed already."))
        return redirect("cases:detail", case.code)
    except services.CaseIsClosed:
        messages.warning(
            request, _("That case is closed. Open it again first, or complete this one as a new case.")
        )
        return redirect("cases:resume", case.code)
    messages.success(request, _("What was new stands in this case; the draft is closed as opened twice."))
    return redirect("cases:detail", into.code)


def _finish(request: HttpRequest, forms: IntakeForms, case: Case) -> HttpResponse:
    if not forms.is_valid():
        return _page(request, forms, case.intake_key, case, shows_errors=True)
    try:
        services.finish_intake(request.user, case=case, told=_intake(request, forms))
    except services.IntakeFinished:
        messages.warning(request, _("This intake was completed already."))
    else:
        messages.success(request, _("The case is open. Next: bring in what was received."))
    return redirect("cases:detail", case.code)

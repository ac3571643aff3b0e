"""Intake on one page that saves itself."""

import uuid
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse, QueryDict
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseapp.cases import services
from caseapp.cases.forms import IntakeForms
from caseapp.cases.hints import hints_for
from caseapp.cases.models import Case
from caseapp.cases.selectors import visible_case
from lawyers.access import STAFF, open_to, require

EMPTY = {
    "contacts-TOTAL_FORMS": ["2"], "contacts-INITIAL_FORMS": ["0"], "debts-TOTAL_FORMS": ["1"], "debts-INITIAL_FORMS": ["0"],
}  # fmt: skip


def _data(typed: dict[str, list[str]]) -> QueryDict:
    data = QueryDict(mutable=True)
    for name, values in (EMPTY | typed).items():
        data.setlist(name, values)
    return data


def _typed(request: HttpRequest) -> dict[str, list[str]]:
    return {
        name: values
        for name, values in request.POST.lists()
        if name.split("-")[0] in {"client", "contacts", "debts", "story"}
    }


def _page(
    request: HttpRequest, forms: IntakeForms, key: UUID, case: Case | None, *, shows_errors: bool
) -> HttpResponse:
    context = {
        "forms": forms, "intake_key": key, "case": case, "shows_errors": shows_errors, "errors": forms.errors() if shows_errors else [],
        "hints": hints_for(request.user, forms, case.matter if case else None), "blank_contact": forms.contacts.empty_form,
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
        return _page(
            request,
            IntakeForms(_one_more(_typed(request), request.POST["add"])),
            key,
            case,
            shows_errors=False,
        )
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
        "hints": render_to_string("cases/_hints.html", {"hints": hints}, request),
        "errors": [{"id": place, "text": text} for place, _label, text in forms.errors()],
    }
    return JsonResponse(told)


def _finish(request: HttpRequest, forms: IntakeForms, case: Case) -> HttpResponse:
    if not forms.is_valid():
        return _page(request, forms, case.intake_key, case, shows_errors=True)
    try:
        services.finish_intake(
            request.user, case=case, client=forms.client.cleaned_data, contacts=forms.filled("contacts"), debts=forms.filled("debts"),
            story=forms.story.cleaned_data["story"], signs=forms.story.cleaned_data["signs"],
        )  # fmt: skip
    except services.IntakeFinished:
        messages.warning(request, _("This intake was completed already."))
    else:
        messages.success(request, _("The case is open. Next: bring in what was received."))
    return redirect("cases:detail", case.code)

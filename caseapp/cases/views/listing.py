"""The case list, its search, export and saved filters."""

import secrets
from uuid import UUID

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseapp.cases import selectors, services
from caseapp.cases.forms import SaveFilterForm
from caseapp.cases.models import Case, SavedFilter
from lawyers.access import STAFF, get_visible_or_404, open_to
from lawyers.pages.downloads import csv_response, xlsx_response
from lawyers.pages.tables import page_of

SEARCHES_KEPT = 20


def _chosen(request: HttpRequest) -> selectors.CaseFilter:
    text = request.session.get("searches", {}).get(request.GET.get("s", ""), "")
    return selectors.CaseFilter.from_query(request.GET, text)


@require_safe
@open_to(STAFF)
def cases(request: HttpRequest) -> HttpResponse:
    """The list with its filters."""
    chosen = _chosen(request)
    page = page_of(request, chosen.rows(request.user))
    page.object_list = selectors.with_people(page.object_list)
    query = request.GET.copy()
    for name in ("page", "s"):
        query.pop(name, None)
    context = selectors.filter_choices(request.user) | {
        "chosen": chosen,
        "page": page,
        "query": query.urlencode(),
        "saved": SavedFilter.objects.visible_to(request.user),
    }
    return render(request, "cases/case_list.html", context)


@require_POST
@open_to(STAFF)
def search(request: HttpRequest) -> HttpResponse:
    """Keep the searched words in the session, so that no name or number stands in an address."""
    text = request.POST.get("q", "").strip()[:80]
    exact = (
        Case.objects.visible_to(request.user).filter(matter__number__iexact=text).first() if text else None
    )
    if exact is not None:
        return redirect("cases:detail", exact.code)
    if not text:
        return redirect("cases:list")
    token = secrets.token_urlsafe(6)
    kept = list(request.session.get("searches", {}).items())[-SEARCHES_KEPT:]
    request.session["searches"] = {**dict(kept), token: text}
    return redirect(f"{reverse('cases:list')}?s={token}")


@require_safe
@open_to(STAFF)
def export(request: HttpRequest, form: str) -> HttpResponse:
    """The same cases as a table; names stay masked."""
    rows = selectors.with_people(_chosen(request).rows(request.user))
    head = [
        _("Case number"),
        _("Client (masked)"),
        _("Status"),
        _("Lenders"),
        _("In charge"),
        _("Opened"),
        _("Next event"),
        _("Last event"),
    ]
    lines = (_line(case) for case in rows.iterator(chunk_size=500))
    name = f"cases-{timezone.localdate():%Y-%m-%d}"
    if form == "xlsx":
        return xlsx_response(name, _("Cases"), head, list(lines))
    return csv_response(name, head, lines)


def _line(case: Case) -> list[str]:
    lenders = "、".join(d.lender.name if d.lender else d.told_as for d in case.matter.debts.all())
    client = getattr(case.matter, "client", None)
    return [
        case.matter.number,
        client.masked_name if client else "",
        str(case.get_status_display()),
        lenders,
        "、".join(assignment.user.name for assignment in case.matter.working),
        f"{case.opened_on:%Y-%m-%d}",
        f"{case.next_on:%Y-%m-%d}" if case.next_on else "",
        f"{timezone.localtime(case.last_event_at):%Y-%m-%d %H:%M}",
    ]


@require_POST
@open_to(STAFF)
def save_filter(request: HttpRequest) -> HttpResponse:
    """Keep the present filters under a name."""
    form = SaveFilterForm(request.POST)
    if not form.is_valid():
        return redirect("cases:list")
    query = QueryDict(form.cleaned_data["query"], mutable=True)
    query.pop("s", None)
    services.save_filter(request.user, name=form.cleaned_data["name"], query=query.urlencode())
    return redirect(f"{reverse('cases:list')}?{query.urlencode()}")


@require_POST
@open_to(STAFF)
def delete_filter(request: HttpRequest, code: UUID) -> HttpResponse:
    """Forget a saved filter."""
    services.delete_filter(request.user, saved=get_visible_or_404(SavedFilter, request.user, code=code))
    return redirect("cases:list")

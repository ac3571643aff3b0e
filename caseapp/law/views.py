"""The pages of the law room. Nothing here can be changed on screen: the tables are files that a lawyer reviews."""

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_GET

from caseapp.law import rules, selectors
from caseapp.law.forms import DayForm
from lawyers.access import open_to


def _chosen_day(request: HttpRequest) -> tuple[DayForm, date]:
    """The form as filled in and the day to show; a day that cannot be read shows today, with the reason beside it."""
    today = timezone.localdate()
    form = DayForm(request.GET if "on" in request.GET else {"on": today.isoformat()})
    return form, (form.cleaned_data["on"] if form.is_valid() else None) or today


@open_to("staff")
@require_GET
def overview(request: HttpRequest) -> HttpResponse:
    """Every kind with the articles of the day, then statutes, regulators, channels and conduct documents."""
    form, day = _chosen_day(request)
    context = {
        "form": form,
        "chosen_day": day,
        "day_before": selectors.LAST_DAY_OF_FORMER_POLICE_LAW,
        "kind_rows": selectors.kind_rows(day),
        "statutes": rules.statutes(),
        "regulators": selectors.regulators_on(day),
        "channels": rules.channels(),
        "documents": rules.conduct_documents(),
        "sources": rules.sources(),
        "place": "law",
    }
    return render(request, "law/overview.html", context)


@open_to("staff")
@require_GET
def kind(request: HttpRequest, code: str) -> HttpResponse:
    """One kind: what it is, every article with its period, mark and source, remedies and channels. 404 for no such kind."""
    form, day = _chosen_day(request)
    try:
        found = rules.kind(code)
    except rules.UnknownKind:
        raise Http404 from None
    context = {
        "form": form,
        "chosen_day": day,
        "kind": found,
        "rows": selectors.article_rows(found, day),
        "has_verified": any(citation.verified for citation in rules.citations_on(code, day)),
        "channels": selectors.channels_of(found.channels),
        "place": "law",
    }
    return render(request, "law/kind.html", context)

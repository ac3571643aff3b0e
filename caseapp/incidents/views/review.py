"""Reviewing what the machine read: many at once or one at a time, by keyboard or by forms."""

from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from caseapp.agencies.models import Lender
from caseapp.cases.selectors import visible_case
from caseapp.clients.models import Debt
from caseapp.clients.selectors import people_of
from caseapp.incidents import selectors, services
from caseapp.incidents.models import Suggestion
from evidence.messages.models import Message
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.pages.tables import page_of

PAGE_SIZE = 25


def lenders_of(case: Any) -> Any:
    """The lenders to whom the client owes: the first choice when somebody says who is behind a message."""
    return Lender.objects.filter(pk__in=Debt.objects.filter(matter=case.matter).values("lender")).order_by(
        "name"
    )


@require_safe
@open_to(STAFF)
def review(request: HttpRequest, code: UUID) -> HttpResponse:
    """Messages with their suggestions; private ones stay folded away."""
    case = visible_case(request.user, code)
    require("personal_data.reveal", request.user, case.matter)
    chosen = selectors.ReviewFilter.from_query(request.GET)
    page = page_of(request, chosen.rows(case.matter), size=PAGE_SIZE)
    labels = {person.key: person.label for person in people_of(case.matter)}
    rows = [(selectors.reviewed(message), labels.get(message.source_key, "")) for message in page]
    total = selectors.to_review(case.matter).count()
    context = {
        "case": case,
        "chosen": chosen,
        "page": page,
        "rows": rows,
        "lenders": lenders_of(case),
        "total": total,
    }
    return render(request, "incidents/review.html", context)


def _back(request: HttpRequest, case: Any) -> HttpResponse:
    query = request.POST.get("query", "")
    return redirect(f"{reverse('incidents:review', args=[case.code])}{'?' + query if query else ''}")


@require_POST
@open_to(STAFF)
def decide_many(request: HttpRequest, code: UUID) -> HttpResponse:
    """Accept or set aside the chosen messages; the number says exactly how many were done."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    chosen = Message.objects.filter(
        matter=case.matter, code__in=request.POST.getlist("message")
    ).select_related("matter", "matter__organisation")
    lender = (
        Lender.objects.filter(code=request.POST["lender"]).first() if request.POST.get("lender") else None
    )
    act = _accept if request.POST.get("act") == "accept" else _dismiss
    done, failed = 0, 0
    for message in chosen:
        try:
            act(request, message, lender)
            done += 1
        except (services.AlreadyReviewed, services.NothingToConfirm):
            failed += 1
    if done:
        notices.success(
            request,
            ngettext("%(number)d message decided.", "%(number)d messages decided.", done) % {"number": done},
        )
    if failed:
        sentence = ngettext(
            "%(number)d was left: decided by somebody else, or without a day.",
            "%(number)d were left: decided by somebody else, or without a day.",
            failed,
        )
        notices.error(request, sentence % {"number": failed})
    return _back(request, case)


def _accept(request: HttpRequest, message: Message, lender: Lender | None) -> None:
    rejected = set(request.POST.getlist(f"not-{message.code}"))
    kinds = [
        s.kind for s in Suggestion.objects.filter(message=message, state="open") if s.kind not in rejected
    ]
    services.accept_message(request.user, message=message, kinds=kinds or ["V01"], lender=lender)


def _dismiss(request: HttpRequest, message: Message, lender: Lender | None) -> None:
    services.dismiss_message(request.user, message=message)


@require_POST
@open_to(STAFF)
def reject(request: HttpRequest, code: UUID) -> HttpResponse:
    """One suggestion is wrong."""
    found = get_visible_or_404(Suggestion.objects.select_related("message__matter"), request.user, code=code)
    require("matter.work", request.user, found.message.matter)
    if not services.reject_suggestion(request.user, suggestion=found):
        notices.error(request, _("Somebody has decided about this suggestion already."))
    return _back(request, visible_case(request.user, found.message.matter.case.code))


@require_POST
@open_to(STAFF)
def undo(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message is open again."""
    found = get_visible_or_404(Message.objects.select_related("matter"), request.user, code=code)
    require("matter.work", request.user, found.matter)
    services.undo_review(request.user, message=found)
    notices.success(request, _("Open again."))
    return _back(request, visible_case(request.user, found.matter.case.code))

"""Deciding in the review: one suggestion, one message or many; and taking it back. Every answer leads back to the list."""

from collections.abc import Callable
from datetime import datetime
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.db.models import Prefetch
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from caseapp.agencies.models import Lender
from caseapp.cases.selectors import visible_case
from caseapp.clients.selectors import people_of
from caseapp.incidents import selectors, services
from caseapp.incidents.forms import MessageForm
from caseapp.incidents.models import Suggestion
from caseapp.incidents.views.review import PUT_OFF, PUT_OFF_AT_MOST, back_to, lenders_of, put_off, uuids
from evidence.messages.models import Message
from evidence.messages.selectors import fetch_history, with_marks
from lawyers.access import STAFF, get_visible_or_404, open_to, require


def _suggestion(request: HttpRequest, code: UUID) -> Any:
    found = get_visible_or_404(
        Suggestion.objects.select_related("message__matter__case"), request.user, code=code
    )
    require("matter.work", request.user, found.message.matter)
    return found


def _message(request: HttpRequest, code: UUID) -> Any:
    every = Prefetch(
        "suggestions", Suggestion.objects.select_related("decided_by"), to_attr="all_suggestions"
    )
    rows = with_marks(
        Message.readings.select_related("matter__case", "item", "review").prefetch_related(every)
    )
    found = get_visible_or_404(rows, request.user, code=code)
    fetch_history([found])
    require("matter.work", request.user, found.matter)
    return found


def _lender(request: HttpRequest, case: Any) -> Lender | None:
    wanted = uuids([request.POST.get("lender", "")])
    return lenders_of(case).filter(code=wanted[0]).first() if wanted else None


def _told(request: HttpRequest, words: str, undo: str = "", at: datetime | str | None = "") -> None:
    """Say what was done, with the address that takes it back and what that needs to know."""
    known = at.isoformat() if isinstance(at, datetime) else at
    notices.success(request, words, extra_tags=f"{undo} {known}" if undo else "")


def _why_not(error: Exception) -> str:
    """Why nothing was decided, and what to do."""
    sentences = {
        "day": _("The file does not say when this was. Open it with E and write the day."),
        "client": _("Complete the intake first: the case has no client yet."),
        "sealed": _("The file of this message was withdrawn; nothing is decided about it any more."),
        "kinds": _("Nothing is suggested here. Open it with E and say which rule it breaks."),
    }
    return sentences.get(str(error), _("Somebody has decided about this already."))


def _decide(request: HttpRequest, message: Any, act: Callable[[], str]) -> HttpResponse:
    """Do it, say so, and stand at the message as long as it is in the list, else at the next one."""
    case = visible_case(request.user, message.matter.case.code)
    query = QueryDict(request.POST.get("query", ""))
    rows = selectors.ReviewFilter.from_query(query, put_off(request, case)).rows(case.matter)
    neighbour = selectors.neighbour_of(rows, message.code)
    try:
        words = act()
    except (services.AlreadyReviewed, services.NothingToConfirm) as error:
        notices.error(request, _why_not(error))
    else:
        moment = selectors.decided_last(request.user, case.matter)
        _told(request, words, reverse("incidents:undo_last", args=[case.code]), moment)
    return back_to(request, case, message.code if rows.filter(pk=message.pk).exists() else neighbour)


@require_POST
@open_to(STAFF)
def confirm(request: HttpRequest, code: UUID) -> HttpResponse:
    """One suggestion is right."""
    found = _suggestion(request, code)

    def act() -> str:
        lender = _lender(request, found.message.matter.case)
        if not services.confirm_suggestion(request.user, suggestion=found, lender=lender):
            raise services.AlreadyReviewed
        return _("Confirmed: %(rule)s") % {"rule": selectors.kind_name(found.kind)}

    return _decide(request, found.message, act)


@require_POST
@open_to(STAFF)
def reject(request: HttpRequest, code: UUID) -> HttpResponse:
    """One suggestion is wrong."""
    found = _suggestion(request, code)

    def act() -> str:
        if not services.reject_suggestion(request.user, suggestion=found):
            raise services.AlreadyReviewed
        return _("Not so: %(rule)s") % {"rule": selectors.kind_name(found.kind)}

    return _decide(request, found.message, act)


@require_POST
@open_to(STAFF)
def accept(request: HttpRequest, code: UUID) -> HttpResponse:
    """All open suggestions of one message are right; where nothing is suggested, somebody has looked at it."""
    found = _message(request, code)

    def act() -> str:
        if not found.all_suggestions:
            services.look_at_message(request.user, message=found)
            return _("Looked at.")
        services.accept_message(request.user, message=found, lender=_lender(request, found.matter.case))
        return _("All of this message confirmed.")

    return _decide(request, found, act)


@require_POST
@open_to(STAFF)
def dismiss(request: HttpRequest, code: UUID) -> HttpResponse:
    """Nothing of one message is ours."""
    found = _message(request, code)

    def act() -> str:
        services.dismiss_message(request.user, message=found)
        return _("Message set aside.")

    return _decide(request, found, act)


@require_POST
@open_to(STAFF)
def reopen(request: HttpRequest, code: UUID) -> HttpResponse:
    """One suggestion is open again, whoever decided about it."""
    found = _suggestion(request, code)
    case = visible_case(request.user, found.message.matter.case.code)
    if services.reopen_suggestion(request.user, suggestion=found):
        _told(request, _("Open again: %(rule)s") % {"rule": selectors.kind_name(found.kind)})
    else:
        notices.error(request, _("It was open already."))
    return back_to(request, case, found.message.code)


@require_POST
@open_to(STAFF)
def undo(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message is open again, whoever decided about it."""
    found = _message(request, code)
    case = visible_case(request.user, found.matter.case.code)
    if services.undo_review(request.user, message=found):
        _told(request, _("Open again."))
    else:
        notices.error(request, _("It was open already."))
    return back_to(request, case, found.code)


@require_POST
@open_to(STAFF)
def undo_last(request: HttpRequest, code: UUID) -> HttpResponse:
    """What this person decided at one moment, one thing or many at once, is open again."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    moment = _moment(request.POST.get("undo", ""))
    touched = selectors.decided_at(request.user, case.matter, moment) if moment else []
    done = services.undo_decisions(request.user, matter=case.matter, at=moment) if moment else 0
    if done:
        sentence = ngettext("%(number)d decision taken back.", "%(number)d decisions taken back.", done)
        _told(request, sentence % {"number": done})
    else:
        notices.error(request, _("Nothing is left to take back."))
    return back_to(request, case, touched[0] if touched else None)


def _moment(text: str) -> datetime | None:
    try:
        moment = parse_datetime(text)
    except ValueError:
        return None
    return moment if moment and timezone.is_aware(moment) else None


@require_POST
@open_to(STAFF)
def later(request: HttpRequest, code: UUID) -> HttpResponse:
    """Put a message off, or bring it back; nobody else sees it, and nothing is decided."""
    found = _message(request, code)
    case = visible_case(request.user, found.matter.case.code)
    query = QueryDict(request.POST.get("query", ""))
    rows = selectors.ReviewFilter.from_query(query, put_off(request, case)).rows(case.matter)
    neighbour = selectors.neighbour_of(rows, found.code)
    codes = [str(one) for one in put_off(request, case) if one != found.code]
    if request.POST.get("undo"):
        _told(request, _("Back among those to review."))
        neighbour = neighbour if query.get("show") == "later" else found.code
    else:
        codes.append(str(found.code))
        _told(request, _("Put off for later."), request.path, "back")
    request.session[PUT_OFF] = request.session.get(PUT_OFF, {}) | {str(case.code): codes[-PUT_OFF_AT_MOST:]}
    return back_to(request, case, neighbour)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def edit(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say by hand which rules a message breaks, who is behind it, and when it was."""
    found = _message(request, code)
    require("personal_data.reveal", request.user, found.matter)
    case = visible_case(request.user, found.matter.case.code)
    if hasattr(found, "review"):
        notices.error(request, _("Somebody has decided about this already."))
        return back_to(request, case)
    labels = {person.key: person.label for person in people_of(case.matter)}
    row = selectors.reviewed(found, labels)
    form = MessageForm(request.POST or None, **_first_choice(case, row))
    if request.method == "POST" and form.is_valid():
        day = form.cleaned_data.get("day")

        def act() -> str:
            kinds, lender = form.cleaned_data["kinds"], form.cleaned_data["lender"]
            services.accept_message(request.user, message=found, kinds=kinds, lender=lender, day=day)
            return _("Confirmed as you wrote it.")

        return _decide(request, found, act)
    context = {
        "case": case,
        "row": row,
        "form": form,
        "query": request.POST.get("query", request.GET.urlencode()),
    }
    return render(request, "incidents/message_edit.html", context)


def _first_choice(case: Any, row: selectors.Reviewed) -> dict[str, Any]:
    """What the form offers: everything that is not confirmed yet, with the open suggestions chosen."""
    states = {fact.suggestion.kind: fact.suggestion.state for fact in row.facts}
    return {
        "lenders": lenders_of(case),
        "known": [kind for kind, state in states.items() if state == "confirmed"],
        "has_day": row.message.at is not None,
        "initial": {"kinds": [kind for kind, state in states.items() if state == "open"]},
    }


@require_POST
@open_to(STAFF)
def decide_many(request: HttpRequest, code: UUID) -> HttpResponse:
    """Confirm or set aside the chosen messages; the number says exactly how many were done, and one undo takes all back."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    codes = uuids(request.POST.getlist("message"))
    chosen = Message.objects.filter(matter=case.matter, code__in=codes).order_by("at", "id")
    lender, now = _lender(request, case), timezone.now()
    is_accepting = request.POST.get("act") == "accept"
    done = 0
    for message in chosen:
        try:
            if is_accepting:
                services.accept_message(request.user, message=message, lender=lender, at=now)
            else:
                services.dismiss_message(request.user, message=message, at=now)
            done += 1
        except (services.AlreadyReviewed, services.NothingToConfirm):
            continue
    _tell_many(request, case, done, len(chosen) - done, now)
    return back_to(request, case)


def _tell_many(request: HttpRequest, case: Any, done: int, left: int, at: datetime) -> None:
    if done:
        sentence = ngettext("%(number)d message decided.", "%(number)d messages decided.", done)
        _told(request, sentence % {"number": done}, reverse("incidents:undo_last", args=[case.code]), at)
    if left:
        sentence = ngettext(
            "%(number)d was left: decided by somebody else, without a day, or without a suggestion.",
            "%(number)d were left: decided by somebody else, without a day, or without a suggestion.",
            left,
        )
        notices.error(request, sentence % {"number": left})
    if not done and not left:
        notices.error(request, _("No message was chosen."))

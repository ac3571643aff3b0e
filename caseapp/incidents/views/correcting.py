"""Putting readings right in the review: words and facts, splitting, joining, and what is the same message."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from caseapp.cases.selectors import visible_case
from caseapp.incidents import services
from caseapp.incidents.forms import CorrectionForm
from caseapp.incidents.views.review import back_to, correction_form, review_page
from evidence.messages.models import Correction, MaybeSame, Message, MessageSource
from evidence.messages.services import (
    ChangedMeanwhile,
    NothingToUndo,
    NotNeighbours,
    NowhereToSplit,
    last_change,
)
from lawyers.access import STAFF, get_visible_or_404, open_to, require

REFUSED = (
    services.StandsOnIt, services.FoldedAway, ChangedMeanwhile, NotNeighbours, NothingToUndo, NowhereToSplit,
)  # fmt: skip


def why_not(error: Exception) -> str:
    """Why nothing was changed, and what to do."""
    sentences: dict[type[Exception], str] = {
        services.StandsOnIt: _(
            "A decision rests on these words. Undo the decision first, then put the words right."
        ),
        services.FoldedAway: _("This message has become part of another one; it is shown there."),
        ChangedMeanwhile: _("Somebody else has changed this message meanwhile. Look at what it says now."),
        NotNeighbours: _("Only a message and the next one of the same file and direction can be joined."),
        NothingToUndo: _("Something later was changed; undo that first."),
        NowhereToSplit: _("Put the cursor where the second message begins: both parts need words."),
    }
    return sentences[type(error)]


def _message(request: HttpRequest, code: UUID) -> Message:
    """A message, also one that was folded away since it was shown: then the service says so."""
    rows = Message.readings.select_related("matter__case", "item")
    found: Message = get_visible_or_404(rows, request.user, code=code)
    require("matter.work", request.user, found.matter)
    require("personal_data.reveal", request.user, found.matter)
    return found


def _case(request: HttpRequest, message: Message) -> Any:
    return visible_case(request.user, message.matter.case.code)


def _number(request: HttpRequest, name: str) -> int:
    told = request.POST.get(name, "")
    if not told.isdecimal():
        raise Http404
    return int(told[:9])


def _say(request: HttpRequest, words: str, message: Message) -> None:
    """Say what was changed, with the address that takes it back."""
    last = last_change(message)
    message.refresh_from_db(fields=["revision"], from_queryset=Message.readings.all())
    undo = f"{reverse('incidents:undo_correction', args=[last.code])} {message.revision}" if last else ""
    notices.success(request, words, extra_tags=undo)


def _act(request: HttpRequest, message: Message, act: Callable[[], str]) -> HttpResponse:
    """Do it and say so, or say why not; stand at the message that the words are in now."""
    case = _case(request, message)
    try:
        words = act()
    except REFUSED as error:
        notices.error(request, why_not(error))
    else:
        _say(request, words, message)
    stands = message.folded_into or message
    return back_to(request, case, stands.code)


@require_POST
@open_to(STAFF)
def correct(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message says what a person read in the original. What was typed is never lost: it stays in the form with the reason."""
    found = _message(request, code)
    case = _case(request, found)
    form = correction_form(case, found, request.POST)
    if not form.is_valid():
        return _with_form(request, case, found, form)
    try:
        done = services.correct_message(
            request.user, message=found, changes=form.changes(found), revision=form.cleaned_data["revision"]
        )
    except ChangedMeanwhile as error:
        found.refresh_from_db(from_queryset=Message.readings.all())
        return _asked_again(request, case, found, why_not(error))
    except (services.StandsOnIt, services.FoldedAway) as error:
        notices.error(request, why_not(error))
        return back_to(request, case, (found.folded_into or found).code)
    _say(request, _("Put right.") if done else _("Nothing was changed."), found)
    return back_to(request, case, found.code)


def _asked_again(request: HttpRequest, case: Any, message: Message, why: str) -> HttpResponse:
    """The form with what was typed and what the message says by now; saving once more means it."""
    data = request.POST.copy()
    data["revision"] = str(message.revision)
    form = correction_form(case, message, data)
    form.is_valid()
    form.add_error(None, f"{why} {_('Now it says:')} {message.text}")
    return _with_form(request, case, message, form)


def _with_form(request: HttpRequest, case: Any, message: Message, form: CorrectionForm) -> HttpResponse:
    """The list as it was, with this message open for correction."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    query["edit"] = str(message.code)
    request.GET = query  # type: ignore[assignment]  # the same, not frozen
    response = review_page(request, case, form)
    response["HX-Replace-Url"] = f"{reverse('incidents:review', args=[case.code])}?{query.urlencode()}"
    return response


@require_POST
@open_to(STAFF)
def split(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message ends where the cursor stands; what follows is the next message."""
    found = _message(request, code)
    text = request.POST.get("text", found.text).replace("\r\n", "\n")
    place = request.POST.get("split_at") or request.POST.get("split_place", "")
    revision = _number(request, "revision")

    def act() -> str:
        if not place.isdecimal():
            raise NowhereToSplit
        services.split_message(
            request.user, message=found, at_character=int(place), revision=revision, text=text
        )
        return _("Split into two messages.")

    return _act(request, found, act)


@require_POST
@open_to(STAFF)
def merge(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message and the next one of its file are one."""
    found = _message(request, code)
    revision = _number(request, "revision")

    def act() -> str:
        services.merge_with_next(request.user, message=found, revision=revision)
        return _("Joined with the next message.")

    return _act(request, found, act)


@require_POST
@open_to(STAFF)
def undo_correction(request: HttpRequest, code: UUID) -> HttpResponse:
    """The message is as before its last change."""
    rows = Correction.objects.select_related("message__matter__case", "other")
    found = get_visible_or_404(rows, request.user, code=code)
    require("matter.work", request.user, found.message.matter)
    revision = _number(request, "undo")
    case = _case(request, found.message)
    try:
        services.undo_correction(request.user, correction=found, revision=revision)
    except REFUSED as error:
        notices.error(request, why_not(error))
    else:
        notices.success(request, _("As it was before."))
    return back_to(request, case, found.message.code)


@require_POST
@open_to(STAFF)
def same(request: HttpRequest, code: UUID) -> HttpResponse:
    """Two messages are one, or are not; either is remembered."""
    rows = MaybeSame.objects.select_related("first__matter__case")
    found = get_visible_or_404(rows, request.user, code=code)
    require("matter.work", request.user, found.first.matter)
    case = _case(request, found.first)
    is_same = request.POST.get("same") == "yes"
    try:
        stays = services.decide_same(request.user, pair=found, is_same=is_same)
    except services.StandsOnIt:
        notices.error(request, _("Both were decided about. Undo one of the decisions first."))
        return back_to(request, case, found.first.code)
    if stays is None:
        notices.error(request, _("Somebody has decided about this already."))
    else:
        notices.success(
            request, _("One message with two sources.") if is_same else _("Kept as two messages.")
        )
    return back_to(request, case, stays.code if stays else found.first.code)


@require_POST
@open_to(STAFF)
def part(request: HttpRequest, code: UUID) -> HttpResponse:
    """A source that is another message becomes a message of its own."""
    found = _message(request, code)
    rows = MessageSource.objects.select_related("message__matter", "reading")
    source = rows.filter(message=found, pk=_number(request, "source")).first()
    if source is None or services.part_reading(request.user, source=source) is None:
        notices.error(request, _("It is a message of its own already."))
    else:
        notices.success(request, _("Kept as two messages."))
    return back_to(request, _case(request, found), found.code)

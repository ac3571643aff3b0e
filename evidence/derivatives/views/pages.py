"""Pages on which a person listens and writes down, blackens, or asks what a file says about its making."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from evidence.derivatives import selectors
from evidence.derivatives.forms import BoxFormSet, RedactionForm, TranscriptForm
from evidence.derivatives.models import Derivative, ItemMetadata
from evidence.derivatives.selectors import Shown
from evidence.derivatives.services import NoBoxInPicture, ask_for_redaction, show_metadata, write_transcript
from evidence.derivatives.views.serving import visible_item
from evidence.items.models import EvidenceItem
from evidence.making.boxes import Box
from lawyers.access import STAFF, decide, open_to, require
from lawyers.pages.returning import next_of

MORE_ROWS = 4


def _here(name: str, item: EvidenceItem, back: str) -> str:
    return reverse(f"evidence:{name}", args=[item.code], query={"next": back} if back else None)


@require_POST
@open_to(STAFF)
def metadata(request: HttpRequest, code: UUID) -> HttpResponse:
    """What the file says about its making, after noting who looked: a fragment for htmx, a page without script."""
    item = visible_item(request, code)
    try:
        told = show_metadata(request.user, item=item)
    except ItemMetadata.DoesNotExist as error:
        raise Http404 from error
    context = {
        "item": item,
        "hints": selectors.told_hints(told, item),
        "told": sorted(told.items()),
        "back": next_of(request, otherwise=""),
    }
    template = "evidence/_metadata_told.html" if request.htmx else "evidence/metadata.html"
    response = render(request, template, context)
    response["Cache-Control"] = "no-store"
    return response


def _redaction_page(
    request: HttpRequest, shown: Shown, form: RedactionForm, boxes: Any, refusal: str = ""
) -> HttpResponse:
    drawn = [one.box for one in boxes.forms if boxes.is_bound and one.is_valid() and one.box]
    context = {
        "item": shown.item, "shown": shown, "form": form, "boxes": boxes, "drawn": drawn, "back": next_of(request, otherwise=""), "refusal": refusal,
        "made": [copy for copy in selectors.copies_by_people(shown.item) if copy.kind == "redacted"],
        "redactions": selectors.redactions_of(shown.item),
    }  # fmt: skip
    is_wrong = bool(refusal or form.errors or any(one.errors for one in boxes.forms))
    return render(request, "evidence/redact.html", context, status=422 if is_wrong else 200)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def redact(request: HttpRequest, code: UUID) -> HttpResponse:
    """Draw boxes on the picture; a worker makes the copy with black boxes, checks it and keeps it."""
    item = visible_item(request, code)
    require("matter.work", request.user, item.matter)
    shown = selectors.shown(item)
    if shown.kind != "picture" or shown.preview is None:
        raise Http404
    if request.method != "POST":
        return _redaction_page(request, shown, *_begun(request, item))
    if "more" in request.POST:
        return _redaction_page(
            request, shown, RedactionForm(initial=request.POST.dict()), _with_more_rows(request)
        )
    form, boxes = RedactionForm(request.POST), BoxFormSet(request.POST, prefix="box")
    if not (form.is_valid() & boxes.is_valid()):
        return _redaction_page(request, shown, form, boxes)
    return _asked(request, shown, form, boxes)


def _begun(request: HttpRequest, item: EvidenceItem) -> tuple[RedactionForm, Any]:
    """Empty, or filled in as it was asked for before and not made."""
    before = selectors.redaction_asked(item, request.GET["again"]) if "again" in request.GET else None
    if before is None:
        return RedactionForm(), BoxFormSet(prefix="box")
    rows = [dict(zip(Box._fields, box, strict=True)) for box in before.boxes]
    return RedactionForm(initial={"reason": before.reason}), BoxFormSet(initial=rows, prefix="box")


def _with_more_rows(request: HttpRequest) -> Any:
    """The rows as they were typed, and some more, for browsers without script."""
    sent = request.POST.copy()
    total = sent.get("box-TOTAL_FORMS", "0")
    sent["box-TOTAL_FORMS"] = str((int(total) if total.isdecimal() else 0) + MORE_ROWS)
    return BoxFormSet(sent, prefix="box")


def _asked(request: HttpRequest, shown: Shown, form: RedactionForm, boxes: Any) -> HttpResponse:
    wanted = [one.box for one in boxes.forms if one.box]
    try:
        ask_for_redaction(request.user, item=shown.item, boxes=wanted, reason=form.cleaned_data["reason"])
    except NoBoxInPicture:
        return _redaction_page(request, shown, form, boxes, _("Draw at least one box inside the picture."))
    messages.success(request, _("The copy is being made. You can leave this page; it will be kept here."))
    return redirect(_here("redact", shown.item, next_of(request, otherwise="")))


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def transcript(request: HttpRequest, code: UUID) -> HttpResponse:
    """Listen and write down; every saved version stays."""
    item = visible_item(request, code)
    shown = selectors.shown(item)
    if shown.kind not in {"sound", "film"}:
        raise Http404
    duration = item.facts.get("duration_s") or shown.facts.get("duration_s")
    newest = selectors.transcript_of(item)
    form = TranscriptForm(
        request.POST or None,
        duration_s=duration,
        initial={"text": selectors.transcript_text(newest) if newest else ""},
    )
    if request.method == "POST":
        require("matter.work", request.user, item.matter)
        if form.is_valid():
            write_transcript(request.user, item=item, text=form.cleaned_data["text"], duration_s=duration)
            messages.success(request, _("The transcript is kept as a new version."))
            return redirect(_here("transcript", item, next_of(request, otherwise="")))
    return _transcript_page(request, shown, form, newest)


def _transcript_page(
    request: HttpRequest, shown: Shown, form: TranscriptForm, newest: Derivative | None
) -> HttpResponse:
    item = shown.item
    context = {
        "item": item, "shown": shown, "form": form, "newest": newest, "lines": selectors.transcript_lines(item), "back": next_of(request, otherwise=""),
        "versions": [copy for copy in selectors.copies_by_people(item) if copy.kind == "transcript"],
        "may_work": decide("matter.work", request.user, item.matter),
    }  # fmt: skip
    return render(request, "evidence/transcript.html", context, status=422 if form.errors else 200)

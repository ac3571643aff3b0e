"""Describing an item, and the statement that is printed from it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from evidence.descriptions import selectors
from evidence.descriptions.forms import DescriptionForm
from evidence.descriptions.services import describe_item
from evidence.items.models import CustodyEvent, EvidenceItem
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.audit.services import record
from lawyers.pages.returning import next_of


def _item(request: HttpRequest, code: UUID) -> EvidenceItem:
    rows = EvidenceItem.objects.select_related("matter__organisation").prefetch_related(
        "receipts__received_by"
    )
    item: EvidenceItem = get_visible_or_404(rows, request.user, code=code)
    return item


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def describe(request: HttpRequest, code: UUID) -> HttpResponse:
    """What is known about the item, to be added to; other files of the case may get the same answers."""
    item = _item(request, code)
    require("matter.work", request.user, item.matter)
    known, others = selectors.known_about(item), selectors.others_like(item)
    form = DescriptionForm(request.POST or None, initial=known.facts, others=others)
    if request.method == "POST" and form.is_valid():
        chosen = [other for other in others if str(other.code) in form.cleaned_data["also"]]
        describe_item(request.user, item=item, facts=form.facts, also=chosen)
        messages.success(request, _("Written down for %(count)d files.") % {"count": 1 + len(chosen)})
        return redirect(next_of(request))
    context = {"item": item, "form": form, "known": known, "back": next_of(request)}
    return render(request, "evidence/item_describe.html", context, status=422 if form.errors else 200)


@require_safe
@open_to(STAFF)
def statement(request: HttpRequest, code: UUID) -> HttpResponse:
    """The statement on where the file comes from, to be printed and signed; it names people, so the look is recorded."""
    item = _item(request, code)
    require("personal_data.reveal", request.user, item.matter)
    if request.method == "GET":
        record(
            request.user,
            "personal_data.seen",
            subject=f"evidence:{item.code}",
            matter=item.matter,
            is_look=True,
        )
    response = render(request, "evidence/item_statement.html", _statement(item) | {"back": next_of(request)})
    response["Cache-Control"] = "no-store"
    return response


def _statement(item: EvidenceItem) -> dict[str, Any]:
    known = selectors.known_about(item)
    return {
        "item": item, "known": known, "rows": selectors.rows_of(known, is_masked=False), "points": selectors.points_of(known),
        "custody": CustodyEvent.objects.filter(item=item).order_by("sequence"),
    }  # fmt: skip

"""Sealing an item and bringing it back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.items import services
from evidence.items.forms import ReasonForm
from evidence.items.models import EvidenceItem
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.pages.returning import next_of


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def withdraw(request: HttpRequest, code: UUID) -> HttpResponse:
    """Say first what it means, ask why, then seal."""
    page = {
        "title": _("Withdraw evidence"), "verb": _("Withdraw"), "css": "btn-danger",
        "meaning": _("The file stays in the vault under seal, is still checked, and stays in the list as withdrawn. Nobody can open or download it, its messages are not offered for review, and incidents confirmed from it say that their source was withdrawn. It can be brought back."),
    }  # fmt: skip
    done = _("Withdrawn. The file is under seal.")
    return _with_reason(request, code, services.withdraw_item, page, done)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def bring_back(request: HttpRequest, code: UUID) -> HttpResponse:
    """Ask why, then unseal."""
    page = {
        "title": _("Bring evidence back"), "verb": _("Bring back"), "css": "btn-primary",
        "meaning": _("The file can be opened and downloaded again, and its messages are offered for review. The withdrawal stays in the record."),
    }  # fmt: skip
    return _with_reason(request, code, services.bring_back_item, page, _("The evidence is in use again."))


def _with_reason(
    request: HttpRequest, code: UUID, act: Callable[..., Any], page: dict[str, Any], done: str
) -> HttpResponse:
    item = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("matter.work", request.user, item.matter)
    form = ReasonForm(
        request.POST or None, help_text=_("It is kept with your name and may be read in court.")
    )
    if request.method != "POST" or not form.is_valid():
        subject = _("Evidence %(number)d of %(case)s") % {"number": item.number, "case": item.matter.number}
        context = {
            "page": page,
            "form": form,
            "subject": subject,
            "detail": item.name,
            "next": next_of(request),
        }
        return render(request, "evidence/reason.html", context, status=422 if form.errors else 200)
    try:
        act(request.user, item=item, why=form.cleaned_data["reason"])
        messages.success(request, done)
    except services.AlreadySo:
        messages.error(request, _("Somebody else has done this meanwhile."))
    return redirect(next_of(request))

"""Saying what became of an alarm."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from evidence.fixity import policies, services
from evidence.fixity.models import FixityAlarm
from evidence.items.forms import ReasonForm
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.pages.returning import next_of

__all__ = ["policies"]  # importing the policies registers them


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def acknowledge(request: HttpRequest, code: UUID) -> HttpResponse:
    """The alarm leaves the desks when somebody writes down what it was."""
    alarm = get_visible_or_404(FixityAlarm.objects.select_related("matter", "item"), request.user, code=code)
    require("alarm.acknowledge", request.user, alarm)
    form = ReasonForm(
        request.POST or None,
        help_text=_("For example: disk replaced, file restored from the backup of 3 March."),
    )
    if request.method != "POST" or not form.is_valid():
        return render(
            request, "evidence/reason.html", _page(request, alarm, form), status=422 if form.errors else 200
        )
    try:
        services.acknowledge_alarm(request.user, alarm=alarm, why=form.cleaned_data["reason"])
        messages.success(request, _("Noted. The alarm leaves the desks."))
    except services.AlreadyAcknowledged:
        messages.error(request, _("Somebody else has done this meanwhile."))
    return redirect(next_of(request))


def _page(request: HttpRequest, alarm: FixityAlarm, form: ReasonForm) -> dict[str, object]:
    told = {"case": alarm.matter.number, "number": alarm.item.number if alarm.item else 0}
    subject = _("Evidence %(number)d of %(case)s") if alarm.item else _("Custody chain of %(case)s")
    meaning = _("Find out what happened, restore the file from a backup where you can, and verify again. Then write down what it was; the alarm leaves the desks and stays in the record.")  # fmt: skip
    return {
        "page": {"title": _("What was it?"), "verb": _("Write it down"), "css": "btn-primary", "meaning": meaning},
        "form": form, "subject": subject % told, "detail": alarm.get_what_display(), "next": next_of(request),
    }  # fmt: skip

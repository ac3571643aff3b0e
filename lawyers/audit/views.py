"""The audit trail for supervisors and administrators."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from lawyers.access import open_to
from lawyers.audit.models import Event
from lawyers.audit.selectors import EventFilter
from lawyers.audit.sentences import sentence_of
from lawyers.pages.downloads import csv_response
from lawyers.pages.tables import page_of


def _line(event: Event) -> list[Any]:
    when = f"{timezone.localtime(event.at):%Y-%m-%d %H:%M:%S}"
    who = event.actor_name or _("the system")
    return [when, who, _(sentence_of(event.name)), event.matter_number, event.subject]


@require_safe
@open_to("supervisor", "administrator")
def events(request: HttpRequest) -> HttpResponse:
    """Who did what, and who looked at personal data."""
    chosen = EventFilter.from_query(request.GET)
    page = page_of(request, chosen.rows(request.user))
    lines = [(event, *_line(event)) for event in page]
    return render(request, "audit/event_list.html", {"chosen": chosen, "page": page, "lines": lines})


@require_safe
@open_to("supervisor", "administrator")
def export(request: HttpRequest) -> HttpResponse:
    """The same events as a table."""
    rows = EventFilter.from_query(request.GET).rows(request.user)
    head = [_("When"), _("Who"), _("What"), _("Case"), _("Subject")]
    return csv_response("audit", head, (_line(event) for event in rows.iterator(chunk_size=1000)))

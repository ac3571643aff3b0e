"""The desk: where everybody starts."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseapp.dashboards.selectors import desk_of
from lawyers.access import STAFF, open_to


@require_safe
@open_to(STAFF)
def desk(request: HttpRequest) -> HttpResponse:
    """What is waiting for this person."""
    return render(
        request, "dashboards/desk.html", {"desk": desk_of(request.user), "today": timezone.localdate()}
    )

"""Showing one masked value."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from lawyers.access import STAFF, open_to, require
from lawyers.matters.selectors import row_to_reveal
from lawyers.privacy.services import reveal as reveal_field


@require_POST
@open_to(STAFF)
def reveal(request: HttpRequest) -> HttpResponse:
    """Show one field of one person in full and record the look; a fragment for htmx, a page without script."""
    try:
        row = row_to_reveal(request.user, request.POST.get("subject", ""))
        require("personal_data.reveal", request.user, row.matter)
        value = reveal_field(request.user, row=row, field=request.POST.get("field", ""))
    except (LookupError, ValueError) as error:
        raise Http404 from error
    back = request.POST.get("back", "")
    if not url_has_allowed_host_and_scheme(back, allowed_hosts=None):
        back = "/"
    template = "components/revealed.html" if request.htmx else "matters/revealed.html"
    response = render(request, template, {"value": value, "back": back})
    response["Cache-Control"] = "no-store"
    return response

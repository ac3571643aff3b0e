"""The parts of a time-stamp as files, and asking for one again."""

from io import BytesIO
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from evidence.items.models import EvidenceItem
from evidence.timestamps import services
from evidence.timestamps.models import Stamp
from evidence.timestamps.selectors import file_names
from evidence.timestamps.sentences import failure_words
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.pages.downloads import file_response
from lawyers.pages.returning import next_of

COLUMNS = {"answer": "response", "question": "request", "certificates": "chain", "manifest": "manifest"}


@require_safe
@open_to(STAFF)
def part(request: HttpRequest, code: UUID, part: str) -> HttpResponse:
    """One part of a stamp as it was kept. None of them holds personal data: digests, item numbers, certificates."""
    stamp = get_visible_or_404(Stamp.objects.select_related("matter"), request.user, code=code)
    kept = getattr(stamp, COLUMNS[part]) if part in COLUMNS else None
    if not kept:
        raise Http404
    content = kept.encode() if isinstance(kept, str) else bytes(kept)
    return file_response(BytesIO(content), file_names(stamp)[part], len(content))


@require_POST
@open_to(STAFF)
def ask_again(request: HttpRequest, code: UUID) -> HttpResponse:
    """Try for the item's time-stamp now instead of at the end of the pause."""
    item = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("matter.work", request.user, item.matter)
    if services.ask_again(request.user, item=item):
        messages.success(request, _("The time-stamping service is asked now; look again in a minute."))
    else:
        messages.error(request, failure_words("not_set_up"))
    return redirect(next_of(request))

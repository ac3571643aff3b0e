"""Where files sent through a link come in, resumably: the phone's own door to evidence.arrivals."""

from typing import Any, BinaryIO

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from caseapp.uploads import services
from caseapp.uploads.views.door import through_link
from caseapp.uploads.views.phone import why_not
from evidence.arrivals.models import Arrival
from evidence.arrivals.rules import whole_number
from evidence.arrivals.selectors import open_arrivals
from evidence.arrivals.views import Door, Permit, refusal_text
from evidence.items.services import Landing, Received
from evidence.links.models import UploadLink
from evidence.links.rules import is_reference, new_reference
from lawyers.access import Refused

OPEN_LIMIT = 100


def _permit(request: HttpRequest, link: UploadLink) -> Permit:
    if link.consented_at is None:
        raise Refused(_("Please open the page again and agree first."))
    owner = str(link.code)
    under_way = sum(arrival.size for arrival in open_arrivals(services.ARRIVALS, owner))
    room = max(min(settings.EVIDENCE_MAX_BYTES, link.bytes_left - under_way), 0)
    return Permit(owner, None, link, max_bytes=room, open_limit=OPEN_LIMIT)


def _describe(request: HttpRequest, permit: Permit, metadata: dict[str, str]) -> dict[str, Any]:
    """Called when a file begins: what the link does not take is refused in the words of the phone page."""
    if not permit.subject.files_left:
        raise Refused(why_not("too_many"))
    if whole_number("Upload-Length", request.headers.get("Upload-Length")) > permit.max_bytes:
        raise Refused(why_not("too_much"))
    given = metadata.get("reference", "")
    return {"reference": given if is_reference(given) else new_reference()}


def _keep(arrival: Arrival, permit: Permit, stream: BinaryIO, landing: Landing) -> Received:
    return services.keep_arrival(permit.subject, arrival, stream, landing)


def _tell(arrival: Arrival, permit: Permit) -> dict[str, Any]:
    """Never the item: its number would tell how much others have sent."""
    if arrival.item is not None:
        return {"text": ""}
    text = refusal_text(arrival.refusal) if arrival.refusal == "altered" else why_not(arrival.refusal)
    return {"text": text}


def _begin(request: HttpRequest, link: UploadLink) -> HttpResponse:
    return door.begin(request, link=link)


def _go_on(request: HttpRequest, link: UploadLink, arrival: str) -> HttpResponse:
    return door.go_on(request, arrival, link=link)


def _result(request: HttpRequest, link: UploadLink, arrival: str) -> HttpResponse:
    return door.result(request, arrival, link=link)


door = Door(services.ARRIVALS, _permit, _describe, _keep, _tell)
begin, go_on, result = (through_link(view) for view in (_begin, _go_on, _result))

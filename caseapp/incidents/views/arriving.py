"""Where files for a case come in, resumably: the office's own door to evidence.arrivals."""

from typing import Any, BinaryIO
from uuid import UUID

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _

from caseapp.cases.selectors import visible_case
from caseapp.clients.selectors import people_of
from caseapp.incidents import services
from caseapp.incidents.forms import OriginForm
from evidence.arrivals.models import Arrival
from evidence.arrivals.views import Door, Permit, refusal_text
from evidence.items.services import Landing, Origin, Received
from lawyers.access import STAFF, Refused, open_to, require

PURPOSE = "case"
OPEN_LIMIT = 500
"""A folder is sent three files at a time; those that broke off wait for a week."""


def owner_of(user: Any, matter: Any) -> str:
    """Whose arrivals these are: one person's for one matter."""
    return f"user:{user.pk}/matter:{matter.pk}"


def _permit(request: HttpRequest, code: UUID) -> Permit:
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    if case.is_closed:
        raise Refused(_("The case is closed; open it again first."))
    owner = owner_of(request.user, case.matter)
    return Permit(owner, request.user, case, max_bytes=settings.EVIDENCE_MAX_BYTES, open_limit=OPEN_LIMIT)


def _describe(request: HttpRequest, permit: Permit, metadata: dict[str, str]) -> dict[str, Any]:
    form = OriginForm(metadata, people=people_of(permit.subject.matter))
    if not form.is_valid():
        raise Refused(_("Say again whose phone the files come from: the choice is not known any more."))
    return {"origin": form.cleaned_data}


def _keep(arrival: Arrival, permit: Permit, stream: BinaryIO, landing: Landing) -> Received:
    origin = Origin(**arrival.particulars["origin"])
    return services.receive_upload(
        permit.actor, matter=permit.subject.matter, stream=stream, name=arrival.name, origin=origin, landing=landing
    )  # fmt: skip


def _tell(arrival: Arrival, permit: Permit) -> dict[str, Any]:
    item = arrival.item
    if item is None:
        return {"text": refusal_text(arrival.refusal), "address": None}
    return {
        "text": kept_text(item.number, is_duplicate=arrival.is_duplicate),
        "address": reverse("incidents:item", args=[item.code]),
    }


def kept_text(number: int, *, is_duplicate: bool) -> str:
    """What became of a file that was kept."""
    if is_duplicate:
        return _("these bytes are here already, as number %(number)d; the second receipt is noted") % {
            "number": number
        }
    return _("kept as number %(number)d; it will be read in a moment") % {"number": number}


door = Door(PURPOSE, _permit, _describe, _keep, _tell)
begin, go_on, result = (open_to(STAFF)(view) for view in (door.begin, door.go_on, door.result))

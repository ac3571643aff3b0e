"""Files for a case that arrive in pieces: what is remembered with them, and keeping them when they are whole."""

import logging
from typing import Any, BinaryIO

from caseapp.incidents.services.reading import receive_upload
from evidence.arrivals.models import Arrival
from evidence.arrivals.selectors import complete_without_result
from evidence.arrivals.services import ArrivalBusy, DiskFull, finish_arrival
from evidence.items.services import Landing, Origin, Received
from lawyers.matters.models import Matter
from lawyers.people.models import User

log = logging.getLogger(__name__)
ARRIVING_FOR_CASE = "case"


def arrival_owner(actor: Any, matter: Matter) -> str:
    """Whose arrivals these are: one person's for one matter."""
    return f"user:{actor.pk}/matter:{matter.pk}"


def arrival_particulars(actor: Any, matter: Matter, origin: dict[str, str]) -> dict[str, Any]:
    """What an arrival must remember so that it can be kept without the one who sent it."""
    return {"actor": actor.pk, "matter": matter.pk, "origin": origin}


def keep_arrival(arrival: Arrival, stream: BinaryIO, landing: Landing) -> Received:
    """The file is evidence of its matter and will be read. Raises FileRefused."""
    told = arrival.particulars
    actor, matter = User.objects.get(pk=told["actor"]), Matter.objects.get(pk=told["matter"])
    origin = Origin(**told["origin"])
    return receive_upload(
        actor, matter=matter, stream=stream, name=arrival.name, origin=origin, landing=landing
    )


def finish_arrivals() -> int:
    """Files that are whole and were kept by nobody, because whoever was to do it was killed, are kept now. How many."""
    finished = 0
    for arrival in complete_without_result(ARRIVING_FOR_CASE):
        try:
            finish_arrival(arrival, keep=keep_arrival)
        except (ArrivalBusy, DiskFull, Arrival.DoesNotExist) as error:
            log.warning("arrival %s is not finished yet: %s", arrival.pk, type(error).__name__)
            continue
        finished += 1
    return finished

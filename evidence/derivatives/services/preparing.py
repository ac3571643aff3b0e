"""What the machine does with an item after it came in, once, however often workers are killed."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.db.models import F
from django.utils import timezone

from evidence.derivatives.models import Preparation
from evidence.derivatives.services.making import copies_of_media, copies_of_picture
from evidence.derivatives.services.metadata import read_metadata
from evidence.isolation.jobs import JobRefused
from evidence.items.models import EvidenceItem
from evidence.readers.sniffing import MEDIA, OFFICE, PICTURES, SILK
from lawyers.queue import enqueue

TRIES = 3
"""A file that takes its worker down so often is given up; it is kept as received all the same."""
SENT_AT_ONCE = 100
QUEUED_FOR = timedelta(minutes=1)
"""What waits longer may have lost its place in the queue."""
RECORDINGS = MEDIA - {SILK}
TYPES = PICTURES | RECORDINGS | OFFICE


def prepare_item(item_id: int) -> bool:
    """What the item says about its making is sealed, and the copies for the pages are made. False when there is nothing to do.

    Safe to run again. A damaged or too large file is done too, with the reason. After a fault the work waits again and the
    fault is raised; a killed worker's work comes free by itself. What is withdrawn waits until it is brought back.
    """
    rows = EvidenceItem.objects.in_use().select_related("matter")
    item = rows.filter(pk=item_id, media_type__in=TYPES).first()
    if item is None or not _take(item):
        return False
    try:
        facts, problem = _made_of(item)
    except Exception:
        _give_back(item)
        raise
    Preparation.objects.filter(item=item).update(
        state=Preparation.State.DONE, facts=facts, problem=problem, since=None
    )
    return True


def _take(item: EvidenceItem) -> bool:
    """The work is ours, unless it is done, given up, or somebody else is at it."""
    Preparation.objects.get_or_create(item=item)
    free = Preparation.objects.free(timezone.now()).filter(item=item, tries__lt=TRIES)
    return bool(free.update(state=Preparation.State.RUNNING, since=timezone.now(), tries=F("tries") + 1))


def _give_back(item: EvidenceItem) -> None:
    ours = Preparation.objects.filter(item=item, state=Preparation.State.RUNNING)
    ours.update(state=Preparation.State.WAITING, since=None)


def _made_of(item: EvidenceItem) -> tuple[dict[str, Any], str]:
    """The facts for the pages, and the code of what stands in the way of showing the item."""
    problem = _problem_of(lambda: read_metadata(item))
    facts: dict[str, Any] = {}
    make = _maker_of(item)
    if make is not None:
        problem = _problem_of(lambda: facts.update(make(item))) or problem
    return facts, problem


def _maker_of(item: EvidenceItem) -> Callable[[EvidenceItem], dict[str, Any]] | None:
    if item.media_type in PICTURES:
        return copies_of_picture
    return copies_of_media if item.media_type in RECORDINGS else None


def _problem_of(work: Callable[[], object]) -> str:
    try:
        work()
    except JobRefused as refused:
        return refused.code
    return ""


def prepare_waiting() -> int:
    """Queue what was never begun or whose worker was lost; give up what failed too often. The number of items queued."""
    now = timezone.now()
    spent = Preparation.objects.free(now).filter(tries__gte=TRIES)
    spent.update(state=Preparation.State.FAILED, problem="given_up", since=None)
    in_use = EvidenceItem.objects.in_use()
    lost = (
        Preparation.objects.free(now).filter(item__in=in_use).values_list("item_id", flat=True)[:SENT_AT_ONCE]
    )
    new = in_use.filter(media_type__in=TYPES, preparation__isnull=True, received_at__lt=now - QUEUED_FOR)
    ids = [*lost, *new.order_by("received_at").values_list("pk", flat=True)[:SENT_AT_ONCE]]
    for pk in ids:
        enqueue("evidence.prepare_item", item_id=pk)
    return len(ids)

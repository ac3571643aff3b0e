"""Redacted copies of pictures: asked for by a person, made by a worker in the child, once, however often workers are killed."""

import logging
from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evidence.derivatives.models import Derivative, Preparation, Redaction
from evidence.derivatives.services.keeping import Made, keep_copy
from evidence.derivatives.services.making import PILLOW, made_of
from evidence.isolation.jobs import JobRefused
from evidence.isolation.jobs import Made as Results
from evidence.items.models import EvidenceItem
from evidence.items.services import ItemWithdrawn, require_in_use, take_turn
from evidence.making.boxes import Box, boxes_within
from lawyers.audit.services import record
from lawyers.queue import enqueue
from lawyers.queue.holds import Hold, HoldLost

log = logging.getLogger(__name__)
QUALITY = 92
LOSSY = frozenset({"image/jpeg", "image/heic", "image/heif", "image/avif"})
"""Photos would be many times larger as PNG, and were compressed with loss before."""
TRIES = 3
SENT_AT_ONCE = 100
QUEUED_FOR = timedelta(minutes=1)
"""What waits longer may have lost its place in the queue."""


class NoBoxInPicture(ValueError):
    """No box lies inside the picture."""


@transaction.atomic
def ask_for_redaction(actor: Any, *, item: EvidenceItem, boxes: Sequence[Box], reason: str) -> Redaction:
    """A redacted copy will be made; the same one that is waiting or being made already is that one.

    Raises NoBoxInPicture and ItemWithdrawn.
    """
    require_in_use(item)
    wanted = [list(box) for box in _within(item, boxes)]
    if not wanted:
        raise NoBoxInPicture(item.pk)
    take_turn(item.matter_id)
    same = Redaction.objects.going_on().filter(item=item, asked_by=actor, reason=reason)
    known: Redaction | None = next((one for one in same if one.boxes == wanted), None)
    if known is not None:
        return known
    redaction = Redaction.objects.create(item=item, boxes=wanted, reason=reason, asked_by=actor)
    record(
        actor,
        "evidence.redaction_asked",
        subject=f"evidence:{item.code}",
        matter=item.matter,
        boxes=len(wanted),
    )
    enqueue("evidence.make_redaction", redaction_id=redaction.pk)
    return redaction


def _within(item: EvidenceItem, boxes: Sequence[Box]) -> list[Box]:
    """The boxes cut to the picture, whose size is known since its preview was made; else they are cut when the copy is made."""
    found = Preparation.objects.filter(item=item).first()
    if found is None or "width" not in found.facts:
        return list(boxes)
    return boxes_within(list(boxes), found.facts["width"], found.facts["height"])


def make_redaction(redaction_id: int) -> bool:
    """The copy is kept with its custody event, or the redaction says why not. False when there is nothing to do.

    Safe to run again: a killed worker is followed by another, and one copy is kept. After a fault the redaction waits again
    and the fault is raised.
    """
    now = timezone.now()
    free = Redaction.objects.unheld(now).filter(pk=redaction_id, tries__lt=TRIES)
    if not free.update(state="running", since=now, tries=F("tries") + 1):
        return False
    redaction = Redaction.objects.select_related("item__matter", "asked_by").get(pk=redaction_id)
    hold = Hold(redaction, Redaction.objects.filter(state="running"), "since", now)
    try:
        _make(hold)
    except HoldLost:
        log.warning("redaction %s: another worker has taken over", redaction_id)
    except JobRefused as refused:
        _give_up(hold, refused.code)
    except ItemWithdrawn:
        _give_up(hold, "withdrawn")
    except Exception:
        hold.ours().update(state="waiting", since=None)
        raise
    return True


def _give_up(hold: Hold[Redaction], problem: str) -> None:
    """It is not made and says why, unless another worker has taken over."""
    hold.ours().update(state="failed", problem=problem, since=None)


def _make(hold: Hold[Redaction]) -> None:
    asked = hold.row
    item = asked.item
    quality = QUALITY if item.media_type in LOSSY else None
    with made_of(
        item, "picture.redacted", while_waiting=hold.renew, boxes=asked.boxes, quality=quality
    ) as made:
        hold.renew()
        keep_copy(
            asked.asked_by, item=item, stream=made.files["copy"], made=_described(asked, made, quality),
            also=lambda copy: _finish(hold, copy),
        )  # fmt: skip


def _described(asked: Redaction, made: Results, quality: int | None) -> Made:
    told = made.told
    parameters = {
        "boxes": _plain(told["boxes"]), "burnt": _plain(told["burnt"]), "colour": "#000000", "reason": asked.reason,
        "width": int(told["width"]), "height": int(told["height"]), "checked": [str(check) for check in told["checked"]],
    }  # fmt: skip
    return Made("redacted", "image/jpeg" if quality else "image/png", *PILLOW, parameters)


def _plain(boxes: Any) -> list[list[int]]:
    return [[int(edge) for edge in box] for box in boxes]


def _finish(hold: Hold[Redaction], copy: Derivative) -> None:
    hold.change(state="ready", since=None, copy=copy)
    subject, boxes = f"evidence:{copy.item.code}", len(copy.parameters["boxes"])
    record(copy.made_by, "evidence.redacted", subject=subject, matter=copy.item.matter, boxes=boxes)


def make_waiting_redactions() -> int:
    """Those whose place in the queue or whose worker was lost are queued again; those tried too often have failed. How many were queued."""
    now = timezone.now()
    Redaction.objects.unheld(now).filter(tries__gte=TRIES).update(
        state="failed", problem="given_up", since=None
    )
    lost = Redaction.objects.unheld(now).filter(asked_at__lt=now - QUEUED_FOR)
    ids = list(lost.values_list("pk", flat=True)[:SENT_AT_ONCE])
    for pk in ids:
        enqueue("evidence.make_redaction", redaction_id=pk)
    return len(ids)

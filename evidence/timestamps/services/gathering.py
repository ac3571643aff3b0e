"""Finding what has no time-stamp yet, and putting what waits together under one.

An item without a row in StampedItem waits: its own row is the note that a stamp is owed, written in the transaction that received
it. So nothing is forgotten, whoever received it and whatever became of the queue, the worker or the services since.
"""

from datetime import datetime, timedelta
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max, Min, Q
from django.utils import timezone

from evidence.items.models import EvidenceItem
from evidence.timestamps import tsa
from evidence.timestamps.models import Stamp, StampedItem
from evidence.timestamps.rules import manifest_of, sha256_of
from evidence.timestamps.selectors import unstamped_items
from evidence.timestamps.services.asking import ask_for_stamp
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.queue import enqueue

QUIET_FOR = timedelta(seconds=15)
"""Files of one upload come one after the other: as long as more arrive, they are not stamped yet..."""
LONGEST_GATHERING = timedelta(minutes=2)
"""...but none waits longer than this for the others."""
MOST_LINES = 1000
"""What remains comes under the next stamp: every line is a custody event too, and they are written in one transaction."""
SENT_AT_ONCE = 100


def stamp_waiting() -> int:
    """Put together what waits, and queue every stamp that is due. The number of stamps queued; none where no service is set up."""
    if not tsa.addresses():
        return 0
    now = timezone.now()
    for matter in _ready_matters(now):
        gather(matter)
    due = Stamp.objects.due(now).filter(is_demo=tsa.is_demonstration()).order_by("tries", "id")
    ids = list(due.values_list("pk", flat=True)[:SENT_AT_ONCE])
    for pk in ids:
        enqueue("evidence.stamp", stamp_id=pk)
    return len(ids)


def stamp_now(matter: Matter) -> None:
    """What waits in this matter is put together and asked for here and now, once. Failures are noted on the stamps, not raised."""
    if not tsa.addresses():
        return
    gather(matter)
    due = Stamp.objects.due(timezone.now()).filter(matter=matter, is_demo=tsa.is_demonstration())
    for pk in due.values_list("pk", flat=True):
        ask_for_stamp(pk)


def _ready_matters(now: datetime) -> list[Matter]:
    waiting = unstamped_items().values("matter").annotate(last=Max("received_at"), first=Min("received_at"))
    ready = waiting.filter(Q(last__lte=now - QUIET_FOR) | Q(first__lte=now - LONGEST_GATHERING))
    return list(Matter.objects.filter(pk__in=ready.values("matter")).order_by("pk")[:SENT_AT_ONCE])


def gather(matter: Matter) -> Stamp | None:
    """One pending stamp over all items of the matter that have none: over a manifest, or over the file itself when it is alone.

    Never over several matters: whoever checks one file gets the manifest, and other people's files are none of their business.
    None when nothing waits, or when another worker gathered at the same moment: the items are then in that one's stamp.
    """
    items = list(unstamped_items().filter(matter=matter).order_by("number")[:MOST_LINES])
    if not items:
        return None
    try:
        return _put_under_one(matter, items)
    except IntegrityError:
        return None


@transaction.atomic
def _put_under_one(matter: Matter, items: list[EvidenceItem]) -> Stamp:
    is_demo = tsa.is_demonstration()
    manifest = None
    digest = items[0].sha256
    if len(items) > 1:
        manifest = manifest_of((item.sha256, _name_of(matter, item)) for item in items)
        digest = sha256_of(manifest)
    stamp = Stamp.objects.create(matter=matter, digest=digest, manifest=manifest, is_demo=is_demo)
    StampedItem.objects.bulk_create(StampedItem(stamp=stamp, item=item, is_demo=is_demo) for item in items)
    return stamp


def _name_of(matter: Matter, item: EvidenceItem) -> str:
    """Case number and item number. A file's own name may name people, and the manifest goes out with each of its files."""
    return f"{matter.number}-{item.number:04d}"


def ask_again(actor: Any, *, item: EvidenceItem) -> bool:
    """The item's stamp is queued now, whatever pause was left. False where no service is set up; nothing happens to one that is there."""
    if not tsa.addresses():
        return False
    gather(item.matter)
    with transaction.atomic():
        owed = Stamp.objects.owed().filter(members__item=item, is_demo=tsa.is_demonstration())
        for stamp in owed.without_bytes():
            Stamp.objects.filter(pk=stamp.pk).update(next_try_at=None)
            record(actor, "stamp.asked_again", subject=f"stamp:{stamp.code}", matter=item.matter)
            enqueue("evidence.stamp", stamp_id=stamp.pk)
    return True


def stamp_digest(actor: Any, *, matter: Matter, digest: str, subject: str) -> Stamp:
    """A stamp over this SHA-256 (64 lower-case hexadecimal digits) exists and is queued; the same digest again is the same stamp.

    For what is no item: the manifest of a bundle, the head of a custody chain. `subject` is a short text key, such as "bundle:<uuid>".
    """
    with transaction.atomic():
        stamp, is_new = Stamp.objects.get_or_create(
            matter=matter, digest=digest, is_demo=tsa.is_demonstration(), defaults={"subject": subject}
        )
        if is_new:
            record(actor, "stamp.asked", subject=f"stamp:{stamp.code}", matter=matter)
        if stamp.is_owed and tsa.addresses():
            enqueue("evidence.stamp", stamp_id=stamp.pk)
    return stamp


def stamp_list(*, manifest: bytes, subject: str) -> Stamp:
    """A stamp over a list of digests that belongs to no single matter is queued. To be called once for a subject."""
    stamp = Stamp.objects.create(
        digest=sha256_of(manifest), manifest=manifest, subject=subject, is_demo=tsa.is_demonstration()
    )  # fmt: skip
    if tsa.addresses():
        enqueue("evidence.stamp", stamp_id=stamp.pk)
    return stamp

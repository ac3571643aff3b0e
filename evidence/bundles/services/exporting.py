"""Making bags: into a folder for the command line, and as one file that waits some days for whoever asked for it."""

import hashlib
import os
import shutil
import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.storage import storages
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evidence.bundles.bag import Bag, write_bag
from evidence.bundles.models import Export
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_custody
from evidence.timestamps import tsa
from evidence.timestamps.models import Stamp
from evidence.timestamps.services import ask_for_stamp, stamp_digest
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.queue import enqueue
from lawyers.queue.holds import Hold

KEPT_FOR = timedelta(days=7)
TRIES = 3
TAG_MANIFEST = "tagmanifest-sha256.txt"


@transaction.atomic
def ask_for_export(actor: Any, *, matter: Matter) -> Export:
    """An export of all evidence will be made; one that is waiting or being made for this person is that one."""
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
    going_on: Export | None = Export.objects.filter(
        matter=matter, asked_by=actor, state__in=["waiting", "running"]
    ).first()
    if going_on is not None:
        return going_on
    count = EvidenceItem.objects.filter(matter=matter).count()
    export = Export.objects.create(matter=matter, asked_by=actor, item_count=count)
    record(actor, "evidence.export_asked", subject=f"export:{export.code}", matter=matter, is_look=True)
    enqueue("evidence.make_export", export_id=export.pk)
    return export


def make_export(export_id: int) -> None:
    """The export is ready, or failed after some tries; a worker killed in the middle is followed by another. Safe to run again."""
    now = timezone.now()
    free = Export.objects.unheld(now).filter(pk=export_id, tries__lt=TRIES)
    if not free.update(state="running", held_at=now, tries=F("tries") + 1, done_count=0, left_out=[]):
        return
    export = Export.objects.select_related("matter__organisation", "asked_by").get(pk=export_id)
    hold = Hold(export, Export.objects.filter(state="running"), "held_at", now)
    folder = Path(settings.FILE_UPLOAD_TEMP_DIR) / f"export-{export.code.hex}"
    try:
        _make(hold, folder)
    except OSError:
        # A full disk: what was begun goes, and the next try may find room.
        hold.change(state="failed" if export.tries >= TRIES else "waiting")
        raise
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _make(hold: Hold[Export], folder: Path) -> None:
    export = hold.row
    shutil.rmtree(folder, ignore_errors=True)
    name = bag_name(export.matter, export.asked_at)
    bag = write_bag(
        export.matter, folder / name, done=lambda item: hold.renew(done_count=F("done_count") + 1)
    )
    path = Path(storages["default"].path(export.vault_name))
    size, sha256 = _pack(bag.folder, path)
    with transaction.atomic():
        hold.change(
            state="ready", size=size, sha256=sha256, left_out=bag.left_out, expires_at=timezone.now() + KEPT_FOR
        )  # fmt: skip
        subject = f"export:{export.code}"
        _note_export(export.asked_by, export.matter, bag, how=subject)
        stamp_digest(export.asked_by, matter=export.matter, digest=sha256, subject=subject)


def export_to_folder(actor: Any, *, matter: Matter, folder: Path) -> Bag:
    """A new bag of all evidence stands in `folder`, with a time-stamp over it beside it where a service gives one; the chain says so.

    Raises FolderTaken and OSError.
    """
    bag = write_bag(matter, folder / bag_name(matter, timezone.now()))
    with transaction.atomic():
        _note_export(actor, matter, bag, how="folder")
        stamp = stamp_digest(
            actor, matter=matter, digest=_tag_digest(bag), subject=f"bundle:{bag.folder.name}"
        )
    if tsa.addresses():
        ask_for_stamp(stamp.pk)
    _lay_beside(bag, Stamp.objects.get(pk=stamp.pk))
    return bag


def _tag_digest(bag: Bag) -> str:
    """SHA-256 of the list of all lists in the bag: whoever stamps it stamps everything."""
    return hashlib.sha256((bag.folder / TAG_MANIFEST).read_bytes()).hexdigest()


def _lay_beside(bag: Bag, stamp: Stamp) -> None:
    """The time-stamp over the bag cannot lie in it: it lies beside it, when there is one by now."""
    if stamp.is_owed:
        return
    beside = bag.folder.parent
    (beside / f"{bag.folder.name}.tsr").write_bytes(bytes(stamp.response or b""))
    (beside / f"{bag.folder.name}.pem").write_text(stamp.chain, encoding="ascii")


def bag_name(matter: Matter, at: datetime) -> str:
    """How the folder of a bag is called."""
    return f"{matter.number}-{timezone.localtime(at):%Y%m%d-%H%M%S}"


def _note_export(actor: Any, matter: Matter, bag: Bag, *, how: str) -> None:
    for item in EvidenceItem.objects.filter(pk__in=bag.item_ids).order_by("number"):
        record_custody(actor, item=item, kind=CustodyEvent.Kind.EXPORTED, how=how)
    record(actor, "evidence.exported", subject=how, matter=matter, is_look=True, items=bag.item_count)


def _pack(folder: Path, path: Path) -> tuple[int, str]:
    """The folder as one ZIP, stored and not compressed, in place only when it is whole. Its size and SHA-256."""
    path.parent.mkdir(parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with zipfile.ZipFile(partial, "w", zipfile.ZIP_STORED, allowZip64=True) as pack:
        for entry in sorted(folder.rglob("*")):
            pack.write(entry, entry.relative_to(folder.parent))
    with partial.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        os.fsync(stream.fileno())
    os.replace(partial, path)
    return path.stat().st_size, sha256


def make_waiting_exports() -> int:
    """Exports whose place in the queue or whose worker was lost are queued again; those tried too often have failed. How many were queued."""
    now = timezone.now()
    Export.objects.unheld(now).filter(tries__gte=TRIES).update(state="failed")
    waiting = Export.objects.unheld(now).filter(asked_at__lt=now - timedelta(minutes=1))
    ids = list(waiting.values_list("pk", flat=True)[:50])
    for pk in ids:
        enqueue("evidence.make_export", export_id=pk)
    return len(ids)


def remove_expired_exports() -> int:
    """The files of old exports are gone; that they were made stays. How many."""
    gone = 0
    for export in Export.objects.expired(timezone.now()):
        storages["default"].delete(export.vault_name)
        gone += Export.objects.filter(pk=export.pk, state="ready").update(state="expired")
    return gone

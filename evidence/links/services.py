"""Making links, ending them, and what their holders decide."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Sum
from django.utils import timezone

from evidence.items.models import EvidenceItem, Receipt
from evidence.items.services import Origin, Received
from evidence.links.models import UploadLink
from evidence.links.rules import new_secret
from evidence.links.selectors import WAY
from lawyers.audit.services import record
from lawyers.matters.models import Matter

REPLACED = "replaced"
"""The reason that stands on a link whose person got a new one."""


class LinkFull(ValueError):
    """The link takes no such file any more; `code` says why: too_many, too_much, ended."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True)
class ByLink:
    """Who acts when nobody is signed in: the holder of a link, of whom the trail names nothing but that."""

    organisation_id: int
    pk: None = None
    name: str = "upload link"


def holder_of(link: UploadLink) -> ByLink:
    """The actor for what is done through this link."""
    return ByLink(link.matter.organisation_id)


def origin_of(link: UploadLink, reference: str) -> Origin:
    """From whom a file comes that is sent through this link under this receipt number."""
    return Origin(
        source=link.label, source_key=link.source_key, way=WAY, way_key=str(link.code), reference=reference
    )


@transaction.atomic
def make_link(
    actor: Any, *, matter: Matter, source_key: str, label: str, purpose: str, first_name: str, office_phone: str, expires_at: datetime
) -> UploadLink:  # fmt: skip
    """The person's one link; an earlier one does not work any more."""
    # Two colleagues who make a link for the same person take turns.
    Matter.objects.select_for_update(no_key=True).get(pk=matter.pk)
    for earlier in UploadLink.objects.filter(matter=matter, source_key=source_key, revoked_at__isnull=True):
        revoke_link(actor, link=earlier, why=REPLACED)
    link = UploadLink.objects.create(
        matter=matter, source_key=source_key, label=label, purpose=purpose, first_name=first_name, office_phone=office_phone,
        secret=new_secret(), created_by=actor, expires_at=expires_at,
    )  # fmt: skip
    _tell(actor, link, "link.made", purpose=purpose)
    return link


@transaction.atomic
def revoke_link(actor: Any, *, link: UploadLink, why: str) -> bool:
    """The link opens nothing any more; what came through it stays. False when it was taken back before."""
    standing = UploadLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    if not standing.update(revoked_at=timezone.now(), revoked_by=actor, revoked_why=why):
        return False
    _tell(actor, link, "link.revoked")
    return True


@transaction.atomic
def extend_link(
    actor: Any, *, link: UploadLink, expires_at: datetime, more_files: int = 0, more_bytes: int = 0
) -> bool:
    """The link works until then and takes so much more. What came through it is counted anew. False when taken back."""
    # Whoever writes a file down at this moment is waited for, else it would not be counted.
    Matter.objects.select_for_update(no_key=True).get(pk=link.matter_id)
    kept = EvidenceItem.objects.filter(receipts__way=WAY, receipts__way_key=str(link.code)).distinct()
    size = kept.aggregate(size=Sum("size"))["size"] or 0
    standing = UploadLink.objects.filter(pk=link.pk, revoked_at__isnull=True)
    changed = standing.update(
        expires_at=expires_at, max_files=F("max_files") + more_files, max_bytes=F("max_bytes") + more_bytes,
        file_count=kept.count(), byte_count=size,
    )  # fmt: skip
    if changed:
        _tell(actor, link, "link.extended", until=expires_at.isoformat())
    return bool(changed)


def note_opening(link: UploadLink) -> None:
    """When the link was opened first is written down once."""
    with transaction.atomic():
        if UploadLink.objects.filter(pk=link.pk, opened_at__isnull=True).update(opened_at=timezone.now()):
            _tell(holder_of(link), link, "link.opened")


@transaction.atomic
def agree(link: UploadLink) -> bool:
    """The holder agreed; an earlier refusal is over. False when they had agreed before."""
    not_yet = UploadLink.objects.filter(pk=link.pk, consented_at__isnull=True)
    if not not_yet.update(consented_at=timezone.now(), refused_at=None, refused_why=""):
        return False
    _tell(holder_of(link), link, "link.agreed")
    return True


@transaction.atomic
def refuse(link: UploadLink, *, why: str, wants_back: bool) -> None:
    """The holder does not take part, says why or not, and may ask for what was sent. Nothing that was sent is removed."""
    now = timezone.now()
    row = UploadLink.objects.select_for_update().get(pk=link.pk)
    row.consented_at, row.refused_at, row.refused_why = None, now, why
    row.wants_back_at = now if wants_back else row.wants_back_at
    row.save(update_fields=["consented_at", "refused_at", "refused_why", "wants_back_at"])
    _tell(holder_of(link), link, "link.refused", wants_back=wants_back)


def take_room(link: UploadLink, received: Received) -> None:
    """The link has room for one file less, in one step with the check that there is some. Raises LinkFull.

    Called in the transaction that writes the file down: a killed process takes no room. A file that this link brought before
    takes none again: whoever lost the connection may send everything anew.
    """
    brought = Receipt.objects.filter(way=WAY, way_key=str(link.code), item=received.item).count()
    files, size = (0, 0) if brought > 1 else (1, received.item.size)
    now = timezone.now()
    room = UploadLink.objects.open(now).filter(
        pk=link.pk, file_count__lte=F("max_files") - files, byte_count__lte=F("max_bytes") - size
    )
    if room.update(file_count=F("file_count") + files, byte_count=F("byte_count") + size, used_at=now):
        return
    link.refresh_from_db()
    if not link.is_open:
        raise LinkFull("ended")
    raise LinkFull("too_much" if link.files_left else "too_many")


def _tell(actor: Any, link: UploadLink, name: str, **particulars: Any) -> None:
    record(actor, name, subject=f"link:{link.code}", matter=link.matter, **particulars)

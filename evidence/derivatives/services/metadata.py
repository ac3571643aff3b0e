"""What a file says about its making: read once, sealed, and shown on request."""

import hashlib
import json
from importlib.metadata import version
from typing import Any

from django.db import transaction

from evidence.derivatives.models import ItemMetadata
from evidence.derivatives.rules import canonical
from evidence.derivatives.services.making import PILLOW, PYAV, made_of
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_custody
from evidence.readers.sniffing import OFFICE, PICTURES
from lawyers.audit.services import record

ENTRIES_KEPT = 200
VALUE_CHARACTERS = 300
LXML = ("lxml", version("lxml"))


def read_metadata(item: EvidenceItem) -> ItemMetadata:
    """The sealed record stands, with a custody event that carries its hash. Raises JobRefused for a damaged file."""
    known: ItemMetadata | None = ItemMetadata.objects.filter(item=item).first()
    if known is not None:
        return known
    job, tool = _way_of(item.media_type)
    with made_of(item, job) as made:
        entries = list(dict(made.told["told"]).items())[:ENTRIES_KEPT]
    # Plain short texts, whatever the child was made to say.
    told = {str(name)[:VALUE_CHARACTERS]: str(value)[:VALUE_CHARACTERS] for name, value in entries}
    return _seal(item, told, *tool)


def _way_of(media_type: str) -> tuple[str, tuple[str, str]]:
    """The job that has such a file tell, and the tool with its version."""
    if media_type in PICTURES:
        return "picture.told", PILLOW
    return ("document.told", LXML) if media_type in OFFICE else ("recording.told", PYAV)


@transaction.atomic
def _seal(item: EvidenceItem, told: dict[str, str], tool: str, version: str) -> ItemMetadata:
    sealed = canonical(told)
    sha256 = hashlib.sha256(sealed.encode()).hexdigest()
    made = ItemMetadata.objects.create(
        item=item, sealed=sealed, sha256=sha256, entry_count=len(told), tool=tool, version=version
    )
    record_custody(
        None, item=item, kind=CustodyEvent.Kind.DERIVED, copy_kind="metadata", sha256=sha256, tool=tool, version=version
    )  # fmt: skip
    return made


@transaction.atomic
def show_metadata(actor: Any, *, item: EvidenceItem) -> dict[str, str]:
    """What the file says, after recording that `actor` looked. Raises ItemMetadata.DoesNotExist when it was not read."""
    found = ItemMetadata.objects.get(item=item)
    record(
        actor, "personal_data.seen", subject=f"evidence:{item.code}", matter=item.matter, is_look=True, field="metadata"
    )  # fmt: skip
    told: dict[str, str] = json.loads(found.sealed)
    return told

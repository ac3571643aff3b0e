"""What a file says about its making: read once, sealed, and shown on request."""

import hashlib
import json
from typing import Any

import av
import PIL
from django.db import transaction
from lxml import etree

from evidence.derivatives.models import ItemMetadata
from evidence.derivatives.rules import canonical
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import open_bytes, record_custody
from evidence.readers import documents, pictures
from evidence.readers.media import opened
from lawyers.audit.services import record

ENTRIES_KEPT = 200
VALUE_CHARACTERS = 300
LXML = ".".join(str(part) for part in etree.LXML_VERSION[:3])


def read_metadata(item: EvidenceItem) -> ItemMetadata:
    """The sealed record stands, with a custody event that carries its hash. Raises what the readers raise for a damaged file."""
    known = ItemMetadata.objects.filter(item=item).first()
    return known or _seal(item, *_told_by(item))


def _told_by(item: EvidenceItem) -> tuple[dict[str, str], str, str]:
    """What the file says, with the tool and its version."""
    with open_bytes(item) as stream:
        if item.media_type in pictures.TYPES:
            return pictures.exif_of(stream, item.media_type), "Pillow", PIL.__version__
        if item.media_type in documents.TYPES:
            return documents.properties_of(stream), "lxml", LXML
        with opened(stream, item.media_type) as container:
            told = dict(container.metadata)
            for place, track in enumerate(container.streams):
                told |= {f"track{place}.{name}": value for name, value in track.metadata.items()}
    kept = list(told.items())[:ENTRIES_KEPT]
    return {name: value[:VALUE_CHARACTERS] for name, value in kept}, "PyAV", av.__version__


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

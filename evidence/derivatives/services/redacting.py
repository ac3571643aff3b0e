"""Redacted copies of pictures: burnt in, re-encoded without anything but pixels, and read again before they are kept."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

import PIL
from django.db import transaction

from evidence.derivatives.models import Derivative
from evidence.derivatives.rules import Box, blackened, boxes_within, remains_in, snapped
from evidence.derivatives.services.keeping import Made, keep_copy
from evidence.items.models import EvidenceItem
from evidence.items.services import open_bytes
from evidence.readers.pictures import PictureRefused, as_jpeg, as_png, upright_picture
from lawyers.audit.services import record

QUALITY = 92
LOSSY = frozenset({"image/jpeg", "image/heic", "image/heif", "image/avif"})
"""Photos would be many times larger as PNG, and were compressed with loss before."""


class RedactionRefused(ValueError):
    """No copy was made; `code` says why: no_box, picture_too_large, picture_damaged, or what the check found."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def redact_picture(actor: Any, *, item: EvidenceItem, boxes: Sequence[Box], reason: str) -> Derivative:
    """A copy in full resolution with solid black in the boxes is kept, checked, with custody event. Raises RedactionRefused.

    The finished file is read again: every pixel of the boxes is black, and it holds no metadata, profile, text or thumbnail.
    """
    try:
        with open_bytes(item) as stream:
            upright = upright_picture(stream, item.media_type)
    except PictureRefused as refused:
        raise RedactionRefused(refused.code) from refused
    within = boxes_within(list(boxes), *upright.size)
    if not within:
        raise RedactionRefused("no_box")
    is_lossy = item.media_type in LOSSY
    burnt = [snapped(box, *upright.size) for box in within] if is_lossy else within
    drawn = blackened(upright, burnt)
    encoded = as_jpeg(drawn, QUALITY) if is_lossy else as_png(drawn)
    if found := remains_in(encoded, within):
        raise RedactionRefused(found[0])
    parameters = {
        "boxes": [list(box) for box in within], "burnt": [list(box) for box in burnt], "colour": "#000000", "reason": reason,
        "width": upright.width, "height": upright.height, "checked": ["solid", "only_pixels"],
    }  # fmt: skip
    made = Made("redacted", "image/jpeg" if is_lossy else "image/png", "Pillow", PIL.__version__, parameters)
    with transaction.atomic():
        copy = keep_copy(actor, item=item, stream=BytesIO(encoded), made=made)
        subject = f"evidence:{item.code}"
        record(actor, "evidence.redacted", subject=subject, matter=item.matter, boxes=len(within))
    return copy

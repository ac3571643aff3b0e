"""The copies that the machine makes for the pages. Each is made once, in the child; what is there already stays."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from io import BytesIO
from typing import IO, Any

from django.db import IntegrityError

from evidence.derivatives.models import Derivative
from evidence.derivatives.rules import played_as
from evidence.derivatives.services.keeping import Made, keep_copy
from evidence.isolation import jobs
from evidence.items.models import EvidenceItem
from evidence.items.services import open_bytes

PREVIEW_WIDTH = 2000
"""Screenshots of phones are narrower and are shown pixel by pixel; photos are made narrower."""
SMALL = {"thumbnail_width": 320, "thumbnail_height": 480, "quality": 88}
BARS = 600
LOUDEST = 100
# By their names: the decoders themselves are loaded in the child only.
PILLOW = ("Pillow", version("pillow"))
PYAV = ("PyAV", version("av"))


@contextmanager
def made_of(item: EvidenceItem, job: str, **params: Any) -> Iterator[jobs.Made]:
    """What the child makes of the item's bytes. Raises JobRefused, ReaderFault, and ItemWithdrawn."""
    with (
        open_bytes(item) as stream,
        jobs.do_job(job, stream, media_type=item.media_type, **params) as made,
    ):
        yield made


def copies_of_picture(item: EvidenceItem) -> dict[str, Any]:
    """Thumbnail and preview are kept; the size of the picture held upright. Raises JobRefused."""
    with made_of(item, "picture.copies", preview_width=PREVIEW_WIDTH, **SMALL) as made:
        size = {"width": int(made.told["width"]), "height": int(made.told["height"])}
        keep_once(item, made.files["preview"], _jpeg("preview", made.told["preview"], **size))
        keep_once(item, made.files["thumbnail"], _jpeg("thumbnail", made.told["thumbnail"]))
    return size


def _jpeg(kind: str, size: Any, **more: Any) -> Made:
    width, height = size
    told = {"shown_width": int(width), "shown_height": int(height), "quality": SMALL["quality"], **more}
    return Made(kind, "image/jpeg", *PILLOW, told)


def copies_of_media(item: EvidenceItem) -> dict[str, Any]:
    """Waveform, first picture, and for what browsers do not play a copy of the sound are kept. Raises JobRefused."""
    with made_of(item, "recording.views", bars=BARS, **SMALL) as made:
        told = made.told
        if told["thumbnail"]:
            keep_once(item, made.files["thumbnail"], _jpeg("thumbnail", told["thumbnail"]))
    peaks = [min(max(int(peak), 0), LOUDEST) for peak in told["peaks"][:BARS]]
    if peaks:
        content = BytesIO(json.dumps({"peaks": peaks}).encode())
        keep_once(item, content, Made("waveform", "application/json", *PYAV, {"bars": len(peaks)}))
    played = played_as(str(told["container"]), told["audio"], told["video"])
    if played is None and told["audio"] and not _has(item, "preview"):
        with made_of(item, "recording.sound") as made:
            seconds = {"duration_s": float(made.told["duration_s"])}
            keep_once(item, made.files["sound"], Made("preview", "audio/wav", *PYAV, seconds))
    return _facts(told, played)


def _facts(told: dict[str, Any], played: str | None) -> dict[str, Any]:
    duration = told["duration_s"]
    facts = {
        "duration_s": None if duration is None else float(duration),
        "played_as": played,
        "has_sound": bool(told["audio"]),
        "has_film": bool(told["video"]),
    }
    return {name: value for name, value in facts.items() if value}


def keep_once(item: EvidenceItem, stream: IO[bytes], made: Made) -> None:
    """The copy is kept, unless the item has one of this kind."""
    if _has(item, made.kind):
        return
    try:
        keep_copy(None, item=item, stream=stream, made=made)
    except IntegrityError:
        # Another worker has made it meanwhile.
        if not _has(item, made.kind):
            raise


def _has(item: EvidenceItem, kind: str) -> bool:
    return bool(Derivative.objects.filter(item=item, kind=kind).exists())

"""The copies that the machine makes for the pages. Each is made once; what is there already stays."""

import json
import tempfile
from io import BytesIO
from typing import Any, BinaryIO

import av
import PIL
from django.db import IntegrityError
from PIL import Image

from evidence.derivatives.models import Derivative
from evidence.derivatives.rules import played_as
from evidence.derivatives.services.keeping import Made, keep_copy
from evidence.items.models import EvidenceItem
from evidence.items.services import open_bytes
from evidence.readers.media import Tracks, first_picture, loudness, opened, tracks_of, write_wave
from evidence.readers.pictures import as_jpeg, narrowed, upright_picture

THUMBNAIL_WIDTH = 320
THUMBNAIL_HEIGHT = 480
PREVIEW_WIDTH = 2000
"""Screenshots of phones are narrower and are shown pixel by pixel; photos are made narrower."""
QUALITY = 88
BARS = 600
PILLOW = ("Pillow", PIL.__version__)
PYAV = ("PyAV", av.__version__)


def copies_of_picture(item: EvidenceItem) -> dict[str, Any]:
    """Thumbnail and preview are kept; the size of the picture held upright. Raises PictureRefused."""
    with open_bytes(item) as stream:
        upright = upright_picture(stream, item.media_type)
    size = {"width": upright.width, "height": upright.height}
    shown = narrowed(upright, PREVIEW_WIDTH)
    keep_once(item, BytesIO(as_jpeg(shown, QUALITY)), _jpeg("preview", shown, **size))
    keep_thumbnail(item, upright)
    return size


def keep_thumbnail(item: EvidenceItem, picture: Image.Image) -> None:
    """A small picture is kept; of a long capture its beginning."""
    small = narrowed(picture, THUMBNAIL_WIDTH)
    small = small.crop((0, 0, small.width, min(small.height, THUMBNAIL_HEIGHT)))
    keep_once(item, BytesIO(as_jpeg(small, QUALITY)), _jpeg("thumbnail", small))


def _jpeg(kind: str, shown: Image.Image, **more: Any) -> Made:
    told = {"shown_width": shown.width, "shown_height": shown.height, "quality": QUALITY, **more}
    return Made(kind, "image/jpeg", *PILLOW, told)


def copies_of_media(item: EvidenceItem) -> dict[str, Any]:
    """Waveform, first picture, and for what browsers do not play a copy of the sound are kept. Raises MediaBroken."""
    with open_bytes(item) as stream:
        with opened(stream, item.media_type) as container:
            tracks = tracks_of(container)
        played = played_as(tracks.container, tracks.audio, tracks.video)
        _keep_views(item, stream, tracks)
        if played is None and tracks.audio:
            _keep_sound(item, stream)
    told = {
        "duration_s": tracks.duration_s,
        "played_as": played,
        "has_sound": bool(tracks.audio),
        "has_film": bool(tracks.video),
    }
    return {name: value for name, value in told.items() if value}


def _keep_views(item: EvidenceItem, stream: BinaryIO, tracks: Tracks) -> None:
    poster = first_picture(stream, item.media_type) if tracks.video else None
    if poster is not None:
        keep_thumbnail(item, poster.convert("RGB"))
    peaks = loudness(stream, item.media_type, BARS) if tracks.audio else []
    if peaks:
        told = BytesIO(json.dumps({"peaks": peaks}).encode())
        keep_once(item, told, Made("waveform", "application/json", *PYAV, {"bars": len(peaks)}))


def _keep_sound(item: EvidenceItem, stream: BinaryIO) -> None:
    with tempfile.TemporaryFile() as wave:
        seconds = write_wave(stream, item.media_type, wave)
        keep_once(item, wave, Made("preview", "audio/wav", *PYAV, {"duration_s": round(seconds, 3)}))


def keep_once(item: EvidenceItem, stream: BinaryIO, made: Made) -> None:
    """The copy is kept, unless the item has one of this kind."""
    if Derivative.objects.filter(item=item, kind=made.kind).exists():
        return
    try:
        keep_copy(None, item=item, stream=stream, made=made)
    except IntegrityError:
        # Another worker has made it meanwhile.
        if not Derivative.objects.filter(item=item, kind=made.kind).exists():
            raise

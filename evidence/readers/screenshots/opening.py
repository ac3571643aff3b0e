"""Opens pictures of strangers: bounded in memory, upright as their file says, never raising but `Unopened`."""

from __future__ import annotations

import io
import warnings
from dataclasses import dataclass
from datetime import datetime
from typing import BinaryIO

import numpy as np
import pillow_heif
from PIL import ExifTags, Image, ImageOps

from evidence.readers.screenshots.engine import Picture

MOST_PIXELS = 50_000_000
MOST_BYTES = 64 << 20
"""A picture of 50 million pixels is smaller than this in every format that phones write."""

FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "HEIF", "AVIF", "MPO")

pillow_heif.register_heif_opener(thumbnails=False)
Image.MAX_IMAGE_PIXELS = MOST_PIXELS


class Unopened(Exception):
    """The picture cannot be opened; `code` is that of the problem to tell."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass(frozen=True, slots=True)
class Opened:
    """A picture upright as its file says, and what its file says about the camera."""

    pixels: Picture
    taken_at: datetime | None
    camera: bool
    turned: int
    frames: int


def opened(stream: BinaryIO, head: bytes) -> Opened:
    """The first frame of the picture in the stream, of which `head` was taken already; Unopened when there is none."""
    data = head + stream.read(MOST_BYTES + 1 - len(head))
    if len(data) > MOST_BYTES:
        raise Unopened("picture_large")
    try:
        with warnings.catch_warnings():
            # Between the limit and twice the limit Pillow only warns.
            warnings.simplefilter("error", Image.DecompressionBombWarning)
            with Image.open(io.BytesIO(data), formats=FORMATS) as image:
                return _opened(image)
    except (Image.DecompressionBombWarning, Image.DecompressionBombError) as error:
        raise Unopened("picture_large") from error
    except Exception as error:
        # Decoders raise whatever comes to their minds on a damaged file: OSError, SyntaxError, struct.error, ValueError…
        raise Unopened("bad_picture") from error


def _opened(image: Image.Image) -> Opened:
    exif = image.getexif()
    details = exif.get_ifd(ExifTags.IFD.Exif)
    turned = {3: 180, 6: 90, 8: 270}.get(exif.get(ExifTags.Base.Orientation, 1), 0)
    frames = int(getattr(image, "n_frames", 1))
    upright = ImageOps.exif_transpose(_eight_bits(image))
    pixels = np.ascontiguousarray(np.asarray(_opaque(upright))[:, :, ::-1])
    return Opened(
        pixels=pixels,
        taken_at=_moment(details.get(ExifTags.Base.DateTimeOriginal)),
        camera=bool(exif.get(ExifTags.Base.Make)) or ExifTags.Base.FNumber in details,
        turned=turned,
        frames=frames,
    )


def _eight_bits(image: Image.Image) -> Image.Image:
    """Sixteen bits of grey become eight; Pillow's own conversion would make everything white."""
    if image.mode.startswith("I") or image.mode == "F":
        deep = np.asarray(image).astype(np.float64)
        top = 65535.0 if deep.max(initial=0) > 255 else 255.0
        shallow = Image.fromarray((np.clip(deep / top, 0, 1) * 255).astype(np.uint8))
        shallow.info.update(image.info)
        return shallow
    return image


def _opaque(image: Image.Image) -> Image.Image:
    """In red, green, blue; what is transparent shows white."""
    if "transparency" in image.info or image.mode in {"RGBA", "LA", "PA", "RGBa", "La"}:
        clear = image.convert("RGBA")
        ground = Image.new("RGBA", clear.size, (255, 255, 255, 255))
        return Image.alpha_composite(ground, clear).convert("RGB")
    return image.convert("RGB")


def _moment(words: object) -> datetime | None:
    try:
        return datetime.strptime(str(words).strip("\x00 "), "%Y:%m:%d %H:%M:%S")  # noqa: DTZ007 - a camera writes its wall clock
    except ValueError:
        return None

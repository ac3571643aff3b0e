"""Opening pictures safely, making copies that carry nothing but pixels, and reading what a picture says about its making."""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import Any, BinaryIO

import pillow_heif
from PIL import ExifTags, Image, ImageOps, UnidentifiedImageError

from evidence.readers.refusal import Refusal

pillow_heif.register_heif_opener()

TYPES = {
    "image/jpeg": ("JPEG",), "image/png": ("PNG",), "image/webp": ("WEBP",), "image/gif": ("GIF",), "image/bmp": ("BMP",),
    "image/tiff": ("TIFF",), "image/heic": ("HEIF",), "image/heif": ("HEIF",), "image/avif": ("AVIF",),
}  # fmt: skip
"""Pillow's names of the formats, by media type: nothing else is tried."""
MAX_PIXELS = 50_000_000
"""A stitched capture of 1080 × 27,000 has 29 million; what is larger is not decoded."""
VALUE_CHARACTERS = 300
VALUES_KEPT = 200
WHITE = (255, 255, 255)


class PictureRefused(Refusal):
    """The picture is not decoded; `code` says why: picture_too_large, picture_damaged."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def opened_picture(stream: BinaryIO, media_type: str) -> Image.Image:
    """The picture, not yet decoded. Raises PictureRefused for one that is too large or is not what its first bytes say."""
    stream.seek(0)
    try:
        with warnings.catch_warnings():
            # Pillow only warns up to twice its limit; ours is lower and is asked below.
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)
            picture = Image.open(stream, formats=TYPES[media_type])
    except Image.DecompressionBombError as error:
        raise PictureRefused("picture_too_large") from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError) as error:
        raise PictureRefused("picture_damaged") from error
    if picture.width * picture.height > MAX_PIXELS:
        raise PictureRefused("picture_too_large")
    return picture


def upright_picture(stream: BinaryIO, media_type: str) -> Image.Image:
    """The pixels held upright, in RGB on white, and nothing else. Raises PictureRefused."""
    picture = opened_picture(stream, media_type)
    try:
        # In place, and below without a further copy: 50 million points take 150 MB each time.
        ImageOps.exif_transpose(picture, in_place=True)
        return _only_pixels(picture)
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise PictureRefused("picture_damaged") from error


def _only_pixels(picture: Image.Image) -> Image.Image:
    """A fresh picture: a copy would carry comments, colour profile and text along into what is written."""
    fresh = Image.new("RGB", picture.size, WHITE)
    if picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info:
        seen = picture.convert("RGBA")
        fresh.paste(seen, mask=seen.getchannel("A"))
    else:
        fresh.paste(picture if picture.mode == "RGB" else picture.convert("RGB"))
    return fresh


def narrowed(picture: Image.Image, width: int) -> Image.Image:
    """At most `width` pixels wide, in proportion."""
    if picture.width <= width:
        return picture
    height = max(1, round(picture.height * width / picture.width))
    return picture.resize((width, height), Image.Resampling.LANCZOS, reducing_gap=2.0)


def as_jpeg(picture: Image.Image, quality: int) -> bytes:
    """The pixels as JPEG in full colour resolution, so that small coloured writing stays legible; no metadata."""
    out = BytesIO()
    picture.save(out, "JPEG", quality=quality, subsampling=0, optimize=True)
    return out.getvalue()


def as_png(picture: Image.Image) -> bytes:
    """The pixels as PNG, exactly; no metadata."""
    out = BytesIO()
    # Twice as fast as at the usual level, for about the same size: a person waits for it.
    picture.save(out, "PNG", compress_level=3)
    return out.getvalue()


def exif_of(stream: BinaryIO, media_type: str) -> dict[str, str]:
    """What the picture says about its making: EXIF, its place, and PNG's texts, as plain text by the names of the standard.

    At most 200 entries of 300 characters. Empty when it says nothing. Raises PictureRefused.
    """
    picture = opened_picture(stream, media_type)
    try:
        exif = picture.getexif()
        found = _named(exif, ExifTags.TAGS)
        found |= _named(exif.get_ifd(ExifTags.IFD.Exif), ExifTags.TAGS)
        found |= {
            f"GPS.{name}": value
            for name, value in _named(exif.get_ifd(ExifTags.IFD.GPSInfo), ExifTags.GPSTAGS).items()
        }
        found |= place_of(exif.get_ifd(ExifTags.IFD.GPSInfo))
    except (OSError, SyntaxError, ValueError, TypeError, KeyError) as error:
        raise PictureRefused("picture_damaged") from error
    texts = {f"text.{name}": _plain(value) for name, value in picture.info.items() if isinstance(value, str)}
    return dict(list((found | texts).items())[:VALUES_KEPT])


def place_of(gps: Any) -> dict[str, str]:
    """Latitude and longitude in degrees (WGS 84), north and east positive; empty when either is missing or impossible."""
    tags = ExifTags.GPS
    try:
        latitude = _degrees(gps[tags.GPSLatitude]) * (-1 if gps.get(tags.GPSLatitudeRef) == "S" else 1)
        longitude = _degrees(gps[tags.GPSLongitude]) * (-1 if gps.get(tags.GPSLongitudeRef) == "W" else 1)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return {}
    if abs(latitude) > 90 or abs(longitude) > 180 or latitude != latitude or longitude != longitude:
        return {}
    return {"latitude": f"{latitude:.6f}", "longitude": f"{longitude:.6f}"}


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(part) for part in parts)
    return degrees + minutes / 60 + seconds / 3600


def _named(values: Any, names: dict[int, str]) -> dict[str, str]:
    # Pictures within pictures and makers' private notes are of no use as text.
    left_out = {
        "MakerNote",
        "ExifOffset",
        "GPSInfo",
        "PrintImageMatching",
        "JPEGInterchangeFormat",
        "JpegIFOffset",
    }
    named = {names.get(tag, str(tag)): value for tag, value in values.items()}
    return {name: _plain(value) for name, value in named.items() if name not in left_out}


def _plain(value: Any) -> str:
    text = value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value)
    return "".join(c for c in text if c.isprintable()).strip()[:VALUE_CHARACTERS]

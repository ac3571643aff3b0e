"""Copies of a picture to look at."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from PIL import Image

from evidence.making import Keep
from evidence.readers.pictures import as_jpeg, narrowed, upright_picture


def copies(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """Files `preview` and `thumbnail`, JPEG; the size of the picture held upright, and that of each copy.

    Asked: media_type, preview_width, thumbnail_width, thumbnail_height (pixels), quality (1 to 95). Raises PictureRefused.
    """
    upright = upright_picture(stream, asked["media_type"])
    shown = narrowed(upright, asked["preview_width"])
    _write(shown, asked["quality"], keep("preview"))
    small = keep_thumbnail(upright, asked, keep)
    return {"width": upright.width, "height": upright.height, "preview": shown.size, "thumbnail": small}


def keep_thumbnail(picture: Image.Image, asked: Mapping[str, Any], keep: Keep) -> tuple[int, int]:
    """File `thumbnail`: the picture made small, of a long capture its beginning. Its size."""
    small = narrowed(picture, asked["thumbnail_width"])
    small = small.crop((0, 0, small.width, min(small.height, asked["thumbnail_height"])))
    _write(small, asked["quality"], keep("thumbnail"))
    return small.size


def _write(picture: Image.Image, quality: int, out: BinaryIO) -> None:
    with out:
        out.write(as_jpeg(picture, quality))

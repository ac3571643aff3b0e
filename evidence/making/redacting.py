"""Redacted copies of pictures: burnt in, re-encoded without anything but pixels, and read again before they are handed over."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from PIL import Image, ImageDraw

from evidence.making import Keep
from evidence.making.boxes import Box, boxes_within, snapped
from evidence.making.remains import CHECKS, remains_in
from evidence.readers.pictures import as_jpeg, as_png, upright_picture
from evidence.readers.refusal import Refusal

BLACK = (0, 0, 0)


class NotRedacted(Refusal):
    """No copy is handed over: no box lies in the picture, or the finished copy did not pass a check."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def redacted(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """File `copy` in full resolution with solid black in the boxes; its size, the boxes cut to it, and those burnt in.

    Asked: media_type, boxes (left, top, right, bottom in pixels of the picture held upright), quality for JPEG, or None for
    PNG. The finished file is decoded again and goes through every check. Raises PictureRefused and NotRedacted.
    """
    upright = upright_picture(stream, asked["media_type"])
    size = upright.size
    within = boxes_within([Box(*box) for box in asked["boxes"]], *size)
    if not within:
        raise NotRedacted("no_box")
    quality = asked["quality"]
    burnt = [snapped(box, *size) for box in within] if quality else within
    drawn = blackened(upright, burnt)
    # Two pictures of 50 million points are enough to hold while a third is decoded for the check.
    del upright
    encoded = as_jpeg(drawn, quality) if quality else as_png(drawn)
    del drawn
    if found := remains_in(encoded, within):
        raise NotRedacted(found[0])
    with keep("copy") as out:
        out.write(encoded)
    return {"width": size[0], "height": size[1], "boxes": within, "burnt": burnt, "checked": list(CHECKS)}


def blackened(picture: Image.Image, boxes: list[Box]) -> Image.Image:
    """The picture with solid black in the boxes; blurring or mosaic could be undone."""
    drawn = picture.copy()
    pen = ImageDraw.Draw(drawn)
    for box in boxes:
        pen.rectangle((box.left, box.top, box.right - 1, box.bottom - 1), fill=BLACK)
    return drawn

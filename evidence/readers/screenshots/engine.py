"""The reading of characters: RapidOCR with the models that its package carries. Nothing is fetched from anywhere.

Where text stands and what it says are asked for separately: places are found in a small copy of the picture (larger
ones cost time and find no more), characters are read from the picture as it is.
"""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from functools import cache
from typing import Any

import cv2
import numpy as np
import numpy.typing as npt
from rapidocr import RapidOCR
from rapidocr.utils.process_img import get_rotate_crop_image

from evidence.readers.screenshots.lines import Line, Quad, box_of
from evidence.readers.screenshots.tiles import once, tiles, within

Picture = npt.NDArray[np.uint8]
"""Rows, columns, blue-green-red."""

THREADS = "OCR_THREADS"
"""Environment variable: threads of one process. Unset, one per core; 1 where several workers share the machine."""

LOOKED_AT_WIDE = 736
"""The detector enlarges what is narrower; what is wider costs time in proportion to its area."""
LOOKED_AT_SQUARE = 1100
SCREEN_RATIO = 1.6
"""A photograph holds the screen somewhere in it, and its text is smaller than that of a screenshot."""
TILE_TALL = 1700
TILE_OVERLAP = 150
NARROWEST_PX = 4


def threads() -> int:
    """How many threads one reading uses."""
    wanted = os.environ.get(THREADS, "")
    return int(wanted) if wanted.isdigit() and wanted != "0" else os.cpu_count() or 1


@cache
def _engine() -> Any:
    """The engine, loaded at first use and once per process (0.8 s, about 300 MB)."""
    return RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "Global.return_word_box": True,
            "Global.max_side_len": 2 * TILE_TALL,
            "EngineConfig.onnxruntime.intra_op_num_threads": threads(),
            "EngineConfig.onnxruntime.inter_op_num_threads": 1,
        }
    )


def places(picture: Picture) -> list[Quad]:
    """Where text stands, from top to bottom; long pictures are looked at in tiles."""
    high, wide = picture.shape[:2]
    short, long = min(high, wide), max(high, wide)
    aim = LOOKED_AT_WIDE if long >= SCREEN_RATIO * short else LOOKED_AT_SQUARE
    scale = min(1.0, aim / short)
    found: list[Quad] = []
    for tile in tiles(high, math.ceil(TILE_TALL / scale), math.ceil(TILE_OVERLAP / scale)):
        found += within(tile, _detected(shrunk(picture[tile.top : tile.bottom], scale), scale))
    return once(found)


def shrunk(picture: Picture, scale: float) -> Picture:
    """A smaller copy; the picture itself when `scale` is 1."""
    if scale >= 1.0:
        return picture
    return np.asarray(
        cv2.resize(picture, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA), dtype=np.uint8
    )


def _detected(piece: Picture, scale: float) -> Iterator[Quad]:
    result = _engine()(piece, use_rec=False)
    for corners in result.boxes if result.boxes is not None else ():
        one, two, three, four = ((float(x) / scale, float(y) / scale) for x, y in corners)
        yield one, two, three, four


def characters(picture: Picture, quads: Sequence[Quad]) -> list[Line]:
    """What the places say; a place where nothing can be read is left out."""
    cut = [(quad, piece) for quad in quads if (piece := _cut(picture, quad)) is not None]
    if not cut:
        return []
    read = _engine().recognize_txt([piece for _, piece in cut])
    lines = []
    for (quad, _), text, info in zip(cut, read.txts, read.word_results, strict=True):
        if text.strip():
            lines.append(_line(text, [float(one) for one in info.confs], quad))
    return lines


def _line(text: str, sure: list[float], quad: Quad) -> Line:
    begin = len(text) - len(text.lstrip())
    end = len(text.rstrip())
    return Line(text[begin:end], tuple(sure[begin:end]), quad, box_of(quad))


def _cut(picture: Picture, quad: Quad) -> Picture | None:
    left, top, right, bottom = box_of(quad)
    if right - left < NARROWEST_PX or bottom - top < NARROWEST_PX:
        return None
    piece: Picture = get_rotate_crop_image(picture, np.array(quad, dtype=np.float32))
    return piece if piece.size else None

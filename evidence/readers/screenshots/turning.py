"""Reads all lines of a picture, and turns it first where it lies on its side or stands on its head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from evidence.readers.screenshots.engine import Picture, characters, places
from evidence.readers.screenshots.lines import Line, Quad, box_of, straightened, tilt_of

POOR = 0.8
"""Upright Chinese is read with 0.95 and more, upside down with 0.3 to 0.7."""
BETTER = 0.1
SAMPLE = 8
LEAST_TILT = 0.6


@dataclass(frozen=True, slots=True)
class Look:
    """The picture as one reads it, by how many degrees clockwise it was turned for that, its lines and their tilt."""

    picture: Picture
    turned: int
    tilt: float
    lines: list[Line]


def looked_at(picture: Picture) -> Look:
    """All lines of the picture. The other way round is tried only where reading goes badly."""
    quads, turned = places(picture), 0
    if _lies(quads):
        picture = np.ascontiguousarray(np.rot90(picture, -1))
        turned, quads = 90, places(picture)
        if _stands_on_head(picture, quads):
            picture, quads, turned = _flipped(picture), _flipped_quads(picture, quads), 270
        lines = characters(picture, quads)
    else:
        lines = characters(picture, quads)
        if lines and _mean(_longest(lines)) < POOR and _stands_on_head(picture, quads):
            picture, quads, turned = _flipped(picture), _flipped_quads(picture, quads), 180
            lines = characters(picture, quads)
    tilt = tilt_of(line.quad for line in lines)
    if abs(tilt) < LEAST_TILT:
        return Look(picture, turned, 0.0, lines)
    high, wide = picture.shape[:2]
    return Look(picture, turned, tilt, straightened(lines, tilt, (wide / 2, high / 2)))


def _lies(quads: Sequence[Quad]) -> bool:
    """Whether most of the text runs up or down."""
    tall = flat = 0.0
    for quad in quads:
        left, top, right, bottom = box_of(quad)
        if bottom - top > 1.5 * (right - left):
            tall += bottom - top
        elif right - left > 1.5 * (bottom - top):
            flat += right - left
    return tall > 2 * flat


def _longest(lines: Sequence[Line]) -> list[Line]:
    return sorted(lines, key=lambda line: line.box[2] - line.box[0])[-SAMPLE:]


def _mean(lines: Sequence[Line]) -> float:
    return sum(line.confidence for line in lines) / len(lines) if lines else 0.0


def _stands_on_head(picture: Picture, quads: Sequence[Quad]) -> bool:
    """Whether the longest lines read clearly better the other way round."""
    sample = sorted(quads, key=lambda quad: quad[1][0] - quad[0][0])[-SAMPLE:]
    upright = _mean(characters(picture, sample))
    return _mean(characters(_flipped(picture), _flipped_quads(picture, sample))) > upright + BETTER


def _flipped(picture: Picture) -> Picture:
    return np.ascontiguousarray(picture[::-1, ::-1])


def _flipped_quads(picture: Picture, quads: Sequence[Quad]) -> list[Quad]:
    high, wide = picture.shape[:2]

    def moved(quad: Quad) -> Quad:
        one, two, three, four = ((wide - x, high - y) for x, y in quad)
        return three, four, one, two

    return [moved(quad) for quad in quads]

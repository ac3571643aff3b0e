"""Fields of a photographed screen. Uneven light and moiré blur the colours of page and bubbles; the rows of text do not move.

Rows of one bubble stand close and begin at the same place; between two bubbles there is more room than a row takes.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from evidence.readers.screenshots.bubbles import Field, Ground
from evidence.readers.screenshots.engine import Picture
from evidence.readers.screenshots.lines import Line, box_of, standing_together, united
from evidence.readers.screenshots.times import shown_time
from evidence.readers.screenshots.wording import STATUS_BAR, without_status

SMALL = 0.85
TITLE_UNITS = 14.0
CENTRED_TITLE_UNITS = 24.0
OUTSIDE = 0.045
"""Text keeps about this share of the screen's width from its edges."""


def photo_ground_of(picture: Picture, lines: Sequence[Line]) -> Ground:
    """Page, screen, fields and loose lines of a photographed screen, by where the rows stand."""
    left, _, right, _ = united(line.box for line in lines)
    outside = OUTSIDE * (right - left)
    screen = (left - outside, 0.0, right + outside, float(picture.shape[0]))
    unit = (screen[2] - screen[0]) / 100
    loose, rest = _parted(lines, unit, (left + right) / 2)
    groups = list(standing_together(rest))
    usual = float(np.median([line.height for line in rest])) if rest else 0.0
    aside = [
        group
        for group in groups
        if len(group) == 1
        and (
            _is_notice(group[0], usual, (left + right) / 2, unit)
            or any(_is_name_over(group[0], other) or _is_face_of(group[0], other, unit) for other in groups)
        )
    ]
    loose += [line for group in aside for line in group]
    fields = [_field(picture, group) for group in groups if group not in aside]
    page = np.median([_under(picture, line) for line in loose or lines], axis=0)
    blue, green, red = (float(level) for level in page)
    return Ground((blue, green, red), screen, tuple(fields), tuple(loose), is_photo=True)


def _parted(lines: Sequence[Line], unit: float, middle: float) -> tuple[list[Line], list[Line]]:
    """Lines of status bar, title and times, and all others."""
    begin = min(line.top for line in lines)
    head = [line for line in lines if line.top < begin + 5 * unit and STATUS_BAR.search(line.text)]
    bottom = max((line.bottom for line in head), default=begin - TITLE_UNITS * unit)
    loose: list[Line] = []
    rest: list[Line] = []
    for line in lines:
        is_centred = abs(line.middle[0] - middle) < 12 * unit and line.right - line.left < 50 * unit
        reach = CENTRED_TITLE_UNITS if is_centred else TITLE_UNITS
        is_head = line.middle[1] < bottom + reach * unit
        (loose if is_head or shown_time(without_status(line.text)) else rest).append(line)
    return loose, rest


def _is_notice(line: Line, usual: float, middle: float, unit: float) -> bool:
    """Whether a line is a small one in the middle, as times and what the app itself says are."""
    return abs(line.middle[0] - middle) < 6 * unit and line.height < SMALL * usual


def _is_name_over(line: Line, other: Sequence[Line]) -> bool:
    """Whether one small line stands close over a group: among several people, the name of who wrote."""
    below, tall = other[0], max(each.height for each in other)
    return (
        line.height < SMALL * tall
        and -0.3 * tall < below.top - line.bottom < 1.6 * tall
        and abs(line.left - below.left) < 1.5 * tall
    )


def _is_face_of(line: Line, other: Sequence[Line], unit: float) -> bool:
    """Whether a single letter stands beside a group, as in the face of who wrote."""
    return (
        len(line.text) == 1
        and other[0].top - 3 * unit < line.middle[1] < other[0].bottom + 6 * unit
        and (
            0 < other[0].left - line.right < 12 * unit
            or 0 < line.left - max(each.right for each in other) < 12 * unit
        )
    )


def _field(picture: Picture, lines: Sequence[Line]) -> Field:
    left, top, right, bottom = united(line.box for line in lines)
    padding = 0.5 * lines[0].height
    box = left - padding, top - padding, right + padding, bottom + padding
    blue, green, red = (
        float(level) for level in np.median([_under(picture, line) for line in lines], axis=0)
    )
    return Field(box, (blue, green, red), tuple(lines))


def _under(picture: Picture, line: Line) -> tuple[float, float, float]:
    """The colour on which a line stands: the median of what is between its letters and around them."""
    left, top, right, bottom = (round(edge) for edge in box_of(line.quad))
    piece = picture[max(0, top) : max(bottom, 1), max(0, left) : max(right, 1)]
    blue, green, red = (float(level) for level in np.median(piece.reshape(-1, 3), axis=0))
    return blue, green, red

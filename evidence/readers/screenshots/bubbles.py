"""Finds by colour the fields in which lines stand. Text tells what was said; the side of its bubble tells who said it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

import cv2
import numpy as np
import numpy.typing as npt

from evidence.readers.screenshots.engine import Picture, shrunk
from evidence.readers.screenshots.lines import Box, Line, standing_together, united
from evidence.readers.screenshots.times import shown_time
from evidence.readers.screenshots.wording import SYSTEM, without_status

WIDE_PX = 480
"""Colours are looked at in a copy of this width: bubbles are large, and small copies hide noise."""
LEAST_CONTRAST = 4.0
"""In levels of 256. iPhones set 233 on 255, other phones 250 on 255; a JPEG of quality 40 moves a field by 2."""
MENDED = 12.0
BAND = 0.93
"""What is wider than this share of the screen is a bar, a card or the page of a list, not a bubble."""
FILLED = 0.6
"""A bubble fills its box but for its corners; what fills less is a part of a photograph or of a wallpaper."""
RING = 14.0
"""A bubble without colour of its own has a line around it that differs from the page by as many levels at least."""
CHIP = 0.09
"""A time on a ground of its own stands in the middle within this share of the width."""
FACE = 0.16
"""A face stands within this share of the width from the edge."""

Levels = npt.NDArray[np.float32]
Mask = npt.NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class Field:
    """A region of one colour with text in it.

    `left_face` and `right_face` tell whether something that is not page stands beside it at that edge of the screen.
    """

    box: Box
    colour: tuple[float, float, float]
    lines: tuple[Line, ...]
    left_face: bool = False
    right_face: bool = False


@dataclass(frozen=True, slots=True)
class Ground:
    """What colour says about a picture: its page, the part that is screen, fields on the page, lines on the page itself."""

    page: tuple[float, float, float]
    screen: Box
    fields: tuple[Field, ...]
    loose: tuple[Line, ...]
    is_photo: bool = False

    @property
    def is_dark(self) -> bool:
        return sum(self.page) / 3 < 110


@dataclass
class _Group:
    """Lines that stand on the same colour."""

    contrast: Levels
    lines: list[Line] = field(default_factory=list)


class _Copy:
    """A small copy of the picture, as differences from the colour of the page."""

    def __init__(self, picture: Picture) -> None:
        wide = picture.shape[1]
        self.scale = min(1.0, WIDE_PX / wide)
        small = shrunk(picture, self.scale)
        self.high, self.wide = small.shape[:2]
        self.sharp = small
        pixels: Levels = cv2.medianBlur(small, 3).astype(np.float32)
        # The page reaches both edges; a bubble reaches neither.
        strip = max(2, round(0.012 * self.wide))
        rows = slice(self.high // 8, -self.high // 8 or None)
        edges = np.concatenate((pixels[rows, strip : 2 * strip], pixels[rows, -2 * strip : -strip]), axis=1)
        self.page: Levels = np.median(edges, axis=(0, 1))
        self.contrast: Levels = pixels - self.page

    def small(self, box: Box) -> tuple[int, int, int, int]:
        """A box in the copy, inside its edges, at least one pixel large."""
        left, top, right, bottom = (round(edge * self.scale) for edge in box)
        left, top = min(max(left, 0), self.wide - 1), min(max(top, 0), self.high - 1)
        return left, top, min(max(right, left + 1), self.wide), min(max(bottom, top + 1), self.high)

    def whole(self, left: float, top: float, right: float, bottom: float) -> Box:
        """A box of the copy in pixels of the picture."""
        return left / self.scale, top / self.scale, right / self.scale, bottom / self.scale

    def under(self, line: Line) -> Levels:
        """How the ground of a line differs from the page: the median along the rim of its box."""
        left, top, right, bottom = self.small(line.box)
        piece = self.contrast[top:bottom, left:right]
        rim: Levels = np.median(np.concatenate((piece[0], piece[-1], piece[:, 0], piece[:, -1])), axis=0)
        return rim

    def regions(self, group: _Group) -> list[tuple[Box, list[Line]]]:
        """The connected regions of a group's colour, each with its lines."""
        tolerance = min(max(0.5 * float(np.abs(group.contrast).max()), 2.5), 40.0)
        mask: Mask = (np.abs(self.contrast - group.contrast).max(axis=2) <= tolerance).astype(np.uint8)
        for line in group.lines:
            left, top, right, bottom = self.small(line.box)
            mask[top:bottom, left:right] = 1
        opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
        _, labels, stats, _ = cv2.connectedComponentsWithStats(opened.astype(np.uint8), connectivity=4)
        held: dict[int, list[Line]] = {}
        for line in group.lines:
            left, top, right, bottom = self.small(line.box)
            counts = np.bincount(labels[top:bottom, left:right].ravel())
            counts[0] = 0
            if counts.any():
                held.setdefault(int(counts.argmax()), []).append(line)
        return [
            (self._box(stats[label]), inside)
            for label, inside in held.items()
            if stats[label][4] > FILLED * stats[label][2] * stats[label][3]
        ]

    def ringed(self, lines: Sequence[Line]) -> list[tuple[Box, list[Line]]]:
        """The parts of the page that a thin line goes around, each with its lines; these stand on the page's own colour."""
        mask: Mask = (np.abs(self.sharp - self.page).max(axis=2) <= RING).astype(np.uint8)
        for line in lines:
            left, top, right, bottom = self.small(line.box)
            mask[top:bottom, left:right] = 1
        _, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=4)
        held: dict[int, list[Line]] = {}
        for line in lines:
            left, top, right, bottom = self.small(line.box)
            held.setdefault(int(np.bincount(labels[top:bottom, left:right].ravel()).argmax()), []).append(
                line
            )
        return [
            (self._box(stats[label]), inside)
            for label, inside in held.items()
            if self._is_apart(stats[label])
        ]

    def _is_apart(self, stat: npt.NDArray[np.int32]) -> bool:
        """Whether a region reaches no edge of the screen and fills its box."""
        left, top, wide, high, area = (int(each) for each in stat[:5])
        is_inside = left > 0 and top > 0 and left + wide < self.wide and top + high < self.high
        return is_inside and area > FILLED * wide * high

    def _box(self, stat: npt.NDArray[np.int32]) -> Box:
        left, top, wide, high = (int(stat[place]) for place in range(4))
        return self.whole(left, top, left + wide, top + high)

    def has_face(self, box: Box, *, at_left: bool) -> bool:
        """Whether between the edge of the screen and the upper part of a field stands something that is not page."""
        left, top, right, bottom = self.small(box)
        inset = max(2, round(0.02 * (self.wide)))
        bottom = min(bottom, top + round(0.12 * (self.wide)))
        reach = round(FACE * (self.wide))
        if at_left:
            across = inset, min(reach, left - inset)
        else:
            across = max(self.wide - reach, right + inset), self.wide - inset
        piece = np.abs(self.contrast[top:bottom, across[0] : max(across)]).max(axis=2)
        return piece.size > 0 and across[1] - across[0] > 2 * inset and float((piece > 12).mean()) > 0.25


def ground_of(picture: Picture, lines: Sequence[Line]) -> Ground:
    """Page, screen, fields and loose lines of a screenshot."""
    copy = _Copy(picture)
    screen = copy.whole(0, 0, copy.wide, copy.high)
    most = BAND * (screen[2] - screen[0])
    found: list[Field] = []
    for group in _groups(copy, lines):
        colour = copy.page + group.contrast
        for box, inside in copy.regions(group):
            if box[2] - box[0] < most:
                _join(found, Field(box, _three(colour), tuple(inside)))
    found = [each for each in found if not _is_chip(each, screen)] + _outlined(copy, lines, found, most)
    fields = [
        Field(
            each.box,
            each.colour,
            each.lines,
            copy.has_face(each.box, at_left=True),
            copy.has_face(each.box, at_left=False),
        )
        for each in sorted(mended(found), key=lambda each: each.box[1])
    ]
    held = {id(line) for each in fields for line in each.lines}
    return Ground(
        _three(copy.page), screen, tuple(fields), tuple(line for line in lines if id(line) not in held)
    )


def _outlined(copy: _Copy, lines: Sequence[Line], found: Sequence[Field], most: float) -> list[Field]:
    """Fields of the page's own colour with a line around them."""
    held = {id(line) for each in found for line in each.lines}
    plain = [
        line for line in lines if id(line) not in held and np.abs(copy.under(line)).max() < LEAST_CONTRAST
    ]
    ringed = copy.ringed(plain) if plain else []
    fields = [
        Field(box, _three(copy.page), tuple(inside))
        for box, inside in ringed
        if box[2] - box[0] < most and _has_room(box, inside)
    ]
    return [each for each in fields if not _is_chip(each, copy.whole(0, 0, copy.wide, copy.high))]


def _has_room(box: Box, lines: Sequence[Line]) -> bool:
    """Whether there is room beside the text: else only the text itself was found."""
    text = united(line.box for line in lines)
    return (box[2] - box[0]) - (text[2] - text[0]) > 0.5 * lines[0].height


def _is_chip(field: Field, screen: Box) -> bool:
    """Whether the field is the ground of a time or of a notice in the middle, which floats or lies on a wallpaper."""
    (first, *more) = field.lines
    plain = without_status(first.text)
    is_centred = abs(first.middle[0] - (screen[0] + screen[2]) / 2) < CHIP * (screen[2] - screen[0])
    return not more and is_centred and bool(shown_time(plain) or SYSTEM.search(plain))


def _three(colour: Levels) -> tuple[float, float, float]:
    blue, green, red = (float(level) for level in colour)
    return blue, green, red


def _groups(copy: _Copy, lines: Iterable[Line]) -> list[_Group]:
    groups: list[_Group] = []
    for line in lines:
        under = copy.under(line)
        size = float(np.abs(under).max())
        if size < LEAST_CONTRAST:
            continue
        near = max(5.0, 0.2 * size)
        group = next((each for each in groups if np.abs(each.contrast - under).max() <= near), None)
        if group is None:
            group = _Group(under)
            groups.append(group)
        group.lines.append(line)
    return groups


def _join(fields: list[Field], new: Field) -> None:
    """Add a field, or its lines to the one that takes the same place: two groups may share a bubble under uneven light."""
    for place, old in enumerate(fields):
        across = min(old.box[2], new.box[2]) - max(old.box[0], new.box[0])
        down = min(old.box[3], new.box[3]) - max(old.box[1], new.box[1])
        smaller = min(_area(old.box), _area(new.box))
        if across > 0 and down > 0 and across * down > 0.6 * smaller:
            larger = old if _area(old.box) >= _area(new.box) else new
            fields[place] = Field(united((old.box, new.box)), larger.colour, old.lines + new.lines)
            return
    fields.append(new)


def mended(fields: Sequence[Field]) -> list[Field]:
    """Fields of one colour whose rows follow on each other with next to no room between are one: strong compression
    may leave of a faint bubble only what is around its letters."""
    mended: list[Field] = []
    for new in sorted(fields, key=lambda each: each.box[1]):
        place = next((place for place, old in enumerate(mended) if _goes_on(old, new)), None)
        if place is None:
            mended.append(new)
        else:
            old = mended[place]
            mended[place] = Field(united((old.box, new.box)), old.colour, old.lines + new.lines)
    return mended


def _goes_on(old: Field, new: Field) -> bool:
    last, first = max(old.lines, key=lambda line: line.top), min(new.lines, key=lambda line: line.top)
    room = new.box[1] - old.box[3]
    is_alike = max(abs(a - b) for a, b in zip(old.colour, new.colour, strict=True)) < MENDED
    return is_alike and room < 0.5 * first.height and sum(1 for _ in standing_together((last, first))) == 1


def _area(box: Box) -> float:
    return (box[2] - box[0]) * (box[3] - box[1])

"""A line of text as the engine saw it in a picture."""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

Point = tuple[float, float]
Quad = tuple[Point, Point, Point, Point]
"""Corners of a line: top left, top right, bottom right, bottom left as one reads."""
Box = tuple[float, float, float, float]
"""Left, top, right, bottom."""

CLOSE = 0.8
"""Room between rows of one bubble, in heights of a row. Between two bubbles there is more."""
SAME_LEFT = 1.3


@dataclass(frozen=True, slots=True)
class Line:
    """Text, how sure each of its characters is, its place in the upright picture, and its place with the tilt taken out."""

    text: str
    sure: tuple[float, ...]
    quad: Quad
    box: Box

    @property
    def confidence(self) -> float:
        """The engine's own measure: the mean over the characters."""
        return sum(self.sure) / len(self.sure) if self.sure else 0.0

    @property
    def left(self) -> float:
        return self.box[0]

    @property
    def top(self) -> float:
        return self.box[1]

    @property
    def right(self) -> float:
        return self.box[2]

    @property
    def bottom(self) -> float:
        return self.box[3]

    @property
    def height(self) -> float:
        return self.box[3] - self.box[1]

    @property
    def middle(self) -> Point:
        return (self.box[0] + self.box[2]) / 2, (self.box[1] + self.box[3]) / 2


def box_of(quad: Quad) -> Box:
    """The upright rectangle around four corners."""
    xs, ys = [point[0] for point in quad], [point[1] for point in quad]
    return min(xs), min(ys), max(xs), max(ys)


def united(boxes: Iterable[Box]) -> Box:
    """The rectangle around all rectangles; there must be one."""
    lefts, tops, rights, bottoms = zip(*boxes, strict=True)
    return min(lefts), min(tops), max(rights), max(bottoms)


def tilt_of(quads: Iterable[Quad]) -> float:
    """By how many degrees the lines fall to the right, the long ones counting most; 0 when there are none.

    A weighted median: a few lines of another slant do not move it.
    """
    slants = []
    for quad in quads:
        across, down = quad[1][0] - quad[0][0], quad[1][1] - quad[0][1]
        length, tall = math.hypot(across, down), math.hypot(quad[3][0] - quad[0][0], quad[3][1] - quad[0][1])
        if length > 3 * tall:
            slants.append((math.degrees(math.atan2(down, across)), length))
    slants.sort()
    half, run = sum(length for _, length in slants) / 2, 0.0
    for slant, length in slants:
        run += length
        if run >= half:
            return slant
    return 0.0


def straightened(lines: Iterable[Line], tilt: float, about: Point) -> list[Line]:
    """The lines with `box` as it would be were the picture turned back by `tilt` degrees about a point."""
    cosine, sine = math.cos(math.radians(-tilt)), math.sin(math.radians(-tilt))

    def turned(point: Point) -> Point:
        x, y = point[0] - about[0], point[1] - about[1]
        return about[0] + x * cosine - y * sine, about[1] + x * sine + y * cosine

    done = []
    for line in lines:
        one, two, three, four = (turned(point) for point in line.quad)
        # The mean of opposite corners: what perspective leaves of the slant must not make the line taller.
        box = (
            (one[0] + four[0]) / 2, (one[1] + two[1]) / 2, (two[0] + three[0]) / 2, (three[1] + four[1]) / 2,
        )  # fmt: skip
        done.append(replace(line, box=box))
    return done


def in_rows(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that stand beside each other form a row; rows from top to bottom, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda each: each.middle[1]):
        last = rows[-1][0] if rows else None
        if last and abs(line.middle[1] - last.middle[1]) < 0.5 * min(line.height, last.height):
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda each: each.left) for row in rows]


def standing_together(lines: Iterable[Line]) -> Iterator[list[Line]]:
    """Lines that stand close under each other and begin at the same place."""
    groups: list[list[Line]] = []
    for row in in_rows(lines):
        for line in row:
            group = next((each for each in groups if _follows(each[-1], line)), None)
            if group is not None:
                group.append(line)
            else:
                groups.append([line])
    yield from groups


def _follows(above: Line, line: Line) -> bool:
    tall = min(above.height, line.height)
    return (
        -0.5 * tall < line.top - above.bottom < CLOSE * tall
        and abs(line.left - above.left) < SAME_LEFT * tall
        and max(above.height, line.height) < 1.5 * tall
    )

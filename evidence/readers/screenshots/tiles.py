"""Long captures are looked at piece by piece: shrunk to one picture nothing in them could be read (RapidOCR #232)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from evidence.readers.screenshots.lines import Quad, box_of

MOST_TILES = 60
"""What lies further down is not read; memory and time stay bounded."""
NEAR_PX = 8
LOOKED_BACK = 12


class Tile(NamedTuple):
    """Rows `top` to `bottom` are looked at; what has its middle between `core_top` and `core_bottom` is kept."""

    top: int
    bottom: int
    core_top: float
    core_bottom: float


def tiles(height: int, tall: int, overlap: int) -> Iterator[Tile]:
    """Pieces of about `tall` rows, each overlapping the next, so that a line is whole in at least one of them."""
    if height <= tall + overlap:
        yield Tile(0, height, 0, height)
        return
    top = 0
    for _ in range(MOST_TILES):
        bottom = min(height, top + tall + overlap)
        is_last = bottom == height
        yield Tile(top, bottom, top + overlap / 2 if top else 0, height if is_last else bottom - overlap / 2)
        if is_last:
            return
        top = bottom - overlap


def within(tile: Tile, quads: Iterable[Quad]) -> Iterator[Quad]:
    """The lines found in a tile that are its own, moved to their place in the whole picture."""
    for quad in quads:
        moved = tuple((x, y + tile.top) for x, y in quad)
        one, two, three, four = moved
        whole: Quad = (one, two, three, four)
        box = box_of(whole)
        if tile.core_top - NEAR_PX <= (box[1] + box[3]) / 2 <= tile.core_bottom + NEAR_PX:
            yield whole


def once(quads: Iterable[Quad]) -> list[Quad]:
    """Lines that stand at the same place are one line, seen in two tiles. The larger one stays."""
    kept: list[Quad] = []
    for quad in sorted(quads, key=lambda each: box_of(each)[1]):
        near = range(max(0, len(kept) - LOOKED_BACK), len(kept))
        twin = next((place for place in near if _same(kept[place], quad)), None)
        if twin is None:
            kept.append(quad)
        elif _area(quad) > _area(kept[twin]):
            kept[twin] = quad
    return kept


def _area(quad: Quad) -> float:
    left, top, right, bottom = box_of(quad)
    return (right - left) * (bottom - top)


def _same(one: Quad, other: Quad) -> bool:
    """Whether the smaller has its middle inside the larger. Rectangles around slanting lines overlap without that."""
    small, large = sorted((one, other), key=_area)
    x, y = (sum(point[axis] for point in small) / 4 for axis in (0, 1))
    sides = zip(large, (*large[1:], large[0]), strict=True)
    return all((c - a) * (y - b) - (d - b) * (x - a) >= 0 for (a, b), (c, d) in sides)

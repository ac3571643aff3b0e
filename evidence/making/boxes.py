"""Boxes that are blackened in a picture: their geometry."""

from typing import NamedTuple

JPEG_BLOCK = 8
"""JPEG without colour subsampling codes blocks of 8 × 8 (ITU-T T.81, A.1); a block of one colour comes back exactly."""


class Box(NamedTuple):
    """Pixels from left and top up to but not including right and bottom, of the picture held upright."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        return self.right - self.left

    @property
    def height(self) -> int:
        return self.bottom - self.top


def boxes_within(boxes: list[Box], width: int, height: int) -> list[Box]:
    """The boxes cut to the picture; those that lie outside it are left out."""
    cut = (Box(max(0, b.left), max(0, b.top), min(width, b.right), min(height, b.bottom)) for b in boxes)
    return [box for box in cut if box.left < box.right and box.top < box.bottom]


def snapped(box: Box, width: int, height: int) -> Box:
    """The box grown to whole JPEG blocks, so that it stays solid when the picture is compressed."""
    step = JPEG_BLOCK
    return Box(
        box.left // step * step, box.top // step * step,
        min(width, -(-box.right // step) * step), min(height, -(-box.bottom // step) * step),
    )  # fmt: skip

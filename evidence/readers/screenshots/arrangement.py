"""How bubbles stand: under each other, at a side, no wider than their words. Cells, keys, cards and posters do not."""

from __future__ import annotations

from collections.abc import Sequence

from evidence.readers.screenshots.bubbles import Field
from evidence.readers.screenshots.lines import united
from evidence.readers.screenshots.screen import Screen

LOOSE_UNITS = 45.0
"""A bubble is as wide as its longest row and a margin; a picture sent with few words, or a clock, leaves some room."""
LEANING_UNITS = 3.0
WIDE_UNITS = 82.0
KEYS = 3
"""So many fields at one height are keys or cells."""
MOST_BESIDE = 0.34
MOST_CENTRED = 0.5


def hugs(field: Field, unit: float) -> bool:
    """Whether a field is about as large as what it says; a text field of a form and a card are larger."""
    text = united(line.box for line in field.lines)
    across = (field.box[2] - field.box[0]) - (text[2] - text[0])
    down = (field.box[3] - field.box[1]) - (text[3] - text[1])
    return max(across, down) < LOOSE_UNITS * unit


def without_keys(fields: Sequence[Field]) -> list[Field]:
    """The fields but for those that stand in a row of three or more: keys of a keyboard that floats, cells of a table."""
    return [each for each in fields if sum(_is_beside(each, other) for other in fields) < KEYS - 1]


def is_arranged(fields: Sequence[Field], screen: Screen) -> bool:
    """Whether the fields stand as the bubbles of a conversation: hardly any beside another, most of them at a side."""
    beside = sum(
        1 for each in fields if any(other is not each and _is_beside(each, other) for other in fields)
    )
    centred = sum(1 for each in fields if _is_centred(each, screen))
    return beside <= MOST_BESIDE * len(fields) and centred <= MOST_CENTRED * len(fields)


def _is_beside(one: Field, other: Field) -> bool:
    """Whether two fields share more than half of the lower one's height, and no column."""
    down = min(one.box[3], other.box[3]) - max(one.box[1], other.box[1])
    across = min(one.box[2], other.box[2]) - max(one.box[0], other.box[0])
    lower = min(one.box[3] - one.box[1], other.box[3] - other.box[1])
    return across <= 0 and down > 0.5 * lower


def _is_centred(field: Field, screen: Screen) -> bool:
    """Whether a field stands in the middle without filling the width, and no face tells whose it is."""
    if screen.is_photo or field.left_face or field.right_face:
        return False
    lean = (field.box[0] - screen.left) - (screen.right - field.box[2])
    is_narrow = field.box[2] - field.box[0] < WIDE_UNITS * screen.unit
    return is_narrow and abs(lean) < LEANING_UNITS * screen.unit

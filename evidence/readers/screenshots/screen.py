"""The parts of a telephone's screen: status bar, title, content, input bar. Measured in hundredths of its width."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.readers.screenshots.bubbles import Field, Ground
from evidence.readers.screenshots.lines import Line, in_rows
from evidence.readers.screenshots.times import shown_time
from evidence.readers.screenshots.wording import (
    APP,
    BACK,
    BUTTON,
    FORWARD,
    INPUT,
    MEMBERS,
    NOTIFIED,
    STATUS_BAR,
    TITLE_NOISE,
    is_number,
    number_in,
)

TITLE_UNITS = 40.0
INPUT_UNITS = 32.0
CENTRED_UNITS = 9.0
SLACK_UNITS = 25.0


@dataclass(frozen=True, slots=True)
class Title:
    """With whom the conversation is, as the title bar tells: a number, a name or both. A list's title names the app."""

    peer: str | None = None
    peer_name: str | None = None
    confidence: float = 1.0
    is_centred: bool = False
    words: str = ""


@dataclass(frozen=True, slots=True)
class Screen:
    """What stands where. `unit` is a hundredth of the screen's width in pixels."""

    unit: float
    left: float
    right: float
    top: float
    bottom: float
    has_status_bar: bool
    title: Title
    input_words: str
    fields: tuple[Field, ...]
    loose: tuple[Line, ...]
    is_photo: bool = False

    def is_centred(self, line: Line) -> bool:
        """Whether a line stands in the middle, as times and notices do, and not at a side, as messages do."""
        middle = (self.left + self.right) / 2
        return abs(line.middle[0] - middle) < CENTRED_UNITS * self.unit

    @property
    def lines(self) -> tuple[Line, ...]:
        """The lines that may be rows of a list: in a photograph it is not known which stand on the page itself."""
        held = [line for field in self.fields for line in field.lines] if self.is_photo else []
        return (*self.loose, *held)


def screen_of(ground: Ground, high: float) -> Screen:
    """The parts of the screen; a part that the picture does not show is empty."""
    left, _, right, _ = ground.screen
    unit = (right - left) / 100
    lines = sorted(
        [*ground.loose, *(line for field in ground.fields for line in field.lines)], key=lambda each: each.top
    )
    status = _status_bar(lines, unit, left)
    status_bottom = max((line.bottom for line in status), default=0.0)
    bottom, words = _input_bar(ground, lines, unit, high)
    first = min((field.box[1] for field in _bubbles(ground, status_bottom, bottom, unit)), default=bottom)
    title, top = _title(ground, status, first, unit, (left + right) / 2)
    top = max(top, status_bottom)
    return Screen(
        unit, left, right, top, bottom, bool(status), title, words,
        tuple(field for field in ground.fields if field.box[1] >= top - unit and field.box[1] < bottom),
        tuple(line for line in ground.loose if line.middle[1] > top and line.middle[1] < bottom),
        ground.is_photo,
    )  # fmt: skip


def _status_bar(lines: Sequence[Line], unit: float, left: float) -> list[Line]:
    """The first row, when it tells the clock, the net or the battery at its ends."""
    if not lines:
        return []
    begin = lines[0].top
    high = [line for line in lines if line.middle[1] < begin + 6 * unit and line.height < 6 * unit]
    told = [line for line in high if STATUS_BAR.search(line.text)]
    at_ends = [line for line in told if not 35 < (line.middle[0] - left) / unit < 65]
    if not at_ends or (len(told) < 2 and not _is_corner(at_ends[0], unit, left)):
        return []
    bottom = max(line.bottom for line in told)
    return [line for line in high if line.middle[1] < bottom]


def _empty_box(ground: Ground, lowest: float, unit: float) -> Field | None:
    """The text field: the last box that is much wider than its one line. Bubbles are as wide as what they say."""
    boxes = [field for field in ground.fields if field.box[1] > lowest]
    return next((field for field in boxes if _slack(field) > SLACK_UNITS * unit), None)


def _is_text_field(field: Field, unit: float) -> bool:
    return INPUT.fullmatch(_words(field)) is not None or _slack(field) > SLACK_UNITS * unit


def _slack(field: Field) -> float:
    """How much wider the field is than its text, where it has one line that begins at the left."""
    (first, *more) = field.lines
    if more or 2 * (first.left - field.box[0]) > field.box[2] - first.right:
        return 0.0
    return (field.box[2] - field.box[0]) - (first.right - first.left)


def _is_corner(line: Line, unit: float, left: float) -> bool:
    place = (line.middle[0] - left) / unit
    return (place < 25 or place > 75) and len(line.text) < 12


def _input_bar(ground: Ground, lines: Sequence[Line], unit: float, high: float) -> tuple[float, str]:
    """Where the content ends, and the words of the input bar. A keyboard, where one is out, lies below it."""
    written = [
        field.box[3] for field in ground.fields if len(_words(field)) > 7 and not _is_text_field(field, unit)
    ]
    lowest = max([high * 0.4, *written])
    found = [line for line in lines if INPUT.fullmatch(line.text.strip()) and line.middle[1] > lowest]
    if not written or len(found) < 2:
        found = [line for line in found if high - line.top < INPUT_UNITS * unit or written]
    if box := _empty_box(ground, lowest, unit):
        found = [*box.lines, *(line for line in found if line.top > box.box[1])]
    if not found:
        return high, ""
    first = found[0]
    holder = next((field.box[1] for field in ground.fields if first in field.lines), first.top - 2 * unit)
    return min(holder, first.top - unit), " ".join(line.text for line in found)


def _bubbles(ground: Ground, top: float, bottom: float, unit: float) -> list[Field]:
    """Fields that may be bubbles: not in the status bar, not single letters in faces, not the input bar."""
    return [
        field
        for field in ground.fields
        if top <= field.box[1] < bottom and not is_face(field, unit) and not BUTTON.fullmatch(_words(field))
    ]


def is_face(field: Field, unit: float) -> bool:
    """Whether the field is of the size and shape of a face beside a message or above the title."""
    wide, high = field.box[2] - field.box[0], field.box[3] - field.box[1]
    return wide < 17 * unit and 0.7 < high / max(wide, 1) < 1.4 and len(_words(field)) <= 2


def _words(field: Field) -> str:
    return "".join(line.text for line in field.lines).strip()


def _title(
    ground: Ground, status: Sequence[Line], first: float, unit: float, middle: float
) -> tuple[Title, float]:
    """The title, and where the title bar ends. It stands above the first bubble and the first time."""
    passed = {id(line) for line in status}
    above = [line for line in ground.loose if id(line) not in passed and line.bottom < first + unit]
    begin = min((line.top for line in [*status, *above]), default=0.0)
    rows: list[list[Line]] = []
    for row in in_rows(line for line in above if line.top < begin + TITLE_UNITS * unit):
        if any(shown_time(line.text) for line in row):
            break
        rows.append(row)
    everything = [line for row in rows for line in row]
    if any(NOTIFIED.fullmatch(line.text.strip()) for line in everything):
        return Title(), max(line.bottom for line in everything)
    candidates = [line for line in everything if _is_title(line)]
    tallest = max((line.height for line in candidates), default=0.0)
    apps = [line for line in everything if APP.fullmatch(_plain(line)) and line.height > tallest]
    if not candidates or apps:
        words = _plain(apps[0]) if apps else ""
        return Title(words=words), max((line.bottom for line in apps or everything), default=0.0)
    # A letter in a face is larger than the name under it.
    candidates = [line for line in candidates if len(_plain(line)) > 1] or candidates
    tallest = max(line.height for line in candidates)
    chosen = next(line for line in candidates if line.height > 0.8 * tallest)
    beneath = [
        line for line in candidates if chosen.bottom - unit < line.middle[1] < chosen.bottom + 8 * unit
    ]
    return _told(chosen, beneath, abs(chosen.middle[0] - middle) < 12 * unit), max(
        line.bottom for line in [chosen, *beneath]
    )


def _plain(line: Line) -> str:
    return MEMBERS.sub("", FORWARD.sub("", BACK.sub("", line.text.strip()))).strip()


def _is_title(line: Line) -> bool:
    plain = _plain(line)
    return bool(plain) and not TITLE_NOISE.fullmatch(plain) and not BUTTON.fullmatch(plain)


def _told(chosen: Line, beneath: Sequence[Line], is_centred: bool) -> Title:
    words = _plain(chosen)
    number = number_in(words)
    if number:
        return Title(number, None, _least_digit(chosen), is_centred, words)
    below = next((line for line in beneath if is_number(_plain(line))), None)
    if below:
        return Title(number_in(_plain(below)), words, _least_digit(below), is_centred, words)
    return Title(None, words, round(chosen.confidence, 3), is_centred, words)


def _least_digit(line: Line) -> float:
    digits = [
        sure for character, sure in zip(line.text, line.sure, strict=True) if re.match(r"[\d*+]", character)
    ]
    return round(min(digits, default=line.confidence), 3)

"""A conversation: bubbles become messages, what stands between them tells when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from evidence.readers.reading import Doubt
from evidence.readers.screenshots.arrangement import hugs, is_arranged, without_keys
from evidence.readers.screenshots.bubbles import Field
from evidence.readers.screenshots.captured import Capture
from evidence.readers.screenshots.lines import Box, Line, in_rows, standing_together, united
from evidence.readers.screenshots.screen import Screen, is_face
from evidence.readers.screenshots.times import Shown, day_of, instant, shown_time
from evidence.readers.screenshots.wording import BUTTON, CARD_LINE, SMS_WORDS, SYSTEM, joined, without_status

CLEAR_UNITS = 8.0
"""A bubble leans to a side when its gaps differ by more. In a photograph the screen's edges are only estimated."""
FAR_UNITS = 25.0
SMALLER = 0.93
"""A clock in the corner of a bubble is written smaller than the text."""
BENEATH_UNITS = 7.0
HALF = 0.68
LEAST_WORDS = 4
CUT = 0.3
"""Confidence of a row that the edge of the picture cuts through."""


@dataclass
class Said:
    """One message on its way: its lines, its side, the time that belongs to it."""

    field: Field
    lines: list[Line]
    direction: str = "in"
    sender: str | None = None
    own_time: Shown | None = None
    own_words: str = ""
    at: datetime | None = None
    shown_at: str = ""
    doubts: tuple[Doubt, ...] = ()
    text: str = ""
    is_cut: bool = False

    @property
    def box(self) -> Box:
        return self.field.box


@dataclass(frozen=True)
class Chat:
    """The messages of a conversation, and what speaks for there being one."""

    said: list[Said]
    kind: str
    separators: list[Line] = field(default_factory=list)

    def evidence(self, screen: Screen) -> int:
        """Points for being a conversation; what has fewer than four is some other picture.

        Coloured fields with words are on posters and charts too: without a time, a bar of the telephone or faces
        there are none.
        """
        times = len(self.separators) + sum(1 for each in self.said if each.own_time)
        sides = {each.direction for each in self.said}
        faces = sum(1 for each in self.said if each.field.left_face or each.field.right_face)
        has_faces = 2 * faces >= len(self.said) > 0
        if not any(character.isalpha() for each in self.said for character in each.text):
            return 0
        if not is_arranged([each.field for each in self.said], screen):
            return 0
        if not (times or screen.has_status_bar or screen.input_words or has_faces):
            return 0
        return (
            min(2, len(self.said))
            + 2 * bool(times)
            + bool(screen.title.words)
            + screen.has_status_bar
            + 2 * bool(screen.input_words)
            + (len(sides) > 1)
            + has_faces
            + any(is_green(each.field.colour) for each in self.said)
        )


ENOUGH = 4


def chat_of(screen: Screen, captured: Capture | None) -> Chat:
    """The conversation on the screen; no messages where there is none."""
    said = [Said(each, list(each.lines)) for each in _bubbles(screen)]
    for one in said:
        _take_time(one)
    said = [one for one in said if one.lines]
    screen = _gathered(screen, said)
    separators = _place_loose(screen, said)
    _give_sides(screen, said)
    _give_times(said, separators, captured)
    for one in said:
        one.text, one.doubts = joined(one.lines)
        cut = _cut_row(one, screen)
        if cut is not None:
            one.is_cut, one.doubts = True, _cut_marked(one, cut)
    return Chat(
        [one for one in said if one.text.strip()], _kind(screen, said), [line for line, _ in separators]
    )


def _bubbles(screen: Screen) -> list[Field]:
    """Fields that hold messages: no faces beside bubbles, no buttons."""
    kept = []
    for each in without_keys(screen.fields):
        words = "".join(line.text for line in each.lines).strip()
        beside = any(other is not each and _beside(each, other, screen) for other in screen.fields)
        is_aside = is_face(each, screen.unit) and beside
        if not is_aside and not BUTTON.fullmatch(words) and hugs(each, screen.unit):
            kept.append(each)
    return kept


def _beside(face: Field, other: Field, screen: Screen) -> bool:
    """Whether the other field stands at the height of the face, on its inner side."""
    if other.box[1] >= face.box[3] or other.box[3] <= face.box[1]:
        return False
    at_left = face.box[0] - screen.left < screen.right - face.box[2]
    return other.box[0] >= face.box[2] if at_left else other.box[2] <= face.box[0]


def _take_time(one: Said) -> None:
    """A clock in the corner of the bubble, buttons and the name of the card are no part of the text."""
    rows = in_rows(one.lines)
    while len(rows) > 1 and all(
        BUTTON.fullmatch(line.text.strip()) or CARD_LINE.fullmatch(line.text.strip()) for line in rows[-1]
    ):
        rows.pop()
    last = rows[-1]
    shown = shown_time(without_status(last[-1].text))
    usual = max(line.height for line in one.lines)
    if shown and shown.clock and (len(rows) > 1 or len(last) > 1) and last[-1].height < SMALLER * usual:
        one.own_time, one.own_words = shown, last[-1].text
        last.pop()
    one.lines = [line for row in rows for line in row]


def _gathered(screen: Screen, said: Sequence[Said]) -> Screen:
    """The screen without loose lines that continue a bubble, whose colour was lost under them: they go to its lines."""
    holder = {id(line): one for one in said for line in one.lines}
    taken = set[int]()
    texts = [
        line
        for line in screen.loose
        if not shown_time(without_status(line.text)) and without_status(line.text)
    ]
    for group in standing_together([*texts, *(line for one in said for line in one.lines)]):
        holders = {id(holder[id(line)]): holder[id(line)] for line in group if id(line) in holder}
        lost = [line for line in group if id(line) not in holder]
        if len(holders) == 1 and lost and _has_rows_alike(group):
            (one,) = holders.values()
            one.lines = [line for row in in_rows([*one.lines, *lost]) for line in row]
            one.field = replace(one.field, box=united([one.field.box, *(line.box for line in lost)]))
            taken.update(id(line) for line in lost)
    return replace(screen, loose=tuple(line for line in screen.loose if id(line) not in taken))


def _has_rows_alike(lines: Sequence[Line]) -> bool:
    """Whether all are of one size: a sender's name above a bubble is smaller."""
    heights = [line.height for line in lines]
    return max(heights) < 1.25 * min(heights)


def _place_loose(screen: Screen, said: Sequence[Said]) -> list[tuple[Line, Shown]]:
    """Loose lines find their place: times in the middle separate, others belong to the bubble above or below."""
    separators = []
    for line in screen.loose:
        plain = without_status(line.text)
        shown = shown_time(plain)
        if shown and screen.is_centred(line):
            separators.append((line, shown))
        elif shown:
            near = _nearest(line, said, screen.unit)
            if near:
                near.own_time, near.own_words = shown, line.text
            else:
                separators.append((line, shown))
        elif plain and not screen.is_centred(line) and not SYSTEM.search(plain):
            _name_sender(line, said, screen.unit)
    return sorted(separators, key=lambda each: each[0].top)


def _nearest(line: Line, said: Iterable[Said], unit: float) -> Said | None:
    """The bubble under which a line stands close, else the one above which or beside which it does."""
    best, least = None, BENEATH_UNITS * unit
    for one in said:
        left, top, right, bottom = one.box
        if line.right < left - 14 * unit or line.left > right + 14 * unit:
            continue
        gap = line.top - bottom if line.middle[1] > (top + bottom) / 2 else (top - line.bottom) * 1.5
        if -12 * unit < gap < least:
            best, least = one, max(gap, 0)
    return best


def _name_sender(line: Line, said: Iterable[Said], unit: float) -> None:
    """In groups the sender's name stands small above the bubble."""
    for one in said:
        left, top, _, _ = one.box
        usual = max(each.height for each in one.lines)
        if (
            -unit < top - line.bottom < 4 * unit
            and abs(line.left - left) < 5 * unit
            and line.height < 0.9 * usual
        ):
            one.sender = line.text.strip()


def _lean(one: Said, screen: Screen) -> float:
    """How much nearer the bubble is to the right edge, in hundredths of the width; negative is left."""
    return ((one.box[0] - screen.left) - (screen.right - one.box[2])) / screen.unit


def is_green(colour: tuple[float, float, float]) -> bool:
    blue, green, red = colour
    return green > red + 25 and green > blue + 25


def is_coloured(colour: tuple[float, float, float]) -> bool:
    return max(colour) - min(colour) > 40


def _give_sides(screen: Screen, said: Sequence[Said]) -> None:
    """In or out: by the side to which a bubble leans; where it fills the width, by its kin of the same colour, by faces, by colour."""
    sides: dict[int, str] = {}
    for place, one in enumerate(said):
        side = _own_side(one, _lean(one, screen), FAR_UNITS if screen.is_photo else CLEAR_UNITS)
        if side:
            sides[place] = one.direction = side
    for place, one in enumerate(said):
        if place in sides:
            continue
        kin = [sides[other] for other in sides if _alike(said[other].field, one.field)]
        if kin:
            one.direction = max(("in", "out"), key=kin.count)
        else:
            one.direction = "out" if is_coloured(one.field.colour) else "in"


def _own_side(one: Said, lean: float, clear: float) -> str | None:
    """The side that the bubble itself tells: leaning far, with a face on one side only, or leaning clearly."""
    faces = one.field.left_face, one.field.right_face
    if abs(lean) <= FAR_UNITS and faces[0] != faces[1]:
        return "out" if faces[1] else "in"
    if abs(lean) > clear:
        return "out" if lean > 0 else "in"
    return None


def _alike(one: Field, other: Field) -> bool:
    return max(abs(a - b) for a, b in zip(one.colour, other.colour, strict=True)) < 10


def _give_times(
    said: Sequence[Said], separators: Sequence[tuple[Line, Shown]], captured: Capture | None
) -> None:
    """Each message gets the time that stands at it, or else the last one above it."""
    for one in said:
        above = [shown for line, shown in separators if line.top < one.box[1]]
        if one.own_time:
            one.shown_at = _with_heading(one.own_time, one.own_words, above)
            one.at = _under(one.own_time, above, captured)
        elif above:
            one.shown_at = above[-1].words.strip()
            headings = [shown for shown in above[:-1] if shown.has_day]
            # 08:00 under the heading 3月5日 is of that day; after 昨天 21:03 it is of the day of capture.
            one.at = _under(above[-1], headings[-1:] if headings and not headings[-1].clock else [], captured)


def _under(shown: Shown, above: Sequence[Shown], captured: Capture | None) -> datetime | None:
    """The instant of a time; a clock alone is of the day over it, and unknown where that day is."""
    if shown.has_day or not above:
        return instant(shown, captured)
    over = above[-1]
    day = day_of(over, captured)
    return instant(shown, captured, day) if day else None


def _with_heading(own: Shown, words: str, above: Sequence[Shown]) -> str:
    """The words of the time; a clock alone with the day that stands over it."""
    clock = without_status(words)
    if own.has_day or not above or not above[-1].has_day:
        return clock
    return f"{above[-1].words.strip()} {clock}"


def _cut_row(one: Said, screen: Screen) -> int | None:
    """The row through or at which the content ends: 0 for the first, -1 for the last; None when the message is whole."""
    _, top, _, bottom = one.box
    rows = in_rows(one.lines)
    usual = sorted(line.height for line in one.lines)[len(one.lines) // 2]
    if top <= 0.4 * screen.unit or _is_half(rows[0], usual):
        return 0
    if bottom >= screen.bottom - 0.4 * screen.unit or _is_half(rows[-1], usual):
        return -1
    return None


def _is_half(row: Sequence[Line], usual: float) -> bool:
    """Whether only a part of the letters of a row is seen, as where it slides under a bar. Points and dashes are low by nature."""
    words = "".join(line.text for line in row)
    return sum(map(str.isalnum, words)) >= LEAST_WORDS and max(line.height for line in row) < HALF * usual


def _cut_marked(one: Said, row: int) -> tuple[Doubt, ...]:
    """The row at the cut edge is doubtful as a whole; marks inside it are covered by it."""
    length = min(sum(len(line.text) for line in in_rows(one.lines)[row]), len(one.text))
    begin, end = (0, length) if row == 0 else (len(one.text) - length, len(one.text))
    outside = [mark for mark in one.doubts if mark.end <= begin or mark.begin >= end]
    return tuple(sorted([*outside, Doubt(begin, end, CUT)]))


def _kind(screen: Screen, said: Sequence[Said]) -> str:
    """sms, wechat, or chat for another messenger: faces on both sides tell a messenger, green tells which."""
    if SMS_WORDS.search(screen.input_words):
        return "sms"
    out = [one for one in said if one.direction == "out"]
    received = [one for one in said if one.direction == "in"]
    own_face = any(one.field.right_face for one in out)
    their_face = any(one.field.left_face for one in received)
    coloured = [one for one in out if is_coloured(one.field.colour)]
    is_named = screen.title.is_centred and not screen.title.peer
    is_messenger = (own_face and (their_face or not received)) or (their_face and not out and is_named)
    # Where there is a telephone's text field, its words say so; a messenger's is empty.
    if is_messenger or (is_named and not screen.input_words and screen.has_status_bar):
        return "wechat" if not coloured or any(is_green(one.field.colour) for one in coloured) else "chat"
    return "sms"


def lines_box(lines: Sequence[Line]) -> Iterator[Box]:
    """Where the lines stand in the picture itself, its tilt left in."""
    for line in lines:
        xs, ys = [point[0] for point in line.quad], [point[1] for point in line.quad]
        yield min(xs), min(ys), max(xs), max(ys)


def place_of(one: Said, *, is_tilted: bool) -> Box:
    """The message's place: its bubble, or, where the picture is tilted, what its lines take."""
    return united(lines_box(one.lines)) if is_tilted else united([one.box, *lines_box(one.lines)])

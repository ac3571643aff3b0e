"""How much two readings look like one message.

Wrongly joining two messages loses one; so whatever was read surely and differs in a number, a link, a negation or a name
makes them two. What recognition typically gets wrong (blanks, punctuation, look-alike glyphs, characters that it marked as
doubtful itself) does not.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import IntEnum
from functools import cached_property

from rapidfuzz import fuzz
from rapidfuzz.distance import Levenshtein

from evidence.messages.rules.spelling import Plain, plain

SHORTEST_FOR_SLACK = 8
"""A single character may be lost only in a text of so many; in a shorter one it is half of what is said."""
PER_LOST_CHARACTER = 40
SHORTEST_CUT = 6
LIKE_ENOUGH = 85.0
DOUBTED_AT_MOST = 0.25
SOON = timedelta(minutes=15)
NEGATIONS = frozenset("不未没无别勿莫非否")
NUMERALS = frozenset("一二三四五六七八九十百千万亿两零壹贰叁肆伍陆柒捌玖拾佰仟")


class Grade(IntEnum):
    """From nothing in common to the same words."""

    NONE = 0
    NEAR = 1
    CUT = 2
    CLOSE = 3
    EQUAL = 4


@dataclass(frozen=True)
class Told:
    """One reading as it is compared. `sender` and `name` are empty when unknown; `doubts` are parts of `text`.

    `is_first` and `is_last` say that it stands at the upper or lower edge of a picture, where a message may be cut.
    `after` and `before` are the times that the picture shows above and below it, when it shows none at the message itself:
    chats show one time over several messages.
    """

    text: str
    direction: str
    at: datetime | None = None
    sender: str = ""
    name: str = ""
    doubts: tuple[tuple[int, int], ...] = ()
    is_picture: bool = False
    is_first: bool = False
    is_last: bool = False
    after: datetime | None = None
    before: datetime | None = None

    @cached_property
    def plain(self) -> Plain:
        return plain(self.text)

    @cached_property
    def doubtful(self) -> frozenset[int]:
        """Places in the plain text that were read without being sure."""
        return frozenset(
            place
            for place, origin in enumerate(self.plain.origin)
            if any(first <= origin < last for first, last in self.doubts)
        )


@dataclass(frozen=True)
class Likeness:
    """How alike two readings are, on how many characters that rests, and whether both show the same minute and sender.

    `is_bounded`: the time of one is unknown but lies between two that its picture shows, and that of the other does too.
    """

    grade: Grade
    length: int = 0
    is_same_minute: bool = False
    is_same_sender: bool = False
    is_bounded: bool = False


NOT_ALIKE = Likeness(Grade.NONE)


def likeness(one: Told, other: Told) -> Likeness:
    """How much two readings look like one message. Order does not matter."""
    if one.direction != other.direction or not one.plain.text or not other.plain.text:
        return NOT_ALIKE
    if _differ(one.sender, other.sender) or not _may_be_one_time(one, other):
        return NOT_ALIKE
    grade, length = _words(one, other)
    if grade is Grade.NONE:
        return NOT_ALIKE
    is_same_sender = bool(one.sender and other.sender) or bool(one.name and one.name == other.name)
    is_bounded = _is_bounded(one, other) or _is_bounded(other, one)
    return Likeness(grade, length, _is_same_minute(one, other), is_same_sender, is_bounded)


def _is_same_minute(one: Told, other: Told) -> bool:
    """Whether both stand at, or under, the same time."""
    times = [told.at or told.after for told in (one, other)]
    return times[0] is not None and times[1] is not None and _minute(times[0]) == _minute(times[1])


def _differ(one: str, other: str) -> bool:
    return bool(one and other and one != other)


def _may_be_one_time(one: Told, other: Told) -> bool:
    """Unknown times fit everything. A picture shows minutes only; two exports are compared elsewhere, to the second."""
    if one.at is None or other.at is None:
        return _is_within(one, other.at) and _is_within(other, one.at)
    gap = abs(_minute(one.at) - _minute(other.at))
    return gap == timedelta(0)


def _is_within(told: Told, at: datetime | None) -> bool:
    """Whether something of this time can stand where the picture shows it. Unknown times can stand anywhere."""
    if at is None:
        return True
    return not (
        (told.after is not None and _minute(at) < _minute(told.after))
        or (told.before is not None and _minute(at) > _minute(told.before))
    )


def _is_bounded(told: Told, other: Told) -> bool:
    """Whether the other's time lies between two that the picture shows, or soon after the one above."""
    if told.at is not None or other.at is None or told.after is None:
        return False
    return told.before is not None or other.at - told.after <= SOON


def _minute(at: datetime) -> datetime:
    return at.replace(second=0, microsecond=0)


def _words(one: Told, other: Told) -> tuple[Grade, int]:
    first, second = one.plain.text, other.plain.text
    length = min(len(first), len(second))
    if first == second:
        return Grade.EQUAL, length
    if fuzz.ratio(first, second, score_cutoff=LIKE_ENOUGH):
        grade = _edited(one, other)
        if grade > Grade.NEAR:
            return grade, length
        cut = _cut(one, other)
        return (Grade.CUT, length) if cut else (grade, length)
    return (Grade.CUT, length) if _cut(one, other) else (Grade.NONE, length)


def _edited(one: Told, other: Told) -> Grade:
    """The grade of two texts of about one length, by what would have to be changed."""
    first, second = one.plain.text, other.plain.text
    lost = doubted = 0
    is_near = False
    for op in Levenshtein.opcodes(first, second):
        if op.tag == "equal":
            continue
        here = range(op.src_start, op.src_end)
        there = range(op.dest_start, op.dest_end)
        changed = first[op.src_start : op.src_end] + second[op.dest_start : op.dest_end]
        if _is_doubted(one, here) or _is_doubted(other, there):
            doubted += max(len(here), len(there))
        elif any(_is_exact(letter) for letter in changed):
            return Grade.NONE
        elif len(changed) == 1:
            lost += 1
        else:
            is_near = True
    return _grade(min(len(first), len(second)), lost, doubted, is_near)


def _grade(length: int, lost: int, doubted: int, is_near: bool) -> Grade:
    if doubted > max(2, length * DOUBTED_AT_MOST):
        return Grade.NONE
    if is_near or lost > 1 + length // PER_LOST_CHARACTER or (lost and length < SHORTEST_FOR_SLACK):
        return Grade.NEAR if length >= SHORTEST_FOR_SLACK else Grade.NONE
    return Grade.CLOSE if lost else Grade.EQUAL


def _is_doubted(told: Told, places: range) -> bool:
    """Whether the reading itself marks these places as doubtful; where nothing was read, the places beside the gap."""
    if not told.doubtful:
        return False
    if places:
        return all(place in told.doubtful for place in places)
    return places.start in told.doubtful or places.start - 1 in told.doubtful


def _is_exact(letter: str) -> bool:
    """A sure difference here is another amount, number, link or the opposite."""
    return letter.isascii() or letter in NUMERALS or letter in NEGATIONS


def _cut(one: Told, other: Told) -> bool:
    """Whether one of them is the other with its beginning or end cut off by the edge of its picture."""
    short, whole = sorted((one, other), key=lambda told: len(told.plain.text))
    length = len(short.plain.text)
    if not short.is_picture or length < SHORTEST_CUT or length == len(whole.plain.text):
        return False
    return (short.is_last and _is_beginning(short, whole, length)) or (
        short.is_first and _is_end(short, whole, length)
    )


def _part(told: Told, first: int, last: int) -> Told:
    """The reading of a part of the plain text."""
    origin = told.plain.origin
    begin = origin[first]
    end = origin[last - 1] + 1
    doubts = tuple(
        (max(a, begin) - begin, min(b, end) - begin) for a, b in told.doubts if a < end and b > begin
    )
    return Told(told.text[begin:end], told.direction, doubts=doubts)


def _is_beginning(short: Told, whole: Told, length: int) -> bool:
    return _edited(short, _part(whole, 0, length)) is Grade.EQUAL


def _is_end(short: Told, whole: Told, length: int) -> bool:
    total = len(whole.plain.text)
    return _edited(short, _part(whole, total - length, total)) is Grade.EQUAL

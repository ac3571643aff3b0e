"""How plain text files of chats set off one message from the next."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from evidence.readers.moments import Moment, written_moment

WHEN = (
    r"(?P<when>(?:\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?|\d{1,2}[-/月]\d{1,2}日?)"
    r"(?:\s?(?:周|星期).)?[ ,T]{1,3}(?:上午|下午|凌晨|清晨|早上|中午|傍晚|晚上)?\s?\d{1,2}:\d{2}(?::\d{2})?(?:\s?[AaPp][Mm])?)"
)
CLOCK = r"(?P<when>(?:上午|下午|凌晨|清晨|早上|中午|傍晚|晚上)?\s?\d{1,2}:\d{2}(?::\d{2})?)"
NAME = r"(?P<name>[^\n]{1,60}?)"
DAY_LINE = re.compile(
    r"\s*[-—–=*_ ]{0,40}\s*(\d{4}\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?)(?:\s?(?:周|星期).)?\s*[-—–=*_ ]{0,40}\s*"
)
LOG_WORDS = frozenset({"info", "error", "warn", "warning", "debug", "trace", "fatal", "critical", "notice"})


@dataclass(frozen=True, slots=True)
class Layout:
    """One way to begin a message. `inline`: its text stands on the same line. `split`: name and time on two lines."""

    name: str
    pattern: re.Pattern[str]
    inline: bool = False
    split: bool = False
    needs_day: bool = False

    def match(self, line: str) -> re.Match[str] | None:
        """The head of a message, if the line is one."""
        match = self.pattern.fullmatch(line)
        if match is None or (not self.split and _is_log(match["name"])):
            return None
        return match if self.moment(match) is not None else None

    @staticmethod
    def moment(match: re.Match[str]) -> Moment | None:
        """When the message was written."""
        return written_moment(match["when"])


def _pattern(form: str) -> re.Pattern[str]:
    return re.compile(form)


LAYOUTS = (
    Layout("bracket", _pattern(rf"\[{WHEN}\]\s*{NAME}\s?[:：]\s?(?P<text>.*)"), inline=True),
    Layout("dash", _pattern(rf"{WHEN}\s[-–—]\s{NAME}\s?[:：]\s?(?P<text>.*)"), inline=True),
    Layout("inline", _pattern(rf"{WHEN}\s+{NAME}\s?[:：]\s?(?P<text>\S.*)"), inline=True),
    Layout("time_first", _pattern(rf"{WHEN}\s+{NAME}[:：]?\s*")),
    Layout("name_first", _pattern(rf"{NAME}[:：]?\s+[(\[]?{WHEN}[)\]]?[:：]?\s*")),
    Layout("two_lines", _pattern(rf"{WHEN}\s*"), split=True),
    Layout("day_apart", _pattern(rf"{NAME}\s+{CLOCK}\s*"), needs_day=True),
)
"""The first of those that fit equally often is taken."""


def usual(line: str) -> str:
    """A line as the patterns expect it: no end, half-width figures, plain blanks."""
    return unicodedata.normalize("NFKC", line.strip("\n")).replace("\u202f", " ").rstrip()


def _is_log(name: str) -> bool:
    return name.strip("[] ").split(" ")[0].lower() in LOG_WORDS


@dataclass(frozen=True, slots=True)
class Judged:
    """A layout that fits the beginning of a file, and whether a blank line stands before each message."""

    layout: Layout
    is_spaced: bool


LOOKED_AT = 600
BEGINS_WITHIN = 12
"""Lines that are not empty before the first message: titles of an export."""


def judge(lines: Sequence[str]) -> Judged | None:
    """The layout of a chat; None when the text is none."""
    told = [usual(line) for line in lines[:LOOKED_AT]]
    best: Judged | None = None
    most = 0
    for layout in LAYOUTS:
        places = [place for place, line in enumerate(told) if layout.match(line)]
        if layout.split:
            places = [
                place - 1
                for place in places
                if place and told[place - 1].strip() and not _is_dated(told[place - 1])
            ]
        if not places or len(places) <= most or not _is_chat(layout, told, places):
            continue
        spaced = sum(1 for place in places[1:] if not told[place - 1].strip())
        most, best = len(places), Judged(layout, len(places) > 2 and spaced * 3 >= (len(places) - 1) * 2)
    return best


def _is_dated(line: str) -> bool:
    return any(layout.match(line) for layout in LAYOUTS if not layout.split and not layout.needs_day)


def _is_chat(layout: Layout, told: Sequence[str], places: Sequence[int]) -> bool:
    if sum(1 for line in told[: places[0]] if line.strip()) > BEGINS_WITHIN:
        return False
    if layout.needs_day and not any(DAY_LINE.fullmatch(line) for line in told[: places[0]]):
        return False
    if layout.inline:
        return True
    after = 2 if layout.split else 1
    heads = set(places)
    with_text = sum(
        1
        for place in places
        if any(
            line.strip() and at not in heads
            for at, line in enumerate(told[place + after : place + after + 2], place + after)
        )
    )
    return with_text * 2 >= len(places)

"""What the words beside a message say about its day and time, as far as they say it."""

import re
from dataclasses import dataclass
from datetime import date, time

_CLOCK = re.compile(r"(凌晨|清晨|早上|上午|中午|下午|傍晚|晚上)?\s*(\d{1,2})[:：](\d{2})(?!\d)")
_DAY = re.compile(r"(?:(\d{4})\s*[年./-]\s*)?(\d{1,2})\s*[月./-]\s*(\d{1,2})(?!\d|[:：])")
AFTERNOON = frozenset({"中午", "下午", "傍晚", "晚上"})
NOON = 12


@dataclass(frozen=True)
class Hint:
    """The day and the time that words name; None for what they leave open."""

    day: date | None
    clock: time | None


def hint_from(words: str, received_on: date) -> Hint:
    """What a person may start from. A day without a year is the last one before the file was received; 昨天 is left open."""
    return Hint(_day(words, received_on), _clock(words))


def _clock(words: str) -> time | None:
    found = _CLOCK.search(words)
    if found is None:
        return None
    hour, minute = int(found[2]), int(found[3])
    if found[1] in AFTERNOON and hour < NOON and not (found[1] == "中午" and hour > NOON - 2):
        hour += NOON
    try:
        return time(hour, minute)
    except ValueError:
        return None


def _day(words: str, received_on: date) -> date | None:
    found = _DAY.search(words)
    if found is None:
        return None
    year = int(found[1]) if found[1] else received_on.year
    try:
        day = date(year, int(found[2]), int(found[3]))
        return day.replace(year=year - 1) if not found[1] and day > received_on else day
    except ValueError:
        return None

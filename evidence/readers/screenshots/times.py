"""Times as screens show them, and the instants they stand for as seen on the day of capture."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from evidence.readers.screenshots.captured import SHANGHAI, Capture

WEEK = {**{name: place for place, name in enumerate("一二三四五六日")}, "天": 6}
WEEK_ENGLISH = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
DAYS_AGO = {"今天": 0, "今日": 0, "today": 0, "昨天": 1, "昨日": 1, "yesterday": 1, "前天": 2}
MORNING = frozenset({"凌晨", "清晨", "早上", "早晨", "上午", "am"})
EVENING = frozenset({"下午", "傍晚", "晚上", "夜间", "pm"})
HALVES = r"凌晨|清晨|早上|早晨|上午|中午|下午|傍晚|晚上|夜间|AM|PM"
GAP = r"[\s•·・.,，、|\-]*"
SHOWN = re.compile(
    rf"""
    (?:
        (?:(?P<year>20\d\d)\s?[年/.\-]\s?)?(?P<month>\d{{1,2}})\s?(?P<mark>[月/.\-])\s?(?P<day>\d{{1,2}})\s?日?
        |(?P<ago>今天|今日|昨天|昨日|前天|today|yesterday)
    )?
    {GAP}(?:(?:星期|周|礼拜)(?P<week>[一二三四五六日天])|(?P<week_english>mon|tue|wed|thu|fri|sat|sun)[a-z]*)?
    {GAP}(?P<half>{HALVES})?\s*
    (?:(?P<hour>\d{{1,2}})\s?:\s?(?P<minute>[0-5]\d)(?::(?P<second>[0-5]\d))?)?
    \s*(?P<half_after>AM|PM)?
    """,
    re.VERBOSE | re.IGNORECASE,
)
AGO = re.compile(r"(?:(?P<just>刚刚)|(?P<number>\d{1,3})\s?(?P<unit>分钟|小时)前)")
LABEL = re.compile(r"^(?:短信/彩信|短信|彩信|信息|增强信息|iMessage|RCS)[\s•·:]*(?=\S)", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Shown:
    """A time as shown: what is not shown is None. `words` are the words themselves."""

    words: str
    year: int | None = None
    month: int | None = None
    day: int | None = None
    days_ago: int | None = None
    weekday: int | None = None
    clock: tuple[int, int, int] | None = None
    minutes_ago: int | None = None

    @property
    def has_day(self) -> bool:
        return self.month is not None or self.days_ago is not None or self.weekday is not None


def shown_time(words: str) -> Shown | None:
    """The time that the words are, when they are nothing but a time."""
    plain = LABEL.sub("", unicodedata.normalize("NFKC", words).strip())
    if relative := AGO.fullmatch(plain):
        minutes = (
            0 if relative["just"] else int(relative["number"]) * (60 if relative["unit"] == "小时" else 1)
        )
        return Shown(words, minutes_ago=minutes)
    found = SHOWN.fullmatch(plain)
    return _shown(words, found) if found and plain else None


def _shown(words: str, found: re.Match[str]) -> Shown | None:
    clock = None
    if found["hour"] is not None:
        clock = _clock(found)
        if clock is None:
            return None
    elif not _is_date_alone(found):
        return None
    weekday = None
    if found["week"]:
        weekday = WEEK[found["week"]]
    elif found["week_english"]:
        weekday = WEEK_ENGLISH.index(found["week_english"].lower())
    ago = found["ago"]
    return Shown(
        words, _number(found["year"]), _number(found["month"]), _number(found["day"]),
        DAYS_AGO[ago.lower()] if ago else None, weekday, clock,
    )  # fmt: skip


def _number(digits: str | None) -> int | None:
    return int(digits) if digits else None


def _is_date_alone(found: re.Match[str]) -> bool:
    """A day without a clock; 3.5 and 1-2 are numbers, 03-05 and 3/5 are days."""
    if found["half"] or found["half_after"]:
        return False
    if found["month"] is None:
        return bool(found["ago"] or found["week"] or found["week_english"])
    if found["year"] or found["mark"] in "月/":
        return True
    return found["mark"] == "-" and len(found["month"]) == len(found["day"]) == 2


def _clock(found: re.Match[str]) -> tuple[int, int, int] | None:
    """Hour, minute and second of 24; None for what no clock shows, and for 晚上12点, which may be either midnight."""
    hour, half = int(found["hour"]), (found["half"] or found["half_after"] or "").lower()
    if half in MORNING and hour == 12:
        hour = 0
    elif half in EVENING and hour == 12:
        if half in {"晚上", "夜间"}:
            return None
    elif (half in EVENING and hour < 12) or (half == "中午" and hour < 4):
        hour += 12
    return (hour, int(found["minute"]), int(found["second"] or 0)) if hour < 24 else None


def day_of(shown: Shown, captured: Capture | None) -> date | None:
    """The day that the words stand for, seen on the day of capture; None where nobody can know it."""
    if shown.month is not None and shown.day is not None:
        return _calendar_day(shown, captured)
    if captured is None:
        return None
    if shown.days_ago is not None:
        return captured.at.date() - timedelta(days=shown.days_ago)
    if shown.weekday is not None:
        back = (captured.at.weekday() - shown.weekday) % 7
        # The weekday of the capture itself may be today or a week ago, as the app likes.
        return captured.at.date() - timedelta(days=back) if back else None
    return captured.at.date()


def _calendar_day(shown: Shown, captured: Capture | None) -> date | None:
    month, day = shown.month or 0, shown.day or 0
    years = [shown.year] if shown.year else [captured.at.year, captured.at.year - 1] if captured else []
    for year in years:
        try:
            found = date(year, month, day)
        except ValueError:
            continue
        if captured is None or shown.year or found <= captured.at.date():
            return found
    return None


def instant(shown: Shown, captured: Capture | None, day: date | None = None) -> datetime | None:
    """The instant that the words stand for; None unless day and clock are both known.

    `day` is that of the heading under which a clock alone stands. A clock alone without one belongs to the day of
    capture, unless it had not come yet when the picture was taken.
    """
    if shown.minutes_ago is not None:
        return _before(captured, shown.minutes_ago)
    if shown.clock is None:
        return None
    found = day if day is not None and not shown.has_day else day_of(shown, captured)
    if found is None:
        return None
    at = datetime(found.year, found.month, found.day, *shown.clock, tzinfo=SHANGHAI)
    return None if captured is not None and at > captured.at else at


def _before(captured: Capture | None, minutes: int) -> datetime | None:
    if captured is None or not captured.has_clock:
        return None
    at = datetime.fromtimestamp(captured.at.timestamp(), SHANGHAI) - timedelta(minutes=minutes)
    return at.replace(second=0)

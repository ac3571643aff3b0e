"""Written dates and times as phones, carriers and chat programs write them.

A date that leaves something open (no year, day and month in unknown order) is read as far as it goes; what the whole
file says about it is added by `Calendar`. Nothing is guessed: what stays open stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, timezone
from functools import lru_cache
from typing import NamedTuple

from evidence.readers.dates import AFTERNOON, SHANGHAI, printed_time

FIRST_YEAR = 1993
LAST_YEAR = 2100
DAY_S = 86_400
UNIX_EPOCH = datetime(1970, 1, 1, tzinfo=SHANGHAI)
EXCEL_EPOCH = datetime(1899, 12, 30, tzinfo=SHANGHAI)
EXCEL_DAYS = range(33_970, 73_415)
"""Serial numbers of days from 1993 to 2100 (ECMA-376 part 1, 18.17.4.1)."""

TIME = (
    r"(?P<half>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上|[AaPp][Mm](?=\s))?\s*"
    r"(?P<hour>\d{1,2})\s*[:时點点]\s*(?P<minute>\d{1,2})(?:\s*[:分]\s*(?P<second>\d{1,2})(?:[.,](?P<part>\d{1,9}))?\s*秒?)?分?"
    r"\s*(?P<meridiem>[AaPp]\.?[Mm]\.?)?\s*(?P<zone>Z|(?:GMT|UTC)?[+-]\d{1,2}:?\d{2}|UTC|GMT)?"
)
WEEKDAY = r"(?:\s*\(?(?:周|星期|礼拜)[一二三四五六日天]\)?)?"
GAP = r"[\s,T]*"
DATED = re.compile(
    rf"(?:(?P<year>\d{{4}})\s*[-/.年]\s*)?(?P<month>\d{{1,2}})\s*[-/.月]\s*(?P<day>\d{{1,2}})\s*[日号]?{WEEKDAY}(?:{GAP}{TIME})?",
    re.ASCII,
)
DAY_FIRST = re.compile(
    rf"(?P<first>\d{{1,2}})[-/.](?P<other>\d{{1,2}})[-/.](?P<year>\d{{4}})(?:{GAP}{TIME})?", re.ASCII
)
COMPACT = re.compile(
    r"(?P<year>(?:19|20)\d{2})(?P<month>\d{2})(?P<day>\d{2})(?:[\sT]*(?P<hour>\d{2}):?(?P<minute>\d{2}):?(?P<second>\d{2})?)?",
    re.ASCII,
)
CLOCK = re.compile(TIME, re.ASCII)
BARE_CLOCK = re.compile(r"(?P<hour>\d{2})(?P<minute>\d{2})(?P<second>\d{2})", re.ASCII)
SERIAL = re.compile(r"\d{5}(?:\.\d{1,15})?", re.ASCII)
LONGEST = 60
LONGEST_TITLE = 500
USUAL_LENGTH = 19
ODD_SPACES = re.compile(r"[\s\u200b-\u200f\u202a-\u202f\u2066-\u2069\ufeff]+")

PERIOD = re.compile(
    r"(?<!\d)((?:19|20)\d{2})\s*[年\-/.]?\s*(1[0-2]|0?[1-9])(?!\d{3})(?:月|[-/.]|(?=\d{2}(?!\d))|(?!\d))"
)
YEAR = re.compile(r"(?<!\d)(20\d{2})\s*年(?:度)?")
PRINTED_ON = re.compile(
    r"(?:打印|导出|制表|生成|下载|出具|受理|入网|开户|操作)[^\s,，;；]{0,4}\s*[:：]?\s*[\d年月日\-/.]+(?:\s+[\d:]+)?"
)


class Moment(NamedTuple):
    """What a written time says. `day_month` holds the first two numbers when nobody can tell day from month."""

    year: int | None = None
    month: int | None = None
    day: int | None = None
    seconds: float | None = None
    offset: timedelta | None = None
    day_month: tuple[int, int] | None = None

    @property
    def has_day(self) -> bool:
        """Whether a day is meant, if not told completely."""
        return self.day is not None or self.day_month is not None


@lru_cache(maxsize=4096)
def written_moment(text: str) -> Moment | None:
    """What a written date or time says; None when it is neither."""
    if len(text) > LONGEST:
        return None
    usual = ODD_SPACES.sub(" ", unicodedata.normalize("NFKC", text)).strip().lstrip("'").strip()
    if SERIAL.fullmatch(usual):
        return of_serial(float(usual))
    for read in (_compact, _dated, _day_first, _clock):
        found = read(usual)
        if found is not None:
            return found
    shown = printed_time(usual)
    return None if shown is None else _checked(_of_datetime(UNIX_EPOCH + timedelta(seconds=shown)))


def of_cell(value: object) -> Moment | None:
    """What a cell of a spreadsheet says as a date or time."""
    if isinstance(value, str):
        return _usual(value) or written_moment(value)
    if isinstance(value, datetime):
        return _of_datetime(value)
    if isinstance(value, date):
        return Moment(value.year, value.month, value.day)
    if isinstance(value, time):
        return Moment(seconds=value.hour * 3600 + value.minute * 60 + value.second)
    if isinstance(value, timedelta):
        return Moment(seconds=round(value.total_seconds())) if timedelta(0) <= value < timedelta(1) else None
    if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value < 10**15:
        return None
    return of_serial(value) or (written_moment(f"{value:.0f}") if value >= 10**7 else None)


def _usual(text: str) -> Moment | None:
    """The form that most exports use, 2026-03-05 21:03:07, read fast."""
    if len(text) != USUAL_LENGTH or text[4] not in "-/" or text[13] != ":":
        return None
    try:
        at = datetime.fromisoformat(text.replace("/", "-"))
    except ValueError:
        return None
    if not FIRST_YEAR <= at.year < LAST_YEAR:
        return None
    return Moment(at.year, at.month, at.day, at.hour * 3600 + at.minute * 60 + at.second)


def of_serial(value: float) -> Moment | None:
    """A serial number of Excel: days since 1899-12-30, or a part of one day."""
    if 0 < value < 1:
        return Moment(seconds=min(round(value * DAY_S), DAY_S - 1))
    if value < 0 or int(value) not in EXCEL_DAYS:
        return None
    if value == int(value):
        day = EXCEL_EPOCH + timedelta(days=int(value))
        return Moment(day.year, day.month, day.day)
    return _of_datetime(EXCEL_EPOCH + timedelta(seconds=round(value * DAY_S)))


def _of_datetime(value: datetime) -> Moment:
    if value.microsecond:
        value = (value + timedelta(microseconds=500_000)).replace(microsecond=0)
    return Moment(value.year, value.month, value.day, value.hour * 3600 + value.minute * 60 + value.second)


def _compact(text: str) -> Moment | None:
    match = COMPACT.fullmatch(text)
    if match is None:
        return None
    year, month, day, hour, minute, second = match.groups()
    seconds = None if hour is None else _seconds(int(hour), int(minute), int(second or 0))
    if hour is not None and seconds is None:
        return None
    return _checked(Moment(int(year), int(month), int(day), seconds))


def _dated(text: str) -> Moment | None:
    match = DATED.fullmatch(text)
    if match is None:
        return None
    year = match["year"]
    found = Moment(int(year) if year else None, int(match["month"]), int(match["day"]))
    return _with_time(found, match)


def _day_first(text: str) -> Moment | None:
    """03/04/2026: told only where one of the numbers can be no month."""
    match = DAY_FIRST.fullmatch(text)
    if match is None:
        return None
    first, other, year = int(match["first"]), int(match["other"]), int(match["year"])
    if first > 12 or first == other:
        return _with_time(Moment(year, other, first), match)
    if other > 12:
        return _with_time(Moment(year, first, other), match)
    return _with_time(Moment(year, day_month=(first, other)), match)


def _clock(text: str) -> Moment | None:
    match = CLOCK.fullmatch(text)
    if match:
        return _with_time(Moment(), match)
    match = BARE_CLOCK.fullmatch(text)
    seconds = _seconds(*(int(part) for part in match.groups())) if match else None
    return None if seconds is None else Moment(seconds=seconds)


def _with_time(found: Moment, match: re.Match[str]) -> Moment | None:
    if match["hour"] is None:
        return _checked(found)
    hour = _hour(int(match["hour"]), match["half"] or match["meridiem"])
    seconds = _seconds(hour, int(match["minute"]), int(match["second"] or 0))
    if seconds is None:
        return None
    part = float(f"0.{match['part']}") if match["part"] else 0
    return _checked(found._replace(seconds=seconds + part, offset=_offset(match["zone"])))


def _hour(hour: int, half: str | None) -> int:
    if half is None:
        return hour
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if half in AFTERNOON or half[0] in "Pp":
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 else hour


def _seconds(hour: int, minute: int, second: int) -> int | None:
    if hour > 23 or minute > 59 or second > 59:
        return None
    return hour * 3600 + minute * 60 + second


def _offset(zone: str | None) -> timedelta | None:
    if zone is None:
        return None
    digits = re.sub(r"[^\d+-]", "", zone)
    if not digits:
        return timedelta(0)
    hours, minutes = (int(digits[1:-2]), int(digits[-2:])) if len(digits) > 3 else (int(digits[1:]), 0)
    apart = timedelta(hours=hours, minutes=minutes)
    return None if apart > timedelta(hours=14) else -apart if digits[0] == "-" else apart


def _checked(found: Moment) -> Moment | None:
    """The moment, if there is such a day."""
    if found.year is not None and not FIRST_YEAR <= found.year < LAST_YEAR:
        return None
    if found.month is not None and found.day is not None:
        try:
            date(found.year or 2024, found.month, found.day)
        except ValueError:
            return None
    return found


@dataclass(slots=True)
class Calendar:
    """What a file says about all its dates: the months it covers, and whether days or months are written first.

    `months` are pairs of year and month from titles, `years` are years that stand alone there.
    """

    months: frozenset[tuple[int, int]] = frozenset()
    years: frozenset[int] = frozenset()
    is_day_first: bool | None = None

    @classmethod
    def of_titles(cls, lines: Iterable[str]) -> Calendar:
        """The period named in the lines above a table; days of printing do not count."""
        told = [PRINTED_ON.sub(" ", unicodedata.normalize("NFKC", line[:LONGEST_TITLE])) for line in lines]
        months = frozenset((int(year), int(month)) for line in told for year, month in PERIOD.findall(line))
        years = frozenset(int(year) for line in told for year in YEAR.findall(line))
        return cls(months, years - {year for year, _ in months})

    def instant(self, moment: Moment) -> datetime | None:
        """The instant at +08:00 (or in the zone written beside it, told at +08:00); None when something stays open."""
        day = self._day(moment)
        if day is None or moment.seconds is None:
            return None
        year, month, number = day
        try:
            midnight = datetime(year, month, number, tzinfo=SHANGHAI)
        except ValueError:
            return None
        at = midnight + timedelta(seconds=moment.seconds)
        if moment.offset is not None:
            at = at.replace(tzinfo=timezone(moment.offset)).astimezone(SHANGHAI)
        return at

    def lacks_year(self, moment: Moment) -> bool:
        """Whether only the year is missing and the file does not tell it."""
        return moment.day is not None and moment.year is None and self._day(moment) is None

    def _day(self, moment: Moment) -> tuple[int, int, int] | None:
        if moment.day_month is not None and moment.year is not None and self.is_day_first is not None:
            first, other = moment.day_month
            return (moment.year, other, first) if self.is_day_first else (moment.year, first, other)
        if moment.month is None or moment.day is None:
            return None
        year = moment.year or self._year(moment.month)
        return None if year is None else (year, moment.month, moment.day)

    def _year(self, month: int) -> int | None:
        """The only year in which this month lies within the period."""
        if not self.months:
            return next(iter(self.years)) if len(self.years) == 1 else None
        first, last = min(self.months), max(self.months)
        fitting = [year for year in range(first[0], last[0] + 1) if first <= (year, month) <= last]
        return fitting[0] if len(fitting) == 1 else None


def order_of(texts: Iterable[str]) -> bool | None:
    """Whether dates such as 13/04/2026 put the day first; None when no date tells or they disagree."""
    told = set()
    for text in texts:
        match = DAY_FIRST.fullmatch(text.strip())
        if match and int(match["first"]) != int(match["other"]):
            if int(match["first"]) > 12:
                told.add(True)
            elif int(match["other"]) > 12:
                told.add(False)
    return told.pop() if len(told) == 1 else None

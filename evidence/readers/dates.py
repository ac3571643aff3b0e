"""When it happened: epoch numbers of any unit, and whether the printed time agrees with them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone
from functools import lru_cache

from evidence.readers.reading import Problems

SHANGHAI = timezone(timedelta(hours=8))
EPOCH = datetime(1970, 1, 1, tzinfo=SHANGHAI) + timedelta(hours=8)

EARLIEST_S = 725_846_400
"""1993: the first text message was sent in December 1992."""
LATEST_S = 4_102_444_800
"""2100."""
NUMBER = re.compile(r"([0-9]{1,25})(?:\.[0-9]*)?", re.ASCII)

MONTHS = {
    name: number
    for number, name in enumerate(
        ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"), 1
    )
}
CLOCK = r"(?P<hour>\d{1,2}):(?P<minute>\d{2})(?::(?P<second>\d{2}))?"
SHOWN = ("year", "month", "day", "half", "hour", "minute", "second", "meridiem")
DAY_S = 86_400
HALF = r"(?P<half>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上)?"
PRINTED = tuple(
    re.compile(r"\s*" + form + r"\s*(?P<meridiem>[AaPp]\.?\s?[Mm]\.?)?\s*", re.ASCII)
    for form in (
        rf"(?P<month>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {HALF}{CLOCK}",
        rf"(?P<day>\d{{1,2}})[ -](?P<month>[A-Za-z]{{3,9}})\.?[ -](?P<year>\d{{4}}),? {HALF}{CLOCK}",
        rf"(?P<year>\d{{4}})\s?年\s?(?P<month>\d{{1,2}})\s?月\s?(?P<day>\d{{1,2}})\s?日\s*(?:(?:周|星期).\s*)?{HALF}\s*{CLOCK}",
        rf"(?P<year>\d{{4}})(?P<mark>[-/.])(?P<month>\d{{1,2}})(?P=mark)(?P<day>\d{{1,2}})[ T]\s*{HALF}\s*{CLOCK}",
    )
)
AFTERNOON = {"下午", "傍晚", "晚上"}
ODD_SPACES = str.maketrans({"\u202f": " ", "\xa0": " ", "：": ":", "，": ","})

QUARTER = 900
AT_MOST_WEST = -12 * 3600
AT_MOST_EAST = 14 * 3600
SLACK_S = 60
HOUR_QUARTERS = 4
USUAL_QUARTERS = (32, 0)
"""UTC+8 and UTC, in quarters of an hour: taken first when a file does not tell by its majority."""
PLACES_KEPT = 50


def instant(written: str | None) -> datetime | None:
    """The instant of an epoch number in seconds, milli-, micro- or nanoseconds, at +08:00.

    The unit is the one that gives a day between 1993 and 2100; there is never more than one. None otherwise.
    """
    match = NUMBER.fullmatch(written) if written else None
    if match is None:
        return None
    number = int(match[1])
    for unit in (1000, 1, 1_000_000, 1_000_000_000):
        if EARLIEST_S * unit <= number < LATEST_S * unit:
            return EPOCH + timedelta(microseconds=number * 1_000_000 // unit)
    return None


def instant_of_ms(number: int) -> datetime | None:
    """The instant of an epoch number that can only be in milliseconds; None when it cannot be right."""
    if EARLIEST_S * 1000 <= number < LATEST_S * 1000:
        return EPOCH + timedelta(0, 0, 0, number)
    return None


def printed_time(printed: str) -> int | None:
    """The clock time that a phone printed, in seconds, as if it were UTC; None unless it is unmistakable.

    Dates such as 03/04/2021 are left alone: nobody can tell day from month.
    """
    for form in PRINTED:
        match = form.fullmatch(printed)
        if match:
            year, month, day, half, hour, minute, second, meridiem = match.group(*SHOWN)
            midnight = _midnight(year, month, day)
            clock = _hour(int(hour), half, meridiem) * 3600 + int(minute) * 60 + int(second or 0)
            return None if midnight is None or clock >= DAY_S else midnight + clock
    usual = printed.translate(ODD_SPACES)
    return None if usual == printed else printed_time(usual)


@lru_cache(maxsize=64)
def _midnight(year: str, month: str, day: str) -> int | None:
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].lower(), 0)
    try:
        return int(datetime(int(year), number, int(day), tzinfo=UTC).timestamp())
    except ValueError:
        return None


def _hour(hour: int, half: str | None, meridiem: str | None) -> int:
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if half in AFTERNOON or (meridiem and meridiem[0] in "Pp"):
        return hour + 12 if hour < 12 else hour
    return 0 if hour == 12 and (half or meridiem) else hour


class PrintedTimes:
    """Compares printed times with recorded ones over one file.

    The phone prints in its own zone, which the file does not name. A difference that is no zone of this world is
    said at once; a row that differs from what most rows of the file show is said at the end, so that a phone that
    was abroad is not taken for a fault. An hour more or less is daylight saving.
    """

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._rows: dict[int, int] = {}
        self._places: dict[int, list[tuple[str, str, datetime]]] = {}

    def compare(self, where: str, printed: str, at: datetime) -> None:
        """Note one row."""
        shown = printed_time(printed)
        if shown is None:
            return
        apart = shown - at.timestamp()
        quarters = round(apart / QUARTER)
        off_zone = abs(apart - quarters * QUARTER)
        if not AT_MOST_WEST - SLACK_S <= apart <= AT_MOST_EAST + SLACK_S or off_zone > SLACK_S:
            self._say(where, printed, at)
            return
        count = self._rows[quarters] = self._rows.get(quarters, 0) + 1
        if count <= PLACES_KEPT:
            self._places.setdefault(quarters, []).append((where, printed, at))

    def agrees(self, apart: float) -> bool:
        """Count one more row that is so many seconds apart, as many rows before it; False when it must be compared."""
        quarters = round(apart / QUARTER)
        count = self._rows.get(quarters, 0)
        if count < PLACES_KEPT or abs(apart - quarters * QUARTER) > SLACK_S:
            return False
        self._rows[quarters] = count + 1
        return True

    def close(self) -> None:
        """Say which rows differ from the rest."""
        if not self._rows:
            return
        preferred = {quarters: -rank for rank, quarters in enumerate(USUAL_QUARTERS)}
        usual = max(self._rows, key=lambda quarters: (self._rows[quarters], preferred.get(quarters, -9)))
        for quarters, places in self._places.items():
            if abs(quarters - usual) > HOUR_QUARTERS:
                for where, printed, at in places:
                    self._say(where, printed, at)

    def _say(self, where: str, printed: str, at: datetime) -> None:
        recorded = at.strftime("%Y-%m-%d %H:%M:%S +08:00")
        self._problems.add(where, "printed_date", printed=printed, recorded=recorded)

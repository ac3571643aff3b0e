"""When it happened: epoch numbers of any unit, and whether the printed time agrees with them."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta, timezone

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
HALF = r"(?P<half>上午|下午|凌晨|清晨|早上|中午|傍晚|晚上)?"
PRINTED = tuple(
    re.compile(form + r"\s*(?P<meridiem>[AaPp]\.?\s?[Mm]\.?)?", re.ASCII)
    for form in (
        rf"(?P<month>[A-Za-z]{{3,9}})\.? (?P<day>\d{{1,2}}),? (?P<year>\d{{4}}),? {CLOCK}",
        rf"(?P<day>\d{{1,2}})[ -](?P<month>[A-Za-z]{{3,9}})\.?[ -](?P<year>\d{{4}}),? {CLOCK}",
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


def printed_time(printed: str) -> datetime | None:
    """The clock time that a phone printed, without zone (said to be UTC); None unless it is unmistakable.

    Dates such as 03/04/2021 are left alone: nobody can tell day from month.
    """
    text = printed.translate(ODD_SPACES).strip()
    for form in PRINTED:
        match = form.fullmatch(text)
        if match:
            return _clock_time(match.groupdict())
    return None


def _clock_time(shown: dict[str, str | None]) -> datetime | None:
    month = shown["month"] or ""
    number = int(month) if month.isdigit() else MONTHS.get(month[:3].lower(), 0)
    hour = _hour(int(shown["hour"] or 0), shown.get("half"), (shown["meridiem"] or "")[:1].lower())
    try:
        return datetime(
            int(shown["year"] or 0),
            number,
            int(shown["day"] or 0),
            hour,
            int(shown["minute"] or 0),
            int(shown["second"] or 0),
            tzinfo=UTC,
        )
    except ValueError:
        return None


def _hour(hour: int, half: str | None, meridiem: str) -> int:
    if half == "中午":
        return hour + 12 if hour < 3 else hour
    if meridiem == "p" or half in AFTERNOON:
        return hour + 12 if hour < 12 else hour
    if (meridiem == "a" or half) and hour == 12:
        return 0
    return hour


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
        apart = (shown - at).total_seconds()
        quarters = round(apart / QUARTER)
        off_zone = abs(apart - quarters * QUARTER)
        if not AT_MOST_WEST - SLACK_S <= apart <= AT_MOST_EAST + SLACK_S or off_zone > SLACK_S:
            self._say(where, printed, at)
            return
        self._rows[quarters] = self._rows.get(quarters, 0) + 1
        places = self._places.setdefault(quarters, [])
        if len(places) < PLACES_KEPT:
            places.append((where, printed, at))

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

"""When a picture was taken, by its file name or its camera.

Only names that are given at the moment of capture count. Names given on saving or sending (mmexport…, 微信图片_…,
IMG-…-WA…) tell an upper bound, not the day that the screen showed, and are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta, timezone

SHANGHAI = timezone(timedelta(hours=8))
FIRST_YEAR, LAST_YEAR = 2007, 2099

SAVED = re.compile(r"mmexport|微信图片|QQ图片|微信保存|-WA\d+|received_|wx_share", re.IGNORECASE)
DATE = r"(?P<year>20\d\d)[-_.年]?(?P<month>[01]\d)[-_.月]?(?P<day>[0-3]\d)日?"
CLOCK = r"(?P<hour>[0-2]\d)[-_.:：点时]?(?P<minute>[0-5]\d)[-_.:：分]?(?P<second>[0-5]\d)"
AMERICAN = re.compile(
    r"(?P<year>20\d\d)-(?P<month>\d\d)-(?P<day>\d\d) at (?P<hour>\d{1,2})\.(?P<minute>\d\d)\.(?P<second>\d\d)\s*(?P<half>[AP]M)?",
    re.IGNORECASE,
)
WHOLE = re.compile(rf"(?<!\d){DATE}[-_ T.]{{0,3}}{CLOCK}(?!\d{{5}})")
DAY = re.compile(rf"(?<!\d){DATE}(?!\d)")
EPOCH = re.compile(
    r"(?:screenshot|截屏|截图|wx_camera)[-_ ]?(?P<seconds>1\d{9})(?P<ms>\d{3})?(?!\d)", re.IGNORECASE
)
UNIVERSAL = re.compile(r"^PXL_", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Capture:
    """The moment of capture, Shanghai time. Where only the day is known, `at` is its last second."""

    at: datetime
    has_clock: bool = True


def captured_at(name: str, taken_at: datetime | None) -> Capture | None:
    """The moment of capture: the file name before the camera's own record, which editing renews; None when neither tells."""
    named = None if SAVED.search(name) else _named(name)
    if named is not None or taken_at is None:
        return named
    return _moment(
        taken_at.year, taken_at.month, taken_at.day, (taken_at.hour, taken_at.minute, taken_at.second)
    )


def _named(name: str) -> Capture | None:
    if found := EPOCH.search(name):
        return Capture(datetime.fromtimestamp(int(found["seconds"]), SHANGHAI))
    for pattern in (AMERICAN, WHOLE, DAY):
        for found in pattern.finditer(name):
            parts = found.groupdict()
            at = _moment(int(parts["year"]), int(parts["month"]), int(parts["day"]), _clock(parts))
            if at is not None:
                # Some cameras name their files by universal time.
                is_universal = at.has_clock and UNIVERSAL.match(name)
                return Capture(at.at + timedelta(hours=8)) if is_universal else at
    return None


def _clock(parts: dict[str, str | None]) -> tuple[int, int, int] | None:
    if parts.get("hour") is None:
        return None
    hour, half = int(parts["hour"] or 0), (parts.get("half") or "").upper()
    if half:
        hour = hour % 12 + (12 if half == "PM" else 0)
    return hour, int(parts["minute"] or 0), int(parts["second"] or 0)


def _moment(year: int, month: int, day: int, clock: tuple[int, int, int] | None) -> Capture | None:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        return None
    try:
        at = datetime(year, month, day, *(clock or (23, 59, 59)), tzinfo=SHANGHAI)
    except ValueError:
        return None
    return Capture(at, clock is not None)

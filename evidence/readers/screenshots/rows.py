"""Lists: the inbox of a messaging app and the log of calls. Each row is one message or one call."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from evidence.readers.screenshots.lines import Line, in_rows
from evidence.readers.screenshots.screen import Screen
from evidence.readers.screenshots.times import Shown, shown_time
from evidence.readers.screenshots.wording import CARD_LINE, is_number, number_in, without_status

CALL_TITLE = re.compile(r"通话记录|通话|电话|最近通话|最近|未接来电|通话明细|Recents|Phone", re.IGNORECASE)
INBOX_TITLE = re.compile(
    r"短信|信息|消息|通知类?短信|短消息|服务通知|Messages|微信(?:[(（]\d+\+?[)）])?", re.IGNORECASE
)
MISSED = re.compile(
    r"未接|拒接|拒绝|拦截|响铃|未接听|已挂断来电|Missed|Declined|Rejected|Blocked", re.IGNORECASE
)
OUT = re.compile(r"呼出|去电|拨出|已拨|拨打|未接通|对方未接|Outgoing|无人接听|已取消", re.IGNORECASE)
IN = re.compile(r"呼入|来电|已接|接听|Incoming", re.IGNORECASE)
LASTED = re.compile(
    r"(?:(?P<hours>\d+)\s?(?:小时|时))?\s?(?:(?P<minutes>\d+)\s?(?:分钟|分))?\s?(?:(?P<seconds>\d+)\s?秒)?"
)
CLOCKED = re.compile(r"(?<!\d)(?:(\d{1,2}):)?(\d{1,2}):(\d{2})$")
BADGE = re.compile(r"\d{1,2}|99\+|[·•.…>›]+")
WORDS = re.compile(r"[^\W\d_]{4}")
LEFT_UNITS = 32.0
RIGHT_UNITS = 70.0


@dataclass
class Entry:
    """A row: who, when, and the lines beneath."""

    name: Line
    when: Shown | None
    when_line: Line | None
    beneath: list[Line] = field(default_factory=list)

    @property
    def lines(self) -> list[Line]:
        return [self.name, *([self.when_line] if self.when_line else []), *self.beneath]

    @property
    def words(self) -> str:
        return " ".join(line.text for line in self.beneath)

    @property
    def peer(self) -> str | None:
        return number_in(self.name.text)


def entries_of(screen: Screen) -> list[Entry]:
    """The rows of a list, from top to bottom: each begins with a name at the left and, mostly, a time at the right."""
    entries: list[Entry] = []
    for row in in_rows(_beside_faces(screen)):
        row = [
            line
            for line in row
            if not (BADGE.fullmatch(line.text.strip()) and line.middle[0] > screen.left + 80 * screen.unit)
        ]
        if not row:
            continue
        started = _begun(screen, row)
        if started:
            entries.append(started)
        elif entries:
            entries[-1].beneath += [
                line for line in row if line.left < screen.left + RIGHT_UNITS * screen.unit
            ]
    return [_bounded(entry) for entry in entries]


def _beside_faces(screen: Screen) -> list[Line]:
    """The lines without letters in faces, which stand left of where most lines begin."""
    lefts = sorted(line.left for line in screen.lines if len(line.text) > 3)
    usual = lefts[len(lefts) // 3] if lefts else screen.left
    return [line for line in screen.lines if line.right > usual - screen.unit]


def _begun(screen: Screen, row: Sequence[Line]) -> Entry | None:
    name, last = row[0], row[-1]
    if name.left > screen.left + LEFT_UNITS * screen.unit or shown_time(name.text):
        return None
    when = (
        shown_time(last.text)
        if last.right > screen.left + RIGHT_UNITS * screen.unit and last is not name
        else None
    )
    if when:
        return Entry(name, when, last)
    return Entry(name, None, None) if is_number(name.text) else None


def _bounded(entry: Entry) -> Entry:
    """Without lines that stand far below the row: the bar at the foot of the screen."""
    kept: list[Line] = []
    bottom, tall = entry.name.bottom, entry.name.height
    for row in in_rows(entry.beneath):
        if row[0].top - bottom > 2.2 * tall:
            break
        kept += row
        bottom = max(line.bottom for line in row)
    entry.beneath = kept
    return entry


def is_call_log(screen: Screen, entries: Sequence[Entry]) -> bool:
    """Whether the rows tell of calls: by their words, or by the title and short rows."""
    telling = sum(1 for entry in entries if _tells_call(entry))
    return (telling >= 2 and 2 * telling >= len(entries)) or (
        bool(entries)
        and bool(CALL_TITLE.fullmatch(screen.title.words))
        and all(len(entry.words) < 24 for entry in entries)
    )


def _tells_call(entry: Entry) -> bool:
    return len(entry.words) < 24 and bool(
        MISSED.search(entry.words) or OUT.search(entry.words) or IN.search(entry.words)
    )


def is_inbox(screen: Screen, entries: Sequence[Entry]) -> bool:
    """Whether the rows are messages: under a title that says so, or most of them sent by numbers."""
    timed = [entry for entry in entries if entry.when and entry.beneath]
    numbers = [entry for entry in entries if entry.peer and len(entry.peer) > 4 and WORDS.search(entry.words)]
    if INBOX_TITLE.fullmatch(screen.title.words) and screen.has_status_bar:
        return len(timed) + len(numbers) > 0
    return len(numbers) >= 2 and 2 * len(numbers) >= len(entries)


def call_told(entry: Entry, *, is_red: bool) -> tuple[str, int | None]:
    """Direction and duration in seconds of a call; a red name is a missed call where no word tells."""
    words = entry.words
    duration = duration_of(words)
    if OUT.search(words) and not re.search(r"未接来电|拒接", words):
        return "out", duration
    if MISSED.search(words) and not (IN.search(words) and duration):
        return "missed", None
    if IN.search(words):
        return "in", duration
    return ("missed" if is_red else "in"), duration


def duration_of(words: str) -> int | None:
    """Seconds of 1分24秒, 24秒, 1小时2分 or 00:01:24."""
    for found in LASTED.finditer(words):
        if found[0].strip():
            hours, minutes, seconds = (int(found[name] or 0) for name in ("hours", "minutes", "seconds"))
            return hours * 3600 + minutes * 60 + seconds
    if "时长" in words and (clocked := CLOCKED.search(words.strip())):
        return int(clocked[1] or 0) * 3600 + int(clocked[2]) * 60 + int(clocked[3])
    return None


def snippet_of(entry: Entry) -> list[Line]:
    """The lines of the message itself."""
    return [
        line
        for line in entry.beneath
        if without_status(line.text) and not CARD_LINE.fullmatch(line.text.strip())
    ]

"""Text messages written the same way row after row, which is nearly all of a backup: read by one expression each.

The expression is made for the file's own layout, the names of the fields and their order. Whatever is odd about a row –
a field that is missing, damaged, in another encoding, or needs a word said about it – makes it no plain row; it is then
read attribute by attribute (tags.py, rows.py). Both ways give the same message for the same row.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Generic, NamedTuple, TypeVar

from evidence.readers.dates import PrintedTimes, instant_of_ms, printed_time
from evidence.readers.reading import ReadMessage
from evidence.readers.smsbackup.rows import BOXES, peer_of, shown_name
from evidence.readers.smsbackup.tag import State, Tag
from evidence.readers.source import Source
from evidence.readers.wording import Decoder, resolve

SEEN_BEFORE = 8
"""Rows of one layout before an expression is made for it."""
LAYOUTS_LIMIT = 20
LAYOUTS_WATCHED = 1000
VALUES_KEPT = 10_000

UNREAD = rb"[ !#-~]*+"
"""A field that is not looked at: ASCII, so that it tells nothing about the encoding of the file."""
READ = {
    "address": rb"(?P<address>[^\"\n]++)",
    "date": rb"(?P<date>[0-9]{13})",
    "type": rb"(?P<type>[1-6])",
    "body": rb"(?P<body>[^\"\n]*+)",
    "contact_name": rb"(?P<name>[^\"\n]*+)",
    "readable_date": rb"(?P<day>(?:[^\":&\n]*[^\"0-9:&\n])?)(?P<hour>[0-9]{1,2}):(?P<minute>[0-5][0-9]):(?P<second>[0-5][0-9])(?P<half>[^\"0-9:&\n]*+)",
}
NEEDED = frozenset({"address", "date", "type", "body"})
ABSENT = {
    "contact_name": rb"(?P<name>)",
    "readable_date": rb"(?P<day>)(?P<hour>)(?P<minute>)(?P<second>)(?P<half>)",
}
FIELDS = ("address", "date", "type", "body", "name", "day", "hour", "minute", "second", "half")

HOUR_S = 3600
NOON = 12
MIDNIGHT = 24

V = TypeVar("V")


class OddRow(Exception):
    """The row needs a closer look."""


class Known(dict[bytes, V], Generic[V]):
    """What values mean that come again and again; worked out when first met, forgotten when there are too many."""

    def __init__(self, meaning: Callable[[bytes], V]) -> None:
        super().__init__()
        self._meaning = meaning

    def __missing__(self, raw: bytes) -> V:
        if len(self) >= VALUES_KEPT:
            self.clear()
        meant = self[raw] = self._meaning(raw)
        return meant


@dataclass(frozen=True, slots=True)
class Layout:
    """The expression for a row, and which of its groups hold FIELDS."""

    pattern: re.Pattern[bytes]
    groups: tuple[int, ...]


def layout_of(names: tuple[str, ...]) -> Layout | None:
    """The layout with these fields; None when a text message cannot be told from them."""
    if not NEEDED.issubset(names):
        return None
    fields = (rb' %s="%s"' % (name.encode("ascii"), READ.get(name, UNREAD)) for name in names)
    absent = b"".join(group for name, group in ABSENT.items() if name not in names)
    pattern = re.compile(rb"(?:\r?(\n))?[ \t]*+<sms" + b"".join(fields) + rb" ?/>" + absent)
    return Layout(pattern, tuple(pattern.groupindex[field] for field in FIELDS))


class Clock(NamedTuple):
    """When hours began that are printed with one day, or with one half of it: as seconds, like printed_time."""

    morning: int | None
    """The begin of hour 0; the hours up to 11 follow it. None: such a time is not understood."""
    twelve: int | None
    evening: int | None
    """The begin of hour 0 for the hours from 13; None: there are none, because halves of the day are printed."""

    def begun(self, hour: int) -> int | None:
        """When this hour began; None when the time is not understood. Raises OddRow for an hour that is no hour."""
        if self.morning is None:
            return None
        if hour < NOON:
            return self.morning + hour * HOUR_S
        if hour == NOON:
            return self.twelve
        if self.evening is None or hour >= MIDNIGHT:
            raise OddRow
        return self.evening + hour * HOUR_S


class PlainRows:
    """Reads on after a text message, as long as rows are written like it and nothing is odd about them."""

    def __init__(self, source: Source, decoder: Decoder, printed: PrintedTimes) -> None:
        self._source = source
        self._decoder = decoder
        self._printed = printed
        self._seen: dict[tuple[str, ...], int] = {}
        self._layouts: dict[tuple[str, ...], Layout | None] = {}
        self._peers = Known(_peer)
        self._names = Known(_name)
        self._clocks = Known(_clock)

    def like(self, tag: Tag, number: int) -> Generator[ReadMessage, None, int]:
        """The messages of the plain rows that follow `tag`, the text message with this number. Gives how many rows they were."""
        layout = self._layout(tag)
        if layout is None or not self._decoder.expects_utf8:
            return 0
        source, first = self._source, number
        buffer, position, line = source.buffer, source.position, source.line
        while match := layout.pattern.match(buffer, position):
            line += match[1] is not None
            try:
                message = self._message(match, layout, f"sms[{number + 1}] line {line}")
            except (OddRow, UnicodeDecodeError):
                break
            number += 1
            source.position = position = match.end()
            if message is not None:
                yield message
        return number - first

    def _layout(self, tag: Tag) -> Layout | None:
        if tag.state is not State.WHOLE:
            return None
        names = tuple(tag.attributes)
        if names in self._layouts:
            return self._layouts[names]
        seen = self._seen.get(names, 0) + 1
        if seen <= SEEN_BEFORE:
            if seen > 1 or len(self._seen) < LAYOUTS_WATCHED:
                self._seen[names] = seen
        elif len(self._layouts) < LAYOUTS_LIMIT:
            self._layouts[names] = layout_of(names)
        return None

    def _message(self, match: re.Match[bytes], layout: Layout, where: str) -> ReadMessage | None:
        """The message, None for a draft. Raises OddRow, and then nothing has been noted."""
        address, date, box, body, name, day, hour, minute, second, half = match.group(*layout.groups)
        text = _text(body)
        direction = DIRECTIONS[box]
        peer = self._peers[address]
        shown = self._names[name]
        milliseconds = int(date)
        at = instant_of_ms(milliseconds)
        if at is None or (peer is None and direction == "in"):
            raise OddRow
        if direction != "draft" and hour:
            begun = self._clocks[day + b":" + half].begun(int(hour))
            if begun is not None:
                printed = begun + 60 * int(minute) + int(second)
                if not self._printed.agrees(printed - milliseconds / 1000):
                    raise OddRow
        self._decoder.good += not match[0].isascii()
        if direction == "draft":
            return None
        return ReadMessage(at, "sms", direction, peer, shown, text, None, where)


DIRECTIONS = {box.encode("ascii"): direction for box, direction in BOXES.items()}


def _text(raw: bytes) -> str:
    text = raw.decode()
    if "&" in text or not text.isprintable():
        text, lost = resolve(text)
        if lost:
            raise OddRow
    if text == "null":
        raise OddRow
    return text


def _field(name: str, raw: bytes) -> Tag:
    """A tag with this field alone, to be asked as any other tag."""
    tag = Tag("sms", 0)
    tag.attributes = {name: raw.decode()}
    if resolve(tag.attributes[name])[1]:
        raise OddRow
    return tag


def _peer(raw: bytes) -> str | None:
    return peer_of(_field("address", raw).get("address"))


def _name(raw: bytes) -> str | None:
    return shown_name(_field("contact_name", raw))


def _clock(raw: bytes) -> Clock:
    """The clock of a printed day: what stands before the hour, a colon, and what stands after the seconds."""
    day, _, half = (_field("readable_date", raw).get("readable_date") or "").partition(":")
    midnight, eleven, noon, night = (printed_time(f"{day}{hour}:00:00{half}") for hour in (0, 11, 12, 23))
    if midnight is None:
        return Clock(None, None, None)
    if eleven != midnight + 11 * HOUR_S:
        raise OddRow
    runs_on = (noon, night) == (midnight + 12 * HOUR_S, midnight + 23 * HOUR_S)
    return Clock(midnight, noon, midnight if runs_on else None)

"""One text message or one call: from attributes to a message."""

from __future__ import annotations

import re
from datetime import datetime

from evidence.readers.dates import PrintedTimes, instant
from evidence.readers.reading import GUESSED, LONGEST_QUOTE, Problems, ReadMessage
from evidence.readers.smsbackup.tag import State, Tag

UNKNOWN_NAMES = frozenset({"(unknown)", "unknown", "(未知)", "未知"})
HIDDEN_NUMBERS = frozenset({"-1", "-2", "-3", "-4"})
"""Android's own marks for unknown, private, payphone and unavailable."""
OWN_NUMBER = "insert-address-token"
HIDDEN_PRESENTATIONS = frozenset({"2", "3", "4"})

BOXES = {"1": "in", "2": "out", "3": "draft", "4": "out", "5": "out", "6": "out"}
"""Outbox, failed and queued are attempts of the owner: going out, whether or not they arrived."""
CALLS = {"1": "in", "2": "out", "3": "missed", "4": "missed", "5": "missed", "6": "missed", "7": "in"}
MENDED = 0.8
"""Confidence of a row that was not written correctly."""
SECONDS = re.compile(r"([0-9]{1,9})(?:\.0*)?", re.ASCII)


def numbers(written: str | None) -> list[str]:
    """The numbers of an address; a group joins them by `~`. None of them is hidden, empty or the phone itself."""
    if written is None:
        return []
    found = (number.strip() for number in written.split("~"))
    unwanted = HIDDEN_NUMBERS | {"", "null", OWN_NUMBER}
    return list(dict.fromkeys(number for number in found if number not in unwanted))


def peer_of(written: str | None) -> str | None:
    """The other side as shown; the numbers of a group stay joined."""
    if written and written.isdigit():
        return written
    return "~".join(numbers(written)) or None


def shown_name(tag: Tag) -> str | None:
    """The name in the phone's address book, None when it has none."""
    if tag.attributes.get("contact_name") == "(Unknown)":
        return None
    name = tag.given("contact_name")
    return None if name is None or name.lower() in UNKNOWN_NAMES else name


class Rows:
    """Turns tags into messages and says what is wrong with them."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self.printed = PrintedTimes(problems)

    def close(self) -> None:
        """Say what only the whole file could tell."""
        self.printed.close()

    def sms(self, tag: Tag, where: str) -> ReadMessage | None:
        """The text message, None for a draft and for a row that holds nothing."""
        if self._is_void(tag, where, ("address", "date", "body")):
            return None
        direction, confidence = self.direction(tag, where, tag.given("type"))
        if direction == "draft":
            return None
        peer = peer_of(tag.get("address"))
        if peer is None and direction == "in":
            self._problems.add(where, "no_sender")
        message = ReadMessage(
            self.at(tag, where),
            "sms",
            direction,
            peer,
            shown_name(tag),
            self._body(tag, where),
            None,
            where,
            self.confidence(tag, confidence),
        )
        self.tell(tag, where)
        return message

    def call(self, tag: Tag, where: str) -> ReadMessage | None:
        """The call; its number is None when it was withheld."""
        if self._is_void(tag, where, ("number", "date", "duration", "type")):
            return None
        duration = self._duration(tag, where)
        kind = tag.given("type")
        direction = CALLS.get(kind or "")
        confidence = 1.0
        if direction is None:
            direction, confidence = ("in" if duration else "missed"), GUESSED
            self._say_taken(where, kind, direction)
        is_hidden = tag.given("presentation") in HIDDEN_PRESENTATIONS
        message = ReadMessage(
            self.at(tag, where),
            "call",
            direction,
            None if is_hidden else peer_of(tag.get("number")),
            shown_name(tag),
            "",
            duration,
            where,
            self.confidence(tag, confidence),
        )
        self.tell(tag, where)
        return message

    def direction(self, tag: Tag, where: str, box: str | None) -> tuple[str, float]:
        """In, out or draft, and how sure that is. What is not given is taken as received, and that is said."""
        direction = BOXES.get(box or "")
        if direction:
            return direction, 1.0
        self._say_taken(where, box, "in")
        return "in", GUESSED

    def at(self, tag: Tag, where: str) -> datetime | None:
        """When; None and a problem when the number cannot be right."""
        written = tag.given("date")
        at = instant(written)
        if at is None:
            if written is None:
                self._problems.add(where, "no_date")
            else:
                self._problems.add(where, "bad_date", value=written[:LONGEST_QUOTE])
            return None
        printed = tag.attributes.get("readable_date")
        if printed:
            self.printed.compare(where, tag.get("readable_date") or "", at)
        return at

    def confidence(self, tag: Tag, so_far: float) -> float:
        """Less when the tag had to be mended."""
        return min(so_far, MENDED) if tag.state is State.REPAIRED else so_far

    def tell(self, tag: Tag, where: str) -> None:
        """Say what happened to the tag itself, once its attributes were read."""
        if tag.state is State.REPAIRED:
            self._problems.add(where, "repaired")
        if tag.repeats:
            self._problems.add(where, "repeated")
        if tag.too_long:
            self._problems.add(where, "too_long", name=tag.too_long)
        if tag.lost:
            self._problems.add(where, "unreadable", number=tag.lost)

    def _is_void(self, tag: Tag, where: str, names: tuple[str, ...]) -> bool:
        if any(tag.attributes.get(name) for name in names):
            return False
        self._problems.add(where, "empty_row")
        return True

    def _body(self, tag: Tag, where: str) -> str:
        body = tag.get("body")
        if body is None:
            self._problems.add(where, "no_text")
            return ""
        if body == "null":
            self._problems.add(where, "null_text")
            return ""
        return body

    def _duration(self, tag: Tag, where: str) -> int | None:
        written = tag.given("duration")
        if written is None:
            return None
        match = SECONDS.fullmatch(written)
        if match:
            return int(match[1])
        self._problems.add(where, "bad_duration", value=written[:LONGEST_QUOTE])
        return None

    def _say_taken(self, where: str, kind: str | None, taken: str) -> None:
        if kind is None:
            self._problems.add(where, "no_type", taken=taken)
        else:
            self._problems.add(where, "unknown_type", value=kind[:LONGEST_QUOTE], taken=taken)

"""A tag as it was found."""

from __future__ import annotations

from enum import Enum

from evidence.readers.smsbackup.payload import Payload
from evidence.readers.wording import resolve


class State(Enum):
    """How a tag was found: as it should be, repairable, damaged beyond use, or ended by the file's end."""

    WHOLE = "whole"
    REPAIRED = "repaired"
    BROKEN = "broken"
    CUT = "cut"


class Tag:
    """A start tag, or an end tag (its name begins with a slash)."""

    is_empty = False
    is_mended = False
    state = State.WHOLE
    payload: Payload | None = None
    lost = 0
    repeats = False
    too_long: str | None = None

    def __init__(self, name: str, line: int) -> None:
        self.name = name
        self.line = line
        self.attributes: dict[str, str] = {}

    def add(self, pairs: list[tuple[str, str]]) -> None:
        """Take attributes as written; of two with one name the first counts."""
        if self.attributes:
            for name, value in pairs:
                self.repeats |= name in self.attributes
                self.attributes.setdefault(name, value)
            return
        self.attributes = dict(pairs)
        if len(self.attributes) != len(pairs):
            self.repeats = True
            self.attributes = dict(reversed(pairs))

    def get(self, name: str) -> str | None:
        """What an attribute says, references resolved; None when it is not there. Counts what was lost."""
        value = self.attributes.get(name)
        if value is None or ("&" not in value and value.isprintable()):
            return value
        value, lost = resolve(value)
        self.lost += lost
        return value

    def given(self, name: str) -> str | None:
        """What an attribute says, without space around it; None for absent, empty and the word null."""
        value = self.attributes.get(name)
        if value is None or value == "null":
            return None
        if value.isalnum():
            return value
        value = (self.get(name) or "").strip()
        return None if value in ("", "null") else value

"""What goes into the suggestion engine and what comes out."""

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Judged:
    """One message as the engine needs it. `at` may carry any offset; `thread` is opaque: everything one recipient got about one matter."""

    id: str
    at: datetime | None
    kind: str
    direction: str
    peer: str | None
    text: str
    recipient: str
    thread: str | None = None
    refused_at: datetime | None = None
    duration_s: int | None = None

    @property
    def is_outgoing(self) -> bool:
        return self.direction == "out"

    @property
    def is_to_obligor(self) -> bool:
        """The reader owes the debt or answers for it."""
        return self.recipient in {"client", "guarantor"}

    @property
    def is_to_third_person(self) -> bool:
        """The reader owes nothing, as far as is known."""
        return self.recipient == "contact"


@dataclass(frozen=True)
class Found:
    """A rule that a message seems to break. `span` counts characters of the original text, from 0, end excluded."""

    kind: str
    why: str
    why_en: str
    span: tuple[int, int] | None
    strength: str


@dataclass(frozen=True)
class Verdict:
    """The answer for one message. `grade` is danger (somebody may be hurt), serious, notice, or clean (nothing found)."""

    id: str
    found: tuple[Found, ...]
    grade: str

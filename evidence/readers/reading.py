"""What a reader hands over: messages as they stand in a file, and what could not be read, with its place.

Nothing here knows a database. A reading changes no byte of the file; repairs live in the reading only.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, BinaryIO, NamedTuple

from evidence.readers.problems import PROBLEM_TEXTS

GUESSED = 0.5
"""Confidence of a message whose direction the file does not give."""
LONGEST_QUOTE = 80
"""Characters of the file that a problem repeats."""
PROBLEMS_PER_CODE = 1000
"""A file of ten million bad rows must not fill the memory with ten million sentences."""


@dataclass(frozen=True, slots=True)
class Attachment:
    """A part of a message that is not text: what it is called, what it is, and the hash of its bytes.

    `size` is in bytes, decoded. `sha256` is None when the file holds no bytes for it or damaged ones.
    """

    name: str | None
    media_type: str
    size: int
    sha256: str | None


class Doubt(NamedTuple):
    """Characters of a text, from `begin` up to but not including `end`, that were read without being sure."""

    begin: int
    end: int
    confidence: float


@dataclass(frozen=True, slots=True)
class Seen:
    """How a message stands in a picture. `box` is left, top, right, bottom in pixels of the picture held upright.

    `shown_at` keeps the words of the time as the picture shows them. `doubts` mark parts of the text; a doubtful
    number is marked and never corrected. `peer_confidence` is that of the number or name in the title bar.
    """

    box: tuple[int, int, int, int]
    shown_at: str = ""
    doubts: tuple[Doubt, ...] = ()
    peer_confidence: float = 1.0


class ReadMessage(NamedTuple):
    """One message as the file shows it. Unknown is None, never a guess; `at` carries the offset +08:00."""

    at: datetime | None
    kind: str
    direction: str
    peer: str | None
    peer_name: str | None
    text: str
    duration_s: int | None
    where: str
    confidence: float = 1.0
    attachments: tuple[Attachment, ...] = ()
    seen: Seen | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """Something that was not read, or not read as it stands. `code` and `params` are what pages translate."""

    where: str
    code: str
    params: Mapping[str, object] = field(default_factory=dict)

    @property
    def why(self) -> str:
        """The English sentence."""
        return PROBLEM_TEXTS[self.code] % self.params


class Problems:
    """Collects problems in the order in which they are met; after a thousand of one code it only counts."""

    def __init__(self) -> None:
        self.found: list[Problem] = []
        self._seen: Counter[str] = Counter()

    def add(self, where: str, code: str, **params: object) -> None:
        """Keep a problem, or count it when there are a thousand like it."""
        self._seen[code] += 1
        if self._seen[code] <= PROBLEMS_PER_CODE:
            self.found.append(Problem(where, code, params))

    def once(self, where: str, code: str, **params: object) -> None:
        """Keep a problem unless the file already has one of this code."""
        if not self._seen[code]:
            self.add(where, code, **params)

    def close(self) -> None:
        """Say how many were only counted."""
        for code, count in self._seen.items():
            if count > PROBLEMS_PER_CODE:
                why = PROBLEM_TEXTS[code]
                self.found.append(Problem("", "more", {"number": count - PROBLEMS_PER_CODE, "like": why}))
        self._seen.clear()


class Reading(Iterator[ReadMessage]):
    """The messages of one file, read while they are asked for; `problems` and `facts` are complete when it is exhausted.

    `facts` are what a reader found out about the file as a whole (picture size, how far it was turned, duration):
    plain JSON values, never personal data.
    """

    def __init__(
        self, kind: str, media_type: str, messages: Callable[[Problems], Iterator[ReadMessage]]
    ) -> None:
        self.kind = kind
        self.media_type = media_type
        self.facts: dict[str, Any] = {}
        self._problems = Problems()
        self._messages = self._run(messages)

    def _run(self, messages: Callable[[Problems], Iterator[ReadMessage]]) -> Iterator[ReadMessage]:
        yield from messages(self._problems)
        self._problems.close()

    @property
    def problems(self) -> list[Problem]:
        """What was met so far."""
        return self._problems.found

    def __iter__(self) -> Iterator[ReadMessage]:
        return self._messages

    def __next__(self) -> ReadMessage:
        return next(self._messages)


Reader = Callable[[BinaryIO, bytes, str], Reading]
"""Called with the stream, the head that was taken from it, and the media type."""

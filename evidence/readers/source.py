"""A moving window over a file: a few megabytes of it, where they stand, and on which line."""

from __future__ import annotations

import codecs
from typing import Protocol

CHUNK = 1 << 20
"""Bytes taken from the file at a time."""


class Readable(Protocol):
    """What is needed of a binary file."""

    def read(self, size: int, /) -> bytes | None: ...


class Transcoded:
    """A UTF-16 or UTF-32 file as UTF-8. Lone surrogates pass through; a broken unit becomes U+FFFD."""

    def __init__(self, stream: Readable, encoding: str) -> None:
        self._stream = stream
        self._decoder = codecs.getincrementaldecoder(encoding)("replace")
        self._finished = False

    def read(self, size: int, /) -> bytes:
        """About `size` bytes of UTF-8, or b"" at the end."""
        text = ""
        while not text and not self._finished:
            raw = self._stream.read(size) or b""
            self._finished = not raw
            text = self._decoder.decode(raw, self._finished)
        return text.encode("utf-8", "surrogatepass")


class Rejoined:
    """A stream whose first bytes were taken from it and are given again."""

    def __init__(self, head: bytes, stream: Readable) -> None:
        self._head = head
        self._stream = stream

    def read(self, size: int, /) -> bytes | None:
        """The next bytes."""
        if self._head:
            piece, self._head = self._head[:size], self._head[size:]
            return piece
        return self._stream.read(size)


class Source:
    """The window. Everything before `position` is read and may go; `buffer` grows only when asked to.

    `offset` is how many bytes of the file lie before the buffer.
    """

    def __init__(self, stream: Readable, head: bytes = b"") -> None:
        self._stream = stream
        self.buffer = head
        self.position = 0
        self.offset = 0
        self.finished = False
        self._line = 1
        self._counted = 0

    def more(self) -> bool:
        """Read on. Positions in the buffer change: what lies before `position` is gone. False at the end."""
        if self.finished:
            return False
        chunk = self._stream.read(CHUNK) or b""
        if not chunk:
            self.finished = True
            return False
        self.line_at(self.position)
        self.offset += self.position
        self.buffer = self.buffer[self.position :] + chunk
        self._counted = self.position = 0
        return True

    def need(self, size: int) -> None:
        """Have `size` bytes after `position`, or all that are left."""
        while len(self.buffer) - self.position < size and self.more():
            pass

    def line_at(self, position: int) -> int:
        """The line, from 1, of a position that is not before one asked for earlier."""
        if position > self._counted:
            self._line += self.buffer.count(b"\n", self._counted, position)
            self._counted = position
        return self._line

    @property
    def line(self) -> int:
        """The line where reading stands."""
        return self.line_at(self.position)

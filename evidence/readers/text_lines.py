"""The lines of a text file in whatever encoding, a piece at a time; no line and no file is ever held whole."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.readers.source import Readable, Rejoined, Transcoded
from evidence.readers.unicode_marks import wide_form
from evidence.readers.wording import Decoder

CHUNK = 1 << 18
LONGEST_LINE = 1 << 20
"""Bytes; what is longer comes out in pieces."""


class TextLines(Iterator[str]):
    """Lines with their ends (always "\\n"), decoded each by what its bytes are: UTF-8, else GB18030.

    UTF-16 and UTF-32 are told by their mark or by their zeros. `lost` counts places that could not be decoded.
    """

    def __init__(self, stream: Readable, head: bytes = b"") -> None:
        encoding, mark = wide_form(head)
        source: Readable = Rejoined(head[mark:], stream)
        if encoding:
            source = Transcoded(source, encoding)
            head = head[mark:].decode(encoding, "replace").encode("utf-8", "replace")
        self._source = source
        self._has_bare_returns = b"\n" not in head and b"\r" in head
        self._decoder = Decoder("")
        self._lines = self._decoded()

    @property
    def lost(self) -> int:
        """How many places could not be decoded so far."""
        return self._decoder.lost

    def __next__(self) -> str:
        return next(self._lines)

    def _decoded(self) -> Iterator[str]:
        rest = b""
        while chunk := self._source.read(CHUNK):
            if self._has_bare_returns:
                chunk = chunk.replace(b"\r", b"\n")
            block, end, tail = chunk.rpartition(b"\n")
            if not end:
                rest += tail
                if len(rest) > LONGEST_LINE:
                    yield self._text(rest)
                    rest = b""
                continue
            yield from self._split(rest + block + end)
            rest = tail
        if rest:
            yield self._text(rest)

    def _split(self, block: bytes) -> Iterator[str]:
        """The lines of whole lines: decoded together when all are UTF-8, one by one otherwise."""
        if self._decoder.expects_utf8:
            try:
                text = block.decode("utf-8")
            except UnicodeDecodeError:
                pass
            else:
                self._decoder.good += not block.isascii()
                for line in text.split("\n")[:-1]:
                    yield line.removesuffix("\r") + "\n"
                return
        for raw in block.split(b"\n")[:-1]:
            yield self._text(raw) + "\n"

    def _text(self, raw: bytes) -> str:
        return self._decoder.decode(raw.removesuffix(b"\r"))

"""The objects of a JSON file, one after another: the file may be larger than the memory, a single object may not."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, NamedTuple

from evidence.readers.reading import Problems
from evidence.readers.source import Readable
from evidence.readers.text_lines import TextLines

LARGEST_ITEM = 4 << 20
"""Characters. A message with its wrappings takes a few thousand."""
OPENING = re.compile(r"\[\s*\{")
NEXT = re.compile(r"[\s,]*")
RESUME = re.compile(r"\}\s*,\s*(?=\{)")
END_OF_LIST = "]"
DECODER = json.JSONDecoder()


class Item(NamedTuple):
    """An object and its place in the list, from 1."""

    number: int
    told: dict[str, Any]


class JsonItems:
    """Reads the objects of the first list of objects in a file, or of a file with one object a line (JSON Lines)."""

    def __init__(self, stream: Readable, head: bytes, problems: Problems) -> None:
        self._lines = TextLines(stream, head)
        self._problems = problems
        self._buffer = ""
        self._number = 0

    def __iter__(self) -> Iterator[Item]:
        is_list = self._open()
        while True:
            self._buffer = self._buffer[self._skip() :]
            if not self._buffer and not self._more():
                if is_list:
                    self._problems.add(f"item {self._number}", "cut_file")
                return
            if self._buffer.startswith(END_OF_LIST):
                return
            if not self._buffer:
                continue
            item = self._item()
            if item is not None:
                yield item

    def _open(self) -> bool:
        """Go to the first list of objects; False when the file is one object after another."""
        while len(self._buffer) < LARGEST_ITEM:
            match = OPENING.search(self._buffer)
            if match:
                self._buffer = self._buffer[match.end() - 1 :]
                return True
            if not self._more():
                return False
        return False

    def _skip(self) -> int:
        match = NEXT.match(self._buffer)
        return match.end() if match else 0

    def _more(self) -> bool:
        """Take on some more of the file; False at its end."""
        pieces = []
        size = 0
        for line in self._lines:
            pieces.append(line)
            size += len(line)
            if size > max(1 << 16, len(self._buffer)):
                break
        self._buffer += "".join(pieces)
        return bool(pieces)

    def _item(self) -> Item | None:
        """The next object, None when it is none or cannot be read; the buffer moves past it."""
        self._number += 1
        while True:
            try:
                told, end = DECODER.raw_decode(self._buffer)
            except (ValueError, RecursionError):
                if len(self._buffer) < LARGEST_ITEM and self._is_open() and self._more():
                    continue
                self._pass_over()
                return None
            self._buffer = self._buffer[end:]
            if isinstance(told, dict):
                return Item(self._number, told)
            self._problems.add(f"item {self._number}", "bad_item")
            return None

    def _is_open(self) -> bool:
        """Whether the object may only be incomplete: what follows does not show that another begins."""
        return RESUME.search(self._buffer) is None or len(self._buffer) < 1 << 16

    def _pass_over(self) -> None:
        """Leave a broken object behind, go to the next that begins."""
        self._problems.add(f"item {self._number}", "bad_item")
        while True:
            match = RESUME.search(self._buffer)
            if match:
                self._buffer = self._buffer[match.end() :]
                return
            self._buffer = self._buffer[-64:]
            if not self._more():
                self._buffer = ""
                return

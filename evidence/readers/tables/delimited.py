"""Tables as text: comma, semicolon, tab or bar between the cells, quotes around cells with line breaks (RFC 4180).

A quotation mark without its partner swallows what follows; the row is then given up alone and reading goes on with
the next line. No row is held that is longer than a spreadsheet's own limits allow.
"""

from __future__ import annotations

import csv
from collections.abc import Iterable, Iterator

from evidence.readers.reading import Problems
from evidence.readers.tables.rows import Row

DELIMITERS = (",", "\t", ";", "|")
LONGEST_ROW = 1 << 20
"""Characters. Excel keeps 32,767 in a cell; no honest row of an export is longer."""
LONGEST_QUOTED = 2000
"""Lines that one row may span."""
NARROW = 3
"""Columns below which a row over several lines tells nothing."""
REREAD_LIMIT = 32 << 20
"""Characters of swallowed lines that are read again in one file, so that a file of lone marks costs no more than twice."""


class RowTooLong(Exception):
    """A row does not end."""


class Feed(Iterator[str]):
    """Lines for the parser, remembering those of the row in work so that they can be given again."""

    def __init__(self, lines: Iterable[str]) -> None:
        self._lines = iter(lines)
        self._again: list[str] = []
        self._size = 0
        self.taken: list[str] = []

    def __next__(self) -> str:
        if self._size > LONGEST_ROW or len(self.taken) > LONGEST_QUOTED:
            raise RowTooLong
        line = self._again.pop() if self._again else next(self._lines)
        self.taken.append(line)
        self._size += len(line)
        return line

    def done(self) -> None:
        """The row is complete."""
        self.taken.clear()
        self._size = 0

    def give_back(self) -> int:
        """All lines of the row but the first come again; how many characters that is."""
        self._again.extend(reversed(self.taken[1:]))
        size = self._size - len(self.taken[0]) if self.taken else 0
        self.done()
        return size


def rows_of(lines: Iterable[str], delimiter: str, problems: Problems | None = None) -> Iterator[Row]:
    """The rows of a text table; rows that cannot be told are problems, with their number."""
    feed = Feed(lines)
    number, reread, width = 0, 0, 0
    parser = csv.reader(feed, delimiter=delimiter)
    while True:
        number += 1
        try:
            cells = next(parser)
        except StopIteration:
            return
        except (csv.Error, RowTooLong):
            cells = None
        lines_taken = len(feed.taken)
        if cells is not None and not (lines_taken > 1 and _is_swallowed(cells, width, feed.taken, delimiter)):
            feed.done()
            width = max(width, len(cells)) if lines_taken == 1 else width
            yield Row(number, list(cells))
            continue
        if problems is not None:
            problems.add(f"row {number}", "bad_row")
        reread = _after_fault(feed, reread)
        parser = csv.reader(feed, delimiter=delimiter)


def _after_fault(feed: Feed, reread: int) -> int:
    if reread < REREAD_LIMIT:
        return reread + feed.give_back()
    feed.done()
    return reread


def _is_swallowed(cells: list[str], width: int, lines: list[str], delimiter: str) -> bool:
    """Whether a row over several lines has swallowed others: wrong number of cells, or each line would be a row."""
    if width < NARROW:
        return False
    if not width - 1 <= len(cells) <= width + 1:
        return True
    return all(line.count(delimiter) >= width - 1 for line in lines)

"""Where a table begins: its row of names among titles, notes and merged cells, and again when a second table follows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain, islice
from typing import Protocol

from evidence.readers.reading import Problems, ReadMessage
from evidence.readers.tables.rows import Cell, Row, Sheet, shown

LOOKED_AT = 40
"""Rows in which the names of the columns are looked for: thirty of titles and notes are many."""
LONGEST_TITLE = 500
"""Characters of a line above a table that are looked at."""
SAMPLE = 300
"""Rows that a layout may look at before it reads the first."""


@dataclass(slots=True)
class Section:
    """One table: its columns by role, the row of names, the lines above, and its rows."""

    sheet: Sheet
    header: Row
    columns: Mapping[str, int]
    names: Sequence[str]
    titles: Sequence[str]
    rows: Iterator[Row]

    def sample(self) -> list[Row]:
        """The first rows; they come again when the section is read."""
        seen = list(islice(self.rows, SAMPLE))
        self.rows = chain(seen, self.rows)
        return seen

    def where(self, row: Row) -> str:
        """The place of a row."""
        return self.sheet.where(row)

    @property
    def place(self) -> str:
        """The place of the row of names."""
        return self.sheet.where(self.header)

    def cell(self, row: Row, role: str) -> Cell:
        """The cell of a role; empty when the table has no such column or the row ends before it."""
        column = self.columns.get(role)
        return "" if column is None or column >= len(row.cells) else row.cells[column]

    def text(self, row: Row, role: str) -> str:
        """The cell of a role as text."""
        return shown(self.cell(row, role))


class Layout(Protocol):
    """A kind of table. `kind` is what a file of it is called."""

    kind: str

    def columns(self, cells: Sequence[Cell]) -> Mapping[str, int] | None:
        """Role → column if these are the names of such a table, None otherwise."""

    def knows(self, cell: Cell) -> bool:
        """Whether this is the name of a column of such a table."""

    def messages(self, section: Section, problems: Problems) -> Iterator[ReadMessage]:
        """The messages of one table."""


@dataclass(frozen=True, slots=True)
class Found:
    """A row of names: its place in the rows looked at, and the layout that knows most of them."""

    place: int
    row: Row
    layout: Layout
    columns: Mapping[str, int]
    names: Sequence[str]


def find_header(rows: Sequence[Row], layouts: Sequence[Layout]) -> Found | None:
    """The row that most names of columns stand in; a name may also stand in the row above (merged cells)."""
    best: Found | None = None
    above: Row | None = None
    for place, row in enumerate(rows):
        for cells in _readings(row, above):
            for layout in layouts:
                columns = layout.columns(cells)
                if columns and (best is None or len(columns) > len(best.columns)):
                    best = Found(place, row, layout, columns, [shown(cell) for cell in cells])
        above = row
    return best


def _readings(row: Row, above: Row | None) -> Iterator[Sequence[Cell]]:
    yield row.cells
    if above is not None and any(cell == "" for cell in row.cells):
        width = max(len(row.cells), len(above.cells))
        lower, upper = (cells + [""] * (width - len(cells)) for cells in (row.cells, above.cells))
        yield [own if own != "" else other for own, other in zip(lower, upper, strict=True)]


class Sections:
    """Takes a sheet apart into its tables. `begun` says whether any was found."""

    def __init__(self, sheet: Sheet, layouts: Sequence[Layout]) -> None:
        self._sheet = sheet
        self._layouts = layouts
        self._next: Found | None = None
        self.begun = False

    def messages(self, problems: Problems, told: Callable[[Layout], None]) -> Iterator[ReadMessage]:
        """The messages of all tables of the sheet; `told` learns each layout when its table begins."""
        head = list(islice(self._sheet.rows, LOOKED_AT))
        found = find_header(head, self._layouts)
        if found is None:
            return
        titles = [
            " ".join(shown(cell) for cell in row.cells if cell != "")[:LONGEST_TITLE]
            for row in head[: found.place]
        ]
        rest = chain(head[found.place + 1 :], self._sheet.rows)
        while found is not None:
            self.begun = True
            self._next = None
            told(found.layout)
            rows = self._until_next(found, rest)
            section = Section(self._sheet, found.row, found.columns, found.names, titles, rows)
            yield from found.layout.messages(section, problems)
            found = self._next

    def _until_next(self, found: Found, rest: Iterator[Row]) -> Iterator[Row]:
        """Rows up to another row of names. The same names again, on top of each printed page, are passed over."""
        watched = min(found.columns.values())
        for row in rest:
            cell = row.cells[watched] if watched < len(row.cells) else ""
            if isinstance(cell, str) and not cell[:1].isdigit() and self._is_name(cell):
                again = find_header([row], self._layouts)
                if again is not None and len(again.columns) * 2 >= len(found.columns):
                    if list(again.names) == list(found.names):
                        continue
                    self._next = again
                    return
            yield row

    def _is_name(self, cell: Cell) -> bool:
        return any(layout.knows(cell) for layout in self._layouts)

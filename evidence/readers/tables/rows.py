"""A row of a table and what its cells may be."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

Cell = str | int | float | bool | datetime | date | time | timedelta


class Row(NamedTuple):
    """Cells of one row. `number` counts from 1, empty rows included, as a spreadsheet program shows it."""

    number: int
    cells: list[Cell]


@dataclass(slots=True)
class Sheet:
    """One sheet of a book, or a whole text table. `name` is empty when the file has only this one."""

    name: str
    rows: Iterator[Row]

    def where(self, row: Row) -> str:
        """The place of a row, for people."""
        return f"{self.name} row {row.number}" if self.name else f"row {row.number}"


def shown(cell: Cell) -> str:
    """A cell as text: whole numbers without “.0”, text without blanks and marks around it."""
    if isinstance(cell, str):
        return cell.strip(" \t\r\n\u3000\xa0\ufeff\u200b\u202a\u202c\u202d")
    if isinstance(cell, float) and cell.is_integer() and abs(cell) < 1e21:
        return f"{cell:.0f}"
    return str(cell)

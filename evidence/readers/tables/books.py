"""Spreadsheet files: .xlsx and real .xls, by calamine. Cells give their stored values; no formula is ever worked out.

The file is held in memory, bounded (see bounds.py); rows of one sheet at a time become Python values.
Hidden rows, columns and sheets are read like all others.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from io import BytesIO

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, PasswordError, SheetTypeEnum

from evidence.readers.reading import Problems
from evidence.readers.source import Readable
from evidence.readers.tables.bounds import LARGEST_FILE, MOST_CELLS, TooMuch, check_book
from evidence.readers.tables.rows import Cell, Row, Sheet

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
XLS = "application/vnd.ms-excel"
CHUNK = 1 << 20
MOST_MERGED = 100_000

Span = tuple[tuple[int, int], tuple[int, int]]


class NotOpened(Exception):
    """The book is kept and not read; the argument is the code of the problem."""


def open_book(stream: Readable, head: bytes, media_type: str) -> CalamineWorkbook:
    """The book that begins with `head`. Raises NotOpened."""
    content = _content(stream, head)
    if media_type == XLSX:
        try:
            check_book(content)
        except TooMuch as error:
            raise NotOpened(*error.args) from error
    return _opened(content)


def sheets_of(book: CalamineWorkbook, problems: Problems) -> Iterator[Sheet]:
    """The sheets in their order; one that cannot be read is a problem. A book of one sheet does not name it."""
    kinds = {each.name: each.typ for each in book.sheets_metadata}
    names = [
        name
        for name in book.sheet_names
        if kinds.get(name, SheetTypeEnum.WorkSheet) == SheetTypeEnum.WorkSheet
    ]
    for name in names:
        shown = name if len(names) > 1 else ""
        try:
            sheet = _sheet(book, name)
        except NotOpened as error:
            problems.add(shown, *error.args)
            continue
        yield Sheet(shown, _rows(sheet))


def _content(stream: Readable, head: bytes) -> bytes:
    pieces, size = [head], len(head)
    while piece := stream.read(CHUNK):
        pieces.append(piece)
        size += len(piece)
        if size > LARGEST_FILE:
            raise NotOpened("book_large")
    return b"".join(pieces)


def _opened(content: bytes) -> CalamineWorkbook:
    try:
        return CalamineWorkbook.from_filelike(BytesIO(content))
    except PasswordError as error:
        raise NotOpened("book_locked") from error
    except (CalamineError, OSError, ValueError) as error:
        raise NotOpened("book_broken") from error
    except BaseException as error:
        raise _of_panic(error) from error


def _sheet(book: CalamineWorkbook, name: str) -> CalamineSheet:
    try:
        sheet = book.get_sheet_by_name(name)
    except (CalamineError, OSError, ValueError) as error:
        raise NotOpened("sheet_broken") from error
    except BaseException as error:
        raise _of_panic(error) from error
    if sheet.total_height * sheet.total_width > MOST_CELLS:
        raise NotOpened("book_large")
    return sheet


def _of_panic(error: BaseException) -> BaseException:
    """A panic in calamine's own code is a fault of the file; it comes as a BaseException. Anything else is not ours."""
    return NotOpened("book_broken") if type(error).__name__ == "PanicException" else error


def _rows(sheet: CalamineSheet) -> Iterator[Row]:
    merged = _down(sheet.merged_cell_ranges or ())
    open_spans: dict[int, tuple[int, Cell]] = {}
    for number, cells in enumerate(sheet.iter_rows(), 1):
        if merged:
            _fill(number - 1, cells, merged, open_spans)
        yield Row(number, cells)


def _down(spans: Sequence[Span]) -> dict[int, list[tuple[int, int]]]:
    """Row → (column, last row) of cells that are merged downwards; titles merged sideways are left as they are."""
    found: dict[int, list[tuple[int, int]]] = {}
    for (row, column), (last_row, last_column) in spans[:MOST_MERGED]:
        if column == last_column and last_row > row:
            found.setdefault(row, []).append((column, last_row))
    return found


def _fill(
    row: int,
    cells: list[Cell],
    merged: dict[int, list[tuple[int, int]]],
    open_spans: dict[int, tuple[int, Cell]],
) -> None:
    """Give the rows of a merged cell the value that its first row holds."""
    for column in [column for column, (last_row, _) in open_spans.items() if last_row < row]:
        del open_spans[column]
    for column, (_, value) in open_spans.items():
        if column < len(cells) and cells[column] == "":
            cells[column] = value
    for column, last_row in merged.get(row, ()):
        if column < len(cells):
            open_spans[column] = last_row, cells[column]

"""Files that are tables: call sheets, iMazing, WeChat; as text in any encoding, as .xlsx or as real .xls."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from itertools import islice
from typing import BinaryIO

from python_calamine import CalamineWorkbook

from evidence.readers.callsheets import CallSheets
from evidence.readers.imazing import IMazingMessages
from evidence.readers.reading import Problems, Reader, Reading, ReadMessage
from evidence.readers.source import Readable
from evidence.readers.tables.books import XLS, XLSX, NotOpened, open_book, sheets_of
from evidence.readers.tables.delimited import DELIMITERS, rows_of
from evidence.readers.tables.rows import Sheet
from evidence.readers.tables.sections import LOOKED_AT, Layout, Sections, find_header
from evidence.readers.text_lines import TextLines
from evidence.readers.wechat.table import WeChatTables

LAYOUTS: tuple[Layout, ...] = (IMazingMessages(), WeChatTables(), CallSheets())
"""Where two know the same number of names, the first one reads."""
BOOKS = frozenset({XLS, XLSX, "application/x-ole-storage"})
"""A compound file that holds an encrypted package may be a spreadsheet: opening it tells that it is locked."""
TEXTS = frozenset({"text/csv", "text/plain"})
LOOKED_AT_BYTES = 1 << 18


def table_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for a table, text or book; None when the file is none, or a text table of unknown columns."""
    if media_type in BOOKS:
        return read_book
    return read_delimited if media_type in TEXTS and recognised(head) else None


def recognised(head: bytes) -> tuple[str, Layout] | None:
    """What stands between the cells of a text table, and the layout that knows most of its columns; None if none does."""
    best, most = None, 0
    lines = list(TextLines(BytesIO(), head[:LOOKED_AT_BYTES]))
    for delimiter in DELIMITERS:
        found = find_header(list(islice(rows_of(lines, delimiter), LOOKED_AT)), LAYOUTS)
        if found is not None and len(found.columns) > most:
            best, most = (delimiter, found.layout), len(found.columns)
    return best


def read_delimited(stream: BinaryIO, head: bytes, media_type: str) -> Reading:
    """A reading of a text table; memory stays flat, whatever its size."""
    delimiter, first = recognised(head) or (DELIMITERS[0], None)

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        lines = TextLines(stream, head)
        sheet = Sheet("", rows_of(lines, delimiter, problems))
        yield from Sections(sheet, LAYOUTS).messages(problems, told)
        if lines.lost:
            problems.add("", "unreadable", number=lines.lost)

    def told(layout: Layout) -> None:
        opened.kind = layout.kind

    opened = Reading(first.kind if first else "table", "text/csv", messages)
    return opened


def read_book(stream: Readable, head: bytes, media_type: str) -> Reading:
    """A reading of a spreadsheet; it is opened when the first message is asked for, within bounds."""

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        try:
            book = open_book(stream, head, media_type)
        except NotOpened as error:
            problems.add("", *error.args)
            return
        yield from _of_sheets(book, problems)

    def _of_sheets(book: CalamineWorkbook, problems: Problems) -> Iterator[ReadMessage]:
        has_begun = False
        for sheet in sheets_of(book, problems):
            sections = Sections(sheet, LAYOUTS)
            yield from sections.messages(problems, told)
            has_begun |= sections.begun
        if not has_begun and not problems.found:
            problems.add("", "no_header")

    def told(layout: Layout) -> None:
        opened.kind = layout.kind

    opened = Reading("spreadsheet", media_type, messages)
    return opened

"""Tables for tests, as text, as .xlsx and as real .xls, each written here byte by byte or by another library."""

from __future__ import annotations

import csv
import io
import struct
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import openpyxl

Rows = Sequence[Sequence[Any]]
SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001  a spreadsheet's clock has no zone


def text_table(rows: Rows, encoding: str = "utf-8", delimiter: str = ",") -> bytes:
    stream = io.StringIO()
    csv.writer(stream, delimiter=delimiter).writerows(rows)
    return stream.getvalue().encode(encoding)


def xlsx(*sheets: tuple[str, Rows], merged: Sequence[str] = (), hidden: Sequence[str] = ()) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        sheet = book.create_sheet(name)
        for row in rows:
            sheet.append(list(row))
        for area in merged:
            sheet.merge_cells(area)
        if name in hidden:
            sheet.sheet_state = "hidden"
    return saved(book)


def saved(book: openpyxl.Workbook) -> bytes:
    stream = io.BytesIO()
    book.save(stream)
    return stream.getvalue()


def _record(kind: int, body: bytes = b"") -> bytes:
    return struct.pack("<HH", kind, len(body)) + body


def _cell(row: int, column: int, value: Any) -> bytes:
    if isinstance(value, datetime):
        apart = value - EXCEL_EPOCH
        return _record(0x203, struct.pack("<HHHd", row, column, 1, apart.days + apart.seconds / 86_400))
    if isinstance(value, int | float):
        return _record(0x203, struct.pack("<HHHd", row, column, 0, value))
    text = str(value)
    body = struct.pack("<HHHHB", row, column, 0, len(text), 1) + text.encode("utf-16-le")
    return _record(0x204, body)


def _workbook(name: str, rows: Rows) -> bytes:
    begin = struct.pack("<HHHHII", 0x600, 0x05, 0x0DBB, 0x07CC, 0, 6)
    formats = [struct.pack("<HHH14x", 0, number, 0) for number in (0, 22)]
    head = _record(0x809, begin) + b"".join(_record(0xE0, each) for each in formats)
    shown = name.encode("utf-16-le")
    bound = struct.pack("<IBBBB", len(head) + 4 + 8 + len(shown) + 4, 0, 0, len(name), 1) + shown
    globals_ = head + _record(0x85, bound) + _record(0x0A)
    cells = b"".join(
        _cell(at, column, value)
        for at, row in enumerate(rows)
        for column, value in enumerate(row)
        if value not in (None, "")
    )
    size = struct.pack("<IIHHH", 0, len(rows), 0, max(map(len, rows), default=0), 0)
    sheet = _record(0x809, struct.pack("<HHHHII", 0x600, 0x10, 0x0DBB, 0x07CC, 0, 6)) + _record(0x200, size)
    return globals_ + sheet + cells + _record(0x0A)


def _entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    encoded = name.encode("utf-16-le") + b"\0\0"
    return (
        encoded.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(encoded), kind, 1, FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def compound_file(name: str, stream: bytes) -> bytes:
    """A compound file ([MS-CFB]) with one stream of that name."""
    stream = stream.ljust(4096, b"\0")
    count = -(-len(stream) // SECTOR)
    fat_sectors = -(-(count + 2) // (SECTOR // 4 - 1))
    fat = [FAT] * fat_sectors + [END]
    fat += [len(fat) + number + 1 for number in range(count - 1)] + [END]
    fat += [FREE] * (fat_sectors * SECTOR // 4 - len(fat))
    directory = _entry("Root Entry", 5, 1, END, 0) + _entry(name, 2, FREE, fat_sectors + 1, len(stream))
    directory = directory.ljust(SECTOR, b"\0")
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6)
    header += bytes(6) + struct.pack("<IIIIIIIII", 0, fat_sectors, fat_sectors, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", *range(fat_sectors), *[FREE] * (109 - fat_sectors))
    return header + struct.pack(f"<{len(fat)}I", *fat) + directory + stream.ljust(count * SECTOR, b"\0")


def xls(name: str, rows: Rows) -> bytes:
    """A workbook of Excel 97-2003 ([MS-XLS], BIFF8) with one sheet."""
    return compound_file("Workbook", _workbook(name, rows))

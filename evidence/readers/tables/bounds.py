"""What a spreadsheet file would take when opened, told from the outside before anything is unpacked into memory.

An .xlsx file is a zip of XML parts (ECMA-376). Honest ones stay far below these limits; beyond them a file is kept
and not read. Parts are unpacked only as a stream, never further than they say.
"""

from __future__ import annotations

import lzma
import re
import struct
import zipfile
import zlib
from collections.abc import Iterator
from io import BytesIO

LARGEST_FILE = 128 << 20
"""Bytes of the file itself."""
LARGEST_UNPACKED = 512 << 20
BOMB_RATIO = 250
"""Unpacked bytes for each packed one; sheets of one repeated row reach about 100."""
BOMB_FROM = 32 << 20
"""A part below this size does no harm, whatever its ratio."""
MOST_PARTS = 2000
MOST_ROWS = 1_048_576
"""What Excel itself holds."""
MOST_CELLS = 1 << 24
"""Rows × columns of a sheet: all cells of the rectangle are kept in memory, empty ones too."""
MOST_TEXT = 1 << 28
"""Bytes of shared texts, each as often as it is shown."""
CHUNK = 1 << 20

ROW = re.compile(rb"<(?:\w+:)?row\b(?:[^>]{0,200}?\br=[\"']([0-9]{1,10})[\"'])?")
CELL = re.compile(rb"<(?:\w+:)?c[ />]")
PLACE = re.compile(rb"\br=[\"'][A-Za-z]")
NARROW = 16
FAR_PLACE = re.compile(rb"\br=[\"']([Q-Zq-z]|[A-Za-z]{2,3})[0-9]")
"""Cells beyond the 16th column; up to there no number of rows is too many."""
WIDEST = 16_384
SHARED_TEXT = re.compile(rb"\bt=[\"']s[\"']")
SHARED_PLACE = re.compile(rb"\bt=[\"']s[\"'][^>]{0,60}>\s*<(?:\w+:)?v>([0-9]{1,9})<")
TEXT_END = re.compile(rb"</(?:\w+:)?si>")


BROKEN = (
    zipfile.BadZipFile, zlib.error, lzma.LZMAError, EOFError, OSError, NotImplementedError, RuntimeError, ValueError,
    UnicodeError, struct.error,
)  # fmt: skip
"""What the zip module raises for damaged, encrypted and unknown parts."""


class TooMuch(Exception):
    """The file is not opened; the argument is the code of the problem."""


def check_book(content: bytes) -> None:
    """Nothing, when the file can be opened within bounds. Raises TooMuch with `book_bomb`, `book_large` or `book_broken`."""
    try:
        with zipfile.ZipFile(BytesIO(content)) as archive:
            parts = archive.infolist()
            _check_sizes(parts)
            texts = [part for part in parts if part.filename.lower().endswith("sharedstrings.xml")]
            longest = max((_longest_text(archive, part) for part in texts), default=0)
            for part in parts:
                if "worksheets/" in part.filename.lower() and part.filename.lower().endswith(".xml"):
                    _check_sheet(archive, part, texts, longest)
    except BROKEN as error:
        raise TooMuch("book_broken") from error


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > LARGEST_UNPACKED:
        raise TooMuch("book_bomb")
    for part in parts:
        if part.file_size > BOMB_FROM and part.file_size > BOMB_RATIO * max(part.compress_size, 1):
            raise TooMuch("book_bomb")


def _check_sheet(
    archive: zipfile.ZipFile, part: zipfile.ZipInfo, texts: list[zipfile.ZipInfo], longest: int
) -> None:
    """Bound the rectangle that the cells span and the texts that they show."""
    rows, last_row, columns, unplaced, shared = 0, 0, NARROW, 0, 0
    for piece in _pieces(archive, part):
        numbers = ROW.findall(piece)
        rows += len(numbers)
        last_row = max(last_row, rows, max((int(number or 0) for number in numbers), default=0))
        columns = max(columns, max((_column(far) for far in set(FAR_PLACE.findall(piece))), default=0))
        unplaced += max(0, len(CELL.findall(piece)) - len(PLACE.findall(piece)))
        shared += len(SHARED_TEXT.findall(piece))
    columns = max(columns, min(unplaced, WIDEST))
    if last_row > MOST_ROWS or last_row * columns > MOST_CELLS:
        raise TooMuch("book_large")
    if shared * longest > MOST_TEXT and _text_shown(archive, part, texts) > MOST_TEXT:
        raise TooMuch("book_large")


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _pieces(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[bytes]:
    """The part, unpacked, cut between tags; what a part holds beyond its declared size is not unpacked."""
    with archive.open(part) as stream:
        rest = b""
        while chunk := stream.read(CHUNK):
            whole, mark, tail = (rest + chunk).rpartition(b"<")
            yield whole
            rest = mark + tail if len(tail) < CHUNK else b""
        yield rest


def _longest_text(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    return max(_text_lengths(archive, part), default=0)


def _text_lengths(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> Iterator[int]:
    """The bytes of each shared text, its markup included."""
    length = 0
    for piece in _pieces(archive, part):
        begin = 0
        for end in TEXT_END.finditer(piece):
            yield length + end.start() - begin
            length, begin = 0, end.end()
        length += len(piece) - begin
    yield length


def _text_shown(archive: zipfile.ZipFile, part: zipfile.ZipInfo, texts: list[zipfile.ZipInfo]) -> int:
    """The bytes of shared texts, each as often as a cell of the sheet shows it."""
    lengths = [length for text in texts for length in _text_lengths(archive, text)]
    places = (int(place) for piece in _pieces(archive, part) for place in SHARED_PLACE.findall(piece))
    return sum(lengths[place] for place in places if place < len(lengths))

"""What a file is, by its bytes. Its name is never believed."""

from __future__ import annotations

import csv
import re
from collections import Counter

import filetype

from evidence.readers.mail import is_mail
from evidence.readers.unicode_marks import as_utf8, unicode_form, wide_form

EMPTY = "application/x-empty"
UNKNOWN = "application/octet-stream"

ARCHIVES = frozenset(
    {
        "application/zip", "application/gzip", "application/x-7z-compressed", "application/x-rar-compressed",
        "application/x-bzip2", "application/x-xz", "application/x-tar", "application/zstd", "application/x-lz4",
    }
)  # fmt: skip
SILK = "audio/x-silk"
"""A voice message of WeChat."""
MEDIA = frozenset(
    {
        "audio/mpeg", "audio/mp4", "audio/ogg", "audio/x-flac", "audio/x-wav", "audio/amr", "audio/aac", "audio/x-aiff", SILK,
        "video/mp4", "video/3gpp", "video/quicktime", "video/webm", "video/x-matroska", "video/x-msvideo", "video/x-m4v",
        "video/mpeg", "video/x-flv", "video/x-ms-wmv",
    }
)  # fmt: skip
"""Recordings and videos that are looked through."""
PICTURES = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif", "image/bmp", "image/tiff",
    }
)  # fmt: skip
"""Pictures that are shown."""
OFFICE = frozenset(
    f"application/vnd.openxmlformats-officedocument.{name}"
    for name in ("wordprocessingml.document", "spreadsheetml.sheet", "presentationml.presentation")
)
"""Documents of Word, Excel, PowerPoint and WPS (ISO/IEC 29500)."""
ALLOWED = ARCHIVES | MEDIA | PICTURES | OFFICE | {
    "audio/midi",
    "application/pdf", "application/rtf", "application/msword", "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint", "application/x-ole-storage", "application/vnd.sqlite3", "application/x-sqlite3",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
"""What offices meet as evidence. Anything else, programs above all, is told apart no further."""
LETTERED = frozenset({"application/pdf", "application/rtf"})
"""Kinds whose first bytes are readable text."""

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
OLE_STREAMS = (
    ("EncryptedPackage", "application/x-ole-storage"),
    ("WordDocument", "application/msword"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
)
"""Names in the directory of a compound file ([MS-CFB] 2.6), and what a file with such a stream is."""
WORKBOOK_BEGINS = (b"\x09\x08\x10\x00\x00\x06", b"\x09\x08\x08\x00\x00\x05")
"""The first record of a workbook ([MS-XLS] 2.4.21, BIFF8 and BIFF5)."""
SECTOR = 512
XLSX_PART = re.compile(rb"PK\x03\x04.{26}xl/(?:workbook|worksheets/|styles|sharedStrings|_rels/)", re.DOTALL)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

SILK_OPENING = re.compile(rb"\x02?#!SILK_V3")
LOOKED_AT = 1 << 16
PROLOGUE = re.compile(
    rb"(?:\s|<!--.*?-->|<\?.*?\?>|<!DOCTYPE[^>\[]*+(?:\[.*?\]\s*+)?>)*+", re.DOTALL | re.IGNORECASE
)
FIRST_TAG = re.compile(rb"<(?:[\w.\-]+:)?([A-Za-z_][\w.\-]*)[\s/>]")
HTML_TYPE = re.compile(rb"<!DOCTYPE\s+html\b", re.IGNORECASE)
HTML_TAGS = frozenset(
    {
        b"html",
        b"head",
        b"body",
        b"title",
        b"meta",
        b"script",
        b"style",
        b"table",
        b"div",
        b"p",
        b"span",
        b"a",
        b"iframe",
    }
)
BACKUP_TAG = re.compile(rb"<(smses|calls|sms|mms|call)(?:\s++[A-Za-z_][\w:.\-]*+\s*+=|\s*+/?>)")
JSON_OPENING = re.compile(
    rb"\s*+(?:\{\s*+(?:\"|\}|\Z)|\[\s*+(?:[\[{\"]|\]?\s*+\Z|(?:-?\d[\d.eE+\-]*+|true|false|null)\s*+(?:,|\]\s*+\Z|\Z)))"
)
CONTROLS = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")
DELIMITERS = (",", ";", "\t", "|")
DAMAGE_SHARE = 500
"""A text may have one bad place in so many characters."""
MANY_COLUMNS = 4
MANY_ROWS = 4


def sniff(name: str, head: bytes) -> str:
    """The media type of a file that begins with `head`; `name` is for the record and decides nothing."""
    if not head:
        return EMPTY
    whole = as_utf8(head)
    shown = whole[:LOOKED_AT]
    is_text = unicode_form(head)[0] is not None or _is_text(shown)
    binary = _by_content(head) or filetype.guess_mime(bytes(head[:LOOKED_AT]))
    if binary in ALLOWED and (not is_text or binary in LETTERED):
        return str(binary)
    if not binary and not is_text and (encoding := wide_form(head)[0]):
        shown = head[: 2 * LOOKED_AT].decode(encoding, "replace").encode("utf-8", "replace")
        is_text = _is_text(shown)
    marked_up = _marked_up(whole)
    if marked_up:
        return marked_up
    if not is_text:
        return UNKNOWN
    if is_mail(shown):
        return "message/rfc822"
    if JSON_OPENING.match(shown):
        return "application/json"
    return "text/csv" if _is_table(shown) else "text/plain"


def _by_content(head: bytes) -> str | None:
    """A voice message, or an office file by what is inside, whatever order its parts stand in; None for anything else."""
    if SILK_OPENING.match(head):
        return SILK
    if head.startswith(b"PK\x03\x04"):
        return XLSX if XLSX_PART.search(head) else None
    if not head.startswith(OLE):
        return None
    for name, media_type in OLE_STREAMS:
        if name.encode("utf-16-le") + b"\0\0" in head:
            return media_type
    return "application/vnd.ms-excel" if head[SECTOR:].startswith(WORKBOOK_BEGINS) else None


def _is_text(shown: bytes) -> bool:
    return CONTROLS.search(shown) is None and _characters(shown) is not None


def _characters(shown: bytes) -> str | None:
    """The head as text, its last few bytes aside, which may be half a character, a few bad places too; None if it is none."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return shown[: len(shown) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    damaged = shown.decode("gb18030", "replace")
    return damaged if damaged.count("\ufffd") * DAMAGE_SHARE <= len(damaged) else None


def _marked_up(shown: bytes) -> str | None:
    """XML, HTML or SVG by the first element; a backup also behind leading rubbish."""
    prologue = PROLOGUE.match(shown)
    begin = prologue.end() if prologue else 0
    first = FIRST_TAG.match(shown, begin)
    tag = first[1].lower() if first else b""
    if HTML_TYPE.search(shown, 0, begin) or tag in HTML_TAGS:
        return "text/html"
    if tag == b"svg":
        return "image/svg+xml"
    if first or shown.lstrip().startswith(b"<?xml") or BACKUP_TAG.search(shown):
        return "text/xml"
    return None


def _is_table(shown: bytes) -> bool:
    """Whether the first rows have the same delimiter equally often, or most of many do, below titles and above notes."""
    text = _characters(shown) or ""
    lines = [line for line in text.splitlines(keepends=True)[:60] if line.strip()]
    if len(lines) > 2 and len(text) == len(shown):
        lines = lines[:-1]
    return any(_has_columns(lines, delimiter) for delimiter in DELIMITERS)


def _has_columns(lines: list[str], delimiter: str) -> bool:
    try:
        widths = Counter(len(row) for row in csv.reader(lines, delimiter=delimiter))
    except csv.Error:
        return False
    if not widths:
        return False
    width, rows = widths.most_common(1)[0]
    if len(widths) == 1:
        return width > 1
    return width >= MANY_COLUMNS and rows >= MANY_ROWS and rows * 5 >= widths.total() * 3

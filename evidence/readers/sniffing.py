"""What a file is, by its bytes. Its name is never believed."""

from __future__ import annotations

import csv
import re

import filetype

from evidence.readers.unicode_marks import as_utf8, unicode_form

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
ALLOWED = ARCHIVES | MEDIA | {
    "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif", "image/bmp",
    "image/tiff",
    "audio/midi",
    "application/pdf", "application/rtf", "application/msword", "application/vnd.ms-excel",
    "application/vnd.ms-powerpoint", "application/vnd.sqlite3", "application/x-sqlite3",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "application/vnd.oasis.opendocument.text", "application/vnd.oasis.opendocument.spreadsheet",
}  # fmt: skip
"""What offices meet as evidence. Anything else, programs above all, is told apart no further."""
LETTERED = frozenset({"application/pdf", "application/rtf"})
"""Kinds whose first bytes are readable text."""

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


def sniff(name: str, head: bytes) -> str:
    """The media type of a file that begins with `head`; `name` is for the record and decides nothing."""
    if not head:
        return EMPTY
    if SILK_OPENING.match(head):
        return SILK
    whole = as_utf8(head)
    shown = whole[:LOOKED_AT]
    is_text = unicode_form(head)[0] is not None or _is_text(shown)
    binary = filetype.guess_mime(bytes(head[:LOOKED_AT]))
    if binary in ALLOWED and (not is_text or binary in LETTERED):
        return str(binary)
    marked_up = _marked_up(whole)
    if marked_up:
        return marked_up
    if not is_text:
        return UNKNOWN
    if JSON_OPENING.match(shown):
        return "application/json"
    return "text/csv" if _is_table(shown) else "text/plain"


def _is_text(shown: bytes) -> bool:
    return CONTROLS.search(shown) is None and _characters(shown) is not None


def _characters(shown: bytes) -> str | None:
    """The head as text, its last few bytes aside, which may be half a character; None if it is none."""
    for encoding in ("utf-8", "gb18030"):
        for cut in range(4):
            try:
                return shown[: len(shown) - cut].decode(encoding)
            except UnicodeDecodeError:
                continue
    return None


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
    """Whether the first lines have the same delimiter equally often."""
    text = _characters(shown) or ""
    lines = [line for line in text.splitlines()[:20] if line.strip()]
    if len(lines) > 2 and len(text) == len(shown):
        lines = lines[:-1]
    for delimiter in DELIMITERS:
        widths = {len(row) for row in csv.reader(lines, delimiter=delimiter)}
        if len(widths) == 1 and widths.pop() > 1:
            return True
    return False

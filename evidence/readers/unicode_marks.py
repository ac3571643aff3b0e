"""Files in two or four bytes a character: told by their byte order mark, or by the zeros around the first `<`."""

from __future__ import annotations

import codecs

MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
JUDGED = 4096
UNMARKED = ((b"<\0", "utf-16-le"), (b"\0<", "utf-16-be"))


def unicode_form(head: bytes) -> tuple[str | None, int]:
    """The wide encoding of a file and the length of its mark; None for one byte or UTF-8."""
    if head.startswith(codecs.BOM_UTF8):
        return None, len(codecs.BOM_UTF8)
    for mark, encoding in MARKS:
        if head.startswith(mark):
            return encoding, len(mark)
    for opening, encoding in UNMARKED:
        if head.startswith(opening) and head[2:4].count(0) == 1:
            return encoding, 0
    return None, 0


def as_utf8(head: bytes) -> bytes:
    """The head without its mark, in UTF-8 if it was wide, otherwise as it is."""
    encoding, mark = unicode_form(head)
    if encoding is None:
        return head[mark:]
    return head[mark:].decode(encoding, "replace").encode("utf-8", "replace")


def wide_form(head: bytes) -> tuple[str | None, int]:
    """The wide encoding of a text and the length of its mark, also without a mark: every other byte of it is often zero."""
    encoding, mark = unicode_form(head)
    shown = head[:JUDGED]
    if encoding or mark or len(shown) < 4:
        return encoding, mark
    for first, name in ((1, "utf-16-le"), (0, "utf-16-be")):
        zeros, others = shown[first::2].count(0), shown[1 - first :: 2].count(0)
        if zeros * 4 > len(shown[first::2]) and not others:
            return name, 0
    return None, 0

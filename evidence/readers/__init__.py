"""Readers turn a file into messages and say plainly what they could not read.

`read` is the door. It sniffs the file, picks the reader and streams; no file is ever held whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import BinaryIO

from evidence.readers.problems import PROBLEM_TEXTS
from evidence.readers.reading import Attachment, Doubt, Problem, Problems, Reading, ReadMessage, Seen
from evidence.readers.screenshots import PICTURES, read_picture
from evidence.readers.smsbackup import is_backup, read_backup
from evidence.readers.sniffing import ARCHIVES, EMPTY, sniff
from evidence.readers.unicode_marks import as_utf8

__all__ = [
    "PROBLEM_TEXTS",
    "Attachment",
    "Doubt",
    "Problem",
    "ReadMessage",
    "Reading",
    "Seen",
    "read",
    "reader_for",
    "sniff",
]

HEAD = 1 << 20
"""Bytes looked at before a reader is picked: enough to pass over rubbish before the first message."""

Reader = Callable[[BinaryIO, bytes, str], Reading]


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader that takes a file beginning with `head`, whatever its name; None when none does.

    A reader is called with the stream, the head that was taken from it, and the media type.
    """
    media_type = sniff(name, head)
    if media_type == "text/xml" and is_backup(as_utf8(head)):
        return read_backup
    if media_type in PICTURES:
        return partial(read_picture, name=name)
    return None


def read(stream: BinaryIO, *, name: str) -> Reading:
    """The messages of a file. A file that is not read gives none, and one problem that says why."""
    head = _head(stream)
    media_type = sniff(name, head)
    reader = reader_for(name, head)
    if reader is not None:
        return reader(stream, head, media_type)
    kind, code = _unread(media_type)

    def nothing(problems: Problems) -> Iterator[ReadMessage]:
        problems.add("", code, media_type=media_type)
        return iter(())

    return Reading(kind, media_type, nothing)


def _head(stream: BinaryIO) -> bytes:
    head = b""
    while len(head) < HEAD and (piece := stream.read(HEAD - len(head))):
        head += piece
    return head


def _unread(media_type: str) -> tuple[str, str]:
    """The kind of a file without messages, and the problem to tell."""
    if media_type == EMPTY:
        return "empty", "empty"
    if media_type in ARCHIVES:
        return "archive", "archive"
    if media_type == "text/html":
        return "html", "html"
    if media_type == "text/xml":
        return "xml", "other_xml"
    return "unknown", "unsupported"

"""Readers turn a file into messages and say plainly what they could not read.

`read` is the door. It sniffs the file, picks the reader and streams. Only spreadsheets and mails are held whole, and only
up to limits (tables/bounds.py, mail.py); all else takes the same memory whatever its size.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from importlib import import_module
from typing import BinaryIO

from evidence.readers.chats import chat_reader
from evidence.readers.mail import mail_reader
from evidence.readers.problems import PROBLEM_TEXTS
from evidence.readers.reading import Attachment, Doubt, Problem, Problems, Reader, Reading, ReadMessage, Seen
from evidence.readers.screenshots import PICTURES, read_picture
from evidence.readers.sheets import table_reader
from evidence.readers.smsbackup import backup_reader
from evidence.readers.sniffing import ARCHIVES, EMPTY, MEDIA, sniff
from evidence.readers.wechat.items import json_reader

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

# Named and not imported: who reads text does not pay for loading the decoders.
LATE_READERS = dict.fromkeys(MEDIA, ("evidence.readers.media", "read_media"))


def late_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for pictures and recordings, loaded when first asked for."""
    if media_type not in LATE_READERS:
        return None
    module, function = LATE_READERS[media_type]
    reader: Reader = getattr(import_module(module), function)
    return reader


FINDERS: tuple[Callable[[str, bytes], Reader | None], ...] = (
    backup_reader,
    table_reader,
    json_reader,
    mail_reader,
    chat_reader,
    late_reader,
)
"""Each looks at media type and head and gives the reader for its kind of file, or None. The first that does, reads."""


def reader_for(name: str, head: bytes) -> Reader | None:
    """The reader that takes a file beginning with `head`, whatever its name; None when none does."""
    media_type = sniff(name, head)
    if media_type in PICTURES:
        # Here alone a name counts: it tells when a screenshot was taken.
        return partial(read_picture, name=name)
    return next((reader for find in FINDERS if (reader := find(media_type, head))), None)


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

"""SMS Backup & Restore: text messages, multimedia messages and calls of an Android phone, as XML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.readers.reading import Problems, Reader, Reading, ReadMessage
from evidence.readers.smsbackup.backup import Backup
from evidence.readers.sniffing import BACKUP_TAG
from evidence.readers.source import Readable, Rejoined, Source, Transcoded
from evidence.readers.unicode_marks import as_utf8, unicode_form

CALLS = (b"calls", b"call")
DECLARATION = re.compile(rb"<\?xml\b[^>]{0,200}?\bencoding\s*+=\s*+[\"']([A-Za-z][\w.\-]{0,39})")


def is_backup(head: bytes) -> bool:
    """Whether the beginning of a file, as UTF-8, shows a list of messages or calls."""
    return BACKUP_TAG.search(head) is not None


def backup_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for a backup; None when the file is none."""
    return read_backup if media_type == "text/xml" and is_backup(as_utf8(head)) else None


def read_backup(stream: Readable, head: bytes, media_type: str) -> Reading:
    """A reading of a backup whose first bytes, `head`, were already taken from the stream."""
    encoding, mark = unicode_form(head)
    source = Source(stream, head[mark:])
    if encoding:
        source = Source(Transcoded(Rejoined(head[mark:], stream), encoding))
        source.need(len(head) // 4)
    shown = source.buffer
    found = BACKUP_TAG.search(shown)
    named = DECLARATION.search(shown[: len(shown) if found is None else found.start()])
    declared = "" if encoding or named is None else named[1].decode("ascii")

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        return Backup(source, declared, problems).messages()

    kind = "call_log" if found and found[1] in CALLS else "sms_backup"
    return Reading(kind, media_type, messages)

"""iMazing: messages of an iPhone as a table (calls are read as any call list). Times are those of the office, UTC+8."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from evidence.readers.moments import Calendar, of_cell, order_of
from evidence.readers.reading import GUESSED, LONGEST_QUOTE, Attachment, Problems, ReadMessage
from evidence.readers.tables.headers import Synonyms
from evidence.readers.tables.rows import Cell, Row, shown
from evidence.readers.tables.sections import Section
from evidence.readers.wording import presentable

SYNONYMS = Synonyms(Path(__file__).with_name("headers.json"))
WAYS = {
    "in": frozenset(
        {"incoming", "received", "收到", "接收", "传入", "已接收", "收件", "来信", "接收的", "收到的", "收取"}
    ),
    "out": frozenset(
        {"outgoing", "sent", "发送", "传出", "已发送", "发件", "发出", "寄出", "发送的", "送出"}
    ),
    "notice": frozenset({"notification", "system", "通知", "系统", "系统通知", "系统消息", "提醒"}),
}
KINDS = {
    "imessage": "imessage",
    "sms": "sms",
    "mms": "mms",
    "rcs": "rcs",
    "whatsapp": "whatsapp",
    "wechat": "wechat",
}
NUMBER = re.compile(r"\+?[\d*() \-]{3,30}")
MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
MEDIA = {
    "image": "image/*", "photo": "image/*", "图像": "image/*", "图片": "image/*", "照片": "image/*", "video": "video/*",
    "视频": "video/*", "audio": "audio/*", "音频": "audio/*", "语音": "audio/*",
}  # fmt: skip
UNNAMED = "application/octet-stream"
SESSIONS_KEPT = 10_000


class IMazingMessages:
    """Tables with a session, a date, a type and a text in each row."""

    kind = "imazing"

    def columns(self, cells: Sequence[Cell]) -> Mapping[str, int] | None:
        """The columns, if these are names of an iMazing table of messages."""
        found = SYNONYMS.columns(cells)
        has_side = found.keys() & {"session", "sender_id", "sender_name"}
        return found if {"at", "type", "text"} <= found.keys() and len(has_side) > 1 else None

    def knows(self, cell: Cell) -> bool:
        """Whether this is the name of a column of such a table."""
        return SYNONYMS.knows(cell)

    def messages(self, section: Section, problems: Problems) -> Iterator[ReadMessage]:
        """The messages of one table. Notices of the program itself are none."""
        rows = IMazingRows(section, problems)
        for row in section.rows:
            message = rows.message(row)
            if message is not None:
                yield message


class IMazingRows:
    """One table. Outgoing rows name no number: it is that of the incoming rows of their session."""

    def __init__(self, section: Section, problems: Problems) -> None:
        self._section = section
        self._problems = problems
        self._numbers: dict[str, str] = {}
        sample = section.sample()
        self._calendar = Calendar(is_day_first=order_of(section.text(row, "at") for row in sample))
        for row in sample:
            self._learn(row)

    def message(self, row: Row) -> ReadMessage | None:
        """The message; None for a notice and for an empty row."""
        section = self._section
        written = section.text(row, "type").lower()
        way = next((way for way, words in WAYS.items() if written in words), None)
        if way == "notice" or not any(cell != "" for cell in row.cells):
            return None
        where = section.where(row)
        self._learn(row)
        text, lost = presentable(self._text(row))
        attachments = self._attachments(row)
        if not text and not attachments and not section.text(row, "at"):
            self._problems.add(where, "empty_row")
            return None
        if lost:
            self._problems.add(where, "unreadable", number=lost)
        if way is None:
            self._say_taken(where, written)
        peer, name = self._other_side(row, way or "in")
        return ReadMessage(
            self._at(row, where), self._kind(row), way or "in", peer, name, text, None, where, 1.0 if way else GUESSED, attachments
        )  # fmt: skip

    def _learn(self, row: Row) -> None:
        session, number = self._section.text(row, "session"), self._section.text(row, "sender_id")
        is_incoming = self._section.text(row, "type").lower() in WAYS["in"]
        if is_incoming and session and number and len(self._numbers) < SESSIONS_KEPT:
            known = self._numbers.setdefault(session, number)
            if known != number:
                self._numbers[session] = ""

    def _other_side(self, row: Row, way: str) -> tuple[str | None, str | None]:
        """Number and name of the sender, or for an outgoing message those of the session; a group has no number."""
        session = self._section.text(row, "session")
        session_number = session if NUMBER.fullmatch(session) or MAIL.fullmatch(session) else ""
        session_name = "" if session_number else session
        number, name = session_number or self._numbers.get(session, ""), session_name
        if way == "in":
            own_number, own_name = (self._section.text(row, role) for role in ("sender_id", "sender_name"))
            if own_number or own_name:
                number, name = own_number or number, own_name
        number, name = (presentable(text)[0] for text in (number, name if name != number else ""))
        return number or None, name or None

    def _text(self, row: Row) -> str:
        subject, text = self._section.text(row, "subject"), self._section.cell(row, "text")
        text = text if isinstance(text, str) else shown(text)
        return f"{subject}\n{text}" if subject else text

    def _attachments(self, row: Row) -> tuple[Attachment, ...]:
        name, kind = self._section.text(row, "attachment"), self._section.text(row, "attachment_type").lower()
        if not name:
            return ()
        media = next((media for word, media in MEDIA.items() if word in kind), UNNAMED)
        return (Attachment(presentable(name)[0], media, 0, None),)

    def _kind(self, row: Row) -> str:
        if "service" in self._section.columns:
            return KINDS.get(self._section.text(row, "service").lower(), "sms")
        return "whatsapp" if self._section.columns.keys() & {"sent_at", "forwarded"} else "sms"

    def _at(self, row: Row, where: str) -> datetime | None:
        moment = of_cell(self._section.cell(row, "at"))
        at = None if moment is None else self._calendar.instant(moment)
        written = self._section.text(row, "at")[:LONGEST_QUOTE]
        if at is None and not written:
            self._problems.add(where, "no_date")
        elif at is None:
            code = "day_or_month" if moment and moment.day_month else "bad_date"
            self._problems.add(where, code, value=written)
        return at

    def _say_taken(self, where: str, written: str) -> None:
        if written:
            self._problems.add(where, "unknown_type", value=written[:LONGEST_QUOTE], taken="in")
        else:
            self._problems.add(where, "no_type", taken="in")

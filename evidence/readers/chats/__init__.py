"""Chats as plain text: copied, forwarded or exported, with a time and a name before each message."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from io import BytesIO
from itertools import chain, islice, pairwise
from typing import BinaryIO

from evidence.readers.chats.layouts import DAY_LINE, LOOKED_AT, Judged, judge, usual
from evidence.readers.moments import Calendar, Moment, of_cell, order_of, written_moment
from evidence.readers.reading import GUESSED, LONGEST_QUOTE, Problems, Reader, Reading, ReadMessage
from evidence.readers.text_lines import TextLines
from evidence.readers.wechat.chat import OWNER_NAMES
from evidence.readers.wechat.contents import is_hidden
from evidence.readers.wording import presentable

LOOKED_AT_BYTES = 1 << 18
LONGEST_TEXT = 1 << 18
LONGEST_NAME = 60
NUMBERED = re.compile(r"(?P<name>.*?)\s*[(<（](?P<id>[\w@.+\-*]{4,60})[)>）]")
NUMBER = re.compile(r"\+?[\d*][\d*\- ]{4,24}")
QQ = re.compile(r"消息记录(?:\(|（)|消息对象:|消息分组:")
QQ_PARTNER = re.compile(r"消息对象[:：]\s*(\S.{0,60})")
WECHAT = re.compile(
    r"微信|wxid_|@chatroom|\[(?:图片|语音|视频|表情|动画表情|位置|链接|文件|转账|红包|聊天记录)\]"
)


def chat_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for a chat as plain text; None when the text is none."""
    if media_type not in ("text/plain", "text/csv"):
        return None
    return read_chat if judge(_first_lines(head)) else None


def _first_lines(head: bytes) -> list[str]:
    return list(islice(TextLines(BytesIO(), head[:LOOKED_AT_BYTES]), LOOKED_AT))


def read_chat(stream: BinaryIO, head: bytes, media_type: str) -> Reading:
    """A reading of a chat; one message is held at a time."""
    first = _first_lines(head)
    judged = judge(first)
    told = "".join(first)
    kind = "qq" if QQ.search(told) else "wechat" if _is_wechat(judged, told) else "chat"

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        if judged is None:
            return
        lines = TextLines(stream, head)
        yield from Chat(judged, kind, first, problems).messages(lines)
        if lines.lost:
            problems.add("", "unreadable", number=lines.lost)

    return Reading("wechat" if kind == "wechat" else "chat", "text/plain", messages)


def _is_wechat(judged: Judged | None, told: str) -> bool:
    """Exports of WeChat have seconds in their times, or words that only WeChat shows."""
    if judged is None:
        return False
    has_seconds = re.search(r"\d{2}:\d{2}:\d{2}", told) is not None
    is_export = judged.layout.name in ("time_first", "two_lines") and has_seconds
    return is_export or judged.layout.needs_day or WECHAT.search(told) is not None


@dataclass(slots=True)
class Entry:
    """A message that is being read."""

    line: int
    name: str
    when: str
    day: Moment | None = None
    texts: list[str] = field(default_factory=list)
    size: int = 0


class Chat:
    """One chat. Who the owner is, is told by a name such as 我 or by the title of the file, or it stays open."""

    def __init__(self, judged: Judged, kind: str, first: Sequence[str], problems: Problems) -> None:
        self._judged = judged
        self._kind = kind
        self._problems = problems
        told = [usual(line) for line in first]
        matches = [match for line in told if (match := judged.layout.match(line))]
        names = (
            {match["name"].strip() for match in matches}
            if not judged.layout.split
            else self._names_above(told)
        )
        self._has_owner = any(_is_owner(name) for name in names)
        partner = next((match[1].strip() for line in told if (match := QQ_PARTNER.search(line))), "")
        self._partner = partner if len(names) <= 2 and partner in {_parts(name)[0] for name in names} else ""
        self._calendar = Calendar.of_titles(told[:1] if not judged.layout.match(told[0]) else ())
        self._calendar.is_day_first = order_of(match["when"].split(" ")[0].rstrip(",") for match in matches)
        self._texts = self._unshown = 0

    def _names_above(self, told: Sequence[str]) -> set[str]:
        return {above.strip() for above, line in pairwise(told) if self._judged.layout.match(line)}

    def messages(self, lines: Iterator[str]) -> Iterator[ReadMessage]:
        """The messages in their order."""
        for entry in self._entries(lines):
            yield self._message(entry)
        if self._texts > 1 and self._unshown == self._texts:
            self._problems.add("", "privacy_mode", number=self._texts)

    def _entries(self, lines: Iterator[str]) -> Iterator[Entry]:
        entry: Entry | None = None
        day: Moment | None = None
        was_blank = True
        for number, line, following in _with_next(lines):
            plain = usual(line)
            begun = self._begun(number, plain, following, was_blank, entry)
            dated = DAY_LINE.fullmatch(plain) if self._judged.layout.needs_day else None
            if dated:
                day = written_moment(dated[1])
            elif begun is not None:
                if entry is not None:
                    yield entry
                entry = begun
                entry.day = day
            elif entry is not None:
                self._add(entry, line, plain)
            was_blank = not plain.strip()
        if entry is not None:
            yield entry

    def _begun(
        self, number: int, plain: str, following: str, was_blank: bool, entry: Entry | None
    ) -> Entry | None:
        """A new message, if one begins on this line. One that looks like a head within a text is text, and that is said."""
        layout = self._judged.layout
        if layout.split:
            match = layout.match(usual(following))
            if match is None or not 0 < len(plain.strip()) <= LONGEST_NAME or layout.match(plain):
                return None
            begun = Entry(number, plain.strip(), match["when"])
        else:
            match = layout.match(plain)
            if match is None:
                return None
            begun = Entry(number, match["name"].strip(), match["when"])
        if self._judged.is_spaced and not was_blank and entry is not None:
            self._problems.add(f"line {number}", "head_in_text")
            return None
        if layout.inline:
            begun.texts.append(match["text"])
        return begun

    def _add(self, entry: Entry, line: str, plain: str) -> None:
        if self._judged.layout.split and not entry.texts and self._judged.layout.match(plain):
            entry.texts.append("")
            return
        if entry.size > LONGEST_TEXT:
            self._problems.once(f"line {entry.line}", "too_long", name="text")
            return
        entry.texts.append(line.rstrip("\n"))
        entry.size += len(line)

    def _message(self, entry: Entry) -> ReadMessage:
        where = f"line {entry.line}"
        text, lost = presentable("\n".join(entry.texts).strip("\n"))
        if lost:
            self._problems.add(where, "unreadable", number=lost)
        self._texts += 1
        self._unshown += not text.strip() or is_hidden(text)
        direction, confidence = self._direction(entry, where)
        name, peer = _parts(entry.name) if direction == "in" else (self._partner, "")
        return ReadMessage(
            self._at(entry, where), self._kind, direction, presentable(peer)[0] or None, presentable(name)[0] or None, text,
            None, where, confidence,
        )  # fmt: skip

    def _direction(self, entry: Entry, where: str) -> tuple[str, float]:
        if _is_owner(entry.name):
            return "out", 1.0
        if self._has_owner:
            return "in", 1.0
        if self._partner:
            return ("in" if _parts(entry.name)[0] == self._partner else "out"), 1.0
        self._problems.once(where, "owner_unknown")
        return "in", GUESSED

    def _at(self, entry: Entry, where: str) -> datetime | None:
        moment = of_cell(entry.when)
        if moment is not None and not moment.has_day and entry.day is not None:
            moment = entry.day._replace(seconds=moment.seconds)
        at = None if moment is None else self._calendar.instant(moment)
        if at is None:
            self._problems.add(where, self._fault(moment), value=entry.when[:LONGEST_QUOTE])
        return at

    def _fault(self, moment: Moment | None) -> str:
        if moment is None or not moment.has_day:
            return "bad_date"
        return "no_year" if self._calendar.lacks_year(moment) else "day_or_month"


def _with_next(lines: Iterator[str]) -> Iterator[tuple[int, str, str]]:
    """Each line with its number and the line after it."""
    current = next(lines, None)
    for number, following in enumerate(chain(lines, ("",)), 1):
        if current is None:
            return
        yield number, current, following
        current = following


def _is_owner(name: str) -> bool:
    return _parts(name)[0].strip().lower() in OWNER_NAMES


def _parts(name: str) -> tuple[str, str]:
    """Name and number of a writer: 张三(wxid_…), 张三<mail>, or a number alone."""
    match = NUMBERED.fullmatch(name)
    if match:
        return match["name"].strip(), match["id"]
    return ("", name) if NUMBER.fullmatch(name) else (name, "")

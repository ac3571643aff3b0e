"""A whole backup: which tag means what, what belongs together, and what the file says about itself."""

from __future__ import annotations

from collections.abc import Iterator

from evidence.readers.reading import LONGEST_QUOTE, Problems, ReadMessage
from evidence.readers.smsbackup.mms import Multimedia, MultimediaRows
from evidence.readers.smsbackup.plain import PlainRows
from evidence.readers.smsbackup.rows import Rows
from evidence.readers.smsbackup.tag import State, Tag
from evidence.readers.smsbackup.tags import Tags
from evidence.readers.source import Source
from evidence.readers.wording import Decoder

ROOTS = ("smses", "calls")
MESSAGES = ("sms", "mms", "call")
INSIDE_MMS = ("part", "addr")
WRAPPERS = ("parts", "addrs", "/parts", "/addrs", "/sms", "/call", "/part", "/addr")
NAMES_TOLD = 50


class Backup:
    """Reads one backup, once. What is whole comes out as messages, the rest as problems."""

    def __init__(self, source: Source, declared: str, problems: Problems) -> None:
        self._problems = problems
        self._decoder = Decoder(declared)
        self._tags = Tags(source, self._decoder, problems)
        self._source = source
        self._rows = Rows(problems)
        self._plain = PlainRows(source, self._decoder, self._rows.printed)
        self._multimedia = MultimediaRows(self._rows, problems)
        self._open: Multimedia | None = None
        self._is_in_broken = False
        self._numbers = dict.fromkeys(MESSAGES, 0)
        self._unknown: set[str] = set()
        self._root: Tag | None = None
        self._roots = 0
        self._entries = 0
        self._is_cut = False

    def messages(self) -> Iterator[ReadMessage]:
        """Every message in the order of the file. `where` counts elements of one name from 1."""
        for tag in self._tags:
            if tag.name in MESSAGES:
                message = self._message(tag)
            elif tag.name == "/mms":
                message = self._close_multimedia()
            else:
                message = None
                self._other(tag)
            if message is not None:
                yield message
            if tag.name == "sms":
                plain = yield from self._plain.like(tag, self._numbers["sms"])
                self._numbers["sms"] += plain
                self._entries += plain
        self._end()

    def _message(self, tag: Tag) -> ReadMessage | None:
        name = tag.name
        self._numbers[name] += 1
        where = f"{name}[{self._numbers[name]}] line {tag.line}"
        if not self._roots:
            self._problems.once(where, "no_root")
        self._entries += 1
        self._drop_open()
        self._tell_encoding(where)
        if tag.state in (State.BROKEN, State.CUT):
            self._drop_broken(tag, where)
            return None
        if name == "sms":
            return self._rows.sms(tag, where)
        if name == "call":
            return self._rows.call(tag, where)
        self._open = Multimedia(tag, where)
        return self._close_multimedia() if tag.is_empty else None

    def _drop_broken(self, tag: Tag, where: str) -> None:
        self._is_in_broken = tag.name == "mms"
        self._is_cut |= tag.state is State.CUT
        self._problems.add(where, "cut_message" if tag.state is State.CUT else "broken_message")

    def _close_multimedia(self) -> ReadMessage | None:
        message, self._open = self._open, None
        self._is_in_broken = False
        return None if message is None else self._multimedia.finish(message)

    def _drop_open(self) -> None:
        """An unfinished multimedia message is not whole when another begins or its list ends."""
        self._is_in_broken = False
        if self._open is not None:
            self._problems.add(self._open.where, "not_closed")
            self._open = None

    def _other(self, tag: Tag) -> None:
        if tag.name in INSIDE_MMS:
            self._piece(tag)
        elif tag.name in ROOTS:
            self._begin_root(tag)
        elif tag.name in ("/smses", "/calls"):
            self._drop_open()
            self._close_root()
        elif not tag.name.startswith("/") and tag.name not in WRAPPERS:
            self._unknown_element(tag)

    def _piece(self, tag: Tag) -> None:
        if self._open is not None:
            self._tell_encoding(self._open.where)
            if tag.state is not State.CUT:
                self._multimedia.add_piece(self._open, tag)
        elif not self._is_in_broken:
            self._problems.add(f"{tag.name} line {tag.line}", "orphan")

    def _unknown_element(self, tag: Tag) -> None:
        if tag.name not in self._unknown and len(self._unknown) < NAMES_TOLD:
            self._unknown.add(tag.name)
            self._problems.add(f"line {tag.line}", "unknown_element", name=tag.name[:LONGEST_QUOTE])

    def _begin_root(self, tag: Tag) -> None:
        self._drop_open()
        if self._root is not None:
            self._problems.add(f"line {tag.line}", "cut_file")
            self._close_root()
        if self._roots:
            self._problems.add(f"{tag.name} line {tag.line}", "second_document")
        self._roots += 1
        self._root = tag
        self._entries = 0
        if tag.is_empty:
            self._close_root()

    def _close_root(self) -> None:
        """Compare the count that the list gives with what was met."""
        root, self._root = self._root, None
        said = root.given("count") if root else None
        if root is None or said is None:
            return
        where = f"{root.name} line {root.line}"
        if not (said.isascii() and said.lstrip("-").isdigit()):
            self._problems.add(where, "bad_count", value=said[:LONGEST_QUOTE])
        elif said.lstrip("0") != str(self._entries).lstrip("0"):
            self._problems.add(where, "wrong_count", said=said[:LONGEST_QUOTE], found=self._entries)

    def _end(self) -> None:
        if self._open is not None:
            self._problems.add(self._open.where, "cut_message")
            self._is_cut = True
            self._open = None
        if self._root is not None:
            if not self._is_cut:
                self._problems.add(f"line {self._source.line}", "cut_file")
            self._close_root()
        self._rows.close()

    def _tell_encoding(self, where: str) -> None:
        if self._decoder.used:
            self._problems.once(
                where, "encoding", declared=self._decoder.declared[:LONGEST_QUOTE], used=self._decoder.used
            )

"""WeChat messages from the facts that an export gives for each: who is the owner, which way it went, when."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime

from evidence.readers.dates import SHANGHAI, instant
from evidence.readers.moments import Calendar, written_moment
from evidence.readers.reading import GUESSED, LONGEST_QUOTE, Problems, ReadMessage
from evidence.readers.wechat.contents import NOTICE, TEXT, is_hidden, shown_text, type_of, unwrapped
from evidence.readers.wording import presentable

ROOM = "@chatroom"
OWNER_NAMES = frozenset({"我", "本人", "自己", "me", "self", "myself", "我自己"})
ROOM_SENDER = re.compile(r"([A-Za-z][\w\-]{4,39}):\n")
ACCOUNT = re.compile(r"[A-Za-z]|^\+?\d{7,}$", re.ASCII)
SLACK_S = 60
EIGHT_HOURS_S = 8 * 3600
PLACES_KEPT = 1000
OWNERS_KEPT = 100
CALENDAR = Calendar()


@dataclass(slots=True)
class Line:
    """One message as a file tells it; empty where it says nothing. `is_self` is None when it does not say who wrote it."""

    where: str
    recorded: str = ""
    printed: str = ""
    sender: str = ""
    sender_name: str = ""
    remark: str = ""
    talker: str = ""
    talker_name: str = ""
    account: str = ""
    is_self: bool | None = None
    kind: str = ""
    part: str = ""
    content: str = ""

    @property
    def is_room(self) -> bool:
        """Whether this is a group chat."""
        return self.talker.endswith(ROOM)


class Chat:
    """Turns lines into messages. Learns from them who the owner of the phone is: `learn` some before the first is read."""

    def __init__(self, problems: Problems) -> None:
        self._problems = problems
        self._owners: set[str] = set()
        self._owner_name = ""
        self._names_owner = False
        self._others: dict[str, tuple[str, str]] = {}
        self._hidden: list[str] = []
        self._texts = 0
        self._unshown = 0

    def learn(self, line: Line) -> None:
        """Who the owner is, and which number a conversation has."""
        self._take_sender_from_text(line)
        if line.account:
            self._own(line.account)
        self._names_owner |= line.sender_name.lower() in OWNER_NAMES
        if line.is_self or line.sender_name.lower() in OWNER_NAMES or self._answers(line):
            self._own(line.sender)
        if line.is_self is False and not line.is_room and line.talker and len(self._others) < PLACES_KEPT:
            self._others.setdefault(line.talker, (line.sender, line.remark or line.sender_name))

    def name_owner(self, name: str) -> None:
        """The owner is the one of this name, as far as the file shows; that is said."""
        self._owner_name = name
        self._problems.once("", "owner_taken", name=name[:LONGEST_QUOTE])

    def message(self, line: Line) -> ReadMessage | None:
        """The message; None for what the program itself says."""
        self.learn(line)
        what = type_of(line.kind, line.part)
        if what == NOTICE:
            return None
        text, was_wrapped = unwrapped(line.content)
        if was_wrapped:
            self._problems.once(line.where, "decoded")
        text, lost = presentable(shown_text(what, text))
        if lost:
            self._problems.add(line.where, "unreadable", number=lost)
        self._watch_hidden(line.where, what, text)
        direction, confidence = self._direction(line)
        peer, name = self._other_side(line, direction)
        return ReadMessage(
            self._at(line), "wechat", direction, peer, name, text, None, line.where, confidence
        )

    def close(self) -> None:
        """Say whether the file hides what was written."""
        if self._texts and self._unshown == self._texts:
            self._problems.add("", "privacy_mode", number=self._texts)
            return
        for where in self._hidden:
            self._problems.add(where, "hidden_text")

    @staticmethod
    def _answers(line: Line) -> bool:
        """Whether somebody else than the other side writes in a conversation of two: that can only be the owner."""
        return (
            line.is_self is None
            and is_id(line.talker)
            and not line.is_room
            and line.sender not in ("", line.talker)
        )

    def _own(self, sender: str) -> None:
        if sender and len(self._owners) < OWNERS_KEPT:
            self._owners.add(sender)

    def _take_sender_from_text(self, line: Line) -> None:
        """Group messages of raw databases begin with the sender's id on a line of its own."""
        match = ROOM_SENDER.match(line.content) if line.is_room and not line.is_self else None
        if match and line.sender in ("", line.talker, match[1]):
            line.sender = match[1]
            line.content = line.content[match.end() :]

    def _direction(self, line: Line) -> tuple[str, float]:
        """Out when the owner wrote it, in when somebody else did; where the file does not tell, in, and that is said."""
        if line.is_self is not None:
            return ("out" if line.is_self else "in"), 1.0
        if line.sender_name.lower() in OWNER_NAMES or (line.sender and line.sender in self._owners):
            return "out", 1.0
        if self._owner_name:
            return ("out" if line.sender_name == self._owner_name else "in"), 1.0
        is_other = (
            (line.sender and (line.sender == line.talker or self._owners)) or line.remark or self._names_owner
        )
        if is_other:
            return "in", 1.0
        self._problems.once(line.where, "owner_unknown")
        return "in", GUESSED

    def _other_side(self, line: Line, direction: str) -> tuple[str | None, str | None]:
        """Id and name of who wrote; of an outgoing message those of the conversation. Bare row numbers are no ids."""
        if direction == "in":
            peer = line.sender or ("" if line.is_room else line.talker)
            name = line.remark or line.sender_name or ("" if line.is_room else line.talker_name)
            name = name or ("" if is_id(line.sender) else line.sender)
        else:
            known = self._others.get(line.talker, ("", ""))
            peer = line.talker if is_id(line.talker) else known[0]
            name = line.talker_name or known[1]
        peer, name = (presentable(text)[0] for text in (peer, name))
        return (peer if is_id(peer) else None), name or None

    def _at(self, line: Line) -> datetime | None:
        recorded = instant(line.recorded)
        if recorded is None and line.recorded and not line.printed:
            line.printed, line.recorded = line.recorded, ""
        moment = written_moment(line.printed) if line.printed else None
        printed = (CALENDAR.instant(moment) if moment else None) or instant(line.printed)
        if recorded is None:
            return self._printed_only(line, printed)
        apart = abs((printed - recorded).total_seconds()) if printed else 0
        if abs(apart - EIGHT_HOURS_S) <= SLACK_S:
            self._problems.once(
                line.where, "eight_hours", printed=line.printed[:LONGEST_QUOTE], recorded=_told(recorded)
            )
        elif apart > SLACK_S:
            self._problems.add(
                line.where, "printed_date", printed=line.printed[:LONGEST_QUOTE], recorded=_told(recorded)
            )
        return recorded

    def _printed_only(self, line: Line, printed: datetime | None) -> datetime | None:
        if line.recorded and line.recorded not in ("0", "null"):
            self._problems.add(line.where, "bad_date", value=line.recorded[:LONGEST_QUOTE])
        elif printed is None and line.printed:
            self._problems.add(line.where, "bad_date", value=line.printed[:LONGEST_QUOTE])
        elif printed is None:
            self._problems.add(line.where, "no_date")
        return printed

    def _watch_hidden(self, where: str, what: str, text: str) -> None:
        if what != TEXT:
            return
        self._texts += 1
        if is_hidden(text):
            self._unshown += 1
            if len(self._hidden) < PLACES_KEPT:
                self._hidden.append(where)
        elif not text.strip():
            self._unshown += 1


def is_id(text: str) -> bool:
    """Whether this may be an account or a number; numbers of rows in the exporting database are not."""
    return ACCOUNT.search(text) is not None


def _told(at: datetime) -> str:
    return at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S +08:00")

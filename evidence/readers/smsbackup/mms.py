"""One multimedia message: its parts, its addresses, and what they say together."""

from __future__ import annotations

from dataclasses import dataclass, field

from evidence.readers.reading import Attachment, Problems, ReadMessage
from evidence.readers.smsbackup.mending import VALUE_LIMIT
from evidence.readers.smsbackup.payload import Payload
from evidence.readers.smsbackup.rows import BOXES, OWN_NUMBER, Rows, numbers, shown_name
from evidence.readers.smsbackup.tag import State, Tag
from evidence.readers.sniffing import sniff
from evidence.readers.wording import Decoder, presentable

FROM = "137"
RECIPIENTS = ("151", "130", "129")
LAYOUT = "application/smil"
TEXT = "text/plain"
SENT_REQUEST = "128"
RECEIVED = ("130", "132")
CHARSETS = {
    "4": "latin-1", "17": "shift_jis", "113": "gb18030", "114": "gb18030", "1000": "utf-16-be",
    "1015": "utf-16", "2025": "gb18030", "2026": "big5",
}  # fmt: skip
"""IANA numbers of character sets, as far as phones write them; UTF-8 needs no entry."""
PIECES_LIMIT = 10_000


@dataclass(slots=True)
class Multimedia:
    """A message whose end has not been seen."""

    tag: Tag
    where: str
    texts: list[str] = field(default_factory=list)
    attachments: list[Attachment] = field(default_factory=list)
    senders: list[str] = field(default_factory=list)
    recipients: list[str] = field(default_factory=list)
    pieces: int = 0
    text_size: int = 0
    is_sent_by_owner: bool = False

    def add_address(self, tag: Tag) -> None:
        """Take one `addr`."""
        kind = tag.given("type")
        address = tag.get("address")
        if kind == FROM and address == OWN_NUMBER:
            self.is_sent_by_owner = True
        if kind == FROM:
            self.senders += numbers(address)
        elif kind in RECIPIENTS:
            self.recipients += numbers(address)


class MultimediaRows:
    """Puts multimedia messages together."""

    def __init__(self, rows: Rows, problems: Problems) -> None:
        self._rows = rows
        self._problems = problems

    def add_piece(self, message: Multimedia, tag: Tag) -> None:
        """Take one `part` or `addr`."""
        message.pieces += 1
        if message.pieces > PIECES_LIMIT:
            message.tag.too_long = "parts"
        elif tag.state in (State.BROKEN, State.CUT):
            self._problems.add(f"{message.where}, line {tag.line}", "broken_part")
        elif tag.name == "addr":
            message.add_address(tag)
        else:
            self._add_part(message, tag)

    def _add_part(self, message: Multimedia, tag: Tag) -> None:
        payload = tag.payload
        written = tag.get("text")
        media_type = self._media_type(tag, payload, written)
        if media_type == TEXT:
            text = written if written not in (None, "", "null") else decoded_text(tag, payload)
            if text and message.text_size < VALUE_LIMIT:
                message.text_size += len(text)
                message.texts.append(text)
            elif text:
                message.tag.too_long = "text"
        elif media_type != LAYOUT:
            message.attachments.append(self._attachment(message, tag, media_type))
        self._rows.tell(tag, f"{message.where}, line {tag.line}")

    @staticmethod
    def _media_type(tag: Tag, payload: Payload | None, written: str | None) -> str:
        given = tag.given("ct")
        if given:
            return given.partition(";")[0].strip().lower()
        if payload is None:
            return TEXT if written not in (None, "null") else "application/octet-stream"
        return sniff("", payload.kept)

    def _attachment(self, message: Multimedia, tag: Tag, media_type: str) -> Attachment:
        name = next((found for key in ("cl", "fn", "name") if (found := tag.given(key))), None)
        payload = tag.payload
        if payload is None:
            written = tag.given("text")
            if written is None:
                return Attachment(name, media_type, 0, None)
            payload = Payload(keep=False)
            payload.take_bytes(written.encode())
        elif payload.is_damaged:
            where = f"{message.where}, line {tag.line}"
            self._problems.add(where, "bad_attachment", name=name or media_type)
            return Attachment(name, media_type, payload.size, None)
        return Attachment(name, media_type, payload.size, payload.sha256)

    def finish(self, message: Multimedia) -> ReadMessage | None:
        """The message; None for a draft and for one that holds nothing."""
        tag, where = message.tag, message.where
        if not message.pieces and not tag.given("date") and not tag.given("address"):
            self._problems.add(where, "empty_row")
            return None
        direction, confidence = self._rows.direction(tag, where, self._box(message))
        if direction == "draft":
            return None
        peer, name = self._peer(message, direction)
        if peer is None and direction == "in":
            self._problems.add(where, "no_sender")
        read = ReadMessage(
            self._rows.at(tag, where),
            "mms",
            direction,
            peer,
            name,
            "\n".join(message.texts),
            None,
            where,
            self._rows.confidence(tag, confidence),
            tuple(message.attachments),
        )
        self._rows.tell(tag, where)
        return read

    @staticmethod
    def _box(message: Multimedia) -> str | None:
        """The box; where it is not given, what the message's type or its sender tells."""
        box = message.tag.given("msg_box")
        kind = message.tag.given("m_type")
        if box in BOXES:
            return box
        if kind == SENT_REQUEST or message.is_sent_by_owner:
            return "2"
        return "1" if kind in RECEIVED else box

    @staticmethod
    def _peer(message: Multimedia, direction: str) -> tuple[str | None, str | None]:
        """The other side and its name. In a group that wrote to the phone it is the one who wrote."""
        peers = numbers(message.tag.get("address"))
        name = shown_name(message.tag)
        if direction == "in" and message.senders and len(peers) != 1:
            sender = message.senders[0]
            return sender, _name_in_group(sender, peers, name)
        if not peers:
            peers = list(dict.fromkeys(message.recipients if direction == "out" else message.senders))
        return "~".join(peers) or None, name


def _name_in_group(sender: str, peers: list[str], name: str | None) -> str | None:
    """The name of one of a group; None unless there are as many names as numbers."""
    if not peers:
        return name
    names = (name or "").split(", ")
    return names[peers.index(sender)] if sender in peers and len(names) == len(peers) else None


def decoded_text(tag: Tag, payload: Payload | None) -> str:
    """The text that a part carries as base64 instead of as an attribute."""
    if payload is None or payload.is_damaged:
        return ""
    charset = CHARSETS.get(tag.given("chset") or "")
    text = payload.kept.decode(charset, "replace") if charset else Decoder("").decode(payload.kept)
    text, lost = presentable(text)
    tag.lost += lost + text.count("\ufffd")
    return text

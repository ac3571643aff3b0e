"""One e-mail as a file (.eml, RFC 5322): its text as a message, its attachments named and hashed.

Nothing is fetched and nothing executed: of HTML only the words are taken. Broken MIME is read as far as it goes.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from email import message_from_bytes, policy
from email.errors import HeaderParseError, MessageError
from email.header import decode_header
from email.message import Message
from email.utils import parseaddr, parsedate_to_datetime
from typing import BinaryIO

from lxml import etree

from evidence.readers.dates import SHANGHAI
from evidence.readers.reading import (
    GUESSED,
    LONGEST_QUOTE,
    Attachment,
    Problems,
    Reader,
    Reading,
    ReadMessage,
)
from evidence.readers.wording import entrusted_codec, presentable

MEGABYTE = 1 << 20
LARGEST_MB = 64
LONGEST_HEADER = 4000
LONGEST_BODY = 1 << 20
MOST_PARTS = 500
KNOWN = re.compile(
    rb"^(from|to|date|subject|message-id|mime-version|received|return-path|delivered-to|content-type|reply-to|cc|"
    rb"x-[a-z\-]+|dkim-signature|content-transfer-encoding|sender):",
    re.IGNORECASE,
)
FIELD = re.compile(rb"[!-9;-~]+:")
TELLING = frozenset({b"from", b"date", b"received", b"message-id", b"mime-version", b"return-path"})
ARRIVED = ("Received", "Delivered-To", "Return-Path", "X-Original-To")
BLOCKS = frozenset(
    {
        "p",
        "div",
        "br",
        "tr",
        "li",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "table",
        "ul",
        "ol",
        "blockquote",
        "hr",
    }
)
UNSHOWN = frozenset({"script", "style", "head", "title", "noscript", "template", "object", "svg"})
UTC_UNKNOWN = "-0000"
FAULTS = (MessageError, LookupError, ValueError, TypeError, AttributeError, AssertionError, RecursionError)
"""What the standard library raises over broken MIME, here and there in its releases."""


def is_mail(head: bytes) -> bool:
    """Whether a file begins with at least three header fields of a mail, two of which only mails have."""
    names: list[bytes] = []
    for line in head[: 1 << 16].lstrip(b"\xef\xbb\xbf\r\n").splitlines()[:200]:
        if not line.strip():
            break
        if line[:1] in b" \t":
            continue
        if not FIELD.match(line):
            return False
        if KNOWN.match(line):
            names.append(line.partition(b":")[0].lower())
    return len(names) > 2 and len(TELLING & set(names)) > 1 and (b"from" in names)


def mail_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for a mail; None when the file is none."""
    return read_mail if media_type == "message/rfc822" else None


def read_mail(stream: BinaryIO, head: bytes, media_type: str) -> Reading:
    """A reading of one mail, which is held in memory up to a limit."""

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        content = head + (stream.read(LARGEST_MB * MEGABYTE - len(head)) or b"")
        if stream.read(1):
            problems.add("", "mail_cut", limit=LARGEST_MB)
        yield Mail(
            message_from_bytes(content.lstrip(b"\xef\xbb\xbf\r\n"), policy=policy.compat32), problems
        ).message()

    return Reading("email", media_type, messages)


class Mail:
    """One mail. Headers are decoded here: what the sender's program wrote is often not what the standard says."""

    def __init__(self, mail: Message, problems: Problems) -> None:
        self._mail = mail
        self._problems = problems
        self._plain: list[str] = []
        self._html: list[str] = []
        self._attachments: list[Attachment] = []
        self._is_broken = False

    def message(self) -> ReadMessage:
        """The mail as one message: subject, then text. `peer` is the address on the other side."""
        for number, part in enumerate(self._parts()):
            if number == MOST_PARTS:
                self._is_broken = True
                break
            self._take(part)
        if self._is_broken or self._mail.defects:
            self._problems.add("mail", "bad_mail")
        direction, confidence = self._direction()
        name, address = parseaddr(self._header("From" if direction == "in" else "To"))
        body = "\n".join(self._plain or self._html).strip()
        text, lost = presentable("\n\n".join(filter(None, (self._header("Subject").strip(), body))))
        if lost:
            self._problems.add("mail", "unreadable", number=lost)
        if not address and direction == "in":
            self._problems.add("mail", "no_sender")
        return ReadMessage(
            self._at(), "email", direction, presentable(address)[0] or None, presentable(name.strip())[0] or None, text, None,
            "mail", confidence, tuple(self._attachments),
        )  # fmt: skip

    def _parts(self) -> Iterator[Message]:
        """The leaves, in order; a mail attached to the mail is one leaf."""
        waiting = [self._mail]
        while waiting:
            part = waiting.pop()
            inner = part.get_payload()
            if part.get_content_maintype() == "multipart" and isinstance(inner, list):
                waiting.extend(each for each in reversed(inner) if isinstance(each, Message))
            else:
                yield part

    def _take(self, part: Message) -> None:
        try:
            kind = part.get_content_type()
            name = self._name(part)
            raw = self._bytes(part)
        except FAULTS:
            self._is_broken = True
            return
        self._is_broken |= bool(part.defects)
        if (
            name is None
            and kind in ("text/plain", "text/html")
            and part.get_content_disposition() != "attachment"
        ):
            text = _decoded(raw[:LONGEST_BODY], _charset(part))
            if len(raw) > LONGEST_BODY:
                self._problems.once("mail", "too_long", name=kind)
            if kind == "text/plain":
                self._plain.append(text.replace("\r\n", "\n"))
            else:
                self._html.append(words_of(text))
        else:
            self._attachments.append(Attachment(name, kind, len(raw), hashlib.sha256(raw).hexdigest()))

    @staticmethod
    def _bytes(part: Message) -> bytes:
        payload = part.get_payload()
        if isinstance(payload, list):
            return b"\n".join(each.as_bytes() for each in payload if isinstance(each, Message))
        decoded = part.get_payload(decode=True)
        return decoded if isinstance(decoded, bytes) else b""

    @staticmethod
    def _name(part: Message) -> str | None:
        written = part.get_filename()
        return presentable(_words(written))[0][:200] if written else None

    def _header(self, name: str) -> str:
        raw = (str(value) for key, value in self._mail.raw_items() if key.lower() == name.lower())
        return _words(" ".join(next(raw, "")[:LONGEST_HEADER].split()))

    def _direction(self) -> tuple[str, float]:
        """A mail that carries the marks of delivery came in; one without them may have been sent or not."""
        if any(name in self._mail for name in ARRIVED):
            return "in", 1.0
        self._problems.add("mail", "no_type", taken="in")
        return "in", GUESSED

    def _at(self) -> datetime | None:
        written = self._header("Date")
        if not written:
            self._problems.add("mail", "no_date")
            return None
        try:
            at = parsedate_to_datetime(written)
            if at.tzinfo is None and not written.rstrip().endswith(UTC_UNKNOWN):
                return at.replace(tzinfo=SHANGHAI)
            return (at if at.tzinfo else at.replace(tzinfo=SHANGHAI) + SHANGHAI.utcoffset(None)).astimezone(
                SHANGHAI
            )
        except (*FAULTS, OverflowError):
            self._problems.add("mail", "bad_date", value=written[:LONGEST_QUOTE])
            return None


def _charset(part: Message) -> str:
    try:
        return part.get_content_charset() or ""
    except FAULTS:
        return ""


def _words(written: str) -> str:
    """A header in words: encoded words (RFC 2047), and raw bytes, which are UTF-8 or GB18030."""
    try:
        pieces = decode_header(written)
    except (HeaderParseError, *FAULTS):
        return _unescaped(written)
    told = ""
    for piece, charset in pieces:
        told += _unescaped(piece) if isinstance(piece, str) else _decoded(piece, charset or "")
    return told


def _unescaped(written: str) -> str:
    return _decoded(written.encode("utf-8", "surrogateescape"), "")


def _decoded(raw: bytes, charset: str) -> str:
    """Text in the charset named, if it fits; otherwise as UTF-8 or GB18030, whichever fits."""
    named = "utf-8" if charset.lower() in ("utf-8", "utf8") else entrusted_codec(charset) if charset else None
    for codec in dict.fromkeys(filter(None, (named, "utf-8", "gb18030"))):
        try:
            return raw.decode(codec)
        except (UnicodeDecodeError, LookupError):
            continue
    return raw.decode(named or "utf-8", "replace")


def words_of(html: str) -> str:
    """The words that HTML shows, block by block; no script, no style, nothing fetched."""
    parser = etree.HTMLParser(
        encoding="utf-8", no_network=True, remove_comments=True, remove_pis=True, recover=True
    )
    try:
        root = etree.fromstring(html.encode("utf-8", "replace"), parser)
    except (etree.XMLSyntaxError, ValueError):
        return ""
    if root is None:
        return ""
    told = [
        piece
        for event, element in etree.iterwalk(root, events=("start", "end"))
        for piece in _shown_at(event, element)
    ]
    lines = (" ".join(line.split()) for line in "".join(told).split("\n"))
    return "\n".join(line for line in lines if line)


def _shown_at(event: str, element: etree._Element) -> Iterator[str]:
    """What is shown where an element begins, or where it ends and on behind it."""
    is_begin = event == "start"
    if element.tag in BLOCKS and (is_begin or element.tag != "br"):
        yield "\n"
    words = element.text if is_begin else element.tail
    if words and not _is_unshown(element if is_begin else element.getparent()):
        yield words.replace("\n", " ")


def _is_unshown(element: etree._Element | None) -> bool:
    while element is not None:
        if element.tag in UNSHOWN:
            return True
        element = element.getparent()
    return False

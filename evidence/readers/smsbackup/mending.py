"""Tags read one attribute at a time: those too long for one look, and those that are not well-formed."""

from __future__ import annotations

import re

from evidence.readers.smsbackup.payload import Payload
from evidence.readers.smsbackup.tag import State, Tag
from evidence.readers.source import Source
from evidence.readers.wording import Decoder

VALUE_LIMIT = 1 << 20
"""Bytes kept of one field. No phone writes a longer text; what is longer is damage or a bomb."""

LOOKAHEAD = 1 << 12
NAME = rb"[A-Za-z_][\w:.\-]*+"
BLANKS = re.compile(rb"\s*+")
CLOSE = re.compile(rb"(/?)>")
OPENER = re.compile(rb"(" + NAME + rb")\s*+=\s*+([\"'])")
UNQUOTED = re.compile(rb"(" + NAME + rb")\s*+=\s*+([^\s\"'<>]++)")
STRAY = re.compile(rb"[^\s<>\"'/=]++|.", re.DOTALL)
NEXT_TAG = rb"<(?=/?(?:smses|calls?|sms|mms|parts?|addrs?)(?:[\s/>]))"
FOLLOWS = rb"(?=\s*+/?>|\s*+" + NAME + rb"\s*+=\s*+[\"']|\s*+<)"
VALUE_END = {quote: re.compile(quote + FOLLOWS + rb"|" + NEXT_TAG) for quote in (b'"', b"'")}
LAST_CHARACTER = re.compile(rb"[\x80-\xff]{1,4}\Z")


def stream_payload(source: Source, tag: Tag, quote: bytes) -> State:
    """Read base64 up to its quote into the tag's payload. A `<` in it means that the quote was lost."""
    content_type = tag.given("ct") or "text/"
    payload = Payload(keep=content_type.startswith("text/"))
    if tag.payload is None:
        tag.payload = payload
    while True:
        buffer, begin = source.buffer, source.position
        end = buffer.find(quote, begin)
        piece = buffer[begin : end if end >= 0 else len(buffer)]
        broken_at = piece.find(b"<")
        if broken_at >= 0:
            source.position = begin + broken_at
            return State.BROKEN
        payload.feed(piece)
        source.position = begin + len(piece)
        if end >= 0:
            source.position += 1
            payload.finish()
            return State.WHOLE
        if not source.more():
            return State.CUT


class Mender:
    """Reads the attributes of a tag from where the source stands to the end of the tag.

    A quote ends a value only when an attribute or the end of the tag follows, so quotes and `<` inside a text
    survive. The next tag of the format ends a value whose quote is lost; reading goes on there.
    """

    def __init__(self, source: Source, decoder: Decoder) -> None:
        self._source = source
        self._decoder = decoder

    def finish(self, tag: Tag) -> None:
        """The tag has its attributes and its state; the source stands after it, or at the next tag."""
        state = State.WHOLE
        while state is State.WHOLE:
            if self._is_closed(tag):
                state = State.REPAIRED if tag.is_mended else State.WHOLE
                break
            state = self._attribute(tag)
        tag.state = state

    def _is_closed(self, tag: Tag) -> bool:
        source = self._source
        while True:
            source.need(LOOKAHEAD)
            blanks = BLANKS.match(source.buffer, source.position)
            source.position = blanks.end() if blanks else source.position
            if source.position < len(source.buffer) or not source.more():
                break
        close = CLOSE.match(source.buffer, source.position)
        if close is None:
            return False
        tag.is_empty = bool(close[1])
        source.position = close.end()
        return True

    def _attribute(self, tag: Tag) -> State:
        source = self._source
        source.need(LOOKAHEAD)
        buffer, begin = source.buffer, source.position
        if begin == len(buffer):
            return State.CUT
        if buffer.startswith(b"<", begin):
            return State.BROKEN
        opener = OPENER.match(buffer, begin)
        if opener:
            source.position = opener.end()
            if opener[1] == b"data":
                return stream_payload(source, tag, opener[2])
            return self._value(tag, opener[1].decode("ascii"), opener[2])
        tag.is_mended = True
        unquoted = UNQUOTED.match(buffer, begin)
        if unquoted:
            tag.add([(unquoted[1].decode("ascii"), self._decoder.decode(unquoted[2]))])
        stray = unquoted or STRAY.match(buffer, begin)
        source.position = stray.end() if stray else begin + 1
        return State.WHOLE

    def _value(self, tag: Tag, name: str, quote: bytes) -> State:
        source = self._source
        source.need(VALUE_LIMIT + LOOKAHEAD)
        begin = source.position
        end = VALUE_END[quote].search(source.buffer, begin, begin + VALUE_LIMIT + LOOKAHEAD)
        if end is None:
            if source.finished and len(source.buffer) - begin <= VALUE_LIMIT:
                source.position = len(source.buffer)
                return State.CUT
            raw = LAST_CHARACTER.sub(b"", source.buffer[begin : begin + VALUE_LIMIT])
            tag.too_long = name
            state = self._skip_value(quote)
        else:
            raw = source.buffer[begin : end.start()]
            state = self._after(end)
        if state is State.WHOLE:
            tag.is_mended |= quote in raw
            tag.add([(name, self._decoder.decode(raw))])
        return state

    def _skip_value(self, quote: bytes) -> State:
        source = self._source
        source.position += VALUE_LIMIT
        while True:
            end = VALUE_END[quote].search(source.buffer, source.position)
            if end:
                return self._after(end)
            source.position = max(source.position, len(source.buffer) - LOOKAHEAD)
            if not source.more():
                source.position = len(source.buffer)
                return State.CUT

    def _after(self, end: re.Match[bytes]) -> State:
        if end[0] == b"<":
            self._source.position = end.start()
            return State.BROKEN
        self._source.position = end.end()
        return State.WHOLE

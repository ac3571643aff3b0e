"""The tags of a backup one after the other, from any bytes at all.

Neither libxml2 nor Expat serves here: both hold a whole attribute in memory (a picture of 50 MB stands in one),
refuse references to surrogates, which these backups are full of, and stop at the first damage. So tags are found
by expressions over large pieces, base64 is cut out of the stream before anything else sees it, and after damage
reading goes on at the next tag that belongs to the format. Entities are never defined, expanded or fetched.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from evidence.readers.reading import Problems
from evidence.readers.smsbackup.mending import NAME, Mender, stream_payload
from evidence.readers.smsbackup.tag import State, Tag
from evidence.readers.source import Source
from evidence.readers.wording import Decoder

FORMAT_TAGS = frozenset({b"smses", b"calls", b"sms", b"mms", b"call", b"parts", b"part", b"addrs", b"addr"})

FIELD = rb"\s++(?!data\s*+=)" + NAME + rb"\s*+=\s*+"
FIELDS = rb"((?:" + FIELD + rb"(?:\"[^\"]*+\"|'[^']*+'))*+)"
DOUBLE_QUOTED_FIELDS = rb"((?:" + FIELD + rb'"[^"]*+")*+)'
END = rb"\s*+(?:(/?)>|data\s*+=\s*+([\"']))"
DOUBLE_QUOTED = re.compile(rb"<(" + NAME + rb")" + DOUBLE_QUOTED_FIELDS + END)
ANY_QUOTED = re.compile(rb"<(" + NAME + rb")" + FIELDS + END)
AFTER_DATA = re.compile(FIELDS + rb"\s*+(/?)>")
NAME_END = " \t\r\n\f\v="
ANY_PAIR = re.compile(r"([A-Za-z_][\w:.\-]*+)\s*+=\s*+(?:\"([^\"]*+)\"|'([^']*+)')", re.ASCII)

END_TAG = re.compile(rb"</(" + NAME + rb")\s*+>")
TAG_NAME = re.compile(rb"<(" + NAME + rb")")
SECTIONS = (
    (b"<!--", re.compile(rb"-->")),
    (b"<![CDATA[", re.compile(rb"\]\]>")),
    (b"<?", re.compile(rb"\?>")),
)
DOCTYPE = re.compile(rb"<!DOCTYPE(?:[^\[\]<>\"']|\"[^\"]*+\"|'[^']*+')*+(?:(\[)|>)", re.IGNORECASE)
SUBSET_END = re.compile(rb"\]\s{0,90}+>")
LONGEST_CLOSER = 100
POINTS_ELSEWHERE = re.compile(rb"<!ENTITY|\bSYSTEM\b|\bPUBLIC\b")

REACH = 1 << 16
"""An ordinary tag is shorter; one that is longer is read attribute by attribute."""

SECTION_LIMIT = 1 << 20
"""A comment, instruction or document type is over by then, or it has lost its end."""

LAYOUTS_KEPT = 1000

BLANK = b" \t\r\n\xef\xbb\xbf"


class Tags:
    """Iterates over the tags of a source; reports what lies between them and does not belong there."""

    def __init__(self, source: Source, decoder: Decoder, problems: Problems) -> None:
        self._source = source
        self._decoder = decoder
        self._problems = problems
        self._mender = Mender(source, decoder)
        self._junk = 0
        self._junk_line = 0
        self._is_excused = False
        self._absent: dict[re.Pattern[bytes], int] = {}
        self._names: dict[tuple[str, ...], tuple[str, ...]] = {}

    def __iter__(self) -> Iterator[Tag]:
        source = self._source
        while True:
            start = source.buffer.find(b"<", source.position)
            if start != source.position:
                self._pass_over(start if start >= 0 else len(source.buffer))
            if start < 0:
                if not source.more():
                    break
                continue
            tag = self._tag(start)
            if tag is not None:
                if self._junk:
                    self._report_junk()
                yield tag
        self._report_junk()

    def _tag(self, start: int) -> Tag | None:
        """The tag at `start`; None when there is none or more of the file is needed."""
        buffer = self._source.buffer
        match = DOUBLE_QUOTED.match(buffer, start)
        if match:
            return self._matched(match, self._pairs(self._decoder.decode(match[2])))
        match = END_TAG.match(buffer, start)
        if match:
            self._source.position = match.end()
            return Tag("/" + match[1].decode("ascii"), self._source.line_at(start))
        match = ANY_QUOTED.match(buffer, start)
        if match:
            found = ANY_PAIR.findall(self._decoder.decode(match[2]))
            return self._matched(match, [(name, double or single) for name, double, single in found])
        return self._unusual(start)

    def _pairs(self, fields: str) -> list[tuple[str, str]]:
        """Names and values of fields in double quotes. The rows of a file have the same names: one look-up."""
        pieces = fields.split('"')
        written = tuple(pieces[:-1:2])
        names = self._names.get(written)
        if names is None:
            names = tuple(name.strip(NAME_END) for name in written)
            if len(self._names) < LAYOUTS_KEPT:
                self._names[written] = names
        return list(zip(names, pieces[1::2], strict=True))

    def _matched(self, match: re.Match[bytes], pairs: list[tuple[str, str]]) -> Tag:
        source = self._source
        self._is_excused = match[1] not in FORMAT_TAGS
        tag = Tag(match[1].decode("ascii"), source.line_at(match.start()))
        if pairs:
            tag.add(pairs)
        self._own_losses(tag)
        source.position = match.end()
        if match[4]:
            self._after_data(tag, stream_payload(source, tag, match[4]))
        else:
            tag.is_empty = bool(match[3])
        return tag

    def _own_losses(self, tag: Tag) -> None:
        if self._decoder.lost:
            tag.lost += self._decoder.lost
            self._decoder.lost = 0

    def _after_data(self, tag: Tag, state: State) -> None:
        """The rest of a tag whose base64 has streamed by."""
        source = self._source
        tag.state = state
        if state is not State.WHOLE:
            return
        source.need(REACH)
        match = AFTER_DATA.match(source.buffer, source.position)
        if match is None:
            self._mender.finish(tag)
        else:
            found = ANY_PAIR.findall(self._decoder.decode(match[1]))
            tag.add([(name, double or single) for name, double, single in found])
            tag.is_empty = bool(match[2])
            source.position = match.end()
        self._own_losses(tag)

    def _unusual(self, start: int) -> Tag | None:
        source = self._source
        source.position = start
        if len(source.buffer) - start < REACH and source.more():
            return None
        if self._is_section():
            return None
        name = TAG_NAME.match(source.buffer, source.position)
        if name is None or name[1] not in FORMAT_TAGS:
            self._pass_over(source.position + 1)
            return None
        tag = Tag(name[1].decode("ascii"), source.line)
        source.position = name.end()
        self._is_excused = False
        self._mender.finish(tag)
        self._own_losses(tag)
        return tag

    def _is_section(self) -> bool:
        """Whether a comment, a marked section, an instruction or a document type stood here; it is passed."""
        source = self._source
        opening = source.buffer[source.position : source.position + 9]
        for opener, closer in SECTIONS:
            if opening.startswith(opener):
                self._pass_section(opener, closer)
                return True
        if opening.upper() == b"<!DOCTYPE":
            self._pass_doctype()
            return True
        return False

    def _end_of_section(self, closer: re.Pattern[bytes], begin: int) -> int | None:
        """Where a section that began before `begin` is over; no stretch of the file is searched twice in vain."""
        source = self._source
        limit = min(len(source.buffer), begin + SECTION_LIMIT)
        searched = self._absent.get(closer, 0) - source.offset - LONGEST_CLOSER
        end = closer.search(source.buffer, max(begin, searched), limit)
        if end is None:
            self._absent[closer] = source.offset + limit
            return None
        return end.end()

    def _pass_section(self, opener: bytes, closer: re.Pattern[bytes]) -> None:
        source = self._source
        source.need(SECTION_LIMIT)
        begin = source.position + len(opener)
        end = self._end_of_section(closer, begin)
        if end is None:
            self._problems.add(f"line {source.line}", "not_ended")
        source.position = begin if end is None else end

    def _pass_doctype(self) -> None:
        source = self._source
        source.need(SECTION_LIMIT)
        line = source.line
        head = DOCTYPE.match(source.buffer, source.position)
        end = head.end() if head else None
        if head and head[1]:
            end = self._end_of_section(SUBSET_END, head.end())
        if end is None:
            self._problems.add(f"line {line}", "not_ended")
            source.position += len(b"<!DOCTYPE")
            return
        if POINTS_ELSEWHERE.search(source.buffer, source.position, end):
            self._problems.add(f"line {line}", "doctype")
        source.position = end

    def _pass_over(self, stop: int) -> None:
        """Leave out what is no tag; anything but blank space is remembered to be reported."""
        source = self._source
        piece = source.buffer[source.position : stop]
        if piece.strip(BLANK) and not self._is_excused:
            if not self._junk:
                self._junk_line = source.line
            self._junk += len(piece)
        source.position = stop

    def _report_junk(self) -> None:
        if self._junk:
            self._problems.add(f"line {self._junk_line}", "junk", bytes=self._junk)
            self._junk = 0

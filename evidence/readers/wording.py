"""From bytes to the words a person saw: encodings, character references, characters that do not exist."""

from __future__ import annotations

import codecs
import re

REFERENCE = re.compile(r"&(?:#([0-9]{1,12})|#[xX]([0-9a-fA-F]{1,10})|(amp|lt|gt|quot|apos));")
NAMED = {"amp": "&", "lt": "<", "gt": ">", "quot": '"', "apos": "'"}
PAIR = re.compile("[\ud800-\udbff][\udc00-\udfff]")
LONE = re.compile("[\ud800-\udfff\ufffe\uffff]")
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
ENTRUSTED = re.compile(r"gb|big5|cp\d|iso8859|euc|shift_jis|koi8|hkscs")
"""Codecs that a file may choose by its declaration: they keep ASCII as it is and do nothing but text."""

MISTAKES_OF_UTF8 = 3
"""Up to so many bad bytes in a file that is otherwise UTF-8 are damage, not another encoding."""


def resolve(value: str) -> tuple[str, int]:
    """The text that an attribute stands for, and how many of its characters cannot be shown.

    Surrogates given as two references become the character they meant; a lone one becomes U+FFFD; controls
    that XML forbids vanish. An ampersand that begins no reference, and a name nobody defined, stay as written:
    nothing a file defines is ever expanded.
    """
    if "\r" in value:
        value = value.replace("\r\n", "\n").replace("\r", "\n")
    if "&" in value:
        value = REFERENCE.sub(_character, value)
    return presentable(value)


def presentable(value: str) -> tuple[str, int]:
    """The text without characters that cannot be shown or stored, and how many they were."""
    if value.isprintable():
        return value, 0
    value = PAIR.sub(_joined, value)
    value, lone = LONE.subn("\ufffd", value)
    value, controls = CONTROL.subn("", value)
    return value, lone + controls


def _character(match: re.Match[str]) -> str:
    decimal, hexadecimal, name = match.groups()
    if name:
        return NAMED[name]
    code = int(decimal) if decimal else int(hexadecimal, 16)
    return chr(code) if code <= 0x10FFFF else "\uffff"


def _joined(match: re.Match[str]) -> str:
    return match[0].encode("utf-16-le", "surrogatepass").decode("utf-16-le")


def entrusted_codec(declared: str) -> str | None:
    """The codec for an encoding that a file names, if it is one to be honoured beside UTF-8."""
    try:
        name = codecs.lookup(declared).name
    except (LookupError, ValueError):
        return None
    if name in ("gb2312", "gbk"):
        return "gb18030"
    return name if ENTRUSTED.match(name) else None


class Decoder:
    """Decodes the tags of one file, each by what its bytes are rather than by what the file claims.

    `used` is the last codec that was needed instead of the declared one, `lost` counts undecodable places, `good` the
    tags beyond ASCII that were UTF-8.
    """

    def __init__(self, declared: str) -> None:
        self.declared = declared or "UTF-8"
        self._honoured = entrusted_codec(declared) if declared else None
        self._other = self._honoured or "gb18030"
        self.good = 0
        self._bad = 0
        self.used: str | None = None
        self.lost = 0

    @property
    def expects_utf8(self) -> bool:
        """Whether UTF-8 is tried first; the other codec is once most tags so far were not UTF-8."""
        return self._bad <= self.good

    def decode(self, raw: bytes) -> str:
        """The text, always."""
        if raw.isascii():
            return raw.decode("ascii")
        if not self.expects_utf8:
            text = self._as_other(raw)
            if text is not None:
                return text
        try:
            text = raw.decode("utf-8", "surrogatepass")
        except UnicodeDecodeError:
            return self._not_utf8(raw)
        self.good += 1
        return text

    def _as_other(self, raw: bytes) -> str | None:
        try:
            return raw.decode(self._other)
        except UnicodeDecodeError:
            return None

    def _not_utf8(self, raw: bytes) -> str:
        text = raw.decode("utf-8", "replace")
        broken = text.count("\ufffd")
        whole = sum(1 for character in text if character > "\x7f") - broken
        is_damage = whole >= broken or (self.good > self._bad and broken <= MISTAKES_OF_UTF8)
        other = None if is_damage else self._as_other(raw)
        if other is None:
            self.lost += broken
            return text
        self._bad += 1
        if self._honoured is None:
            self.used = self._other.upper()
        return other

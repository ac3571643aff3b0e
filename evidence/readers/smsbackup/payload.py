"""Base64 as it streams by: its size and its hash, never the whole of it."""

from __future__ import annotations

import binascii
import hashlib
import re

KEPT_TEXT = 1 << 20
"""Bytes kept of a payload that may turn out to be text."""

BLANK = b" \t\r\n"
URL_SAFE = bytes.maketrans(b"-_", b"+/")
LINE_BREAK = re.compile(rb"&#(?:0*(?:9|10|13|32)|[xX]0*(?:9|[aA]|[dD]|20));")
WRITTEN_OUT = {
    b"&#43;": b"+", b"&#x2B;": b"+", b"&#x2b;": b"+",
    b"&#47;": b"/", b"&#x2F;": b"/", b"&#x2f;": b"/",
    b"&#61;": b"=", b"&#x3D;": b"=", b"&#x3d;": b"=",
}  # fmt: skip
OPEN_REFERENCE = re.compile(rb"&[^;]{0,11}\Z")


class Payload:
    """Takes pieces of base64 in any cut; `size` and `sha256` are of the decoded bytes so far.

    `is_damaged` once anything but base64, line breaks and references to such characters was met.
    """

    def __init__(self, *, keep: bool) -> None:
        self._digest = hashlib.sha256()
        self._rest = b""
        self._keep = keep
        self._ended = False
        self.kept = b""
        self.size = 0
        self.is_damaged = False

    def feed(self, piece: bytes) -> None:
        """Decode as many whole groups of four as there are."""
        piece = self._rest + piece
        tail = b""
        whole = len(piece) & ~3
        decoded = decode_groups(piece[:whole])
        if decoded is None:
            piece, tail = without_breaks(piece)
            whole = len(piece) & ~3
            decoded = decode_groups(piece[:whole])
        self._rest = piece[whole:] + tail
        self._take(decoded, padded=piece[:whole].endswith(b"="))

    def finish(self) -> None:
        """Take the last group, which may lack its padding."""
        rest, tail = without_breaks(self._rest)
        rest = rest.rstrip(b"=")
        if tail or len(rest) % 4 == 1:
            self.is_damaged = True
        elif rest:
            self._take(decode_groups(rest + b"=" * (-len(rest) % 4)), padded=True)

    @property
    def sha256(self) -> str:
        """Of everything decoded so far, in hexadecimal."""
        return self._digest.hexdigest()

    def _take(self, decoded: bytes | None, *, padded: bool) -> None:
        if decoded is None or (decoded and self._ended):
            self.is_damaged = True
            return
        self._ended |= padded
        self.take_bytes(decoded)

    def take_bytes(self, decoded: bytes) -> None:
        """Take bytes that are not base64."""
        self._digest.update(decoded)
        self.size += len(decoded)
        if self._keep and len(self.kept) < KEPT_TEXT:
            self.kept += decoded[: KEPT_TEXT - len(self.kept)]


def decode_groups(groups: bytes) -> bytes | None:
    """The bytes of whole groups of four; None when there is anything in them but base64.

    The decoder of the standard library drops what it does not know; the length tells that nothing was dropped.
    """
    padding = len(groups) - len(groups.rstrip(b"=")) if groups.endswith(b"=") else 0
    try:
        decoded = binascii.a2b_base64(groups)
    except binascii.Error:
        return None
    return decoded if len(decoded) == len(groups) // 4 * 3 - padding else None


def without_breaks(piece: bytes) -> tuple[bytes, bytes]:
    """The piece as plain base64, and an unfinished reference at its end that must wait for more."""
    tail = b""
    if b"&" in piece:
        piece = LINE_BREAK.sub(b"", piece)
        for written, meant in WRITTEN_OUT.items():
            piece = piece.replace(written, meant)
        unfinished = OPEN_REFERENCE.search(piece)
        if unfinished:
            piece, tail = piece[: unfinished.start()], unfinished[0]
    return piece.translate(URL_SAFE, BLANK), tail

"""Whether a file has the end that its format wants. Formats that do not mark their end say nothing and count as whole."""

from __future__ import annotations

from typing import BinaryIO

TAIL = 1 << 17
"""An Ogg page is at most 65,307 bytes (RFC 3533, section 6), so the last one begins in here."""
OGG_LAST_PAGE = 0x04
RIFF_TYPES = frozenset({"audio/x-wav", "video/x-msvideo"})
STREAMED_SIZE = 0xFFFFFFFF
"""What writers that cannot go back put as the size of a RIFF file."""


def is_ended(stream: BinaryIO, media_type: str) -> bool:
    """False when bytes at the end are missing, as far as the format lets one see it."""
    size = stream.seek(0, 2)
    if media_type in RIFF_TYPES:
        return _is_riff_whole(stream, size)
    if media_type == "audio/ogg":
        return _has_last_page(stream, size)
    return True


def _is_riff_whole(stream: BinaryIO, size: int) -> bool:
    stream.seek(4)
    told = int.from_bytes(stream.read(4), "little")
    return told in {0, STREAMED_SIZE} or size >= told + 8


def _has_last_page(stream: BinaryIO, size: int) -> bool:
    stream.seek(max(size - TAIL, 0))
    tail = stream.read(TAIL)
    last = tail.rfind(b"OggS")
    if last < 0 or len(tail) < last + 27:
        return False
    segments = tail[last + 26]
    table = tail[last + 27 : last + 27 + segments]
    is_whole = len(table) == segments and len(tail) >= last + 27 + segments + sum(table)
    return is_whole and bool(tail[last + 5] & OGG_LAST_PAGE)

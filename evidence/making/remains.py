"""What a redacted copy still holds that it must not: reads the finished file again."""

from collections.abc import Callable, Iterator
from io import BytesIO

from PIL import Image

from evidence.making.boxes import Box

PNG_SIGNATURE = b"\x89PNG\r\n\x1a\n"
PNG_PARTS = frozenset({b"IHDR", b"IDAT", b"IEND"})
"""ISO/IEC 15948: the header, the pixels and the end. Texts, profiles, EXIF and times have parts of their own."""
JPEG_PARTS = frozenset({0xC0, 0xC2, 0xC4, 0xDB, 0xDD, 0xDA, 0xE0})
"""ITU-T T.81, table B.1: frame, Huffman and quantisation tables, restarts, scan, and the JFIF header."""
JFIF_BYTES = 16
"""A JFIF header without a thumbnail."""


def remains_in(copy: bytes, boxes: list[Box]) -> list[str]:
    """Codes of what is wrong, check by check. Empty when boxes are solid black and nothing but pixels is there."""
    return [code for check in CHECKS.values() if (code := check(copy, boxes))]


def _unsolid(copy: bytes, boxes: list[Box]) -> str:
    try:
        picture = Image.open(BytesIO(copy), formats=("PNG", "JPEG"))
        return "" if all(_is_solid(picture, box) for box in boxes) else "not_solid"
    except (OSError, SyntaxError, ValueError):
        return "not_readable"


def _is_solid(picture: Image.Image, box: Box) -> bool:
    extremes = picture.crop(box).convert("RGB").getextrema()
    return all(band == (0, 0) for band in extremes)


def _carrying(copy: bytes, boxes: list[Box]) -> str:
    return "" if _has_only_pixels(copy) else "other_parts"


CHECKS: dict[str, Callable[[bytes, list[Box]], str]] = {"solid": _unsolid, "only_pixels": _carrying}
"""By the name under which a copy says that it passed. Each looks at the finished file and gives a code, or nothing."""


def _has_only_pixels(copy: bytes) -> bool:
    if copy.startswith(PNG_SIGNATURE):
        return set(_png_parts(copy)) <= PNG_PARTS and copy.endswith(b"IEND\xaeB`\x82")
    parts = list(_jpeg_parts(copy))
    return all(
        mark in JPEG_PARTS and (mark != 0xE0 or size == JFIF_BYTES) for mark, size in parts
    ) and copy.endswith(b"\xff\xd9")


def _png_parts(copy: bytes) -> Iterator[bytes]:
    at = len(PNG_SIGNATURE)
    while at + 8 <= len(copy):
        yield copy[at + 4 : at + 8]
        at += int.from_bytes(copy[at : at + 4], "big") + 12


def _jpeg_parts(copy: bytes) -> Iterator[tuple[int, int]]:
    """Marker and size of each segment; within the compressed pixels markers are looked for up to the end."""
    at = 2
    while at + 4 <= len(copy) and copy[at] == 0xFF and copy[at + 1] != 0xD9:
        mark, size = copy[at + 1], int.from_bytes(copy[at + 2 : at + 4], "big")
        yield mark, size
        at += size + 2
        if mark == 0xDA:
            at = _after_scan(copy, at)


def _after_scan(copy: bytes, at: int) -> int:
    """The place of the next marker that is neither a stuffed byte nor a restart."""
    while (at := copy.find(b"\xff", at)) >= 0:
        if copy[at + 1 : at + 2] not in {b"\x00", *(bytes([n]) for n in range(0xD0, 0xD8))}:
            return at
        at += 2
    return len(copy)

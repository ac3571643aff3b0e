"""Byte ranges of HTTP (RFC 9110, section 14)."""

import re

UNIT = re.compile(r"\s*bytes\s*=\s*(.*)", re.IGNORECASE | re.ASCII)
PART = re.compile(r"\s*(\d*)\s*-\s*(\d*)\s*", re.ASCII)
DIGITS = 18


class NotSatisfiable(ValueError):
    """Answered with 416: the range lies outside the file, or several are asked for at once."""


def byte_range(header: str, size: int) -> tuple[int, int] | None:
    """First byte, and the one after the last. None for what is no byte range: the whole is sent then, as the RFC says.

    Raises NotSatisfiable. Several ranges in one request are refused: no player asks for them, and they multiply the work.
    """
    unit = UNIT.fullmatch(header)
    if unit is None:
        return None
    if "," in unit[1]:
        raise NotSatisfiable(header)
    part = PART.fullmatch(unit[1])
    if part is None or part[1] == part[2] == "" or len(part[1]) > DIGITS or len(part[2]) > DIGITS:
        return None
    first, last = part[1], part[2]
    if not first:
        return _last_bytes(int(last), size)
    begin = int(first)
    if last and int(last) < begin:
        return None
    if begin >= size:
        raise NotSatisfiable(header)
    return begin, min(int(last) + 1, size) if last else size


def _last_bytes(count: int, size: int) -> tuple[int, int]:
    if not count or not size:
        raise NotSatisfiable("no bytes")
    return max(size - count, 0), size

"""Lines of a transcript: `[mm:ss] speaker：what was said`. A line without a time goes on with the line before it."""

import re
from dataclasses import dataclass

HEAD = "#"
"""Begins a line that tells about the transcript and is not part of it."""
LINE = re.compile(r"\[(?:(\d{1,2}):)?(\d{1,3}):([0-5]\d)\]\s*(?:([^：:\[\]]{1,20})[：:]\s*)?(.*)")


@dataclass(frozen=True)
class Line:
    """What one speaker says from a moment on, in seconds from the beginning. An unknown speaker is empty."""

    at_s: int
    speaker: str
    text: str

    @property
    def clock(self) -> str:
        return clock(self.at_s)


class LinesWrong(ValueError):
    """A line cannot be kept as it stands; `code` says why (no_time, backwards, too_late), `number` is that of the line from 1."""

    def __init__(self, code: str, number: int) -> None:
        super().__init__(code)
        self.code, self.number = code, number


def lines_of(text: str, duration_s: float | None = None) -> list[Line]:
    """The lines in order. Raises LinesWrong for a first line without a time, a time before the one above, or after the end."""
    lines: list[Line] = []
    for number, raw in enumerate(text.splitlines(), start=1):
        told = raw.strip()
        if not told or told.startswith(HEAD):
            continue
        match = LINE.fullmatch(told)
        if match is None:
            if not lines:
                raise LinesWrong("no_time", number)
            lines[-1] = Line(lines[-1].at_s, lines[-1].speaker, f"{lines[-1].text}\n{told}")
            continue
        line = _line(match)
        _check(line, lines, duration_s, number)
        lines.append(line)
    return lines


def _line(match: re.Match[str]) -> Line:
    hours, minutes, seconds, speaker, said = match.groups()
    return Line(int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds), (speaker or "").strip(), said)


def _check(line: Line, before: list[Line], duration_s: float | None, number: int) -> None:
    if before and line.at_s < before[-1].at_s:
        raise LinesWrong("backwards", number)
    if duration_s is not None and line.at_s > duration_s + 1:
        raise LinesWrong("too_late", number)


def clock(seconds: float) -> str:
    """75 → 01:15, 3675 → 1:01:15."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes:02d}:{rest:02d}"


def text_of(lines: list[Line]) -> str:
    """The lines as they are written; `lines_of` gives the same lines again."""
    return "".join(
        f"[{line.clock}] {line.speaker}{'：' if line.speaker else ''}{line.text}\n" for line in lines
    )

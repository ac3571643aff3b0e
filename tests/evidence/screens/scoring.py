"""How well pictures are read: the same sums for the benchmark and for the tests."""

from __future__ import annotations

import io
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz.distance import Indel, Levenshtein

from evidence.readers import read
from evidence.readers.reading import ReadMessage
from tests.evidence.screens.truth import Screen, Told

FOUND = 0.6
"""A message is found when its text is at least this similar; calls by their number and place."""
FIGURES = re.compile(r"\d[\d.,:+\-]{2,}\d")


def plain(text: str) -> str:
    """Compatibility forms unified, no white space: what OCR is fairly judged by."""
    return re.sub(r"\s", "", unicodedata.normalize("NFKC", text))


@dataclass
class Score:
    """Sums over pictures. Shares are of what should have been right."""

    counts: Counter[str] = field(default_factory=Counter)
    complaints: list[str] = field(default_factory=list)

    def add(self, screen: Screen, messages: Sequence[ReadMessage], problems: Sequence[object] = ()) -> None:
        """Count one picture."""
        left = list(messages)
        for told in screen.told:
            self.counts["wanted"] += 1
            match = _best(told, left)
            if match is None:
                self._complain(screen, f"missing: {told.peer or told.peer_name} {told.text[:30]!r}")
                continue
            left.remove(match)
            self._compare(screen, told, match)
        for message in left:
            self.counts["false"] += 1
            self._complain(screen, f"false: {message.text[:40]!r} {message.peer}")
        self.counts["pictures"] += 1
        self.counts["problems"] += len(problems)

    def _complain(self, screen: Screen, words: str) -> None:
        self.complaints.append(f"{screen.family}: {words}")

    def _compare(self, screen: Screen, told: Told, read_: ReadMessage) -> None:
        wanted, got = plain(told.text), plain(read_.text)
        counts = self.counts
        counts["found"] += 1
        counts["characters"] += len(wanted)
        counts["edits"] += Levenshtein.distance(wanted, got)
        figures = FIGURES.findall(wanted)
        counts["figures"] += len(figures)
        counts["figures right"] += sum(1 for figure in figures if figure in got)
        counts["figures marked"] += sum(
            1 for figure in figures if figure not in got and read_.seen and read_.seen.doubts
        )
        pairs = {
            "direction": (told.direction, read_.direction), "kind": (told.kind, read_.kind), "at": (told.at, read_.at),
            "peer": (plain(told.peer or ""), plain(read_.peer or "")), "name": (plain(told.peer_name or ""), plain(read_.peer_name or "")),
            "duration": (told.duration_s, read_.duration_s),
        }  # fmt: skip
        for name, (right, given) in pairs.items():
            counts[name] += right == given
            if right != given:
                self._complain(screen, f"{name}: {given} for {right} ({told.text[:12]!r}, {read_.where})")
        if wanted != got:
            self._complain(screen, f"text: {got!r} for {wanted!r}")

    def share(self, name: str) -> float:
        """Of the messages found, those in which this is right."""
        return self.counts[name] / max(1, self.counts["found"])

    @property
    def recall(self) -> float:
        return self.counts["found"] / max(1, self.counts["wanted"])

    @property
    def error_rate(self) -> float:
        """Characters inserted, deleted or replaced, by the characters of the messages found."""
        return self.counts["edits"] / max(1, self.counts["characters"])

    def __str__(self) -> str:
        counts = self.counts
        shares = "  ".join(
            f"{name} {self.share(name):.3f}"
            for name in ("direction", "kind", "at", "peer", "name", "duration")
        )
        return (
            f"{counts['pictures']} pictures: {counts['found']}/{counts['wanted']} messages found, {counts['false']} false, "
            f"CER {self.error_rate:.2%}, figures {counts['figures right']}/{counts['figures']} "
            f"({counts['figures marked']} of the wrong ones marked)\n  {shares}"
        )


def _best(told: Told, messages: Sequence[ReadMessage]) -> ReadMessage | None:
    if told.kind == "call":
        peer = plain(told.peer or told.peer_name or "")
        return next((each for each in messages if plain(each.peer or each.peer_name or "") == peer), None)
    ranked = [
        (Indel.normalized_similarity(plain(told.text), plain(each.text)), -place)
        for place, each in enumerate(messages)
    ]
    best = max(ranked, default=(0.0, 0))
    return messages[-best[1]] if best[0] >= FOUND else None


def read_screen(screen: Screen) -> tuple[list[ReadMessage], list[object]]:
    """What the reader makes of the picture, through the same door as every file."""
    stream = io.BytesIO(encoded(screen))
    reading = read(stream, name=screen.name)
    return list(reading), list(reading.problems)


def encoded(screen: Screen) -> bytes:
    """The bytes of the picture's file."""
    stream = io.BytesIO()
    if screen.name.endswith(".png"):
        screen.image.save(stream, "PNG", compress_level=1)
    else:
        screen.image.save(stream, "JPEG", quality=screen.quality or 90)
    return stream.getvalue()

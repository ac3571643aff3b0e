"""Which column is what, by the names that exports give them; never by position."""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

from evidence.readers.tables.rows import Cell, shown

UNITS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
NOISE = re.compile(r"[\s*:#\"'“”_\-./]+")
LONGEST_NAME = 40
MINUTES = re.compile(r"\((?:分|分钟|min|minutes?)\)")


@lru_cache(maxsize=8192)
def plain_name(text: str) -> str:
    """A column's name without what varies: width of letters, blanks, marks and the unit in brackets."""
    if len(text) > LONGEST_NAME:
        return ""
    usual = unicodedata.normalize("NFKC", text).lower()
    return NOISE.sub("", UNITS.sub("", usual)) or NOISE.sub("", usual)


def is_in_minutes(text: str) -> bool:
    """Whether the name of a column says that its durations are minutes."""
    return MINUTES.search(unicodedata.normalize("NFKC", text).lower()) is not None


class Synonyms:
    """The names of each column, best first, from a reviewed file: `{"role": {"names": […], "patterns": […]}}`.

    Patterns are tried only on columns that no name fits, for roles that are still open.
    """

    def __init__(self, path: Path) -> None:
        told: dict[str, dict[str, list[str]]] = json.loads(path.read_text("utf-8"))
        self._names: dict[str, list[tuple[str, int]]] = {}
        for role, known in told.items():
            for rank, name in enumerate(known["names"]):
                self._names.setdefault(plain_name(name), []).append((role, rank))
        self._patterns = [
            (role, re.compile(pattern))
            for role, known in told.items()
            for pattern in known.get("patterns", ())
        ]

    def knows(self, cell: Cell) -> bool:
        """Whether this is the name of a column."""
        return isinstance(cell, str) and len(cell) <= LONGEST_NAME and plain_name(cell) in self._names

    def columns(self, cells: Sequence[Cell]) -> Mapping[str, int]:
        """Role → column. Where two columns have names of one role, the better name wins, then the first."""
        names = [plain_name(shown(cell)) if isinstance(cell, str) else "" for cell in cells]
        best: dict[str, tuple[int, int]] = {}
        for column, name in enumerate(names):
            for role, rank in self._names.get(name, ()):
                if role not in best or rank < best[role][0]:
                    best[role] = rank, column
        found = {role: column for role, (_, column) in best.items()}
        taken = {column for column, name in enumerate(names) if name in self._names or not name}
        for role, pattern in self._patterns:
            if role not in found:
                fitting = self._fitting(pattern, names, taken)
                if fitting is not None:
                    found[role] = fitting
                    taken.add(fitting)
        return found

    @staticmethod
    def _fitting(pattern: re.Pattern[str], names: Sequence[str], taken: set[int]) -> int | None:
        free = (column for column in range(len(names)) if column not in taken)
        return next((column for column in free if pattern.search(names[column])), None)

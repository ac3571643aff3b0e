"""A second set of designs, drawn by somebody who had not read the reader. A third of it is kept as an untouched check."""

from __future__ import annotations

import random
from collections.abc import Callable, Iterator
from functools import partial

from tests.evidence.screens.second.designs import DESIGNS, HANDLED, conversation, handled
from tests.evidence.screens.second.emptiness import EMPTY, empty
from tests.evidence.screens.second.rows import INBOXES, LOGS, calls, inbox
from tests.evidence.screens.truth import Screen

SETS = ("second", "sealed")


def _makers() -> list[Callable[[random.Random], Screen]]:
    return [
        *(partial(conversation, place) for place in range(len(DESIGNS))),
        *(partial(inbox, table) for table in INBOXES),
        *(partial(calls, table) for table in LOGS),
        *(partial(handled, way) for way in HANDLED),
        *(lambda _, place=place: empty(place) for place in range(len(EMPTY))),
    ]


def pictures(split: str, *, seed: int = 7) -> Iterator[Screen]:
    """The pictures of `second`, or of `sealed`: each third picture, of which only totals are looked at."""
    for place, make in enumerate(_makers()):
        if (place % 3 == 2) == (split == "sealed"):
            yield make(random.Random(seed * 1000 + place))

"""Which messages of one picture are known already, judged together with their neighbours.

A picture shows messages that follow each other. Where its last ones are the first of another picture (or the other way
round, or one picture holds the other), every pair of the overlap must fit: so two equal texts in one conversation stay two.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from itertools import pairwise

from evidence.messages.rules.sameness import NOT_ALIKE, Grade, Likeness, Told, likeness

SURE_WITHOUT_TIME = 16
"""So many equal characters from one sender are one message even when a time is unknown, if they are known only once."""
WORTH_ASKING = 4
ASKED_WHEN_CUT = 10
CARRIED_BY_NEIGHBOURS = 8
"""So many characters of an overlap must be alike before neighbours vouch for each other."""
CLOSE_WITH_MINUTE = 8
APART_AT_MOST = timedelta(days=1)


class Verdict(StrEnum):
    SAME = "same"
    MAYBE = "maybe"


@dataclass(frozen=True)
class Match:
    """Message `new` of the picture and `old` of those known, by their places in what was handed over."""

    new: int
    old: int
    verdict: Verdict
    likeness: Likeness


class _Table:
    """How alike each pair is, worked out once and only when asked for."""

    def __init__(self, new: Sequence[Told], old: Sequence[Told]) -> None:
        self.new, self.old = new, old
        self._known: dict[tuple[int, int], Likeness] = {}

    def at(self, i: int, j: int) -> Likeness:
        if (i, j) not in self._known:
            self._known[i, j] = likeness(self.new[i], self.old[j])
        return self._known[i, j]


def pair_up(
    new: Sequence[Told],
    old: Sequence[Told],
    *,
    candidates: Sequence[Sequence[int]],
    pictures: Sequence[Sequence[int]],
    stands: Sequence[int],
    is_crowded: bool = False,
) -> list[Match]:
    """Which of `new`, in the order of one picture, are one of `old`; each of either side at most once.

    `candidates[i]` are the places in `old` where `new[i]` may stand. `pictures` are the other pictures, each as the places of
    its messages in reading order. `stands[j]` names the message that reading `old[j]` is of. `is_crowded` says that more may
    be known than `old` holds, so nothing counts as known once.
    """
    table = _Table(new, old)
    vouched = _overlaps(table, pictures)
    rows = [
        _rank(table, i, places, vouched, stands, is_crowded=is_crowded) for i, places in enumerate(candidates)
    ]
    _tell_twins_apart(rows, old)
    _vouch_by_time(rows, old)
    return _each_once(rows)


def _overlaps(table: _Table, pictures: Sequence[Sequence[int]]) -> set[tuple[int, int]]:
    """Pairs that stand in an overlap of two pictures and so vouch for each other."""
    found: set[tuple[int, int]] = set()
    for places in pictures:
        best = [
            pairs
            for shift in range(1 - len(table.new), len(places))
            if (pairs := _overlap(table, places, shift))
        ]
        if not best:
            continue
        longest = max(len(pairs) for pairs in best)
        most = [pairs for pairs in best if len(pairs) == longest]
        # Two overlaps of one length contradict each other; neither counts.
        if len(most) == 1:
            found.update(most[0])
    return found


def _overlap(table: _Table, places: Sequence[int], shift: int) -> list[tuple[int, int]]:
    """The pairs when the picture's message i is the other's i + shift; empty unless all of two or more fit."""
    pairs = [(i, places[i + shift]) for i in range(max(0, -shift), min(len(table.new), len(places) - shift))]
    if len(pairs) < 2:
        return []
    length = 0
    for i, j in pairs:
        alike = table.at(i, j)
        if alike.grade < Grade.CUT:
            return []
        length += alike.length
    return pairs if length >= CARRIED_BY_NEIGHBOURS else []


@dataclass
class _Row:
    """What is known about one message of the picture: the best candidates by the message they are of, and who vouches for them."""

    new: int
    best: dict[int, tuple[int, Likeness]]
    alike: frozenset[int]
    vouched: set[int]
    is_crowded: bool
    is_torn: bool = False

    @property
    def is_only(self) -> bool:
        """Whether nothing else could be meant."""
        return len(self.best) == 1 and not self.is_crowded and not self.is_torn


def _rank(
    table: _Table,
    i: int,
    places: Sequence[int],
    vouched: set[tuple[int, int]],
    stands: Sequence[int],
    *,
    is_crowded: bool,
) -> _Row:
    alike = [(j, one) for j in places if (one := table.at(i, j)) is not NOT_ALIKE]
    ours = {j for j, _ in alike if (i, j) in vouched}
    kept = [(j, one) for j, one in alike if j in ours] or alike
    top = max(((one.is_same_minute, one.grade) for _, one in kept), default=None)
    best: dict[int, tuple[int, Likeness]] = {}
    for j, one in kept:
        if (one.is_same_minute, one.grade) == top:
            best.setdefault(stands[j], (j, one))
    return _Row(i, best, frozenset(stands[j] for j, _ in alike), ours, is_crowded)


def _tell_twins_apart(rows: Sequence[_Row], old: Sequence[Told]) -> None:
    """Equal texts of one minute are taken in their order when the picture shows all of them; else nobody knows which it shows."""
    for row in rows:
        if len(row.best) < 2 or not all(one.is_same_minute for _, one in row.best.values()):
            continue
        twins = sorted(row.best, key=lambda message: (old[row.best[message][0]].at, row.best[message][0]))
        rivals = [one.new for one in rows if one.alike & set(twins)]
        row.is_torn = len(rivals) != len(twins)
        if not row.is_torn:
            mine = twins[rivals.index(row.new)]
            row.best = {mine: row.best[mine]}


def _vouch_by_time(rows: Sequence[_Row], old: Sequence[Told]) -> None:
    """Two messages that follow each other here and, in time, there, vouch for each other; the nearest pair is meant."""
    for first, second in pairwise(rows):
        if not first.is_only and not second.is_only:
            continue
        near = [
            (gap, a, b)
            for a, one in first.best.values()
            for b, other in second.best.values()
            if one.grade is Grade.EQUAL and other.grade is Grade.EQUAL
            if (gap := _gap(old[a], old[b])) is not None and one.length + other.length >= CARRIED_BY_NEIGHBOURS
        ]
        near.sort()
        if not near or (len(near) > 1 and near[0][0] == near[1][0]):
            continue
        first.vouched.add(near[0][1])
        second.vouched.add(near[0][2])


def _gap(first: Told, second: Told) -> timedelta | None:
    """How long after the first the second was, when that is no more than a day; None also for pictures, which have their own rule."""
    if first.at is None or second.at is None or first.is_picture or second.is_picture:
        return None
    gap = second.at - first.at
    return gap if timedelta(0) <= gap <= APART_AT_MOST else None


def _each_once(rows: Sequence[_Row]) -> list[Match]:
    """The verdicts, sure ones first, so that a doubtful one never takes a message from a sure one."""
    found: list[Match] = []
    taken: set[int] = set()
    for wanted in (Verdict.SAME, Verdict.MAYBE):
        done = {match.new for match in found}
        for row in (row for row in rows if row.new not in done):
            for message, (j, one) in row.best.items():
                if message not in taken and _judge(row, j, one) is wanted:
                    taken.add(message)
                    found.append(Match(row.new, j, wanted, one))
                    break
    return sorted(found, key=lambda match: match.new)


def _judge(row: _Row, j: int, one: Likeness) -> Verdict | None:
    is_vouched = j in row.vouched
    is_dated = one.is_same_minute and not row.is_torn
    if one.grade is Grade.EQUAL and (is_dated or is_vouched or _is_sure_alone(one, row.is_only)):
        return Verdict.SAME
    if one.grade in {Grade.CLOSE, Grade.CUT} and one.length >= CLOSE_WITH_MINUTE and is_vouched:
        return Verdict.SAME
    if one.grade is Grade.CUT and one.length >= ASKED_WHEN_CUT and is_dated and row.is_only:
        return Verdict.SAME
    return Verdict.MAYBE if _is_worth_asking(one) else None


def _is_sure_alone(one: Likeness, is_only: bool) -> bool:
    return is_only and one.is_same_sender and one.length >= SURE_WITHOUT_TIME


def _is_worth_asking(one: Likeness) -> bool:
    if one.is_same_minute:
        return one.length >= WORTH_ASKING
    shortest = {Grade.EQUAL: WORTH_ASKING, Grade.CLOSE: ASKED_WHEN_CUT, Grade.CUT: ASKED_WHEN_CUT}
    return one.grade in shortest and one.length >= shortest[one.grade]

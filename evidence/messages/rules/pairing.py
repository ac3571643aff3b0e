"""Which messages of one picture are known already, judged together with their neighbours.

A picture shows messages that follow each other. Where its last ones are the first of another picture (or the other way
round, or one picture holds the other), every pair of the overlap must fit: so two equal texts in one conversation stay two.
In a conversation read from an export the picture must be found as it is, or a run of three of its messages. Collectors send
the same words again and again: a message without a time, alone, is asked about and not folded.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import StrEnum

from evidence.messages.rules.sameness import NOT_ALIKE, Grade, Likeness, Told, likeness

SURE_WITHOUT_TIME = 16
"""So many equal characters from one sender, known only once between the times above and below, are one message."""
WORTH_ASKING = 4
ASKED_WHEN_CUT = 10
CARRIED_BY_TWO, CARRIED_BY_MORE = 20, 8
"""So many characters of an overlap must be alike before neighbours vouch for each other."""
RUN = 3
"""So many messages in a row that fit say where in a conversation a picture was taken, even if the file lacks others."""
CLOSE_WITH_MINUTE = 8
NEVER = datetime.max.replace(tzinfo=UTC)


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


@dataclass(frozen=True)
class Known:
    """What a picture is compared with. All numbers but those of `candidates` and `anchors` are places in `old`.

    `candidates[i]` is where message i of the picture may stand. `pictures` are other pictures, each as its messages in reading
    order. `threads` are pieces of conversations from exports in the order of time: all in which the messages `anchors` of the
    picture may stand. `stands[j]` names the message that reading `old[j]` is of, `files[j]` the picture in which it stands, or
    all exports. `is_crowded` says that more may be known than `old` holds, so nothing counts as known once.
    """

    old: Sequence[Told]
    candidates: Sequence[Sequence[int]]
    stands: Sequence[int]
    files: Sequence[int]
    pictures: Sequence[Sequence[int]] = ()
    threads: Sequence[Sequence[int]] = ()
    anchors: Collection[int] = ()
    is_crowded: bool = False


def pair_up(new: Sequence[Told], known: Known) -> list[Match]:
    """Which of `new`, in the order of one picture, are known; each of either side at most once."""
    table = _Table(new, known.old)
    vouched = _overlaps(table, known.pictures) | _runs(table, known.threads, known.anchors)
    rows = [
        _rank(table, i, places, vouched, known.stands, is_crowded=known.is_crowded)
        for i, places in enumerate(known.candidates)
    ]
    _tell_twins_apart(rows, known.old, known.files)
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
    return pairs if _is_carried(len(pairs), length) else []


def _is_carried(count: int, length: int) -> bool:
    return length >= (CARRIED_BY_TWO if count == 2 else CARRIED_BY_MORE)


def _runs(table: _Table, threads: Sequence[Sequence[int]], anchors: Collection[int]) -> set[tuple[int, int]]:
    """Pairs of runs of the picture that stand in a conversation at one place only: runs with an anchor, whose places are all known."""
    found: list[list[tuple[int, int]]] = []
    for places in threads:
        for shift in range(1 - len(table.new), len(places)):
            runs = _fitting_runs(table, places, shift)
            found += [run for run in runs if any(i in anchors for i, _ in run)]
    longest: dict[int, int] = {}
    for run in found:
        for i, _ in run:
            longest[i] = max(longest.get(i, 0), len(run))
    told = [pair for run in found for pair in run if len(run) == longest[pair[0]]]
    places_of: dict[int, set[int]] = {}
    for i, j in told:
        places_of.setdefault(i, set()).add(j)
    return {(i, j) for i, j in told if len(places_of[i]) == 1}


def _fitting_runs(table: _Table, places: Sequence[int], shift: int) -> Iterator[list[tuple[int, int]]]:
    """The runs of messages that fit when the picture's message i is the conversation's i + shift."""
    run: list[tuple[int, int]] = []
    length = 0
    for i in range(max(0, -shift), len(table.new) + 1):
        alike = (
            table.at(i, places[i + shift]) if i < len(table.new) and i + shift < len(places) else NOT_ALIKE
        )
        if alike.grade >= Grade.CUT:
            run.append((i, places[i + shift]))
            length += alike.length
            continue
        is_whole = len(run) == len(table.new) > 1
        if (len(run) >= RUN or is_whole) and _is_carried(len(run), length):
            yield run
        run, length = [], 0


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


def _tell_twins_apart(rows: Sequence[_Row], old: Sequence[Told], files: Sequence[int]) -> None:
    """Equal texts of one minute are taken in their order when the picture shows all of them; else nobody knows which it shows.

    Only what stands twice in one file was sent twice; in two files it is one message whose readings are not joined yet.
    """
    for row in rows:
        if len(row.best) < 2 or not all(one.is_same_minute for _, one in row.best.values()):
            continue
        twins = _most_in_one_file(row, old, files)
        rivals = [one.new for one in rows if one.alike & set(twins)]
        row.is_torn = len(twins) > 1 and len(rivals) != len(twins)
        if not row.is_torn:
            mine = twins[rivals.index(row.new)] if len(twins) > 1 else twins[0]
            row.best = {mine: row.best[mine]}


def _most_in_one_file(row: _Row, old: Sequence[Told], files: Sequence[int]) -> list[int]:
    """The messages of the file that has most of them, in the order in which they stand there; exports before pictures."""
    by_file: dict[int, list[int]] = {}
    for message, (j, _) in row.best.items():
        by_file.setdefault(files[j], []).append(message)
    most = max(by_file.values(), key=lambda some: (len(some), not old[row.best[some[0]][0]].is_picture))
    return sorted(most, key=lambda message: (old[row.best[message][0]].at or NEVER, row.best[message][0]))


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
    return is_only and one.is_same_sender and one.is_bounded and one.length >= SURE_WITHOUT_TIME


def _is_worth_asking(one: Likeness) -> bool:
    if one.is_same_minute:
        return one.length >= WORTH_ASKING
    shortest = {Grade.EQUAL: WORTH_ASKING, Grade.CLOSE: ASKED_WHEN_CUT, Grade.CUT: ASKED_WHEN_CUT}
    return one.grade in shortest and one.length >= shortest[one.grade]

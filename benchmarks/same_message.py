"""How well one message in several files is recognised, in numbers: readings joined wrongly, and readings left apart.

A phone is made up: senders who repeat their templates with other names and amounts, chats with short words that come again,
an export of it, and screenshots whose windows overlap. What a screenshot shows is read with the errors of recognition:
look-alike glyphs, lost and other punctuation, lines broken elsewhere, doubtful characters, messages cut at an edge, and times
that are not shown. Everything goes through the real import into a database of its own.
"""

import json
import os
import random
import subprocess
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from evidence.messages.rules.spelling import CONFUSED
from evidence.readers import Doubt, ReadMessage, Seen

MATERIAL = Path(__file__).parent.parent / "tests" / "evidence" / "same_message"
SETS = ("development", "held_out")
PUNCTUATION = {
    "，": (",", "", "，"),
    "。": (".", "", "。"),
    "：": (":", "：", ""),
    "！": ("!", ""),
    "（": ("(",),
    "）": (")",),
    "？": ("?", "？"),
}
START = datetime(2026, 10, 8, 1, 0, tzinfo=UTC)
WIDTH, LINE = 1080, 48
LARGE, SHOTS = 155, 100


@dataclass(frozen=True)
class Sent:
    """One message as it was sent; `number` tells it from every other."""

    number: int
    at: datetime
    direction: str
    peer: str
    name: str
    text: str


@dataclass
class Figures:
    """Counts over a world: readings that belong together and were left apart, or were joined and do not belong together."""

    should: int = 0
    joined: int = 0
    wrong: int = 0
    missed: int = 0
    asked: int = 0
    asked_rightly: int = 0
    seconds: float = 0.0

    def __add__(self, other: "Figures") -> "Figures":
        names = ("should", "joined", "wrong", "missed", "asked", "asked_rightly", "seconds")
        return Figures(*(getattr(self, name) + getattr(other, name) for name in names))

    @property
    def wrong_share(self) -> float:
        """Of what the machine joined by itself, how much does not belong together."""
        return self.wrong / max(1, self.joined)

    @property
    def missed_share(self) -> float:
        """Of what belongs together, how much the machine neither joined nor asked about."""
        return max(0, self.missed - self.asked_rightly) / max(1, self.should)

    @property
    def joined_share(self) -> float:
        """Of what belongs together, how much was joined without asking anybody."""
        return 1 - self.missed / max(1, self.should)

    def __str__(self) -> str:
        return (
            f"belong together {self.should:5}   joined {self.joined:5} ({self.joined_share:.1%})   wrongly {self.wrong:3} "
            f"({self.wrong_share:.2%})   asked {self.asked:4} ({self.asked_rightly} rightly)   overlooked {self.missed_share:.1%}   "
            f"{self.seconds:.1f} s"
        )


class World:
    """One phone: what was sent, an export of it, and screenshots."""

    def __init__(self, material: dict[str, Any], seed: int, scale: int = 1) -> None:
        self.chance = random.Random(seed)
        self.material = material
        self.scale = scale
        self.sent = sorted(self._conversations(), key=lambda one: one.at)

    def _conversations(self) -> Iterator[Sent]:
        number = 0
        for peer, name in self.material["senders"]:
            at = START + timedelta(minutes=self.chance.randrange(600))
            for _ in range(self.chance.randint(18, 30) * self.scale):
                number += 1
                direction, text = self._said()
                yield Sent(number, at, direction, peer, name, text)
                at += timedelta(seconds=self.chance.choice((9, 25, 70, 200, 1500, 9000, 80_000)))
                if self.chance.random() < 0.12:
                    number += 1
                    yield Sent(number, at, direction, peer, name, text)
                    at += timedelta(seconds=self.chance.choice((30, 130, 3700, 86_400)))

    def _said(self) -> tuple[str, str]:
        kind = self.chance.random()
        if kind < 0.15:
            return "out", self.chance.choice(self.material["replies"])
        if kind < 0.45:
            return self.chance.choice(("in", "in", "out")), self.chance.choice(self.material["chat"])
        return "in", self._filled(self.chance.choice(self.material["templates"]))

    def _filled(self, template: str) -> str:
        pick = self.chance
        amount = pick.choice(
            ("3,200.00", "3,280.00", "18,642.50", "18,642.60", "5000", "8000", "12,000", "1.5万")
        )
        return template.format(
            name=pick.choice(self.material["names"]), amount=amount, days=pick.choice((3, 13, 30, 47)), n=pick.randint(1, 9),
            n2=pick.randint(1, 28), small=pick.choice((300, 500, 1500)), time=pick.choice(("15:00", "17:00", "18:30")),
            phone=pick.choice(("19900003344", "19900003348", "400-000-1234")), code=pick.choice(("A1029", "A1092", "B77310", "k8Zq")),
        )  # fmt: skip

    def export(self, *, keep: float = 1.0) -> list[tuple[int, ReadMessage]]:
        """The file that a phone writes: exact, to the second; `keep` of it."""
        rows = [one for one in self.sent if self.chance.random() < keep]
        return [
            (
                one.number,
                ReadMessage(
                    one.at,
                    "sms",
                    one.direction,
                    one.peer or None,
                    one.name or None,
                    one.text,
                    None,
                    f"row[{place}]",
                ),
            )
            for place, one in enumerate(rows)
        ]

    def screenshots(self, *, count: int, times: str) -> list[list[tuple[int, ReadMessage]]]:
        """Windows over single conversations; the next one begins near the end of the one before."""
        made = []
        by_peer: dict[tuple[str, str], list[Sent]] = defaultdict(list)
        for one in self.sent:
            by_peer[one.peer, one.name].append(one)
        while len(made) < count:
            talk = self.chance.choice(list(by_peer.values()))
            begin = self.chance.randrange(len(talk) - 4)
            for _ in range(self.chance.randint(1, 3)):
                window = talk[begin : begin + self.chance.randint(3, 7)]
                if window:
                    made.append(self._shot(window, times))
                begin += max(1, len(window) - self.chance.randint(0, 3))
        return made[:count]

    def _shot(self, window: list[Sent], times: str) -> list[tuple[int, ReadMessage]]:
        rows, top = [], 200
        before = heading = None
        for place, one in enumerate(window):
            text, doubts = self._read(one.text)
            edge = place == 0 or place == len(window) - 1
            if edge and len(text) > 24 and self.chance.random() < 0.4:
                text, doubts = _cut(
                    text, doubts, self.chance.randint(10, len(text) - 6), keeps_end=place == 0
                )
            is_shown = times == "all" or (
                times == "headings" and (before is None or one.at - before > timedelta(minutes=5))
            )
            before = one.at
            if is_shown or times == "none":
                heading = one.at.replace(second=0) if is_shown else None
            height = LINE * (1 + len(text) // 18)
            seen = Seen(
                (60, top, WIDTH - 200, top + height),
                f"{heading:%m-%d %H:%M}" if heading else "",
                tuple(doubts),
            )
            sure = min([0.97, *(doubt.confidence for doubt in doubts)])
            rows.append((
                one.number,
                ReadMessage(heading, "sms", one.direction, one.peer or None, one.name or None, text, None, f"box[60,{top}]", sure, (), seen),
            ))  # fmt: skip
            top += height + 40
        return rows

    def _read(self, text: str) -> tuple[str, list[Doubt]]:
        """The text as recognition gives it: what it takes for something else it mostly doubts."""
        out: list[str] = []
        doubts: list[Doubt] = []
        for place, letter in enumerate(text):
            read = self._glyph(letter)
            is_wrong = read != letter and letter not in PUNCTUATION
            if (is_wrong and self.chance.random() < 0.8) or self.chance.random() < 0.006:
                doubts.append(
                    Doubt(len(out), len(out) + max(1, len(read)), round(self.chance.uniform(0.5, 0.89), 2))
                )
            out.extend(read)
            if place % 18 == 17 and self.chance.random() < 0.5:
                out.append(self.chance.choice("\n "))
        return "".join(out), [doubt for doubt in doubts if doubt.begin < len(out)]

    def _glyph(self, letter: str) -> str:
        roll = self.chance.random()
        if letter in PUNCTUATION:
            return self.chance.choice(PUNCTUATION[letter]) if roll < 0.3 else letter
        if roll < 0.012:
            group = next((one for one in CONFUSED if letter in one), "")
            return self.chance.choice(group) if group else letter
        if roll < 0.016 and "\u4e00" <= letter <= "\u9fff":
            return self.chance.choice("的一是了我不在人有他这中大来上国")
        if roll < 0.018 and letter.isdigit():
            return self.chance.choice("0123456789")
        return "" if roll < 0.0195 else letter


def _cut(text: str, doubts: list[Doubt], length: int, *, keeps_end: bool) -> tuple[str, list[Doubt]]:
    if not keeps_end:
        return text[:length], [doubt for doubt in doubts if doubt.end <= length]
    gone = len(text) - length
    return text[gone:], [Doubt(d.begin - gone, d.end - gone, d.confidence) for d in doubts if d.begin >= gone]


def worlds(name: str, seeds: int = 6) -> Iterator[tuple[str, list[list[tuple[int, ReadMessage]]]]]:
    """What kind of worlds a set has, and the files of each in the order in which they arrive."""
    material = json.loads((MATERIAL / f"{name}.json").read_text())
    base = 1000 * (1 + SETS.index(name))
    for seed in range(seeds):
        for times in ("all", "headings", "none"):
            world = World(material, base + seed)
            shots = world.screenshots(count=12, times=times)
            export = world.export(keep=1.0 if seed % 2 else 0.8)
            orders = {
                "export first": [export, *shots],
                "export last": [*shots, export],
                "pictures only": shots,
            }
            order = list(orders)[seed % 3]
            yield f"times {times}, {order}", orders[order]


def judged(truth: dict[int, int], keeper: dict[int, int], asked: list[tuple[int, int]]) -> Figures:
    """`truth` and `keeper` by reading: the message it is of, and the reading that stands for it."""
    figures = Figures()
    groups: dict[int, list[int]] = defaultdict(list)
    for reading, number in truth.items():
        groups[number].append(reading)
    for readings in groups.values():
        figures.should += len(readings) - 1
        figures.missed += len({keeper[one] for one in readings}) - 1
    for reading, stands in keeper.items():
        if stands != reading:
            figures.joined += 1
            figures.wrong += truth[reading] != truth[stands]
    for first, second in asked:
        figures.asked += 1
        figures.asked_rightly += truth[first] == truth[second]
    return figures


def run() -> None:
    """Measure in a process of its own, on a database of its own."""
    with tempfile.TemporaryDirectory() as folder:
        environment = os.environ | {"DJANGO_SETTINGS_MODULE": "caseapp.settings", "DATA_DIR": folder}
        for command in (["manage.py", "migrate", "-v0"], ["-m", "benchmarks.same_message"]):
            subprocess.run([sys.executable, "-W", "ignore", *command], env=environment, check=True)


def measure() -> None:
    """Inside the prepared process: both sets by kind of world, and what a picture costs in a large matter."""
    import django  # noqa: PLC0415  # settings are told by the environment of this process only

    django.setup()
    from tests.evidence.same_message.importing import imported  # noqa: PLC0415

    for name in SETS:
        found: dict[str, Figures] = defaultdict(Figures)
        for kind, files in worlds(name):
            found[kind] = found[kind] + imported(files)
        print(f"\n{name}")
        for kind in sorted(found):
            print(f"  {kind:28} {found[kind]}")
        print(f"  {'all':28} {sum(found.values(), Figures())}")
    _print_scale()


def _print_scale() -> None:
    """Files of 20,000 messages beside 200 screenshots: what recognition of known messages adds to the import."""
    from tests.evidence.same_message.importing import imported  # noqa: PLC0415

    for times in ("all", "none"):
        world = World(json.loads((MATERIAL / "development.json").read_text()), 7, scale=LARGE)
        shots = world.screenshots(count=SHOTS, times=times)
        export = world.export()
        alone = imported([export])
        for kind, files in (("before", [*shots, export]), ("after", [export, *shots])):
            whole = imported(files)
            print(
                f"{len(export):,} messages {alone.seconds:.1f} s alone; {kind} them {SHOTS} screenshots, times {times}: "
                f"{(whole.seconds - alone.seconds) * 1000 / SHOTS:.0f} ms a screenshot more, ratio {whole.seconds / alone.seconds:.1f}"
            )


if __name__ == "__main__":
    measure()

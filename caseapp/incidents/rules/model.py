"""How much a text reads like collection, and like each kind of violation: logistic regression over characters, cues, signs and topics.

The weights are fitted on the written messages of the tests (python -m tests.incidents.fit) and stand in weights.tsv, one
feature a line, so that every answer can be traced to characters. Grams weigh as TF-IDF of length one (Salton & Buckley 1988).
"""

import math
from collections import defaultdict
from dataclasses import dataclass
from functools import cache, cached_property
from itertools import chain
from pathlib import Path

from caseapp.incidents.rules.features import Features, Place, audience_of
from caseapp.incidents.rules.signs import KINDS

FILE = Path(__file__).with_name("weights.tsv")
BIAS, THRESHOLD = "*bias", "*threshold"
# How much a text that is very like one kind reads like collection for that.
STRONGEST_KIND = 0.5
# Below this the strongest kind never lifted a text over the threshold; most of a phone is spared the kinds.
BEYOND_HOPE = -4.0
# Log odds that a plain sign adds: enough unless the text reads otherwise altogether.
PLAIN_SIGN = 5.0


def gate_for(recipient: str) -> str:
    """The label that says whether a text to this recipient collects."""
    return f"collection from {audience_of(recipient)}"


@dataclass(frozen=True)
class Weights:
    """Fitted numbers: inverse document frequency of grams, and by label the weight of every feature, BIAS and THRESHOLD among them."""

    idf: dict[str, float]
    by_label: dict[str, dict[str, float]]


@cache
def weights() -> Weights:
    """The shipped weights."""
    return read_weights(FILE.read_text(encoding="utf-8"))


def read_weights(text: str) -> Weights:
    """Weights from lines of feature, idf (empty for marks) and label=weight, separated by tabs."""
    idf: dict[str, float] = {}
    by_label: dict[str, dict[str, float]] = defaultdict(dict)
    for line in text.splitlines():
        feature, frequency, *pairs = line.split("\t")
        if frequency:
            idf[feature] = float(frequency)
        for label, weight in (pair.split("=") for pair in pairs):
            by_label[label][feature] = float(weight)
    return Weights(idf, dict(by_label))


@dataclass(frozen=True)
class Scores:
    """What a text scores: log odds by label, and what each character adds to them."""

    features: Features

    @cached_property
    def _grams(self) -> dict[str, float]:
        """TF-IDF of the known grams, of length one."""
        known = {gram: weights().idf[gram] for gram in self.features.grams if gram in weights().idf}
        length = math.sqrt(sum(idf * idf for idf in known.values())) or 1.0
        return {gram: idf / length for gram, idf in known.items()}

    def log_odds(self, label: str) -> float:
        """How much the text reads like the label."""
        of_label = weights().by_label[label]
        total = of_label[BIAS]
        for gram, value in self._grams.items():
            total += of_label.get(gram, 0.0) * value
        return total + sum(of_label.get(mark, 0.0) for mark in self._marks(label))

    def _marks(self, label: str) -> dict[str, Place | None]:
        gate = gate_for(self.features.recipient)
        return self.features.marks if label == gate else self._marks_of_kinds

    @cached_property
    def _marks_of_kinds(self) -> dict[str, Place | None]:
        return self.features.marks | self.features.topics

    @cached_property
    def of_kinds(self) -> dict[str, float]:
        """Log odds of every kind."""
        return {kind: self.log_odds(kind) for kind in KINDS}

    @cached_property
    def of_collection(self) -> float:
        """How far above the threshold the text reads like collection from its recipient."""
        gate = gate_for(self.features.recipient)
        above = self.log_odds(gate) - weights().by_label[gate][THRESHOLD]
        if above < BEYOND_HOPE:
            return above
        return above + STRONGEST_KIND * max(self.of_kinds.values())

    def kinds_found(self, *, nudge: float = 0.0) -> list[str]:
        """Kinds whose log odds, moved by `nudge` and by a plain sign, are above their thresholds."""
        return [
            kind
            for kind, odds in self.of_kinds.items()
            if odds + nudge + PLAIN_SIGN * (kind in self.features.plain) > weights().by_label[kind][THRESHOLD]
        ]

    def by_character(self, label: str) -> list[float]:
        """What each character of the text adds to the log odds of the label."""
        added = [0.0] * len(self.features.text)
        of_label = weights().by_label[label]
        grams = (
            (self.features.grams[gram], of_label.get(gram, 0.0) * value)
            for gram, value in self._grams.items()
        )
        marks = (([place], of_label.get(mark, 0.0)) for mark, place in self._marks(label).items() if place)
        for places, weight in chain(grams, marks):
            _spread(added, places, weight)
        return added


def _spread(added: list[float], places: list[Place], weight: float) -> None:
    characters = [place for first, last in places for place in range(first, last)]
    for place in characters:
        added[place] += weight / len(characters)

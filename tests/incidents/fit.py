"""Fit the weights of the suggestion engine: make weights (which installs scikit-learn for it).

Reads tests/incidents/corpus/development*.jsonl and writes caseapp/incidents/rules/weights.tsv. Thresholds come from
cross-validation: the gates let three hard clean messages in a hundred through, each kind aims at precision (F0.5).
"""

import argparse
import json
import math
from collections import Counter
from pathlib import Path
from typing import Any

import numpy as np
from scipy import sparse
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import KFold

from caseapp.incidents.rules.features import Features, audience_of
from caseapp.incidents.rules.model import BIAS, FILE, STRONGEST_KIND, THRESHOLD
from caseapp.incidents.rules.normalise import normalise
from caseapp.incidents.rules.signs import KINDS

CORPUS = Path(__file__).parent / "corpus"
AUDIENCES = ("contact", "others")
RARE, COPY_SCALE, STRENGTH, FOLDS = 2, 0.5, 20.0, 5
# How far marks are trusted beside characters, whose values are about 0.1 each: the gate listens to the whole text, a kind to its signs.
GATE_MARKS, KIND_MARKS = 0.05, 0.1
CLEAN_SHARE, BETA = 0.97, 0.5
# Weights that hardly ever decide are not written down.
LEAST = 0.3


def rows_of(parts: str) -> list[dict[str, Any]]:
    """The written messages of all files of this name, in order."""
    files = sorted(CORPUS.glob(parts))
    return [json.loads(line) for file in files for line in file.read_text(encoding="utf-8").splitlines()]


def collects(rows: list[dict[str, Any]]) -> Any:
    """1 for collection, 0 for clean, -1 for arguable."""
    return np.array([0 if row.get("clean") else 1 if row["kinds"] else -1 for row in rows])


def breaks(rows: list[dict[str, Any]], kind: str) -> Any:
    """1 for wanted, 0 for unwanted, -1 for arguable."""
    return np.array(
        [1 if kind in row.get("kinds", []) else -1 if kind in row.get("may", []) else 0 for row in rows]
    )


class Table:
    """Rows as numbers: grams as TF-IDF of length one, marks and topics as small constants."""

    def __init__(self, rows: list[dict[str, Any]]) -> None:
        self.seen = [Features(normalise(row["text"]).text, row["recipient"]) for row in rows]
        counted = Counter(gram for one in self.seen for gram in one.grams)
        self.idf = {gram: math.log(len(rows) / n) + 1 for gram, n in counted.items() if n >= RARE}
        self.grams = sparse.vstack([self._grams(one) for one in self.seen]).tocsr()
        self.marks, self.mark_names = _constants([one.marks for one in self.seen])
        self.topics, self.topic_names = _constants([one.topics for one in self.seen])
        contact = np.array([audience_of(row["recipient"]) == "contact" for row in rows])
        self.is_audience = {"contact": contact, "others": ~contact}

    def _grams(self, one: Features) -> Any:
        place = {gram: number for number, gram in enumerate(self.idf)}
        known = [gram for gram in one.grams if gram in self.idf]
        length = math.sqrt(sum(self.idf[gram] ** 2 for gram in known)) or 1.0
        columns = [place[gram] for gram in known]
        values = [self.idf[gram] / length for gram in known]
        return sparse.csr_matrix((values, ([0] * len(known), columns)), shape=(1, len(self.idf)))

    def for_gates(self) -> Any:
        """With a copy of the grams for each audience, so that words may weigh otherwise to contacts (Daumé 2007)."""
        copies = [
            sparse.diags(COPY_SCALE * self.is_audience[audience]) @ self.grams for audience in AUDIENCES
        ]
        return sparse.hstack([self.grams, self.marks * GATE_MARKS, *copies]).tocsr()

    def for_kinds(self) -> Any:
        return sparse.hstack([self.grams, self.marks * KIND_MARKS, self.topics * KIND_MARKS]).tocsr()

    def gate_weights(self, found: Any, audience: str) -> dict[str, float]:
        """Weights of the gate for one audience: its copy is added to what all share."""
        size = len(self.idf)
        first = size + len(self.mark_names) + AUDIENCES.index(audience) * size
        grams = found[:size] + COPY_SCALE * found[first : first + size]
        marks = found[size : size + len(self.mark_names)] * GATE_MARKS
        return dict(zip([*self.idf, *self.mark_names], [*grams, *marks], strict=True))

    def kind_weights(self, found: Any) -> dict[str, float]:
        """Weights of one kind."""
        size = len(self.idf)
        names = [*self.idf, *self.mark_names, *self.topic_names]
        return dict(zip(names, [*found[:size], *(found[size:] * KIND_MARKS)], strict=True))


def _constants(rows: list[Any]) -> tuple[Any, list[str]]:
    names = sorted({name for row in rows for name in row})
    place = {name: number for number, name in enumerate(names)}
    cells = [(number, place[name]) for number, row in enumerate(rows) for name in row]
    where = tuple(zip(*cells, strict=True))
    return sparse.csr_matrix(([1.0] * len(cells), where), shape=(len(rows), len(names))), names


def fitted(matrix: Any, wanted: Any) -> Any:
    told = wanted >= 0
    return LogisticRegression(C=STRENGTH, class_weight="balanced", max_iter=5000).fit(
        matrix[told], wanted[told]
    )


def out_of_fold(matrix: Any, wanted: Any) -> Any:
    """Log odds of every row by a model that did not see it."""
    odds = np.zeros(len(wanted))
    for train, test in KFold(FOLDS, shuffle=True, random_state=0).split(matrix):
        odds[test] = fitted(matrix[train], wanted[train]).decision_function(matrix[test])
    return odds


def gate_threshold(odds: Any, wanted: Any) -> float:
    clean = np.sort(odds[wanted == 0])
    return float(clean[math.ceil(len(clean) * CLEAN_SHARE) - 1])


def kind_threshold(odds: Any, wanted: Any) -> float:
    """Where F0.5 is highest among rows that pass the gate."""
    told = wanted >= 0
    odds, wanted = odds[told], wanted[told]
    best, at = -1.0, 0.0
    for threshold in np.arange(-5, 5, 0.1):
        said = odds > threshold
        hits = (said & (wanted == 1)).sum()
        score = (1 + BETA**2) * hits / (BETA**2 * (wanted == 1).sum() + said.sum() or 1)
        if score > best:
            best, at = score, float(threshold)
    return at


def write(table: Table, weights: dict[str, dict[str, float]]) -> None:
    """One line a feature, in order, with the labels that it says something about."""
    names = sorted({name for of_label in weights.values() for name in of_label})
    lines = []
    for name in names:
        least = 0.0 if name in {BIAS, THRESHOLD} else LEAST / (1 if name in table.idf else 10)
        said = [(label, w[name]) for label, w in weights.items() if abs(w.get(name, 0.0)) >= least]
        if said:
            idf = f"{table.idf[name]:.2f}" if name in table.idf else ""
            lines.append("\t".join([name, idf, *(f"{label}={weight:.2f}" for label, weight in said)]))
    FILE.write_text("\n".join(lines) + "\n", encoding="utf-8")


def fit_gates(
    table: Table, rows: list[dict[str, Any]], strongest: Any
) -> tuple[dict[str, dict[str, float]], Any]:
    """The gates' weights; which rows pass them when they were not seen. `strongest`: log odds of each row's likeliest kind."""
    wanted, matrix = collects(rows), table.for_gates()
    model = fitted(matrix, wanted)
    odds = out_of_fold(matrix, wanted) + STRONGEST_KIND * strongest
    weights, passed = {}, np.zeros(len(rows), dtype=bool)
    for audience in AUDIENCES:
        here = table.is_audience[audience]
        threshold = gate_threshold(odds[here], wanted[here])
        weights[f"collection from {audience}"] = table.gate_weights(model.coef_[0], audience) | {
            BIAS: model.intercept_[0],
            THRESHOLD: threshold,
        }
        passed |= here & (odds > threshold)
        caught = (passed & here & (wanted == 1)).sum() / (here & (wanted == 1)).sum()
        print(f"{audience}: {here.sum()} messages, {threshold:+.2f}, {caught:.3f} of collection passes")
    return weights, passed


def kind_thresholds(rows: list[dict[str, Any]], odds: dict[str, Any], passed: Any) -> dict[str, float]:
    """Each kind's threshold; prints how it does on rows that were not seen."""
    thresholds = {}
    for kind, of_kind in odds.items():
        wanted = breaks(rows, kind)
        thresholds[kind] = kind_threshold(np.where(passed, of_kind, -9.0), wanted)
        said = passed & (of_kind > thresholds[kind])
        hits, all_of_it = (said & (wanted == 1)).sum(), (wanted == 1).sum()
        precision = hits / max(1, (said & (wanted >= 0)).sum())
        print(f"{kind}: recall {hits / all_of_it:.2f} of {all_of_it}, precision {precision:.2f}")
    return thresholds


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--parts", default="development*.jsonl")
    rows = rows_of(parser.parse_args().parts)
    table = Table(rows)
    matrix = table.for_kinds()
    odds = {kind: out_of_fold(matrix, breaks(rows, kind)) for kind in KINDS}
    weights, passed = fit_gates(table, rows, np.max(list(odds.values()), axis=0))
    for kind, threshold in kind_thresholds(rows, odds, passed).items():
        model = fitted(matrix, breaks(rows, kind))
        weights[kind] = table.kind_weights(model.coef_[0]) | {BIAS: model.intercept_[0], THRESHOLD: threshold}
    write(table, weights)


if __name__ == "__main__":
    main()

"""From the data files to linked records. Nothing is returned from files that do not hold together."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any

from caseapp.law.rules.records import (
    Article,
    Authority,
    Channel,
    ConditionalArticle,
    ConductDocument,
    Remedy,
    Source,
    Statute,
    Supervision,
    ViolationKind,
)
from caseapp.law.rules.shapes import SHAPES, Row, Rows

TABLES = Path(__file__).resolve().parent.parent / "tables"


class TablesAreBroken(Exception):
    """The data files cannot be used; `problems` says why, one sentence each."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("; ".join(problems))
        self.problems = problems


@dataclass(frozen=True)
class Tables:
    """All records, linked, in the order of the files; mappings are keyed by code (supervision by licence kind)."""

    sources: Mapping[str, Source]
    statutes: Mapping[str, Statute]
    articles: Mapping[str, Article]
    remedies: Mapping[str, Remedy]
    channels: Mapping[str, Channel]
    supervision: Mapping[str, Supervision]
    conduct: Mapping[str, ConductDocument]
    kinds: Mapping[str, ViolationKind]


def read_rows(folder: Path = TABLES) -> Rows:
    """The rows of every file as written. A subject is one file, or a folder of files read in the order of their names.

    Raises TablesAreBroken for a missing file, bad TOML, or a file that holds anything but its own rows."""
    return {subject: _rows_of(folder, subject) for subject in SHAPES}


def _rows_of(folder: Path, subject: str) -> tuple[Row, ...]:
    parts = folder / subject
    paths = sorted(parts.glob("*.toml")) if parts.is_dir() else [folder / f"{subject}.toml"]
    return tuple(row for path in paths for row in _read_file(path, SHAPES[subject].row))


def _read_file(path: Path, name: str) -> list[Row]:
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise TablesAreBroken([f"{path.name}: {error}"]) from error
    if set(content) != {name} or not isinstance(content[name], list):
        raise TablesAreBroken([f"{path.name}: must hold [[{name}]] rows and nothing else"])
    rows: list[Row] = content[name]
    return rows


def link(rows: Rows) -> Tables:
    """The records of rows whose shape and references have been found right (see review)."""
    statutes = {row["code"]: _statute(row) for row in rows["statutes"]}
    articles = {row["code"]: _article(row, statutes[row["statute"]]) for row in rows["articles"]}
    remedies = {row["code"]: Remedy(**_with_articles(row, articles)) for row in rows["remedies"]}
    authorities = tuple(Authority(**{"valid_to": None, **row}) for row in rows["authorities"])
    return Tables(
        sources={row["code"]: Source(**row) for row in rows["sources"]},
        statutes=statutes,
        articles=articles,
        remedies=remedies,
        channels={row["code"]: Channel(**_with_articles(row, articles)) for row in rows["channels"]},
        supervision={row["licence_kind"]: _supervision(row, authorities) for row in rows["regulators"]},
        conduct={row["code"]: _document(row, statutes, articles) for row in rows["conduct"]},
        kinds={row["code"]: _kind(row, articles, remedies) for row in rows["kinds"]},
    )


def _statute(row: Row) -> Statute:
    defaults = {"valid_to": None, "period_confidence": row["confidence"]}
    return Statute(**{**defaults, **row, "applies_to": tuple(row.get("applies_to", ()))})


def _article(row: Row, statute: Statute) -> Article:
    defaults = {
        "number": "",
        "paragraph": "",
        "item": "",
        "valid_from": statute.valid_from,
        "valid_to": statute.valid_to,
        "period_confidence": statute.period_confidence,
    }
    return Article(**{**defaults, **row, "statute": statute})


def _with_articles(row: Row, articles: Mapping[str, Article]) -> dict[str, Any]:
    return {**row, "articles": tuple(articles[code] for code in row.get("articles", ()))}


def _supervision(row: Row, authorities: tuple[Authority, ...]) -> Supervision:
    names = sorted((one for one in authorities if one.code == row["authority"]), key=_start)
    kept = {name: value for name, value in row.items() if name != "authority"}
    return Supervision(**{**kept, "authorities": tuple(names), "channels": tuple(row["channels"])})


def _start(authority: Authority) -> date:
    return authority.valid_from


def _document(row: Row, statutes: Mapping[str, Statute], articles: Mapping[str, Article]) -> ConductDocument:
    kept = {name: value for name, value in _with_articles(row, articles).items() if name != "code"}
    return ConductDocument(statute=statutes[row["code"]], **kept)


def _kind(row: Row, articles: Mapping[str, Article], remedies: Mapping[str, Remedy]) -> ViolationKind:
    links: dict[str, Any] = {
        "citations": tuple(articles[code] for code in row["citations"]),
        "definitions": tuple(articles[code] for code in row.get("definitions", ())),
        "conditional": tuple(
            ConditionalArticle(articles[entry["article"]], entry["when_zh"], entry["when_en"])
            for entry in row.get("conditional", ())
        ),
        "channels": tuple(row["channels"]),
        "remedies": tuple(remedies[code] for code in row["remedies"]),
    }
    return ViolationKind(**{**row, **links})

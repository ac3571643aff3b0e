"""Which law was in force on which day, what breaks it, who supervises whom, and where to turn.

Pure functions over the reviewed data files in caseapp/law/tables, read once. Days are days in China. A row is verified only
when the text itself was read (mark V). Civil-law rows begin with the Civil Code (2021-01-01): for earlier days the
tables know less, and say so by citing less.

治安管理处罚法 changed on 2026-01-01 (article 42 became 50, and others); damages for personal information rest on
个人信息保护法 article 69, never on 66, which is an administrative penalty.
"""

from datetime import date
from functools import cache, lru_cache
from pathlib import Path

from caseapp.law.rules.reading import TABLES, Tables, TablesAreBroken, link, read_rows
from caseapp.law.rules.records import (
    LICENCE_KINDS,
    Article,
    Channel,
    Citation,
    ConductDocument,
    Regulator,
    Remedy,
    Source,
    Statute,
    ViolationKind,
)
from caseapp.law.rules.references import problems_of_references
from caseapp.law.rules.review import problems_of_meaning
from caseapp.law.rules.shapes import problems_of_shape

__all__ = [
    "LICENCE_KINDS",
    "Article",
    "Channel",
    "Citation",
    "ConductDocument",
    "Regulator",
    "Remedy",
    "Source",
    "Statute",
    "TablesAreBroken",
    "UnknownChannel",
    "UnknownKind",
    "UnknownRegulator",
    "ViolationKind",
    "channel",
    "channels",
    "check_tables",
    "citations_on",
    "conduct_documents",
    "kind",
    "kinds",
    "regulator_for",
    "source_of",
    "sources",
    "statutes",
]


class UnknownKind(KeyError):
    """No violation kind has this code."""


class UnknownChannel(KeyError):
    """No channel has this code."""


class UnknownRegulator(KeyError):
    """Nobody is known to supervise this licence kind: the value is not one of LICENCE_KINDS."""


def check_tables(folder: Path = TABLES) -> list[str]:
    """What is wrong with the data files, one sentence each; empty when clean."""
    try:
        rows = read_rows(folder)
    except TablesAreBroken as broken:
        return broken.problems
    return problems_of_shape(rows) or problems_of_references(rows) or problems_of_meaning(link(rows))


@cache
def _tables() -> Tables:
    """The records, read and checked once in a process. Raises TablesAreBroken."""
    problems = check_tables()
    if problems:
        raise TablesAreBroken(problems)
    return link(read_rows())


def kinds() -> tuple[ViolationKind, ...]:
    """All violation kinds, by code."""
    return tuple(_tables().kinds.values())


def kind(code: str) -> ViolationKind:
    """The kind with this code; raises UnknownKind."""
    try:
        return _tables().kinds[code]
    except KeyError:
        raise UnknownKind(code) from None


@lru_cache(maxsize=4096)
def citations_on(kind_code: str, day: date, licence_kind: str | None = None) -> tuple[Citation, ...]:
    """What a kind breaks on `day`, strongest first: only articles in force on that day, perhaps none.

    With `licence_kind` the documents that bind other lenders only are left out. Articles that need a further condition
    (ViolationKind.conditional) are never among them. Raises UnknownKind.
    行政处罚法 37: the law at the time of the act applies."""
    return tuple(
        Citation(article)
        for article in kind(kind_code).citations
        if article.is_valid_on(day) and _binds(article.statute, licence_kind)
    )


def _binds(statute: Statute, licence_kind: str | None) -> bool:
    return licence_kind is None or not statute.applies_to or licence_kind in statute.applies_to


def regulator_for(licence_kind: str, day: date | None = None) -> Regulator:
    """Who supervises a lender of this kind, under the name in use on `day` (None: today's; before the first: the first).

    Raises UnknownRegulator."""
    try:
        row = _tables().supervision[licence_kind]
    except KeyError:
        raise UnknownRegulator(licence_kind) from None
    begun = [one for one in row.authorities if day is None or one.valid_from <= day]
    named = (begun or row.authorities[:1])[-1]
    return Regulator(
        licence_kind=row.licence_kind,
        licence_zh=row.name_zh,
        licence_en=row.name_en,
        code=named.code,
        name_zh=named.name_zh,
        name_en=named.name_en,
        reason_zh=row.reason_zh,
        reason_en=row.reason_en,
        channels=row.channels,
        confidence=row.confidence,
        source=row.source,
    )


def channels() -> tuple[Channel, ...]:
    """All channels, in the order of the table."""
    return tuple(_tables().channels.values())


def channel(code: str) -> Channel:
    """The channel with this code; raises UnknownChannel."""
    try:
        return _tables().channels[code]
    except KeyError:
        raise UnknownChannel(code) from None


def conduct_documents() -> tuple[ConductDocument, ...]:
    """All documents on collection conduct, in the order of the table; whether one is in force its statute says."""
    return tuple(_tables().conduct.values())


def statutes() -> tuple[Statute, ...]:
    """All versions of all laws and documents, in the order of the table."""
    return tuple(_tables().statutes.values())


def sources() -> tuple[Source, ...]:
    """Where rows were read."""
    return tuple(_tables().sources.values())


def source_of(text: str) -> Source:
    """What a row's source stands for: the part before the colon names it."""
    return _tables().sources[text.partition(":")[0]]

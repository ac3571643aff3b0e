"""Does the law hold together? Periods, succession, order of citations, what damages rest on, and days without any citation."""

from collections.abc import Iterable, Iterator
from datetime import date, timedelta
from itertools import combinations, pairwise

from caseapp.law.rules.reading import Tables
from caseapp.law.rules.records import (
    LICENCE_KINDS,
    Article,
    Authority,
    Statute,
    Supervision,
    ViolationKind,
)

DAY = timedelta(days=1)
Period = Statute | Article | Authority


def problems_of_meaning(tables: Tables) -> list[str]:
    """What is wrong with linked tables, one sentence each; empty when clean."""
    return [
        *_statutes(tables),
        *_articles(tables),
        *_unused(tables),
        *_conduct(tables),
        *_remedies(tables),
        *_supervision(tables),
        *(f"kind {kind.code}: {text}" for kind in tables.kinds.values() for text in _kind(kind, tables)),
    ]


def _overlap(one: Period, other: Period) -> bool:
    return one.is_valid_on(max(one.valid_from, other.valid_from)) and other.is_valid_on(
        max(one.valid_from, other.valid_from)
    )


def _ends_before_it_starts(row: Period) -> bool:
    return row.valid_to is not None and row.valid_to < row.valid_from


def _statutes(tables: Tables) -> Iterator[str]:
    statutes = tuple(tables.statutes.values())
    for statute in statutes:
        if _ends_before_it_starts(statute):
            yield f"statute {statute.code}: ends before it starts"
        former = tables.statutes.get(statute.succeeds or "")
        if former and (former.valid_to is None or statute.valid_from != former.valid_to + DAY):
            yield f"statute {statute.code}: does not follow on the day after {former.code} ends"
    for one, other in combinations(statutes, 2):
        if one.name_zh == other.name_zh and _overlap(one, other):
            yield f"statute {other.code}: is in force together with {one.code}, a version of the same law"


def _articles(tables: Tables) -> Iterator[str]:
    for article in tables.articles.values():
        statute = article.statute
        ends = (article.valid_to or date.max) > (statute.valid_to or date.max)
        if _ends_before_it_starts(article) or article.valid_from < statute.valid_from or ends:
            yield f"article {article.code}: its period does not lie within that of {statute.code}"
        former = tables.articles.get(article.replaces or "")
        if former and former.statute.code != statute.succeeds:
            yield f"article {article.code}: replaces {former.code}, but its statute does not succeed that one's"
        if article.item and not article.number:
            yield f"article {article.code}: has an item but no number"
    numbered = [article for article in tables.articles.values() if article.number]
    for one, other in combinations(numbered, 2):
        if one.statute == other.statute and one.label == other.label and _overlap(one, other):
            yield f"article {other.code}: is the same provision as {one.code}"


def _named_articles(tables: Tables) -> Iterator[Article]:
    for remedy in tables.remedies.values():
        yield from remedy.articles
    for channel in tables.channels.values():
        yield from channel.articles
    for document in tables.conduct.values():
        yield from document.articles
    for kind in tables.kinds.values():
        yield from (*kind.citations, *kind.definitions, *(entry.article for entry in kind.conditional))


def _unused(tables: Tables) -> Iterator[str]:
    named = {article.code for article in _named_articles(tables)}
    yield from (f"article {code}: nothing refers to it" for code in tables.articles if code not in named)


def _conduct(tables: Tables) -> Iterator[str]:
    for document in tables.conduct.values():
        for article in document.articles:
            if article.statute.code != document.code:
                yield f"document {document.code}: {article.code} is from another document"


def _remedies(tables: Tables) -> Iterator[str]:
    for remedy in tables.remedies.values():
        if not remedy.articles:
            yield f"remedy {remedy.code}: rests on no article"
        for article in remedy.articles:
            if remedy.is_damages and article.role != "liability":
                yield f"remedy {remedy.code}: damages rest on {article.code}, which is no liability article"


def _supervision(tables: Tables) -> Iterator[str]:
    for licence_kind in LICENCE_KINDS:
        if licence_kind not in tables.supervision:
            yield f"regulator {licence_kind}: is missing"
    for row in tables.supervision.values():
        yield from (f"regulator {row.licence_kind}: {text}" for text in _names_over_time(row))
        if not row.channels:
            yield f"regulator {row.licence_kind}: names no channel"


def _names_over_time(row: Supervision) -> Iterator[str]:
    for earlier, later in pairwise(row.authorities):
        if earlier.valid_to is None or later.valid_from != earlier.valid_to + DAY:
            yield f"{later.name_en} does not follow on the day after {earlier.name_en}"
    if row.authorities[-1].valid_to is not None:
        yield "has no authority today"


def _kind(kind: ViolationKind, tables: Tables) -> Iterator[str]:
    yield from _order(kind.citations)
    yield from _counterparts(kind, tables)
    yield from _days(kind)
    for article in kind.citations:
        if article.role == "definition":
            yield f"cites {article.code}, which only defines"
    for article in kind.definitions:
        if article.role != "definition":
            yield f"{article.code} stands among the definitions but defines nothing"
    if kind.verified and not any(article.verified for article in kind.citations):
        yield "is marked V, but no citation is"
    if not kind.channels:
        yield "names no channel"


def _order(citations: Iterable[Article]) -> Iterator[str]:
    seen: set[str] = set()
    for one, other in pairwise(citations):
        if other.statute.is_binding and not one.statute.is_binding:
            yield f"{other.code} is binding and must stand before {one.code}"
    for article in citations:
        if article.code in seen:
            yield f"cites {article.code} twice"
        seen.add(article.code)


def _counterparts(kind: ViolationKind, tables: Tables) -> Iterator[str]:
    """Conduct that both versions of a law know is cited under both, so that no day falls between them."""
    cited = {article.code for article in (*kind.citations, *(entry.article for entry in kind.conditional))}
    for code in cited:
        former = tables.articles[code].replaces
        if former and former not in cited:
            yield f"cites {code} but not {former}, which it replaces"
        later = {article.code for article in tables.articles.values() if article.replaces == code}
        if later and not later & cited:
            yield f"cites {code} but nothing that replaces it"


def _days(kind: ViolationKind) -> Iterator[str]:
    changes = {article.valid_from for article in kind.citations}
    changes |= {article.valid_to + DAY for article in kind.citations if article.valid_to}
    uncited = [day for day in sorted(changes) if not any(one.is_valid_on(day) for one in kind.citations)]
    last_gap = max(uncited, default=date.min)
    begins = min((day for day in changes if day > last_gap), default=None)
    if begins is None:
        yield "has no citation today"
    elif begins != kind.cited_from:
        yield f"cited_from must be {begins}, the first day from which there is always a citation"

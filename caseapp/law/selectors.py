"""What the law pages show for one day."""

from dataclasses import dataclass
from datetime import date

from caseapp.law import rules

LAST_DAY_OF_FORMER_POLICE_LAW = date(2025, 12, 31)


@dataclass(frozen=True)
class KindRow:
    """A kind with its citations on the chosen day and on the last day before the police law changed."""

    kind: rules.ViolationKind
    on_day: tuple[rules.Citation, ...]
    before: tuple[rules.Citation, ...]

    @property
    def is_verified_on_day(self) -> bool:
        """At least one article in force on the day was read; false also where there is none."""
        return any(citation.verified for citation in self.on_day)


@dataclass(frozen=True)
class ArticleRow:
    """One article of a kind, with what must be shown besides for it to apply (empty: nothing)."""

    article: rules.Article
    is_in_force: bool
    when_zh: str = ""
    when_en: str = ""


def kind_rows(day: date) -> list[KindRow]:
    """Every violation kind, in the order of its code."""
    return [
        KindRow(
            kind=one,
            on_day=rules.citations_on(one.code, day),
            before=rules.citations_on(one.code, LAST_DAY_OF_FORMER_POLICE_LAW),
        )
        for one in rules.kinds()
    ]


def regulators_on(day: date) -> list[rules.Regulator]:
    """Who supervises each licence kind on the day."""
    return [rules.regulator_for(licence_kind, day) for licence_kind in rules.LICENCE_KINDS]


def article_rows(kind: rules.ViolationKind, day: date) -> list[ArticleRow]:
    """All articles of a kind: those in force on the day first, then those that need a condition, then the others."""
    plain = [ArticleRow(article, article.is_valid_on(day)) for article in kind.citations]
    plain += [
        ArticleRow(entry.article, entry.article.is_valid_on(day), entry.when_zh, entry.when_en)
        for entry in kind.conditional
    ]
    return sorted(plain, key=lambda row: (not row.is_in_force, bool(row.when_en)))


def channels_of(codes: tuple[str, ...]) -> list[rules.Channel]:
    """The channels with these codes, in that order."""
    return [rules.channel(code) for code in codes]

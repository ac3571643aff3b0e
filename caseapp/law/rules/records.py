"""What one row of the law tables is. Dates are days in China, both ends included; names ending in _zh and _en say the same."""

from dataclasses import dataclass
from datetime import date

CONFIDENCES = ("V", "V2", "L", "U")  # text read, read as quoted elsewhere, from memory, unsure
VERIFIED = "V"
BINDING_FORCES = ("law", "judicial", "regulation", "rule", "normative")
FORCES = (*BINDING_FORCES, "standard", "self_discipline")
ROLES = ("prohibition", "duty", "penalty", "crime", "liability", "remedy", "procedure", "definition")
GROUPS = ("disclose", "threat", "press", "other")
UNITS = ("calendar", "working", "mixed", "none")
LICENCE_KINDS = (
    "bank",
    "consumer_finance",
    "auto_finance",
    "trust",
    "microlender",
    "online_microlender",
    "guarantee",
    "loan_platform",
    "unlicensed",
    "collection_agency",
    "payment",
    "unknown",
)


def weakest(*marks: str) -> str:
    """The least certain of the given confidence marks."""
    return max(marks, key=CONFIDENCES.index)


def _covers(first: date, last: date | None, day: date) -> bool:
    return first <= day and (last is None or day <= last)


@dataclass(frozen=True)
class Source:
    """Where rows were read."""

    code: str
    name_zh: str
    name_en: str


@dataclass(frozen=True)
class Statute:
    """One version of a law, rule, standard or association guide, with the days on which it is in force."""

    code: str
    name_zh: str
    short_zh: str
    name_en: str
    force: str
    valid_from: date
    valid_to: date | None
    confidence: str
    period_confidence: str
    source: str
    succeeds: str | None = None
    applies_to: tuple[str, ...] = ()

    @property
    def verified(self) -> bool:
        return self.confidence == VERIFIED

    @property
    def is_binding(self) -> bool:
        """Issued by an authority, unlike a recommended standard or a guide for an association's members."""
        return self.force in BINDING_FORCES

    def is_valid_on(self, day: date) -> bool:
        return _covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True)
class Article:
    """One provision. An empty `number` is a rule of the document whose article number has not been read."""

    code: str
    statute: Statute
    number: str
    paragraph: str
    item: str
    role: str
    gist_zh: str
    gist_en: str
    confidence: str
    period_confidence: str
    source: str
    valid_from: date
    valid_to: date | None
    replaces: str | None = None
    topic_zh: str = ""
    topic_en: str = ""

    @property
    def label(self) -> str:
        """As Chinese papers cite it: 治安管理处罚法第50条第1款第2项, 刑法第253条之一."""
        if not self.number:
            return self.statute.short_zh + (f"（{self.topic_zh}）" if self.topic_zh else "")
        number, _, inserted = self.number.partition("-")
        text = f"{self.statute.short_zh}第{number}条" + (
            f"之{'一二三四五'[int(inserted) - 1]}" if inserted else ""
        )
        text += f"第{self.paragraph}款" if self.paragraph else ""
        return text + (f"第{self.item}项" if self.item else "")

    @property
    def label_en(self) -> str:
        if not self.number:
            return self.statute.name_en + (f" ({self.topic_en})" if self.topic_en else "")
        text = f"{self.statute.name_en}, art. {self.number}"
        text += f", para. {self.paragraph}" if self.paragraph else ""
        return text + (f", item {self.item}" if self.item else "")

    @property
    def verified(self) -> bool:
        """Both the provision and the version of the statute it stands in were read."""
        return weakest(self.confidence, self.statute.confidence) == VERIFIED

    def is_valid_on(self, day: date) -> bool:
        return _covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True)
class Citation:
    """An article as cited for a day on which it is in force."""

    article: Article

    @property
    def label_zh(self) -> str:
        return self.article.label

    @property
    def label_en(self) -> str:
        return self.article.label_en

    @property
    def confidence(self) -> str:
        return weakest(self.article.confidence, self.article.statute.confidence)

    @property
    def verified(self) -> bool:
        return self.article.verified


@dataclass(frozen=True)
class ConditionalArticle:
    """An article that a kind reaches only when something more is shown."""

    article: Article
    when_zh: str
    when_en: str


@dataclass(frozen=True)
class Remedy:
    """What the injured person may ask for, and the articles it rests on."""

    code: str
    name_zh: str
    name_en: str
    articles: tuple[Article, ...]
    is_damages: bool


@dataclass(frozen=True)
class Channel:
    """Where a person can turn; `unit` says whether its clock counts calendar or working days."""

    code: str
    name_zh: str
    name_en: str
    handles_zh: str
    handles_en: str
    attach_zh: str
    attach_en: str
    clock_zh: str
    clock_en: str
    unit: str
    confidence: str
    source: str
    articles: tuple[Article, ...] = ()

    @property
    def verified(self) -> bool:
        return self.confidence == VERIFIED


@dataclass(frozen=True)
class Authority:
    """A supervising authority under the name it bore from `valid_from` to `valid_to`."""

    code: str
    name_zh: str
    name_en: str
    valid_from: date
    valid_to: date | None
    confidence: str
    source: str

    def is_valid_on(self, day: date) -> bool:
        return _covers(self.valid_from, self.valid_to, day)


@dataclass(frozen=True)
class Supervision:
    """Who supervises lenders of one licence kind, whatever that authority was called on a day."""

    licence_kind: str
    name_zh: str
    name_en: str
    authorities: tuple[Authority, ...]
    channels: tuple[str, ...]
    reason_zh: str
    reason_en: str
    confidence: str
    source: str


@dataclass(frozen=True)
class Regulator:
    """The answer for one licence kind on one day: name of the authority, why, and where to turn, strongest first."""

    licence_kind: str
    licence_zh: str
    licence_en: str
    code: str
    name_zh: str
    name_en: str
    reason_zh: str
    reason_en: str
    channels: tuple[str, ...]
    confidence: str
    source: str

    @property
    def verified(self) -> bool:
        return self.confidence == VERIFIED


@dataclass(frozen=True)
class ConductDocument:
    """What one document says about collecting: hours, frequency, third parties, identity, records."""

    statute: Statute
    articles: tuple[Article, ...]
    hours_zh: str = ""
    hours_en: str = ""
    frequency_zh: str = ""
    frequency_en: str = ""
    third_parties_zh: str = ""
    third_parties_en: str = ""
    identity_zh: str = ""
    identity_en: str = ""
    records_zh: str = ""
    records_en: str = ""

    @property
    def code(self) -> str:
        return self.statute.code

    @property
    def verified(self) -> bool:
        return self.statute.verified


@dataclass(frozen=True)
class ViolationKind:
    """A way of breaking the rules. `citations` holds every day's articles, strongest first; pick a day's with citations_on."""

    code: str
    name_zh: str
    name_en: str
    definition_zh: str
    definition_en: str
    signs_zh: str
    signs_en: str
    group: str
    is_text_detectable: bool
    is_threat: bool
    is_insult: bool
    is_disclosure: bool
    is_night: bool
    citations: tuple[Article, ...]
    cited_from: date
    channels: tuple[str, ...]
    remedies: tuple[Remedy, ...]
    confidence: str
    definitions: tuple[Article, ...] = ()
    conditional: tuple[ConditionalArticle, ...] = ()

    @property
    def verified(self) -> bool:
        return self.confidence == VERIFIED

"""Reading one text: is it collection, which violations does it suggest, and on which words does that rest."""

import re
from dataclasses import dataclass, field

from caseapp.incidents.rules.cues import AGENCY, BRAND, DEBT
from caseapp.incidents.rules.features import Features
from caseapp.incidents.rules.messages import Found, Judged
from caseapp.incidents.rules.model import Scores
from caseapp.incidents.rules.normalise import Normal, normalise
from caseapp.incidents.rules.signs import REASONS, SIGNS, find_sign

READ_AT_MOST = 4000
# A signature, a name at the end, a lender or product, somebody who says who he is.
SAYS_WHO = re.compile(
    rf"[【\[〖][^】\]〗]{{2,16}}[】\]〗]|[。—-]\s*[\u4e00-\u9fff]{{2,8}}$|{BRAND}|[\u4e00-\u9fff]{{2,6}}(?:消金|普惠|金服|借款|易借|租赁|信贷|商务|速递|信用)"
    r"|(?:我|这里|这边)(?:是|们是)[^,。!?]{2,}|我姓|在[\u4e00-\u9fffa-z]{2,6}(?:借|贷|分期|欠)"
)
WHO = frozenset({"company voice", "signature", "as authority", "law firm", "other guise"})
CLAUSE = re.compile(r"[^,。!?;:\s、，！？；：]+")
# Log odds: a kind nine times and two times out of ten likelier than not, a text certainly of collection.
STRONG, MEDIUM, CERTAIN = 2.2, 0.8, 1.0
# Log odds added to what comes from a sender, or in a thread, that is known to collect.
COMPANY = 1.0
ABOUT_THIRD_PERSONS = frozenset({"V01", "V02", "V13"})


@dataclass
class Reading:
    """What one text says: how much it reads like collection (log odds), and what was found, by kind."""

    is_collection: bool = False
    is_certain: bool = False
    found: dict[str, Found] = field(default_factory=dict)


def read_text(message: Judged, *, in_company: bool = False) -> Reading:
    """The reading of one message. `in_company`: its sender or thread is known to collect. At most 4,000 characters are read."""
    if message.is_outgoing or not message.text.strip():
        return Reading()
    normal = normalise(message.text[:READ_AT_MOST])
    scores = Scores(Features(normal.text, message.recipient))
    nudge = COMPANY if in_company else 0.0
    if scores.of_collection + nudge <= 0:
        return Reading()
    reading = Reading(is_collection=True, is_certain=scores.of_collection >= CERTAIN)
    for kind in scores.kinds_found(nudge=nudge):
        if not (kind in ABOUT_THIRD_PERSONS and message.is_to_obligor):
            reading.found[kind] = _found(kind, scores, normal)
    if anonymous := _anonymous(message, scores.features):
        reading.found["V13"] = anonymous
    return reading


def _found(kind: str, scores: Scores, normal: Normal) -> Found:
    """The finding with the words of a sign, else those of the clause that adds most."""
    odds = scores.of_kinds[kind]
    strength = "strong" if odds >= STRONG else "medium" if odds >= MEDIUM else "weak"
    if kind in scores.features.plain:
        sign, words = scores.features.plain[kind]
        return _told(kind, sign.why, sign.why_en, normal, words, strength)
    for sign in SIGNS:
        if sign.kind == kind and (place := find_sign(sign, normal.text)):
            return _told(kind, sign.why, sign.why_en, normal, place, strength)
    why, why_en = REASONS[kind]
    return _told(kind, why, why_en, normal, _weightiest(scores.by_character(kind), normal.text), strength)


def _told(
    kind: str, why: str, why_en: str, normal: Normal, place: tuple[int, int] | None, strength: str
) -> Found:
    if place is None:
        return Found(kind, why, why_en, None, strength)
    words = normal.text[slice(*place)].strip()
    return Found(kind, f"{why}：“{words}”", f"{why_en}: “{words}”", normal.span(*place), strength)


def _weightiest(added: list[float], text: str) -> tuple[int, int] | None:
    clauses = [match.span() for match in CLAUSE.finditer(text)]
    return max(clauses, key=lambda place: sum(added[slice(*place)]), default=None)


def _anonymous(message: Judged, features: Features) -> Found | None:
    """Collection from a third person without saying who is collecting for whom."""
    if not message.is_to_third_person or not DEBT.search(features.text):
        return None
    if SAYS_WHO.search(features.text) or AGENCY.search(features.text) or WHO & features.concepts.keys():
        return None
    return Found("V13", *REASONS["V13"], None, "weak")

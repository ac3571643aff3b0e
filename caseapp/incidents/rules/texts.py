"""Reading one text: is it collection, and which signs stand in it."""

import re
from dataclasses import dataclass, field

from caseapp.incidents.rules.messages import Found, Judged
from caseapp.incidents.rules.normalise import Normal, normalise
from caseapp.incidents.rules.signs import NEGATED, SIGNS, Sign, to_third_person
from caseapp.incidents.rules.speech import AGENCY, BRAND, Speech

STRENGTH = {"weak": 0, "medium": 1, "strong": 2}
READ_AT_MOST = 4000
SIGNATURE = re.compile(r"[【\[][^】\]]{2,16}[】\]]")


@dataclass
class Reading:
    """What one text says: whether it is collection, and what was found, by kind."""

    is_collection: bool = False
    is_harmless: bool = False
    found: dict[str, Found] = field(default_factory=dict)


def read_text(message: Judged) -> Reading:
    """The reading of one message by itself. Very long texts are read up to 4,000 characters."""
    if message.is_outgoing or not message.text.strip():
        return Reading()
    normal = normalise(message.text[:READ_AT_MOST])
    speech = Speech(normal.text, message.recipient)
    reading = Reading(is_collection=speech.is_collection, is_harmless=speech.is_harmless)
    if not speech.is_worth_reading:
        return reading
    for sign in SIGNS:
        known = reading.found.get(sign.kind)
        if known and STRENGTH[known.strength] >= STRENGTH[sign.strength]:
            continue
        if found := _find(sign, speech, normal):
            reading.found[sign.kind] = found
    reading.is_collection = speech.is_collection or any(
        found.strength == "strong" for found in reading.found.values()
    )
    if reading.is_collection and (anonymous := _anonymous(speech, normal)):
        reading.found["V13"] = anonymous
    return reading


def _find(sign: Sign, speech: Speech, normal: Normal) -> Found | None:
    if not sign.condition(speech):
        return None
    for match in sign.pattern.finditer(normal.text):
        first, last = match.span()
        if last > first and not NEGATED.search(normal.text[max(0, first - 12) : first]):
            words = normal.text[first:last].strip()
            return Found(
                sign.kind,
                f"{sign.why}：“{words}”",
                f"{sign.why_en}: “{words}”",
                normal.span(first, last),
                sign.strength,
            )
    return None


def _anonymous(speech: Speech, normal: Normal) -> Found | None:
    """Collection from a third person without saying who is collecting for whom."""
    if (
        not to_third_person(speech)
        or not speech.debt
        or SIGNATURE.search(normal.text)
        or AGENCY.search(normal.text)
        or re.search(BRAND, normal.text)
    ):
        return None
    return Found(
        "V13", "没有写明放贷机构、催收机构或姓名", "Names neither lender nor agency nor sender", None, "weak"
    )

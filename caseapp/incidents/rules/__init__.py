"""The suggestion engine: which rules a message seems to break, why, and on which words that rests.

Pure functions: no Django, no database, no clock. The text is brought into one spelling (normalise), its characters, cues and
signs are weighed (features, model), the words that count are found (texts), and messages of one thread are seen together
(series). A machine only suggests; a person confirms.
"""

from collections.abc import Sequence

from caseapp.incidents.rules.messages import Found, Judged, Verdict
from caseapp.incidents.rules.series import is_refusal, known_by_company, series_findings
from caseapp.incidents.rules.texts import read_text

__all__ = ["Found", "Judged", "Verdict", "is_refusal", "judge"]

DANGER = frozenset({"V06", "V19", "V22"})
NOTICE_ONLY = frozenset({"V01", "V07", "V08", "V10", "V13", "V14", "V25"})


def judge(messages: Sequence[Judged]) -> list[Verdict]:
    """One answer for each message, in the order given. The messages of one call are judged together.

    Outgoing messages get no suggestions; they are read for refusals. At most one finding per kind and message.
    """
    readings = [read_text(message) for message in messages]
    for place in known_by_company(messages, readings):
        readings[place] = read_text(messages[place], in_company=True)
    for place, findings in series_findings(messages, readings).items():
        readings[place].found.update({f.kind: f for f in findings if f.kind not in readings[place].found})
    return [
        _verdict(message, tuple(sorted(reading.found.values(), key=lambda f: f.kind)))
        for message, reading in zip(messages, readings, strict=True)
    ]


def _verdict(message: Judged, found: tuple[Found, ...]) -> Verdict:
    kinds = {f.kind for f in found}
    if kinds & DANGER and any(f.kind in DANGER and f.strength == "strong" for f in found):
        grade = "danger"
    elif kinds - NOTICE_ONLY:
        grade = "serious"
    else:
        grade = "notice" if kinds else "clean"
    return Verdict(message.id, found, grade)

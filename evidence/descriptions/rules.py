"""What is still owed before an item stands on its own in court.

Supreme People's Court, Provisions on Evidence in Civil Procedure (2019): 15 and 23 ask for the original, 93 for seven facts
about how electronic data came to be and were kept. Nothing here is a judgment: unknown is an answer, and it is said.
"""

from collections.abc import Mapping

UNKNOWN = "unknown"
POINTS = ("device_sound", "working_normally", "checked", "complete", "ordinary_use", "fit_keeper", "other")
"""The seven facts of article 93, in its order."""
TEXTS = (
    "source",
    "holder",
    "device",
    "system",
    "obtained_words",
    "made_by",
    "presence",
    "carrier_with",
    "seen_by",
)
CHOICES = ("obtained_how", "carrier_kept", "original_seen")
DAYS = ("obtained_on", "made_on", "seen_on")
KEYS = (*TEXTS, *CHOICES, *DAYS, *POINTS, *(f"{point}_words" for point in POINTS))

Facts = Mapping[str, str]


def is_known(facts: Facts, key: str) -> bool:
    """Somebody has answered, and not with "unknown"."""
    return facts.get(key, "") not in {"", UNKNOWN}


def owed(facts: Facts) -> list[str]:
    """Codes of what is still to be found out or done, the weightiest first."""
    missing = []
    if facts.get("original_seen") != "yes":
        missing.append("original_unseen")
    elif not (is_known(facts, "seen_by") and is_known(facts, "seen_on")):
        missing.append("seen_by_whom")
    if not is_known(facts, "carrier_kept"):
        missing.append("carrier_unknown")
    elif facts["carrier_kept"] == "yes" and not is_known(facts, "carrier_with"):
        missing.append("carrier_with")
    plain = {
        "holder": "holder",
        "device": "device",
        "obtained_how": "how",
        "obtained_on": "obtained_on",
        "made_on": "made_on",
    }
    missing += [code for key, code in plain.items() if not is_known(facts, key)]
    if any(not facts.get(point) for point in POINTS):
        missing.append("points")
    return missing


def laid_over(known: Facts, said: Facts) -> dict[str, str]:
    """What is known, with what was said now on top; what was left empty now takes nothing away."""
    return dict(known) | {key: value for key, value in said.items() if value}

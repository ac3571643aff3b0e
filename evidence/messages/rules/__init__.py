"""Whether two readings are of one message. Pure functions: no Django, no clock, no database."""

from evidence.messages.rules.pairing import Match, Verdict, pair_up
from evidence.messages.rules.sameness import Grade, Likeness, Told, likeness
from evidence.messages.rules.spelling import Plain, keys_of, plain, search_keys_of

__all__ = [
    "Grade",
    "Likeness",
    "Match",
    "Plain",
    "Told",
    "Verdict",
    "keys_of",
    "likeness",
    "pair_up",
    "plain",
    "search_keys_of",
]

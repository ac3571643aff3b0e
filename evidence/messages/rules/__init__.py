"""Whether two readings are of one message. Pure functions: no Django, no clock, no database."""

from evidence.messages.rules.pairing import Known, Match, Verdict, pair_up
from evidence.messages.rules.sameness import Grade, Likeness, Told, likeness
from evidence.messages.rules.spelling import Plain, keys_of, plain, search_keys_of
from evidence.messages.rules.words import Hint, hint_from

__all__ = [
    "Grade",
    "Hint",
    "Known",
    "Likeness",
    "Match",
    "Plain",
    "Told",
    "Verdict",
    "hint_from",
    "keys_of",
    "likeness",
    "pair_up",
    "plain",
    "search_keys_of",
]

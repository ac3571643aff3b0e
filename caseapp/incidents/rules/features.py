"""What the model sees of a text: its characters, one and two at a time, cues of who speaks, signs of each kind, what it speaks of, and who reads it."""

import re
from dataclasses import dataclass
from functools import cached_property

from caseapp.incidents.rules.concepts import concepts_in
from caseapp.incidents.rules.cues import CUES
from caseapp.incidents.rules.plain import PLAIN_SIGNS
from caseapp.incidents.rules.signs import SIGNS, Sign, find_sign

DIGIT = re.compile(r"\d")
BEGINNING, END = "^", "$"
Place = tuple[int, int]


def audience_of(recipient: str) -> str:
    """Collection reads otherwise to a contact than to everybody else."""
    return "contact" if recipient == "contact" else "others"


@dataclass(frozen=True)
class Features:
    """A normalised text and who received it. Marks stand at a place, or (None) for the whole text."""

    text: str
    recipient: str

    @cached_property
    def grams(self) -> dict[str, list[Place]]:
        """Every run of one and two characters with its places."""
        # Digits are alike: 18642 yuan accuse no more than 9300.
        framed = f"{BEGINNING}{DIGIT.sub('0', self.text)}{END}"
        grams: dict[str, list[Place]] = {}
        for size in (1, 2):
            for first in range(len(framed) - size + 1):
                # The frame stands before the first and after the last character of the text.
                place = (max(0, first - 1), min(len(self.text), first - 1 + size))
                grams.setdefault(framed[first : first + size], []).append(place)
        return grams

    @cached_property
    def marks(self) -> dict[str, Place | None]:
        """Cues, signs and the recipient: what the gate and the kinds see."""
        audience = audience_of(self.recipient)
        marks: dict[str, Place | None] = {f"to {self.recipient}": None}
        for name, cue in CUES.items():
            if match := cue.search(self.text):
                marks[f"cue {name}"] = match.span()
                marks[f"cue {name} to {audience}"] = None
        for sign in SIGNS:
            if place := find_sign(sign, self.text):
                marks[f"sign {sign.why_en}"] = place
        return marks

    @cached_property
    def plain(self) -> dict[str, tuple[Sign, Place]]:
        """Plain signs by their kind, the first of each."""
        found: dict[str, tuple[Sign, Place]] = {}
        for sign in PLAIN_SIGNS:
            if sign.kind not in found and (place := find_sign(sign, self.text)):
                found[sign.kind] = sign, place
        return found

    @cached_property
    def concepts(self) -> dict[str, Place]:
        """What the text speaks of."""
        return concepts_in(self.text)

    @cached_property
    def topics(self) -> dict[str, Place | None]:
        """What the text speaks of: what only the kinds see."""
        topics: dict[str, Place | None] = {}
        for name, place in self.concepts.items():
            topics[f"says {name}"] = place
            topics[f"says {name} to {audience_of(self.recipient)}"] = None
        topics |= {f"plain {kind}": place for kind, (_, place) in self.plain.items()}
        return topics

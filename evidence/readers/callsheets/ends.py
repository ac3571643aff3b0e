"""Who of two numbers is the other side, where a sheet has a column for callers and one for those who were called."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

OWN_NUMBER = re.compile(
    r"(?:本机|手机|用户|客户|业务|机主|计费|服务|查询|己方|设备)?号码?\s*[:：]?\s*(\+?[\d][\d* ]{6,15})",
    re.ASCII,
)
ALIKE = 11
"""The last digits that tell two numbers apart, whatever is written before them."""


def key_of(number: str | None) -> str:
    """The digits by which two spellings of a number are compared; masked places stay."""
    return re.sub(r"[^\d*]", "", number or "")[-ALIKE:]


@dataclass(slots=True)
class Ends:
    """What the first rows of a sheet say about its owner. `owner` is empty when they do not tell."""

    owner: str = ""
    calls_and_is_called: bool = False

    @classmethod
    def of_sample(cls, pairs: Sequence[tuple[str, str]], titles: Iterable[str]) -> Ends:
        """The number that stands in each row, as caller or called; the one of the titles where two do."""
        told = {key_of(number) for line in titles for number in OWN_NUMBER.findall(line)} - {""}
        common: set[str] | None = None
        for pair in pairs:
            keys = {key_of(number) for number in pair} - {""}
            if keys:
                common = keys if common is None else common & keys
        candidates = (common or set()) & told or (common or set())
        if len(candidates) != 1:
            return cls()
        owner = candidates.pop()
        callers = {key_of(caller) == owner for caller, _ in pairs}
        return cls(owner, len(callers) == 2)

    def other(self, caller: str, called: str, way: str | None) -> tuple[str, str | None]:
        """The number of the other side, and which way the call went if the two columns tell it."""
        if self.owner and key_of(caller) == self.owner:
            return called, "out" if self.calls_and_is_called or way is None else way
        if self.owner and key_of(called) == self.owner:
            return caller, "in" if way != "missed" else way
        return (caller, way) if way in ("in", "missed") else (called, way)

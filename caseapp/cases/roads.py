"""Where this client and these contacts can turn, as far as an intake tells: a suggestion with reasons, safety first.

The order follows the practice of law.md section 3.2: danger to persons, then the lender and its regulator, then the sender.
"""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from caseapp.agencies.models import Lender
from caseapp.law.rules import Channel, UnknownRegulator, channel, regulator_for

SHOWN_AT_MOST = 5
DANGERS = frozenset({"threat", "minor", "pay", "authority"})
LENDERS_OWN = "LENDER"
FOR_CUSTOMERS = frozenset({LENDERS_OWN, "NFRA_12378"})


@dataclass(frozen=True)
class Road:
    """One channel and why it is suggested here."""

    channel: Channel
    why: str


def suggested_roads(
    *, lenders: Collection[Lender], signs: Collection[str], has_contacts: bool, day: date
) -> list[Road]:
    """At most five channels, each once, the most urgent first; none as long as nothing is known."""
    if not lenders and not signs and not has_contacts:
        return []
    roads: dict[str, Road] = {}
    for code, why in (
        *_for_danger(signs),
        *_for_lenders(lenders, has_contacts=has_contacts, day=day),
        *_for_sender(signs),
    ):
        roads.setdefault(code, Road(channel(code), why))
    return list(roads.values())[:SHOWN_AT_MOST]


def _for_danger(signs: Collection[str]) -> Iterator[tuple[str, str]]:
    if DANGERS & set(signs):
        yield "POLICE_ADMIN", _("Persons may be in danger, or somebody poses as an authority: 110 first.")


def _for_lenders(lenders: Collection[Lender], *, has_contacts: bool, day: date) -> Iterator[tuple[str, str]]:
    for lender in lenders:
        try:
            regulator = regulator_for(lender.licence_kind, day)
        except UnknownRegulator:
            continue
        name = regulator.name_en if get_language() == "en" else regulator.name_zh
        for code in regulator.channels:
            if code == LENDERS_OWN:
                yield code, _("The client is a customer of %(lender)s.") % {"lender": lender.name}
            elif code in FOR_CUSTOMERS:
                yield (
                    code,
                    _("%(lender)s is supervised by: %(regulator)s.")
                    % {"lender": lender.name, "regulator": name},
                )
            elif has_contacts:
                yield (
                    code,
                    _("Contacts are no customers of %(lender)s: they report, they do not complain.")
                    % {"lender": lender.name},
                )
            else:
                yield code, _("%(lender)s is supervised by: %(regulator)s.") % {"lender": lender.name, "regulator": name}  # fmt: skip


def _for_sender(signs: Collection[str]) -> Iterator[tuple[str, str]]:
    if "refused" in signs:
        yield "POLICE_ADMIN", _("It went on after a clear refusal.")
    yield "MIIT_12321", _("Whoever sends it: the numbers can be reported and closed.")
    yield "POLICE_ADMIN", _("Repeated messages that disturb daily life; all victims on one list.")

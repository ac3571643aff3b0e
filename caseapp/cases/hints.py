"""What is pointed out while an intake is typed: likely the same person, conflicts of interest, and where to turn.

What a person may not see is told without number or name: only that there is something, and whom to ask.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils import timezone

from caseapp.agencies.models import Lender, Mandate
from caseapp.agencies.selectors import mandates_against
from caseapp.cases.forms import IntakeForms
from caseapp.cases.models import Case
from caseapp.cases.roads import Road, suggested_roads
from caseapp.clients.models import Client, Contact
from caseapp.clients.selectors import client_named_as_contact, opposed_parties, similar_clients
from lawyers.matters.models import Matter

SHOWN_AT_MOST = 5


@dataclass(frozen=True)
class SamePerson:
    """A client who may be the same; `case` is None when the reader may not see it. `told` is what was decided: same, different or nothing."""

    case: Case | None
    client: Client | None
    told: str = ""


@dataclass(frozen=True)
class Opposed:
    """Somebody of this intake stands on the other side elsewhere; `case` is None when the reader may not see it."""

    case: Case | None
    person: Client | Contact | None


@dataclass(frozen=True)
class Hints:
    """Everything beside the intake; `lenders` and `contact_count` say what was compared."""

    same_people: list[SamePerson]
    opposed: list[Opposed]
    mandates: list[Mandate]
    lenders: list[Lender]
    contact_count: int
    roads: list[Road]
    checked_at: datetime

    @property
    def is_clear(self) -> bool:
        return not self.opposed and not self.mandates


def hints_for(user: Any, forms: IntakeForms, matter: Matter | None) -> Hints:
    """What is known about the people and companies typed so far."""
    phones = [phone for form in forms.contacts if (phone := str(form["phone"].value() or ""))]
    names = [name for form in forms.contacts if (name := str(form["name"].value() or ""))]
    lenders = lenders_typed(forms)
    signs = forms.story["signs"].value() or []
    return Hints(
        same_people=_same_people(user, forms, matter),
        opposed=_opposed(user, forms, phones, matter),
        mandates=list(mandates_against(user, lenders)) if lenders else [],
        lenders=lenders,
        contact_count=max(len(phones), len(names)),
        roads=suggested_roads(
            lenders=lenders, signs=signs, has_contacts=bool(phones or names), day=timezone.localdate()
        ),
        checked_at=timezone.localtime(),
    )


def lenders_typed(forms: IntakeForms) -> list[Lender]:
    """The lenders that the debts name for certain, each once."""
    named = [form.lender_named for form in forms.debts]
    return list({lender.pk: lender for lender in named if lender is not None}.values())


def _same_people(user: Any, forms: IntakeForms, matter: Matter | None) -> list[SamePerson]:
    if user.organisation is None:
        return []
    typed = {name: str(forms.client[name].value() or "") for name in ("name", "phone", "id_number")}
    rows = list(similar_clients(user.organisation, **typed, but=matter)[:SHOWN_AT_MOST])
    seen = _cases_seen(user, rows)
    return [
        SamePerson(case, row if case else None, forms.told_about(str(row.code)) if case else "")
        for row, case in ((row, seen.get(row.matter_id)) for row in rows)
    ]


def _opposed(user: Any, forms: IntakeForms, phones: list[str], matter: Matter | None) -> list[Opposed]:
    if user.organisation is None:
        return []
    own = str(forms.client["phone"].value() or "")
    rows: list[Client | Contact] = [
        *opposed_parties(user.organisation, names=[], phones=phones, but=matter)[:SHOWN_AT_MOST],
        *client_named_as_contact(user.organisation, phone=own, but=matter)[:SHOWN_AT_MOST],
    ]
    seen = _cases_seen(user, rows)
    return [
        Opposed(case, row if case else None) for row, case in ((row, seen.get(row.matter_id)) for row in rows)
    ]


def _cases_seen(user: Any, rows: list[Any]) -> dict[int, Case]:
    cases = Case.objects.visible_to(user).filter(matter__in={row.matter_id for row in rows})
    return {case.matter_id: case for case in cases.select_related("matter")}


@dataclass(frozen=True)
class Part:
    """One part of the page in the table of contents: how many entries it has, how many errors, and whether it can stay so."""

    name: str
    count: int
    error_count: int
    is_done: bool


def parts_of(forms: IntakeForms) -> Iterator[Part]:
    """The parts in the order of the page. A field that is still empty is no error here."""
    told = {name: sum(form.is_written for form in getattr(forms, name)) for name in ("debts", "contacts")}
    wrong = {name: 0 for name in ("client", "debts", "contacts", "story")}
    for place, _label, _text in forms.errors():
        wrong[place.removeprefix("id_").split("-")[0]] += forms.is_written(place)
    has_name = bool(forms.client["name"].value())
    is_safe = any(
        forms.client[name].value() for name in ("safe_ways", "may_name_office", "safe_time", "avoid")
    )
    has_story = bool(forms.story["story"].value() or forms.story["signs"].value())
    yield Part("client", 0, wrong["client"], has_name and not wrong["client"])
    yield Part("safe", 0, 0, is_safe)
    for name in ("debts", "contacts"):
        yield Part(name, told[name], wrong[name], bool(told[name]) and not wrong[name])
    yield Part("story", 0, wrong["story"], has_story and not wrong["story"])

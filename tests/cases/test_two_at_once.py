"""Two people finish an intake at the same moment, or one person presses twice."""

import uuid
from typing import Any

import pytest
from django.test import Client as Browser

from caseapp.cases.models import Case, TimelineEntry
from caseapp.clients.models import Client
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Organisation, User
from tests.at_once import at_once
from tests.cases.test_intake import SAVE, typed
from tests.factories.lawyers import UserFactory

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PEOPLE = 8


@pytest.fixture
def send(signed_in: Any) -> Any:
    def prepared(person: User, data: dict[str, Any]) -> Any:
        browser: Browser = signed_in(person)
        return lambda: browser.post(SAVE, data)

    return prepared


def test_intakes_finished_at_once_have_numbers_of_their_own(office: Organisation, send: Any) -> None:
    people = [UserFactory(organisation=office) for _ in range(PEOPLE)]
    intakes = [typed(client__name=f"受援人{place}", finish="1") for place in range(PEOPLE)]
    answers = at_once(*(send(who, data) for who, data in zip(people, intakes, strict=True)))
    assert [answer.status_code for answer in answers] == [302] * PEOPLE
    cases = Case.objects.filter(intake_key__in=[data["intake_key"] for data in intakes])
    assert cases.filter(status="evidence").count() == PEOPLE
    assert len(set(cases.values_list("matter__number", flat=True))) == PEOPLE
    assert Matter.objects.count() == PEOPLE
    for place, (who, data) in enumerate(zip(people, intakes, strict=True)):
        case = cases.get(intake_key=data["intake_key"])
        assert (case.matter.client.name, case.matter.assignments.get().user) == (f"受援人{place}", who)


@pytest.mark.parametrize("presses", [2, 6])
def test_one_intake_sent_several_times_at_once_is_one_case(presses: int, wen: User, send: Any) -> None:
    data = typed(client__name="段嘉禾", contacts__0__name="妈妈", finish="1", intake_key=str(uuid.uuid4()))
    before = Matter.objects.count()
    answers = at_once(*(send(wen, data) for _ in range(presses)))
    case = Case.objects.get(intake_key=data["intake_key"])
    assert [answer.url for answer in answers] == [f"/cases/{case.code}/"] * presses
    assert (Matter.objects.count(), Client.objects.filter(matter=case.matter).count()) == (before + 1, 1)
    assert (case.matter.contacts.count(), Assignment.objects.filter(matter=case.matter).count()) == (1, 1)
    assert TimelineEntry.objects.filter(case=case, name="case.opened").count() == 1


def test_a_draft_that_saves_itself_while_the_intake_is_finished_stays_finished(wen: User, send: Any) -> None:
    data = typed(client__name="段嘉禾")
    calls = [send(wen, data | {"finish": "1"} if place == 0 else data) for place in range(4)]
    at_once(*calls)
    case = Case.objects.get(intake_key=data["intake_key"])
    assert (case.status, case.draft, case.matter.client.name) == ("evidence", "", "段嘉禾")

"""Intake of somebody who was here before, conflicts with companies, and where to turn."""

import uuid
from typing import Any

import pytest
from django.test import Client as Browser

from caseapp.agencies.models import Lender, Mandate
from caseapp.agencies.services import add_mandate, end_mandate
from caseapp.cases.models import Case, Note
from caseapp.clients.models import Client, Contact, Debt
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.cases.test_intake import SAVE, typed
from tests.factories.cases import LenderFactory

pytestmark = pytest.mark.django_db
IDENTITY = "11010519491231002X"


@pytest.fixture
def known(matter: Matter) -> Client:
    """The client of a case that the caseworker may see."""
    client = Client.objects.get(matter=matter)
    Client.objects.filter(pk=client.pk).delete()
    return Client.objects.create(matter=matter, name="段嘉禾", phone="199 0000 0312", id_number=IDENTITY)


def saved(browser: Browser, data: dict[str, Any]) -> dict[str, Any]:
    answer: dict[str, Any] = browser.post(SAVE, data, headers={"X-Autosave": "1"}).json()
    return answer


def finished(browser: Browser, data: dict[str, Any]) -> Client:
    browser.post(SAVE, data | {"finish": "1"})
    return Client.objects.get(matter__case__intake_key=data["intake_key"])


def test_not_the_same_person_is_remembered_and_can_be_taken_back(
    caseworker_client: Browser, known: Client
) -> None:
    data = typed(client__name="段嘉禾", client__phone="19900000312")
    assert "notice-warn" in saved(caseworker_client, data)["hints"]
    told = saved(caseworker_client, data | {"tell": f"different:{known.code}"})["hints"]
    assert "notice-warn" not in told
    case = Case.objects.get(intake_key=data["intake_key"])
    again = caseworker_client.get(f"/cases/{case.code}/intake/").content.decode()
    assert f'name="told-different" value="{known.code}"' in again
    undone = saved(
        caseworker_client, data | {"told-different": str(known.code), "tell": f"undo:{known.code}"}
    )
    assert "notice-warn" in undone["hints"]


def test_the_buttons_work_without_script(caseworker_client: Browser, known: Client) -> None:
    data = typed(client__name="段嘉禾", tell=f"same:{known.code}")
    page = caseworker_client.post(SAVE, data).content.decode()
    assert f'name="told-same" value="{known.code}"' in page
    assert 'value="段嘉禾"' in page


def test_the_same_person_in_a_new_case_is_one_person_in_figures(
    caseworker_client: Browser, known: Client
) -> None:
    client = finished(caseworker_client, typed(client__name="段嘉禾", told__same=str(known.code)))
    assert client.person_id == known.pk
    third = finished(caseworker_client, typed(client__name="段嘉禾", told__same=str(client.code)))
    assert third.person_id == known.pk


def test_the_same_identity_number_is_one_person_unless_somebody_says_otherwise(
    caseworker_client: Browser, known: Client
) -> None:
    data = typed(client__name="段某", client__id_number="11010519491231002x")
    assert finished(caseworker_client, data).same_person_as == known
    other = typed(client__name="段某", client__id_number=IDENTITY, told__different=[str(known.code)])
    assert finished(caseworker_client, other).same_person_as is None


def test_a_hidden_or_invented_person_is_not_taken(caseworker_client: Browser, other_matter: Matter) -> None:
    hidden = Client.objects.get(matter=other_matter)
    for code in (str(hidden.code), str(uuid.uuid4())):
        assert finished(caseworker_client, typed(client__name="甲", told__same=code)).same_person_as is None
    answer = caseworker_client.post(SAVE, typed(client__name="甲", told__different=["x"], finish="1"))
    assert answer.status_code == 302


def test_an_intake_goes_into_the_case_that_was_there(
    caseworker_client: Browser, known: Client, matter: Matter
) -> None:
    Contact.objects.create(matter=matter, name="妈妈", phone="199 0000 4410")
    data = typed(
        client__name="段嘉禾", client__address="云澜市青石路一号", client__phone="19900000999",
        contacts__0__name="母亲", contacts__0__phone="+86 19900004410", contacts__1__name="小吴", contacts__1__phone="19900000925",
        debts__0__told_as="灰雁有借", debts__0__amount="1200", story__story="又来了", fold=str(matter.case.code),
    )  # fmt: skip
    answer = caseworker_client.post(SAVE, data)
    assert answer.url == f"/cases/{matter.case.code}/"
    draft = Case.objects.get(intake_key=data["intake_key"])
    assert (draft.status, draft.close_reason, draft.draft) == ("closed", "mistake", "")
    known.refresh_from_db()
    assert (known.phone, known.address) == ("199 0000 0312", "云澜市青石路一号")
    assert [c.name for c in Contact.objects.filter(matter=matter)][-2:] == ["妈妈", "小吴"]
    assert Debt.objects.filter(matter=matter, told_as="灰雁有借").count() == 1
    assert Note.objects.get(case=matter.case).text == "又来了"
    page = caseworker_client.get(answer.url).content.decode()
    assert draft.matter.number in page
    assert caseworker_client.get(f"/cases/{draft.code}/").status_code == 200
    assert caseworker_client.post(SAVE, data).url == f"/cases/{draft.code}/"
    assert Note.objects.count() == 1


def test_nothing_goes_into_a_case_that_is_closed_hidden_or_told_with_errors(
    caseworker_client: Browser, known: Client, matter: Matter, other_matter: Matter
) -> None:
    data = typed(client__name="段嘉禾", client__phone="199", fold=str(matter.case.code))
    page = caseworker_client.post(SAVE, data)
    assert (page.status_code, 'value="199"' in page.content.decode()) == (422, True)
    hidden = typed(client__name="段嘉禾", fold=str(other_matter.case.code))
    assert caseworker_client.post(SAVE, hidden).status_code == 404
    assert caseworker_client.post(SAVE, typed(client__name="段嘉禾", fold="x")).status_code == 404
    data = typed(client__name="段嘉禾", fold=str(matter.case.code))
    caseworker_client.post(f"/cases/{matter.case.code}/close/", {"reason": "stopped"})
    answer = caseworker_client.post(SAVE, data)
    draft = Case.objects.get(intake_key=data["intake_key"])
    assert (answer.url, draft.status) == (f"/cases/{draft.code}/intake/", "intake")


@pytest.fixture
def lender() -> Lender:
    lender: Lender = LenderFactory(name="灰雁消费金融有限公司", licence_kind="consumer_finance")
    return lender


def test_a_case_against_a_company_the_office_acts_for_is_a_conflict(
    caseworker_client: Browser, chen: User, zhao: User, lender: Lender
) -> None:
    data = typed(client__name="甲", debts__0__told_as="灰雁消费金融")
    assert "notice-danger" not in saved(caseworker_client, data)["hints"]
    add_mandate(zhao, company=lender, reference="")
    assert "notice-danger" not in saved(caseworker_client, data)["hints"], (
        "another office's mandates are its secret"
    )
    mandate = add_mandate(chen, company=lender, reference="")
    assert "notice-danger" in saved(caseworker_client, data)["hints"]
    end_mandate(chen, mandate=mandate)
    assert "notice-danger" not in saved(caseworker_client, data)["hints"]


def test_mandates_are_written_by_supervisors_and_stand_once(
    caseworker_client: Browser, supervisor_client: Browser, lender: Lender
) -> None:
    address = f"/companies/lender/{lender.code}/"
    assert caseworker_client.post(f"{address}mandate/").status_code == 403
    for _ in range(2):
        supervisor_client.post(f"{address}mandate/", {"reference": "2026年常年法律顾问"})
    assert Mandate.objects.count() == 1
    assert "2026年常年法律顾问" in caseworker_client.get(address).content.decode()
    supervisor_client.post(f"{address}mandate/", {"end": "1"})
    assert not Mandate.objects.running().exists()


def test_the_lender_behind_a_name_and_its_channels_are_shown_while_typing(
    caseworker_client: Browser, lender: Lender
) -> None:
    data = typed(client__name="甲", debts__0__told_as="灰雁消费金融", contacts__0__name="妈妈")
    told = saved(caseworker_client, data)
    assert lender.name in told["notes"]["debts-0-told_as"]
    roads = told["roads"]
    assert roads.index("投诉部门") < roads.index("12378") < roads.index("12321")
    assert "110" not in roads.partition("12321")[0]
    danger = saved(caseworker_client, data | {"story-signs": ["threat"]})["roads"]
    assert danger.index("110") < danger.index("投诉部门")


def test_the_contents_say_what_is_filled_in_and_what_is_wrong(caseworker_client: Browser) -> None:
    parts = saved(
        caseworker_client, typed(client__name="甲", contacts__0__name="妈妈", debts__0__amount="多")
    )["parts"]
    assert parts.count("check-circle-fill") == 2
    assert "1处要改" in parts
    assert "1 人" in parts

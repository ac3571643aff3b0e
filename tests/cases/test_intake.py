"""Intake: saves itself, is finished once, warns, and loses nothing that was typed."""

import uuid
from typing import Any

import pytest
from django.db import connection
from django.test import Client as Browser

from caseapp.cases.models import Case
from caseapp.clients.models import Client, Contact, Debt
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import CaseFactory, ContactFactory, LenderFactory
from tests.factories.lawyers import MatterFactory

pytestmark = pytest.mark.django_db
SAVE = "/cases/intake/"


def typed(**fields: Any) -> dict[str, Any]:
    rows = {
        "contacts-TOTAL_FORMS": 2,
        "contacts-INITIAL_FORMS": 0,
        "debts-TOTAL_FORMS": 1,
        "debts-INITIAL_FORMS": 0,
    }
    return (
        {
            "intake_key": str(uuid.uuid4()),
            "contacts-0-relationship": "other",
            "contacts-1-relationship": "other",
        }
        | rows
        | {name.replace("__", "-"): value for name, value in fields.items()}
    )


def test_an_empty_page_stores_nothing(caseworker_client: Browser) -> None:
    before = Case.objects.count()
    assert caseworker_client.get("/cases/new/").status_code == 200
    assert Case.objects.count() == before


def test_a_draft_saves_itself_and_is_found_again_as_typed(caseworker_client: Browser, wen: User) -> None:
    data = typed(client__name="段嘉禾", client__phone="199 0000 031", debts__0__amount="一点六万")
    told = caseworker_client.post(SAVE, data, headers={"X-Autosave": "1"}).json()
    case = Case.objects.get(intake_key=data["intake_key"])
    assert (case.status, case.matter.number) == ("intake", told["number"])
    assert {e["id"] for e in told["errors"]} == {"id_client-phone", "id_debts-0-amount"}
    again = caseworker_client.get(f"/cases/{case.code}/intake/").content.decode()
    assert 'value="199 0000 031"' in again
    assert 'value="一点六万"' in again


def test_completing_makes_client_contacts_and_debts(caseworker_client: Browser) -> None:
    lender = LenderFactory(name="灰雁消费金融有限公司")
    data = typed(
        client__name="段嘉禾", client__phone="+86 199-0000-0312", client__safe_ways=["sms"], client__may_name_office="no",
        contacts__0__name="妈妈", contacts__0__relationship="parent", contacts__0__phone="0571-87654321",
        debts__0__told_as="灰雁消费金融", debts__0__amount="1.86万", debts__0__overdue_since="2026年10月7日",
        story__signs=["threat"], story__story="上周起", finish="1",
    )  # fmt: skip
    answer = caseworker_client.post(SAVE, data)
    case = Case.objects.get(intake_key=data["intake_key"])
    assert answer.url == f"/cases/{case.code}/"
    assert (case.status, case.draft, case.signs) == ("evidence", "", ["threat"])
    client = Client.objects.get(matter=case.matter)
    assert (client.phone, client.may_name_office, client.safe_ways) == ("+86 199-0000-0312", False, ["sms"])
    assert [(c.name, c.relationship) for c in Contact.objects.filter(matter=case.matter)] == [
        ("妈妈", "parent")
    ]
    debt = Debt.objects.get(matter=case.matter)
    assert (debt.lender, debt.amount, str(debt.overdue_since)) == (lender, 18600, "2026-10-07")


@pytest.mark.parametrize("times", [2, 3])
def test_a_double_submit_makes_one_case(caseworker_client: Browser, times: int) -> None:
    data = typed(client__name="段嘉禾", finish="1")
    for _ in range(times):
        caseworker_client.post(SAVE, data)
    case = Case.objects.get(intake_key=data["intake_key"])
    assert Client.objects.filter(matter=case.matter).count() == 1


def test_an_error_is_said_in_place_and_everything_typed_is_still_there(caseworker_client: Browser) -> None:
    data = typed(client__name="", client__phone="19900003", story__story="她很害怕", finish="1")
    answer = caseworker_client.post(SAVE, data)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert {place for place, _, _ in answer.context["errors"]} == {"id_client-name", "id_client-phone"}
    assert "她很害怕" in page
    assert 'value="19900003"' in page


def test_a_person_without_number_address_or_second_name_is_accepted(caseworker_client: Browser) -> None:
    data = typed(client__name="阿依", finish="1")
    assert caseworker_client.post(SAVE, data).status_code == 302
    assert Case.objects.get(intake_key=data["intake_key"]).status == "evidence"


def test_a_wrong_identity_number_is_kept_with_a_warning(caseworker_client: Browser) -> None:
    data = typed(client__name="段嘉禾", client__id_number="330106199001010000", finish="1")
    caseworker_client.post(SAVE, data)
    client = Client.objects.get(matter__case__intake_key=data["intake_key"])
    assert client.id_number == "330106199001010000"
    assert not client.is_identity_valid


def test_one_more_row_without_script(caseworker_client: Browser) -> None:
    page = caseworker_client.post(SAVE, typed(client__name="段嘉禾", add="debts")).content.decode()
    assert 'name="debts-1-amount"' in page


@pytest.mark.parametrize(
    "spelling", ["19900000312", "+86 199 0000 0312", "0086-199-0000-0312", "１９９０００００３１２"]
)
def test_a_known_phone_is_pointed_out_in_any_spelling(
    spelling: str, caseworker_client: Browser, matter: Matter
) -> None:
    Client.objects.filter(matter=matter).delete()
    Client.objects.create(matter=matter, name="别的名字", phone="199 0000 0312")
    told = caseworker_client.post(SAVE, typed(client__phone=spelling), headers={"X-Autosave": "1"}).json()
    assert matter.number in told["hints"]


def test_a_duplicate_one_may_not_see_is_told_without_number_or_name(
    caseworker_client: Browser, wen: User
) -> None:
    hidden = MatterFactory(organisation=wen.organisation, number="YL2026-0777")
    CaseFactory(matter=hidden, client__name="孟静", client__phone="19900000777")
    hints = caseworker_client.post(
        SAVE, typed(client__phone="19900000777"), headers={"X-Autosave": "1"}
    ).json()["hints"]
    assert "notice-warn" in hints
    assert "0777" not in hints
    assert "孟" not in hints


def test_another_office_is_never_searched(
    caseworker_client: Browser, zhao: User, other_matter: Matter
) -> None:
    client = Client.objects.get(matter=other_matter)
    hints = caseworker_client.post(
        SAVE, typed(client__phone=client.phone), headers={"X-Autosave": "1"}
    ).json()["hints"]
    assert "notice-warn" not in hints
    assert "notice-danger" not in hints


def test_a_client_who_is_a_contact_elsewhere_is_a_possible_conflict(
    caseworker_client: Browser, matter: Matter
) -> None:
    ContactFactory(matter=matter, phone="19900009999")
    hints = caseworker_client.post(
        SAVE, typed(client__phone="19900009999"), headers={"X-Autosave": "1"}
    ).json()["hints"]
    assert "notice-danger" in hints


def test_an_administrator_opens_no_case(administrator_client: Browser) -> None:
    assert administrator_client.get("/cases/new/").status_code == 403


def test_the_draft_is_encrypted(caseworker_client: Browser) -> None:
    data = typed(client__name="段嘉禾", client__phone="19900000312")
    caseworker_client.post(SAVE, data, headers={"X-Autosave": "1"})
    with connection.cursor() as cursor:
        cursor.execute("SELECT draft FROM cases_case")
        assert not any(
            "19900000312" in (row[0] or "") or "段嘉禾" in (row[0] or "") for row in cursor.fetchall()
        )

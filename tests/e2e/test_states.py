"""Every page in its full, empty and error states: axe finds nothing, nothing scrolls sideways, no script fails."""

from collections.abc import Callable
from dataclasses import dataclass
from io import BytesIO

import pytest
from django.conf import settings
from django.utils import timezone
from playwright.sync_api import Page

from caseapp.agencies.models import Lender
from caseapp.clients.models import Contact
from caseapp.incidents.models import Incident
from caseapp.incidents.services import read_item, receive_upload
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from lawyers.people.services import invite_person
from tests.factories.cases import (
    CaseFactory,
    CollectionAgencyFactory,
    ContactFactory,
    DebtFactory,
    IncidentFactory,
    LenderFactory,
    LoanProductFactory,
)
from tests.factories.lawyers import MatterFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

DAMAGED = (
    '<?xml version="1.0" encoding="UTF-8"?><smses count="9">'
    '<sms address="10690000771200" date="1794000000000" type="1" body="段嘉禾欠款18,642.50元已逾期47天，请您督促还款，否则上门走访并通知其单位" />'
    '<sms address="10690000771201" date="1794000060000" type="1" body="让他今天还钱，不然爆他通讯录" />'
    '<sms address="1069000077'
)


@dataclass
class World:
    """Rows of every kind, so that pages are full."""

    matter: Matter
    lender: Lender
    incident: Incident
    item: EvidenceItem
    contact: Contact
    join: str


@pytest.fixture
def world(office: Organisation, matter: Matter, wen: User, ning: User) -> World:
    today = timezone.localdate()
    lenders = [LenderFactory(name=f"虚构{name}消费金融有限公司") for name in ("灰雁", "橘灯")]
    for number in range(24):
        made = MatterFactory(organisation=office, number=f"YL2026-9{number:03d}")
        CaseFactory(matter=made, status="action", next_on=today, next_step="催问答复")
        DebtFactory(matter=made, lender=lenders[number % 2])
        for _ in range(1 + 6 * (number % 2)):
            IncidentFactory(
                matter=made, lender=lenders[number % 2], contact=ContactFactory(matter=made), occurred_on=today, confirmed_by=wen,
                has_threat=True, agency=CollectionAgencyFactory() if number == 1 else None,
            )  # fmt: skip
    contact = ContactFactory(matter=matter)
    DebtFactory(matter=matter, lender=lenders[0], product=LoanProductFactory())
    incident = IncidentFactory(matter=matter, lender=lenders[0], contact=contact, confirmed_by=wen)
    incident.violations.create(kind="V02", confirmed_by=wen, span_from=0, span_to=3)
    origin = Origin("母亲", f"contact:{contact.code}", "王小兰", "安卓手机")
    received = receive_upload(
        wen, matter=matter, stream=BytesIO(DAMAGED.encode()), name="sms.xml", origin=origin, reads_later=False
    )
    read_item(received.item.pk)
    record(wen, "personal_data.seen", subject="client:1", matter=matter, is_look=True)
    _, token = invite_person(ning, name="苏禾", role="lawyer", email="")
    return World(matter, lenders[0], incident, received.item, contact, token)


def addresses_of(world: World) -> list[str]:
    case, lender = world.matter.case.code, world.lender.code
    return [
        "/", "/cases/", "/cases/?status=closed", f"/cases/{case}/", f"/cases/{case}/people/", f"/cases/{case}/debts/", f"/cases/{case}/client/",
        f"/cases/{case}/contacts/{world.contact.code}/", f"/incidents/cases/{case}/", f"/incidents/cases/{case}/evidence/",
        f"/incidents/cases/{case}/review/", f"/incidents/evidence/{world.item.code}/",
        f"/evidence/{world.item.code}/describe/", f"/evidence/{world.item.code}/statement/", f"/incidents/{world.incident.code}/", "/incidents/",
        "/figures/", "/figures/?from=2026-12-01&to=2026-01-01", f"/figures/lenders/{lender}/", f"/figures/incidents/?lender={lender}",
        f"/figures/clients/?lender={lender}", f"/companies/lender/{lender}/", f"/companies/lender/{lender}/edit/", "/companies/?kind=product",
        "/audit/", f"/audit/?matter={world.matter.number}", "/law/kinds/V06/", "/people/",
    ]  # fmt: skip


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_pages_that_are_full(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], chen: User, world: World, language: str, troubles: list[str],
) -> None:  # fmt: skip
    sign_in("chen")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}])
    for address in addresses_of(world):
        page.goto(address)
        page.wait_for_load_state("networkidle")
        looks_right()
    # /people/ is not a supervisor's page, and says so.
    troubles[:] = [t for t in troubles if "403" not in t]


def test_pages_that_say_what_was_wrong(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], wen: User, world: World, troubles: list[str],
) -> None:  # fmt: skip
    case = world.matter.case.code

    def send_wrong() -> None:
        page.evaluate("document.querySelectorAll('main form').forEach(form => form.noValidate = true)")
        page.locator("main form [type=submit]").last.click()
        page.locator("[data-error-summary]").wait_for()
        looks_right()

    page.goto(f"/join/{world.join}/")
    looks_right()
    send_wrong()
    sign_in("wen")
    page.goto("/cases/new/")
    page.fill("#id_client-name", "何小宁")
    page.fill("#id_client-phone", "123")
    page.fill("#id_client-region_code", "西湖区")
    page.click("button[name=finish]")
    page.locator("[data-error-summary]").wait_for()
    looks_right()
    assert page.input_value("#id_client-region_code") == "西湖区"
    page.goto(f"/cases/{case}/debts/new/")
    page.fill("#id_amount", "很多")
    send_wrong()
    page.goto(f"/incidents/cases/{case}/new/")
    send_wrong()
    page.goto("/password/")
    page.fill("#id_old_password", "wrong")
    page.fill("#id_new_password1", "123")
    page.fill("#id_new_password2", "321")
    send_wrong()
    troubles[:] = [t for t in troubles if "422" not in t and "400" not in t]


def test_a_day_to_come_is_said_where_it_stands(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], wen: User, world: World
) -> None:
    sign_in("wen")
    page.goto(f"/evidence/{world.item.code}/describe/")
    page.fill("#id_made_on", "2999-01-01")
    page.locator("main form [type=submit]").last.click()
    page.locator("[data-error-summary]").wait_for()
    looks_right()

"""What the hot pages ask the database: at most twelve queries, and no more of them when there are more rows."""

import datetime
from collections.abc import Callable
from io import BytesIO

import pytest
from django.db import connection
from django.test import Client as Browser
from django.test.utils import CaptureQueriesContext

from caseapp.agencies.models import Lender
from caseapp.incidents.models import Review, Suggestion, Violation
from evidence.items.services import Origin, receive_file
from evidence.messages.models import Message, MessageSource
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory, ContactFactory, DebtFactory, IncidentFactory, LenderFactory
from tests.factories.lawyers import AssignmentFactory, MatterFactory

MOST_QUERIES = 12


def add_rows(office: Organisation, matter: Matter, wen: User, number: int) -> None:
    """More of everything that the pages show: in this case, and one more case beside it."""
    other = MatterFactory(organisation=office, number=f"C-{number}")
    CaseFactory(matter=other, status="action", next_on=datetime.date(2026, 12, 1))
    CaseFactory(matter=MatterFactory(organisation=office, number=f"D-{number}"), status="intake")
    AssignmentFactory(matter=other, user=wen)
    lender = LenderFactory()
    for one in (matter, other):
        DebtFactory(matter=one, lender=lender)
        incident = IncidentFactory(matter=one, lender=lender, contact=ContactFactory(matter=one))
        Violation.objects.create(incident=incident, kind="V06", confirmed_by=incident.confirmed_by)
        _add_evidence(one, wen, number)


def _add_evidence(matter: Matter, wen: User, number: int) -> None:
    file = BytesIO(b"<smses/>" + str(number).encode())
    item = receive_file(wen, matter=matter, stream=file, name="sms.xml", origin=Origin()).item
    for place in range(4):
        message = Message.objects.create(
            matter=matter, item=item, where=f"sms[{place}]", kind="sms", fingerprint=f"{number}-{place}", peer="10690000771200", text="还钱",
            at=datetime.datetime(2026, 11, 2, 2, number * 4 + place, tzinfo=datetime.UTC), direction="out" if place == 3 else "in",
        )  # fmt: skip
        MessageSource.objects.create(message=message, item=item, where="again")
        if place == 2:
            Review.objects.create(message=message, outcome="dismissed", reviewed_by=wen)
        elif place < 2:
            Suggestion.objects.create(message=message, kind="V02", why="缘由")


def addresses(matter: Matter) -> list[str]:
    case, lender = matter.case.code, Lender.objects.order_by("id").first().code
    pages = ["", "evidence/", "review/", "review/?show=all", "review/?show=decided"]
    return [
        "/", "/cases/", "/cases/?status=action&sort=opened", f"/cases/?lender={lender}",
        *(f"/cases/{case}/{tab}" for tab in ("", "debts/", "people/")), *(f"/incidents/cases/{case}/{page}" for page in pages), "/incidents/", f"/uploads/cases/{case}/",
        "/figures/", "/figures/?kind=V06&region=33", f"/figures/lenders/{lender}/", f"/figures/lenders/{lender}/?kind=V06",
        *(f"/figures/{rows}/?lender={which}" for rows in ("incidents", "contacts", "clients") for which in (lender, "any")),
    ]  # fmt: skip


def asked(browser: Browser, address: str) -> int:
    if "/review/" in address:
        # The first look at a file is written down, which is not what the page itself asks.
        browser.get(address)
    with CaptureQueriesContext(connection) as queries:
        assert browser.get(address).status_code == 200, address
    return len(queries)


@pytest.mark.django_db
@pytest.mark.parametrize("name", ["chen", "wen"])
def test_more_rows_cost_no_more_queries(
    name: str,
    office: Organisation,
    matter: Matter,
    chen: User,
    wen: User,
    signed_in: Callable[[User], Browser],
) -> None:
    browser = signed_in({"chen": chen, "wen": wen}[name])
    add_rows(office, matter, wen, 1)
    few = {address: asked(browser, address) for address in addresses(matter)}
    for number in range(2, 9):
        add_rows(office, matter, wen, number)
    many = {address: asked(browser, address) for address in few}
    assert many == few
    assert {address: number for address, number in many.items() if number > MOST_QUERIES} == {}

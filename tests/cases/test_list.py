"""Finding cases: search in every spelling, filters, sorting, export, saved filters; nobody finds what they may not see."""

from datetime import date, timedelta
from io import BytesIO
from typing import Any
from urllib.parse import unquote

import openpyxl
import pytest
from django.test import Client as Browser
from django.utils import timezone

from caseapp.agencies.models import Lender
from caseapp.agencies.services import add_alias
from caseapp.cases.models import Case, SavedFilter
from caseapp.clients.models import Client
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory, ContactFactory, DebtFactory, LenderFactory, LoanProductFactory
from tests.factories.lawyers import AssignmentFactory, MatterFactory

pytestmark = pytest.mark.django_db
TODAY = date(2026, 11, 25)


def open_case(office: Organisation, number: str, *, name: str = "虚构人", **fields: Any) -> Case:
    case: Case = CaseFactory(matter=MatterFactory(organisation=office, number=number), **fields)
    Client.objects.filter(matter=case.matter).update(name=name)
    return case


def found(browser: Browser, words: str) -> list[str]:
    """Numbers of the cases that a search shows, in order."""
    answer = browser.post("/cases/search/", {"q": words}, follow=True)
    assert answer.status_code == 200
    assert words not in unquote(answer.request["PATH_INFO"] + answer.request["QUERY_STRING"])
    case = answer.context.get("page")
    if hasattr(case, "case"):
        return [case.case.matter.number]
    return [row.matter.number for row in answer.context["page"]]


def listed(browser: Browser, query: str) -> list[str]:
    return [row.matter.number for row in browser.get(f"/cases/?{query}").context["page"]]


@pytest.mark.parametrize("words", ["YL2026-0777", "yl2026-0777", "嘉禾", "段嘉", "段嘉禾", " 嘉禾 "])
def test_by_number_and_by_two_characters_of_a_name(
    office: Organisation, supervisor_client: Browser, words: str
) -> None:
    open_case(office, "YL2026-0777", name="段嘉禾")
    open_case(office, "YL2026-0778", name="何小宁")
    assert found(supervisor_client, words) == ["YL2026-0777"]


@pytest.mark.parametrize(
    "words",
    ["19900003127", "199 0000 3127", "+86 199-0000-3127", "0086 19900003127", "１９９００００３１２７"],
)
@pytest.mark.parametrize("whose", ["client", "contact"])
def test_by_phone_in_any_spelling(
    office: Organisation, supervisor_client: Browser, words: str, whose: str
) -> None:
    case = open_case(office, "YL2026-0777")
    if whose == "client":
        client = Client.objects.get(matter=case.matter)
        client.phone = "199-0000-3127"
        client.save()
    else:
        ContactFactory(matter=case.matter, phone="+8619900003127")
    open_case(office, "YL2026-0778")
    assert found(supervisor_client, words) == ["YL2026-0777"]


@pytest.mark.parametrize(
    "words", ["11010519491231002X", "110105 19491231 002x", "１１０１０５１９４９１２３１００２Ｘ"]
)
def test_by_identity_number_in_any_spelling(
    office: Organisation, supervisor_client: Browser, words: str
) -> None:
    client = Client.objects.get(matter=open_case(office, "YL2026-0777").matter)
    client.id_number = "11010519491231002X"
    client.save()
    open_case(office, "YL2026-0778")
    assert found(supervisor_client, words) == ["YL2026-0777"]


@pytest.mark.parametrize("words", ["灰雁消费金融有限公司", "灰雁", "灰雁消费金融", "老灰雁", "雁借宝"])
def test_by_company_other_name_and_product(
    office: Organisation, supervisor_client: Browser, chen: User, words: str
) -> None:
    lender = LenderFactory(name="灰雁消费金融有限公司")
    add_alias(chen, company=lender, name="老灰雁金融")
    product = LoanProductFactory(name="雁借宝")
    DebtFactory(matter=open_case(office, "YL2026-0777").matter, lender=lender, product=product)
    DebtFactory(
        matter=open_case(office, "YL2026-0778").matter, lender=LenderFactory(name="苔原银行股份有限公司")
    )
    assert found(supervisor_client, words) == ["YL2026-0777"]


def test_nobody_finds_a_case_they_may_not_see(
    caseworker_client: Browser, supervisor_client: Browser, office: Organisation, other_matter: Matter
) -> None:
    open_case(office, "YL2026-0777", name="欧阳禾")
    Client.objects.filter(matter=other_matter).update(name="欧阳禾")
    assert found(caseworker_client, "YL2026-0777") == []
    assert found(caseworker_client, "欧阳") == []
    assert found(supervisor_client, "欧阳禾") == ["YL2026-0777"]
    assert found(supervisor_client, other_matter.number) == []


def test_the_searched_words_stay_for_the_next_page_and_can_be_removed(
    office: Organisation, supervisor_client: Browser
) -> None:
    for n in range(60):
        open_case(office, f"YL2026-1{n:03d}", name="段嘉禾")
    open_case(office, "YL2026-0002", name="何小宁")
    first = supervisor_client.post("/cases/search/", {"q": "嘉禾"}, follow=True)
    address = first.redirect_chain[-1][0]
    second = supervisor_client.get(f"{address}&page=2")
    assert (first.context["page"].paginator.count, len(second.context["page"])) == (60, 10)
    assert "YL2026-0002" in str(listed(supervisor_client, "sort=number"))


def test_filters_say_what_they_mean(office: Organisation, supervisor_client: Browser, wen: User) -> None:
    today = timezone.localdate()
    Case.objects.all().delete()
    lender = LenderFactory()
    a = open_case(office, "A", status="action", opened_on=date(2026, 3, 1), next_on=today - timedelta(days=1))
    b = open_case(office, "B", status="waiting", opened_on=date(2026, 4, 1), next_on=today)
    open_case(office, "C", status="evidence", opened_on=date(2026, 5, 1), next_on=today + timedelta(days=1))
    open_case(
        office,
        "D",
        status="closed",
        opened_on=date(2026, 6, 1),
        closed_at=timezone.now(),
        close_reason="stopped",
    )
    DebtFactory(matter=a.matter, lender=lender)
    AssignmentFactory(matter=b.matter, user=wen)
    asked = {
        "status=action": "A", "status=open": "ABC", "status=closed": "D", f"lender={lender.code}": "A", f"worker={wen.code}": "B",
        "from=2026-04-01": "BCD", "to=2026-04-01": "AB", "from=2026-04-01&to=2026-05-01": "BC", "next=overdue": "A", "next=today": "B",
        "next=later": "C", "next=none": "D", "status=open&next=today": "B", "status=nonsense&lender=x&worker=y&from=z": "ABCD",
    }  # fmt: skip
    shown = {query: "".join(sorted(listed(supervisor_client, query))) for query in asked}
    assert shown == asked


@pytest.mark.parametrize(
    ("sort", "order"), [("number", "ABC"), ("opened", "BCA"), ("next", "CAB"), ("event", "CBA")]
)
def test_sorting(office: Organisation, supervisor_client: Browser, sort: str, order: str) -> None:
    now = timezone.now()
    rows = {"A": (date(2026, 1, 1), date(2026, 12, 2), 3), "B": (date(2026, 3, 1), date(2026, 12, 3), 2), "C": (date(2026, 2, 1), date(2026, 12, 1), 1)}  # fmt: skip
    for number, (opened, coming, days) in rows.items():
        open_case(office, number, opened_on=opened, next_on=coming, last_event_at=now - timedelta(days=days))
    assert "".join(n for n in listed(supervisor_client, f"sort={sort}") if n in rows) == order


def test_exports_hold_the_rows_of_the_list_masked_and_harmless(
    office: Organisation, supervisor_client: Browser
) -> None:
    case = open_case(office, "YL2026-0777", name="段嘉禾", status="action")
    DebtFactory(matter=case.matter, lender=None, told_as="=HYPERLINK(1)")
    open_case(office, "YL2026-0778", status="waiting")
    answer: Any = supervisor_client.get("/cases/export.csv?status=action")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert "YL2026-0777" in text
    assert "YL2026-0778" not in text
    assert "段嘉禾" not in text
    assert "段*禾" in text
    assert "'=HYPERLINK" in text
    book = openpyxl.load_workbook(BytesIO(supervisor_client.get("/cases/export.xlsx?status=action").content))
    cells = [cell for row in book.active.iter_rows(min_row=2) for cell in row]
    assert cells[0].value == "YL2026-0777"
    assert {cell.data_type for cell in cells}.isdisjoint({"f"})


def test_a_saved_filter_holds_no_words_and_is_ones_own(
    supervisor_client: Browser, caseworker_client: Browser, chen: User
) -> None:
    supervisor_client.post("/cases/filters/", {"name": "本周要办", "query": "status=open&next=today&s=abc"})
    saved = SavedFilter.objects.get(owner=chen)
    assert saved.query == "status=open&next=today"
    assert "本周要办" in supervisor_client.get("/cases/?status=open").content.decode()
    assert caseworker_client.post(f"/cases/filters/{saved.code}/delete/").status_code == 404
    supervisor_client.post(f"/cases/filters/{saved.code}/delete/")
    assert not SavedFilter.objects.exists()


@pytest.mark.parametrize("rows", [3, 40])
def test_the_list_costs_the_same_however_long_it_is(
    office: Organisation, supervisor_client: Browser, django_assert_max_num_queries: Any, rows: int
) -> None:
    lender: Lender = LenderFactory()
    for n in range(rows):
        DebtFactory(matter=open_case(office, f"N{n}").matter, lender=lender)
    with django_assert_max_num_queries(12):
        supervisor_client.get("/cases/")

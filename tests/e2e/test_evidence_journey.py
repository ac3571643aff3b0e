"""From a relative's phone to a bag that anybody can check: link, picture, statement, review by keys, figure, catalogue, export."""

import zipfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from caseapp.dashboards.selectors import FigureFilter, league
from caseapp.demo.screens import SMS, Line, drawn_screen
from caseapp.incidents.models import Incident
from evidence.bundles.models import Exhibit
from evidence.items.models import EvidenceItem
from evidence.links.models import UploadLink
from evidence.messages.models import Message
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import ContactFactory, DebtFactory, LenderFactory
from tests.factories.lawyers import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THREAT = "【衡信通】段嘉禾的家属：其在灰雁有借欠款18,642.50元已逾期47天，今日不还就上门走访并通知其单位。"
WORDS = "他们每天给我发短信，夜里也发。我没有借过钱。"


@pytest.fixture
def desktop(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """The caseworker's own browser."""
    cache.clear()
    context = chromium.new_context(
        viewport={"width": 1440, "height": 900}, base_url=live_server.url, locale="zh-CN"
    )
    made = context.new_page()
    made.set_default_timeout(10_000)
    yield made
    context.close()


@pytest.fixture
def phone(chromium: Browser, live_server: Any) -> Iterator[Page]:
    """The relative's phone: another browser, signed in nowhere."""
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, base_url=live_server.url, locale="zh-CN"
    )
    made = context.new_page()
    made.set_default_timeout(10_000)
    yield made
    context.close()


@pytest.fixture
def screenshot(tmp_path: Path) -> Path:
    """A picture of one threat, taken a few minutes after it came."""
    at = timezone.localtime().replace(hour=21, minute=4, second=0, microsecond=0) - timedelta(days=3)
    taken_at = at + timedelta(minutes=6)
    content, _ = drawn_screen(SMS, "10690000771203", [Line(at, THREAT)], taken_at)
    path = tmp_path / f"Screenshot_{taken_at:%Y%m%d_%H%M%S}.png"
    path.write_bytes(content)
    return path


def make_link(desktop: Page, case: Any) -> str:
    """The caseworker signs in and makes a link for the contact: its secret."""
    desktop.goto("/sign-in/")
    desktop.fill("input[name=username]", "wen")
    desktop.fill("input[name=password]", PASSWORD)
    desktop.click("main button[type=submit]")
    desktop.goto(f"/uploads/cases/{case.code}/")
    desktop.click("main form:has([name=people]) [type=submit]")
    desktop.locator(".toast-box, [role=status]").first.wait_for()
    return UploadLink.objects.get(purpose="contact").secret


def send_from_the_phone(phone: Page, secret: str, screenshot: Path) -> None:
    """The contact agrees, sends the picture, and writes what happened."""
    phone.goto(f"/u/{secret}/")
    phone.click(".main-button")
    phone.click(".pick >> nth=0")
    phone.set_input_files("#file", str(screenshot))
    phone.click(".main-button >> nth=0")
    phone.wait_for_url("**/receipts/")
    expect(phone.locator("main")).to_contain_text(screenshot.name)
    phone.goto(f"/u/{secret}/statement/")
    phone.fill("textarea", WORDS)
    phone.fill("input[name=written_by]", "王小兰")
    phone.check("input[name=is_own]")
    phone.click(".main-button")
    expect(phone.locator(".receipt")).to_have_count(2)


def confirm_by_keys(desktop: Page, case: Any, lender: str) -> None:
    """What was read stands beside its picture; one key confirms all that the machine suggests for it."""
    desktop.goto("/incidents/")
    desktop.locator("table a, table .btn", has_text="审阅").first.click()
    desktop.wait_for_url(f"**/{case.code}/review/**")
    expect(desktop.locator(".msg.is-open")).to_contain_text("灰雁有借")
    expect(desktop.locator(".shot-picture rect.box-on")).to_have_count(1)
    assert desktop.locator(".shot-picture img").evaluate("node => node.complete && node.naturalWidth > 0")
    desktop.select_option("#lender", label=lender)
    desktop.locator(".msg.is-open").focus()
    desktop.keyboard.press("a")
    desktop.locator(".toast-box").wait_for()


def hand_out(desktop: Page, case: Any, folder: Path) -> Path:
    """Both files get a number, and everything is handed out as a bag: its folder, unpacked."""
    desktop.goto(f"/incidents/cases/{case.code}/catalogue/")
    desktop.click(
        "form[action$='/number/'] button[type=submit], form:has(input[name=item]) button[type=submit]"
    )
    expect(desktop.locator("#catalogue tbody tr")).to_have_count(2)
    desktop.locator("#exports button").click()
    with desktop.expect_download() as waiting:
        desktop.locator("#exports a", has_text="下载").click()
    waiting.value.save_as(folder / "bag.zip")
    with zipfile.ZipFile(folder / "bag.zip") as pack:
        pack.extractall(folder / "bag")
    return next((folder / "bag").iterdir())


def test_from_a_relatives_phone_to_a_bag_that_anybody_can_check(
    desktop: Page, phone: Page, matter: Matter, wen: User, chen: User, screenshot: Path, tmp_path: Path
) -> None:
    lender = LenderFactory(name="灰雁消费金融有限公司")
    DebtFactory(matter=matter, lender=lender)
    ContactFactory(matter=matter)
    case = matter.case
    send_from_the_phone(phone, make_link(desktop, case), screenshot)
    item = EvidenceItem.objects.get(name=screenshot.name)
    assert (item.reading, item.kind) == ("read", "screenshot")
    assert Message.objects.get(item=item).peer == "10690000771203"
    confirm_by_keys(desktop, case, lender.name)
    incident = Incident.objects.get()
    assert (incident.lender, incident.recipient, incident.has_threat) == (lender, "contact", True)
    assert [row.incidents for row in league(FigureFilter.of(chen, {})).rows] == [1]
    bag = hand_out(desktop, case, tmp_path)
    assert list(Exhibit.objects.values_list("number", flat=True)) == [1, 2]
    bagit.Bag(str(bag)).validate()
    assert any(path.read_bytes() == screenshot.read_bytes() for path in (bag / "data").rglob("*.png"))

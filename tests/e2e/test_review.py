"""Reviewing with the real keys, with the mouse, and without JavaScript."""

from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from caseapp.incidents.models import Incident, Review, Suggestion
from evidence.items.services import Origin, receive_file
from evidence.messages.models import Message
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import DebtFactory
from tests.factories.lawyers import PASSWORD

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

TEXT = "段嘉禾欠款18,642.50元，请你督促还款，否则上门走访并通知其单位。"


@pytest.fixture
def review(matter: Matter, wen: User) -> str:
    """The address of a review of three messages with two suggestions each."""
    DebtFactory(matter=matter)
    origin = Origin()
    item = receive_file(wen, matter=matter, stream=BytesIO(b"<smses/>"), name="sms.xml", origin=origin).item
    for number in range(1, 4):
        message = Message.objects.create(
            matter=matter, item=item, where=f"sms[{number}]", kind="sms", direction="in", fingerprint=f"f{number}",
            at=datetime(2026, 11, 2, 2, number, tzinfo=UTC), text=TEXT, peer="10690000771200",
        )  # fmt: skip
        for kind, span in (("V02", (3, 14)), ("V06", (23, 27))):
            Suggestion.objects.create(
                message=message, kind=kind, why="缘由", why_en="reason", span_from=span[0], span_to=span[1]
            )
    return f"/incidents/cases/{matter.case.code}/review/"


def states() -> list[str]:
    rows = Suggestion.objects.order_by("message", "kind").values_list("state", flat=True)
    return [state[0] for state in rows]


def toast(page: Page, words: str) -> None:
    expect(page.locator(".toast-box", has_text=words)).to_be_visible()


def test_keys_decide_undo_and_move(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    looks_right()
    page.keyboard.press("Enter")
    toast(page, "已确认：向第三人披露债务")
    assert states() == ["c", "o", "o", "o", "o", "o"]
    looks_right()
    page.keyboard.press("x")
    toast(page, "已记为不是：威胁恐吓")
    assert states() == ["c", "r", "o", "o", "o", "o"]
    expect(page.locator("[data-message]")).to_have_count(2)
    page.keyboard.press("z")
    toast(page, "已撤销 1 项决定")
    assert states() == ["c", "o", "o", "o", "o", "o"]
    expect(page.locator("[data-message]")).to_have_count(3)
    page.keyboard.press("j")
    expect(page.locator(".msg.is-open h2")).to_have_text("第 2 条")
    expect(page.locator("#original b")).to_have_text("sms[2]")
    page.keyboard.press("a")
    toast(page, "本条已全部确认")
    assert states() == ["c", "o", "c", "c", "o", "o"]
    expect(page.locator(".msg.is-open h2")).to_have_text("第 2 条")


def test_keys_put_off_move_help_and_change(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    page.keyboard.press("s")
    toast(page, "已跳过")
    expect(page.locator("[data-message]")).to_have_count(2)
    page.keyboard.press("z")
    toast(page, "已放回待审")
    expect(page.locator("[data-message]")).to_have_count(3)
    page.keyboard.press("k")
    page.keyboard.press("ArrowDown")
    expect(page.locator(".msg.is-open h2")).to_have_text("第 2 条")
    assert page.evaluate("document.activeElement.matches('.msg.is-open')")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()
    page.keyboard.press("a")
    page.keyboard.press("Escape")
    page.keyboard.press("e")
    page.wait_for_url("**/edit/**")
    looks_right()
    assert set(states()) == {"o"}
    page.click("main button[type=submit]")
    page.wait_for_url("**/review/**")
    toast(page, "已按您填的内容确认")
    for _ in range(2):
        page.keyboard.press("a")
        toast(page, "本条已全部确认")
    expect(page.locator(".empty h2")).to_be_visible()
    assert Review.objects.count() == 3
    looks_right()


def test_keys_never_act_in_fields_nor_twice(
    page: Page, sign_in: Callable[[str], None], review: str, troubles: list[str]
) -> None:
    sign_in("wen")
    page.goto(review)
    page.focus("#lender")
    for key in ("x", "a", "z", "s"):
        page.keyboard.press(key)
    page.locator("details.user-menu summary").click()
    field = page.locator("#find, #find-narrow").locator("visible=true").first
    field.focus()
    page.keyboard.type("xaxesz j k")
    page.keyboard.press("Control+a")
    assert set(states()) == {"o"}
    page.goto(review)
    page.keyboard.down("Enter")
    for _ in range(4):
        page.keyboard.down("Enter")
    page.keyboard.up("Enter")
    toast(page, "已确认")
    assert states() == ["c", "o", "o", "o", "o", "o"]


def test_keys_can_be_switched_off(page: Page, sign_in: Callable[[str], None], review: str) -> None:
    sign_in("wen")
    page.goto(review)
    switch = page.locator("[data-keys-switch]")
    if not switch.is_visible():
        return
    switch.click()
    page.locator("h1").click()
    page.keyboard.press("a")
    page.reload()
    page.keyboard.press("a")
    page.wait_for_timeout(300)
    assert set(states()) == {"o"}
    expect(switch).to_have_attribute("aria-pressed", "false")


def test_mouse_decides_and_undoes_many(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    page.click("[data-pick=all]")
    page.select_option("#lender", index=1)
    page.click("button[value=accept]")
    toast(page, "已处理 3 条")
    assert Incident.objects.filter(lender__isnull=False).count() == 3
    looks_right()
    page.click(".toast-box button")
    toast(page, "已撤销 3 项决定")
    assert set(states()) == {"o"}
    page.goto(f"{review}?show=decided")
    looks_right()
    page.goto(f"{review}?show=later")
    looks_right()


def test_a_toast_goes_after_ten_seconds_and_undo_stays(
    page: Page, sign_in: Callable[[str], None], review: str
) -> None:
    sign_in("wen")
    page.clock.install()
    page.goto(review)
    page.keyboard.press("Enter")
    toast(page, "已确认")
    page.clock.fast_forward(11_000)
    expect(page.locator(".toast-box")).to_be_hidden()
    page.keyboard.press("z")
    toast(page, "已撤销 1 项决定")
    assert set(states()) == {"o"}


def test_a_lost_connection_is_said_and_nothing_is_lost(
    page: Page, sign_in: Callable[[str], None], review: str, troubles: list[str]
) -> None:
    sign_in("wen")
    page.goto(review)
    page.context.set_offline(True)
    page.keyboard.press("Enter")
    toast(page, "没有存上")
    page.context.set_offline(False)
    page.keyboard.press("Enter")
    toast(page, "已确认")
    assert states() == ["c", "o", "o", "o", "o", "o"]
    troubles[:] = [t for t in troubles if "ERR_INTERNET_DISCONNECTED" not in t and not t.startswith("htmx:")]


def test_an_ended_session_leads_to_sign_in(page: Page, sign_in: Callable[[str], None], review: str) -> None:
    sign_in("wen")
    page.goto(review)
    page.context.clear_cookies(name="sessionid")
    page.keyboard.press("Enter")
    page.wait_for_url("**/sign-in/**")


def test_without_javascript(chromium: Browser, live_server: Any, review: str, wen: User) -> None:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=username]", "wen")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(review)
    page.locator(".fact-suggested button", has_text="确认").first.click()
    toast(page, "已确认")
    page.locator(".fact-suggested button", has_text="不是").first.click()
    toast(page, "已记为不是")
    page.click(".toast-box button")
    toast(page, "已撤销 1 项决定")
    page.locator(".fact-confirmed button").click()
    toast(page, "已恢复为待审")
    assert set(states()) == {"o"}
    page.click("[data-pick=all]")
    page.click("button[value=accept]")
    toast(page, "已处理 3 条")
    page.goto(f"{review}?show=decided")
    page.locator(".msg-acts button", has_text="恢复为待审").first.click()
    toast(page, "已恢复为待审")
    assert Review.objects.count() == 2
    context.close()

"""Reviewing what was read in a picture: boxes, keys, putting right, splitting and joining."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from caseapp.incidents.models import Suggestion
from caseapp.incidents.services import suggest_for_matter
from evidence.messages.models import Correction, Message
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import DebtFactory
from tests.factories.lawyers import PASSWORD
from tests.incidents.pictures import Said, picture

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

FIRST = "【衡信通】段嘉禾的家属：其欠款18,642.60元已逾期47天，今日不还就上门走访并通知其单位。"
DOUBTED = FIRST.index("18,642")


@pytest.fixture
def review(matter: Matter, wen: User) -> str:
    """The address of a review of one screenshot: three received messages with suggestions, one of them without a time."""
    DebtFactory(matter=matter)
    at = datetime(2026, 11, 2, 2, 16, tzinfo=UTC)
    rows = [
        Said(FIRST, at, shown_at="11月2日 10:16", doubts=((DOUBTED, DOUBTED + 9, 0.71),), confidence=0.71, truth=FIRST.replace("60元", "50元")),
        Said("我不欠你们的钱，别再发了", at.replace(minute=21), "out", "11月2日 10:21"),
        Said("不还钱就上门，等着全村都知道。\n老赖，再不还款就告诉你单位。", at.replace(minute=40), shown_at="11月2日 10:40"),
        Said("老赖还钱，明天上门找你家人。", None, shown_at="昨天 21:03"),
    ]  # fmt: skip
    picture(matter, wen, rows)
    suggest_for_matter(matter, source_key="")
    assert Suggestion.objects.filter(state="open").exists()
    return f"/incidents/cases/{matter.case.code}/review/?all=1"


def at_text(words: str) -> Message:
    found: Message = Message.objects.get(text__contains=words)
    return found


def opened(page: Page, words: str) -> None:
    expect(page.locator(".msg.is-open")).to_contain_text(words)


def to(page: Page, words: str) -> None:
    """Move with J until the message with these words is open."""
    for _ in range(4):
        if words in (page.locator(".msg.is-open").text_content() or ""):
            return
        page.keyboard.press("j")
    opened(page, words)


def test_boxes_follow_the_keys_and_open_messages(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    looks_right()
    expect(page.locator(".shot-picture rect")).to_have_count(4)
    assert page.locator(".shot-picture img").evaluate("node => node.complete && node.naturalWidth > 0")
    to(page, "18,642")
    first, third = at_text("18,642"), at_text("全村")
    expect(page.locator(".msg.is-open mark.mk-low").first).to_contain_text("18,642.60")
    expect(page.locator(f'[data-goes-to="m-{first.code}"] rect.box-on.box-low')).to_have_count(1)
    page.locator(f'.shot-picture [data-goes-to="m-{third.code}"]').click()
    opened(page, "全村")
    expect(page.locator(f'.shot-picture [data-goes-to="m-{third.code}"] rect.box-on')).to_have_count(1)
    page.keyboard.press("o")
    expect(page.locator(".shot-picture.is-full")).to_have_count(1)
    looks_right()


def test_keys_put_right_and_undo(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    to(page, "18,642")
    page.keyboard.press("e")
    words = page.locator("[data-correct] textarea")
    expect(words).to_be_focused()
    looks_right()
    page.keyboard.press("Escape")
    expect(page.locator("[data-correct]")).to_have_count(0)
    opened(page, "18,642.60")
    page.keyboard.press("e")
    expect(words).to_be_focused()
    words.fill(FIRST.replace("60元", "50元"))
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast-box")).to_contain_text("已改正")
    message = at_text("18,642.50")
    assert (message.confidence, message.is_corrected) == (1.0, True)
    opened(page, "18,642.50")
    expect(page.locator(".msg.is-open .mk-low")).to_have_count(0)
    looks_right()
    page.keyboard.press("z")
    expect(page.locator(".toast-box")).to_contain_text("已恢复原样")
    assert at_text("18,642.60").is_corrected is False


def test_keys_split_and_join(page: Page, sign_in: Callable[[str], None], review: str) -> None:
    sign_in("wen")
    page.goto(review)
    to(page, "全村")
    page.keyboard.press("e")
    words = page.locator("[data-correct] textarea")
    expect(words).to_be_focused()
    words.evaluate("node => node.setSelectionRange(node.value.indexOf('老赖'), node.value.indexOf('老赖'))")
    page.keyboard.press("Alt+s")
    expect(page.locator(".toast-box")).to_contain_text("已拆成两条")
    head, tail = at_text("全村"), at_text("告诉你单位")
    assert head.pk != tail.pk
    assert head.seen is not None
    assert tail.seen is not None
    assert head.seen["box"][3] == tail.seen["box"][1]
    to(page, "全村")
    page.keyboard.press("m")
    expect(page.locator(".toast-box")).to_contain_text("已与下一条合并")
    assert at_text("全村").pk == at_text("告诉你单位").pk


def test_a_time_is_set_from_the_words(page: Page, sign_in: Callable[[str], None], review: str) -> None:
    sign_in("wen")
    page.goto(review)
    to(page, "昨天 21:03")
    page.keyboard.press("e")
    expect(page.locator("#id_time")).to_have_value("21:03")
    page.fill("#id_day", "2026-11-01")
    page.locator("[data-saves]").click()
    expect(page.locator(".toast-box")).to_contain_text("已改正")
    assert at_text("找你家人").at == datetime(2026, 11, 1, 13, 3, tzinfo=UTC)


def test_what_somebody_else_changed_is_said_and_nothing_typed_is_lost(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], review: str
) -> None:
    sign_in("wen")
    page.goto(review)
    to(page, "18,642")
    page.keyboard.press("e")
    words = page.locator("[data-correct] textarea")
    expect(words).to_be_focused()
    Message.objects.filter(pk=at_text("18,642").pk).update(revision=7, text="别人改过的18,642")
    words.fill("我写的字")
    page.keyboard.press("Control+Enter")
    expect(page.locator("[data-correct] [role=alert]")).to_contain_text("别人改过的")
    expect(words).to_have_value("我写的字")
    looks_right()
    page.keyboard.press("Control+Enter")
    expect(page.locator(".toast-box")).to_contain_text("已改正")
    assert at_text("我写的字").revision == 8


def test_without_javascript(chromium: Browser, live_server: Any, review: str, wen: User) -> None:
    context = chromium.new_context(
        viewport={"width": 390, "height": 800}, base_url=live_server.url, java_script_enabled=False
    )
    page = context.new_page()
    page.goto("/sign-in/")
    page.fill("input[name=username]", "wen")
    page.fill("input[name=password]", PASSWORD)
    page.click("main button[type=submit]")
    page.goto(f"{review}&edit={at_text('18,642').code}")
    assert page.locator(".shot-picture img").is_visible()
    page.fill("[data-correct] textarea", "改过的字。第二句")
    page.locator("[data-saves]").click()
    expect(page.locator(".toast-box")).to_contain_text("已改正")
    page.goto(f"{review}&edit={at_text('改过的字').code}")
    page.select_option("#split-place", index=1)
    page.locator("noscript button").click()
    expect(page.locator(".toast-box")).to_contain_text("已拆成两条")
    assert at_text("第二句").split_from == at_text("改过的字")
    assert Correction.objects.count() == 2
    context.close()

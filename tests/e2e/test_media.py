"""Player, transcript and redaction in a real browser, and ranges over a real connection."""

import http.client
from collections.abc import Callable
from io import BytesIO
from typing import Any
from urllib.parse import urlsplit

import pytest
from PIL import Image
from playwright.sync_api import Page

from evidence.derivatives.models import Derivative, Redaction
from evidence.derivatives.services import make_redaction, open_copy, prepare_item
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import Origin, receive_file
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import film, picture, sound

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def bring(wen: User, matter: Matter) -> Callable[[bytes], EvidenceItem]:
    def brought(content: bytes) -> EvidenceItem:
        item = receive_file(wen, matter=matter, stream=BytesIO(content), name="x", origin=Origin()).item
        prepare_item(item.pk)
        return item

    return brought


def until(page: Page, holds: str) -> None:
    """Waits for an expression; the pages' own rules forbid what Playwright would use."""
    for _ in range(200):
        if page.evaluate(holds):
            return
        page.wait_for_timeout(50)
    raise AssertionError(holds)


@pytest.mark.parametrize(
    "make",
    [lambda: sound("m4a", 3), lambda: sound("amr", 3), lambda: film("mp4", 3)],
    ids=["m4a", "amr", "mp4"],
)
def test_the_player_loads_and_seeks(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    bring: Callable[[bytes], EvidenceItem],
    make: Callable[[], bytes],
) -> None:
    item = bring(make())
    sign_in("wen")
    page.goto(f"/incidents/evidence/{item.code}/")
    player = "document.querySelector('[data-player] audio, [data-player] video')"
    assert not CustodyEvent.objects.filter(item=item, kind="viewed").exists()
    page.evaluate(f"{player}.preload = 'metadata'")
    until(page, f"{player}.readyState >= 1")
    assert CustodyEvent.objects.filter(item=item, kind="viewed").count() == 1
    assert page.evaluate(f"{player}.duration") == pytest.approx(3, abs=0.2)
    looks_right()
    page.evaluate(f"{player}.currentTime = 2")
    until(page, f"!{player}.seeking && {player}.readyState >= 2")
    assert page.evaluate(f"{player}.error") is None


def test_a_transcript_is_written_with_keys(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    bring: Callable[[bytes], EvidenceItem],
) -> None:
    item = bring(sound("m4a", 90))
    sign_in("wen")
    page.goto(f"/evidence/{item.code}/transcript/?next=/incidents/evidence/{item.code}/")
    player = "document.querySelector('[data-player] audio')"
    until(page, f"{player}.readyState >= 1")
    page.evaluate(f"{player}.currentTime = 75")
    until(page, f"!{player}.seeking")
    page.focus("textarea")
    page.keyboard.press("Alt+t")
    page.keyboard.type("甲：你好")
    page.keyboard.press("Alt+b")
    until(page, f"Math.abs({player}.currentTime - 70) < 0.5")
    page.keyboard.press("Alt+j")
    until(page, f"{player}.currentTime >= 75")
    page.keyboard.press("Alt+p")
    until(page, f"{player}.paused")
    assert page.input_value("textarea") == "[01:15] 甲：你好"
    page.click("form.panel button[type=submit]")
    page.locator(".transcript-read").wait_for()
    looks_right()
    page.click("[data-seek='75']")
    until(page, f"Math.abs({player}.currentTime - 75) < 2")
    page.evaluate(f"{player}.pause()")


def pixels(item: EvidenceItem, box: tuple[int, int, int, int]) -> Any:
    with open_copy(Derivative.objects.get(item=item, kind="redacted")) as stream:
        return Image.open(BytesIO(stream.read())).convert("RGB").crop(box).getextrema()


def test_a_picture_is_redacted_with_the_keyboard_alone(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    bring: Callable[[bytes], EvidenceItem],
    troubles: list[str],
) -> None:
    item = bring(picture("PNG"))
    sign_in("wen")
    page.goto(f"/evidence/{item.code}/redact/?next=/incidents/evidence/{item.code}/")
    page.wait_for_load_state("networkidle")
    page.focus("#id_box-0-left")
    for number in ("10", "20", "300", "200"):
        page.keyboard.type(number)
        page.keyboard.press("Tab")
    assert page.locator("rect.redact-box").count() == 1
    page.focus("[data-box-more]")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "id_box-4-left"
    looks_right()
    page.focus("#id_reason")
    page.keyboard.press("Enter")
    page.locator("[data-error-summary]").wait_for()
    looks_right()
    assert page.input_value("#id_box-0-right") == "300"
    page.focus("#id_reason")
    page.keyboard.type("无关人员")
    page.keyboard.press("Enter")
    page.locator(".copies").wait_for()
    looks_right()
    assert pixels(item, (10, 20, 300, 200)) == ((0, 0),) * 3


def test_a_box_is_drawn_with_the_pointer(
    page: Page, sign_in: Callable[[str], None], bring: Callable[[bytes], EvidenceItem]
) -> None:
    item = bring(picture())
    sign_in("wen")
    page.goto(f"/evidence/{item.code}/redact/")
    page.wait_for_load_state("networkidle")
    frame = page.locator("[data-redact]").bounding_box()
    assert frame is not None
    page.mouse.move(frame["x"] + frame["width"] * 0.25, frame["y"] + frame["height"] * 0.25)
    page.mouse.down()
    page.mouse.move(frame["x"] + frame["width"] * 0.5, frame["y"] + frame["height"] * 0.75, steps=4)
    page.mouse.up()
    drawn = [int(page.input_value(f"#id_box-0-{name}")) for name in ("left", "top", "right", "bottom")]
    assert drawn == pytest.approx([150, 100, 300, 300], abs=3)
    page.fill("#id_reason", "无关人员")
    page.click("form.redact-form button[type=submit]:not([name])")
    page.locator(".copies").wait_for()
    assert pixels(item, (155, 105, 295, 295)) == ((0, 0),) * 3


def test_ranges_over_a_real_connection(
    live_server: Any, signed_in: Callable[[User], Any], wen: User, bring: Callable[[bytes], EvidenceItem]
) -> None:
    content = sound("wav", 60)
    item = bring(content)
    cookie = signed_in(wen).cookies["sessionid"].value
    line = http.client.HTTPConnection(urlsplit(live_server.url).netloc, timeout=20)

    def ask(method: str = "GET", **headers: str) -> tuple[int, dict[str, str], bytes]:
        given = {"Cookie": f"sessionid={cookie}"} | {
            name.replace("_", "-"): value for name, value in headers.items()
        }
        line.request(method, f"/evidence/{item.code}/play/", headers=given)
        answer = line.getresponse()
        return answer.status, dict(answer.getheaders()), answer.read()

    status, head, nothing = ask("HEAD")
    assert (status, head["Content-Length"], head["Accept-Ranges"], nothing) == (
        200,
        str(len(content)),
        "bytes",
        b"",
    )
    assert ask()[2] == content
    pieces, at = b"", 0
    while at < len(content):
        status, head, piece = ask(Range=f"bytes={at}-{at + 199_999}", If_Range=head["ETag"])
        assert (status, head["Content-Range"]) == (206, f"bytes {at}-{at + len(piece) - 1}/{len(content)}")
        pieces, at = pieces + piece, at + len(piece)
    assert pieces == content
    assert (ask(Range="bytes=0-1,4-5")[0], ask(Range="bytes=99999999-")[0], ask(Range="lines=1-2")[0]) == (
        416,
        416,
        200,
    )
    line.close()


def test_a_copy_that_is_being_made_appears_by_itself_or_on_looking_again(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    bring: Callable[[bytes], EvidenceItem],
    wen: User,
) -> None:
    item = bring(picture("PNG"))
    asked = [
        Redaction.objects.create(item=item, boxes=[[10, 20, 300, 200 + n]], reason="无关人员", asked_by=wen)
        for n in range(3)
    ]
    Redaction.objects.filter(pk=asked[2].pk).update(state="failed", problem="too_much_memory")
    sign_in("wen")
    page.goto(f"/evidence/{item.code}/redact/")
    assert page.locator("#copies [role=status]").count() == 2
    looks_right()
    make_redaction(asked[0].pk)
    page.locator("#copies a[href*='/copies/']").wait_for()
    make_redaction(asked[1].pk)
    page.locator("#copies [role=status] a").first.click()
    page.wait_for_load_state("networkidle")
    assert page.locator("#copies a[href*='/copies/']").count() == 2
    page.goto(f"/incidents/evidence/{item.code}/")
    looks_right()

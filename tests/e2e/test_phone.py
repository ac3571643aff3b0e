"""The phone page in a browser: an old one without script, and everybody's."""

import hashlib
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.cache import cache
from django.utils import timezone
from playwright.sync_api import Browser, Page, expect

from caseapp.clients.models import Contact
from evidence.items.models import EvidenceItem
from evidence.links import services
from evidence.links.models import UploadLink
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def contact(matter: Matter) -> Contact:
    cache.clear()
    made: Contact = ContactFactory(matter=matter)
    return made


@pytest.fixture
def link(wen: User, contact: Contact) -> UploadLink:
    return link_of(wen, contact)


@pytest.fixture
def old_phone(chromium: Browser, live_server: Any) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 640}, base_url=live_server.url, java_script_enabled=False
    )
    yield context.new_page()
    context.close()


def file_of(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_everything_works_without_script(old_phone: Page, link: UploadLink, tmp_path: Path) -> None:
    page, main = old_phone, ".main-button"
    page.goto(f"/u/{link.secret}/")
    page.click(main)
    page.click(".pick >> nth=0")
    page.set_input_files("#file", [file_of(tmp_path, f"截图{n}.png", b"%d" % n) for n in range(3)])
    page.click(main)
    expect(page.locator(".receipt .files li")).to_have_count(3)
    assert page.locator(".sha").first.inner_text().endswith(hashlib.sha256(b"0").hexdigest())
    page.click(main)
    page.click(".pick >> nth=3")
    page.fill("textarea", "他们打了三次")
    page.click(main)
    assert page.input_value("textarea") == "他们打了三次"
    page.fill("input[name=written_by]", "王小兰")
    page.check("input[name=is_own]")
    page.click(main)
    expect(page.locator(".receipt")).to_have_count(2)
    page.click("main a[href$='/refuse/']")
    page.check("input[name=wants_back]")
    page.click(main)
    page.wait_for_url("**/refused/")
    assert EvidenceItem.objects.count() == 4
    link.refresh_from_db()
    assert link.state == "refused"


def test_targets_are_large_enough_for_a_thumb(old_phone: Page, link: UploadLink) -> None:
    services.agree(link)
    for address in ("choose/", "pictures/", "statement/", "refuse/"):
        old_phone.goto(f"/u/{link.secret}/{address}")
        for button in old_phone.locator(
            "button, .pick, .main-button, .other-button, input[type=file], summary"
        ).all():
            if box := button.bounding_box():
                assert box["height"] >= 48, (address, button.inner_text())


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_is_accessible(
    page: Page, looks_right: Callable[[], None], link: UploadLink, live_server: Any, language: str, troubles: list[str],
) -> None:  # fmt: skip
    page.context.add_cookies(
        [{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": live_server.url}]
    )

    def look(address: str) -> None:
        page.goto(f"/u/{link.secret}/{address}")
        looks_right()

    look("")
    look("refuse/")
    services.agree(link)
    for address in ("choose/", "pictures/", "recordings/", "backups/", "statement/", "receipts/"):
        page.goto(f"/u/{link.secret}/{address}")
        page.evaluate("document.querySelectorAll('details').forEach(one => one.open = true)")
        looks_right()
    page.goto(f"/u/{link.secret}/statement/")
    page.click(".main-button")
    page.locator(".note-danger").wait_for()
    looks_right()
    page.goto(f"/u/{link.secret}/pictures/")
    page.set_input_files("#file", {"name": "a.png", "mimeType": "image/png", "buffer": b"x"})
    page.click(".main-button >> nth=0")
    page.wait_for_url("**/receipts/")
    looks_right()
    look("refuse/")
    page.click(".main-button")
    page.wait_for_url("**/refused/")
    looks_right()
    look("")
    UploadLink.objects.filter(pk=link.pk).update(expires_at=timezone.now() - timedelta(days=1))
    look("")
    page.goto(f"/u/{'x' * 32}/")
    looks_right()
    # Pages that say no come with their status.
    troubles[:] = [t for t in troubles if not any(code in t for code in ("404", "410", "422"))]


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_the_offices_pages_are_accessible(
    page: Page,
    looks_right: Callable[[], None],
    sign_in: Callable[[str], None],
    link: UploadLink,
    language: str,
) -> None:
    sign_in("wen")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}])
    case = link.matter.case.code
    for address in (f"cases/{case}/", f"links/{link.code}/", f"cases/{case}/sheet/"):
        page.goto(f"/uploads/{address}")
        looks_right()
    page.goto(f"/cases/{case}/people/")
    looks_right()

"""A headless Chromium on a live server; every page it looks at must be free of script errors and refused content."""

import os
import shutil
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

from tests.factories.lawyers import PASSWORD

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
]
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]}}


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    path = os.environ.get("CHROMIUM") or shutil.which("chromium") or ""
    if not path:
        pytest.skip("no Chromium is installed")
    # Playwright's synchronous door runs an event loop; Django would refuse the database inside it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def troubles() -> list[str]:
    return []


@pytest.fixture(params=[(1440, 900), (360, 740)], ids=["desktop", "phone"])
def page(
    request: pytest.FixtureRequest, chromium: Browser, live_server: Any, troubles: list[str]
) -> Iterator[Page]:
    width, height = request.param
    context = chromium.new_context(
        viewport={"width": width, "height": height}, base_url=live_server.url, locale="zh-CN"
    )
    made = context.new_page()
    made.on("pageerror", lambda error: troubles.append(str(error)))
    made.on(
        "console",
        lambda message: (
            troubles.append(message.text) if message.type == "error" and "422" not in message.text else None
        ),
    )
    yield made
    context.close()
    assert troubles == []


@pytest.fixture
def sign_in(page: Page) -> Callable[[str], None]:
    def with_form(username: str) -> None:
        page.goto("/sign-in/")
        page.fill("input[name=username]", username)
        page.fill("input[name=password]", PASSWORD)
        page.click("main button[type=submit]")
        page.wait_for_url("**/")

    return with_form


@pytest.fixture
def looks_right(page: Page) -> Callable[[], None]:
    """axe finds nothing, and the page does not scroll sideways."""

    def check() -> None:
        found = Axe().run(page, options=RULES).response["violations"]
        assert [(v["id"], [n["html"][:160] for n in v["nodes"]][:3]) for v in found] == [], page.url
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} scrolls sideways by {wide} px"

    return check

"""Sending from a phone with script: the connection is lost and comes back, and what is not kept is said."""

import json
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.evidence.arrivals.serving import Served
from tests.evidence.conftest import furnished

pytestmark = pytest.mark.browser
MAKING = """
from evidence.links.models import UploadLink
from evidence.links.services import agree
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of
link = link_of(User.objects.get(username="wen"), ContactFactory(matter=Matter.objects.get()))
agree(link)
UploadLink.objects.filter(pk=link.pk).update(**json.loads(sys.argv[1]))
print(json.dumps([link.secret, str(link.code)]))
"""
ASKING = """
from evidence.arrivals.models import Arrival
from evidence.items.models import Receipt
kept = Receipt.objects.filter(way="link", way_key=sys.argv[1])
print(json.dumps([sorted(kept.values_list("item__sha256", flat=True)), Arrival.objects.filter(owner=sys.argv[1]).count()]))
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    made = Served(furnished(tmp_path_factory.mktemp("office")))
    made.start()
    yield made
    made.kill()


@pytest.fixture
def page(chromium: Browser, shared: Served, troubles: list[str]) -> Iterator[Page]:
    context = chromium.new_context(
        viewport={"width": 360, "height": 740}, base_url=f"http://127.0.0.1:{shared.port}"
    )
    made = context.new_page()
    made.on("pageerror", lambda error: troubles.append(str(error)))
    yield made
    context.close()
    assert troubles == []


def link(shared: Served, **limits: int) -> list[str]:
    made: list[str] = shared.office.told(MAKING, json.dumps(limits))
    return made


def kept(shared: Served, code: str) -> Any:
    return shared.office.told(ASKING, code)


def file_of(folder: Path, name: str, content: bytes) -> str:
    path = folder / name
    path.write_bytes(content)
    return str(path)


def test_a_file_goes_on_after_the_connection_is_lost(page: Page, shared: Served, tmp_path: Path) -> None:
    """The network goes when a part has arrived; when it is back the rest follows, and nothing is sent twice."""
    secret, code = link(shared)
    content = bytes(range(256)) * (4 * 1024 * 10)
    page.goto(f"/u/{secret}/recordings/")
    page.set_input_files(
        "#file", [file_of(tmp_path, "录音.m4a", content), file_of(tmp_path, "b.m4a", b"short")]
    )
    network = page.context.new_cdp_session(page)
    slow = {"offline": False, "latency": 0, "downloadThroughput": -1, "uploadThroughput": 3_000_000}
    network.send("Network.emulateNetworkConditions", slow)
    page.click("form .main-button")
    expect(page.locator("p[data-sum]")).to_contain_text("2")
    while page.locator("progress >> nth=0").evaluate("bar => bar.value") < 3_000_000:
        page.wait_for_timeout(20)
    network.send("Network.emulateNetworkConditions", slow | {"offline": True})
    expect(page.locator("[data-lost]")).to_be_visible()
    network.send("Network.emulateNetworkConditions", slow | {"uploadThroughput": -1})
    page.wait_for_url("**/receipts/")
    expect(page.locator(".receipt .files li")).to_have_count(2)
    expect(page.locator(".receipt")).to_have_count(1)
    assert kept(shared, code) == [sorted(sha256(one).hexdigest() for one in (content, b"short")), 2]


def test_what_is_not_kept_is_said_and_the_rest_goes_on(page: Page, shared: Served, tmp_path: Path) -> None:
    secret, code = link(shared, max_bytes=10)
    page.goto(f"/u/{secret}/pictures/")
    files = [("a.png", b"12345"), ("b.png", b"x" * 50), ("empty.png", b"")]
    page.set_input_files("#file", [file_of(tmp_path, name, content) for name, content in files])
    page.click("form .main-button")
    expect(page.locator(".is-done")).to_have_count(1)
    expect(page.locator(".is-failed")).to_have_count(2)
    for words in page.locator(".is-failed .state").all_inner_texts():
        assert len(words) > 4
    expect(page.locator("a[data-next]")).to_be_visible()
    assert kept(shared, code)[0] == [sha256(b"12345").hexdigest()]
    page.click("a[data-next]")
    expect(page.locator(".receipt .files li")).to_have_count(1)

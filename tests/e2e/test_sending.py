"""Bringing files in with a browser: many, folders, offline and on again, after a reload; it adds up and nothing is doubled."""

import re
from collections.abc import Callable, Iterator
from hashlib import sha256
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, Route

from tests.evidence.arrivals.serving import Served
from tests.evidence.conftest import furnished

pytestmark = pytest.mark.browser
KEPT = """
from evidence.items.models import Receipt
receipts = Receipt.objects.filter(item__sha256__in=sys.argv[1:])
print(json.dumps([sorted(set(receipts.values_list("item__name", flat=True))), receipts.count(), sorted(set(receipts.values_list("holder", flat=True)))]))
"""


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for all of these: each test sends files of its own."""
    made = Served(furnished(tmp_path_factory.mktemp("office")))
    made.start()
    yield made
    made.kill()


SIZES = pytest.mark.parametrize("viewport", [(1440, 900), (360, 740)], ids=["desktop", "phone"])


@pytest.fixture
def viewport() -> tuple[int, int]:
    return 1440, 900


@pytest.fixture
def page(viewport: tuple[int, int], chromium: Browser, shared: Served, troubles: list[str]) -> Iterator[Page]:
    """Several requests at once need a database of the server's own: not the live server of the other tests."""
    width, height = viewport
    context = chromium.new_context(
        viewport={"width": width, "height": height},
        base_url=f"http://127.0.0.1:{shared.port}",
        locale="zh-CN",
    )
    made = context.new_page()
    made.on("pageerror", lambda error: troubles.append(str(error)))
    made.on("console", lambda told: troubles.append(told.text) if told.type == "error" else None)
    yield made
    context.close()
    assert [one for one in troubles if "ERR_INTERNET_DISCONNECTED" not in one] == []


@pytest.fixture
def evidence_tab(page: Page, sign_in: Callable[[str], None], shared: Served) -> str:
    sign_in("wen")
    address = shared.sender().place.replace("arrivals/", "")
    page.goto(address)
    return address


def digests(paths: list[Path]) -> list[str]:
    return [sha256(path.read_bytes()).hexdigest() for path in paths]


def files(folder: Path, *names: str, size: int = 2000) -> list[Path]:
    made = []
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        piece = f"{folder}/{name}".encode()
        path.write_bytes((piece * (size // len(piece) + 1))[:size])
        made.append(path)
    return made


def send(page: Page, paths: list[Path]) -> None:
    page.set_input_files("#id_file", paths)
    page.click("form[data-upload] button[type=submit]")


def wait_for_sum(page: Page, text: str) -> None:
    page.locator("[data-upload-sum]").filter(has_text=re.compile(text)).wait_for(timeout=20_000)


@SIZES
def test_many_files_add_up_and_stand_in_the_list(
    page: Page, evidence_tab: str, tmp_path: Path, looks_right: Callable[[], None], shared: Served
) -> None:
    made = files(tmp_path, *(f"截图 {n}.png" for n in range(12)), size=1_200_000)
    made += files(tmp_path, "空.txt", ".DS_Store", "Thumbs.db")
    (tmp_path / "空.txt").write_bytes(b"")
    page.fill("#id_holder", "王小兰")
    send(page, made)
    wait_for_sum(page, r"13 = \S+ 12 \+ \S+ 1\D.*2$")
    page.locator("#items a", has_text="截图 11.png").first.wait_for()
    looks_right()
    told = shared.office.told(KEPT, *digests(made[:12]))
    assert told == [sorted(path.name for path in made[:12]), 12, ["王小兰"]]
    # The same again: no new item, a receipt more each.
    page.reload()
    page.fill("#id_holder", "王小兰")
    send(page, made[:2])
    wait_for_sum(page, r"2 = \S+ 2$")
    assert shared.office.told(KEPT, *digests(made[:12]))[1] == 14


def test_a_whole_folder(page: Page, evidence_tab: str, tmp_path: Path, shared: Served) -> None:
    made = files(tmp_path, "备份/短信/a.xml", "备份/b.xml", "备份/c.txt", "备份/.git/config")
    page.set_input_files("[data-upload-folder]", tmp_path / "备份")
    wait_for_sum(page, r"3 = \S+ 3\D.*1$")
    assert shared.office.told(KEPT, *digests(made))[:2] == [["a.xml", "b.xml", "c.txt"], 3]


def test_dropped_files_are_taken(page: Page, evidence_tab: str, shared: Served) -> None:
    page.evaluate("""() => {
      const transfer = new DataTransfer();
      for (const name of ["一.txt", "二.txt"]) transfer.items.add(new File([name], name));
      const form = document.querySelector("[data-upload]");
      form.dispatchEvent(new DragEvent("drop", { dataTransfer: transfer, bubbles: true, cancelable: true }));
    }""")
    wait_for_sum(page, r"2 = \S+ 2$")
    told = shared.office.told(KEPT, *(sha256(name.encode()).hexdigest() for name in ("一.txt", "二.txt")))
    assert told[:2] == [["一.txt", "二.txt"], 2]


def no_pieces(route: Route) -> None:
    """A network that is lost as soon as a file has begun."""
    if route.request.method == "PATCH":
        route.abort("internetdisconnected")
    else:
        route.continue_()


def test_offline_it_waits_and_goes_on_by_itself(
    page: Page, evidence_tab: str, tmp_path: Path, looks_right: Callable[[], None], shared: Served
) -> None:
    page.route("**/arrivals/*/", no_pieces)
    (path,) = files(tmp_path, "长录音.m4a", size=3_000_000)
    send(page, [path])
    page.wait_for_timeout(300)
    page.context.set_offline(True)
    page.locator("[data-upload-offline]").wait_for()
    looks_right()
    page.unroute("**/arrivals/*/")
    page.context.set_offline(False)
    wait_for_sum(page, r"1 = \S+ 1$")
    assert shared.office.told(KEPT, *digests([path]))[:2] == [["长录音.m4a"], 1]


def test_after_a_reload_the_same_file_goes_on(
    page: Page, evidence_tab: str, tmp_path: Path, looks_right: Callable[[], None], shared: Served
) -> None:
    page.route("**/arrivals/*/", no_pieces)
    page.on("dialog", lambda dialog: dialog.accept())
    (path,) = files(tmp_path, "长录音.m4a", size=3_000_000)
    with page.expect_request(lambda request: request.method == "PATCH") as asked:
        send(page, [path])
    partial = shared.office.folder / "incoming" / "arrivals" / asked.value.url.split("/")[-2]
    partial.parent.mkdir(exist_ok=True)
    partial.write_bytes(path.read_bytes()[:1_000_000])
    page.reload()
    page.unroute("**/arrivals/*/")
    page.locator(".notice", has_text="长录音.m4a").wait_for()
    looks_right()
    with page.expect_request(lambda request: request.method == "PATCH") as asked:
        send(page, [path])
    assert asked.value.headers["upload-offset"] == "1000000"
    wait_for_sum(page, r"1 = \S+ 1$")
    assert shared.office.told(KEPT, *digests([path]))[:2] == [["长录音.m4a"], 1]
    assert "录音" not in page.evaluate("JSON.stringify(localStorage)")


def test_paused_nothing_is_sent(page: Page, evidence_tab: str, tmp_path: Path, shared: Served) -> None:
    made = files(tmp_path, *(f"{n}.txt" for n in range(30)))
    send(page, made)
    page.click("[data-upload-pause]")
    page.wait_for_timeout(500)
    before = shared.office.told(KEPT, *digests(made))
    assert shared.office.told(KEPT, *digests(made)) == before
    assert before[1] < 30
    page.click("[data-upload-pause]")
    wait_for_sum(page, r"30 = \S+ 30$")
    assert shared.office.told(KEPT, *digests(made))[1] == 30


def test_a_file_that_changed_on_its_way_is_said_loudly(
    page: Page, evidence_tab: str, tmp_path: Path, shared: Served
) -> None:
    def alter(route: Route) -> None:
        if route.request.method == "PATCH":
            route.continue_(post_data=b"x" * 2000)
        else:
            route.continue_()

    page.route("**/arrivals/*/", alter)
    made = files(tmp_path, "a.txt")
    send(page, made)
    page.locator("[data-upload-list] .late", has_text="SHA-256").wait_for()
    assert shared.office.told(KEPT, *digests(made), sha256(b"x" * 2000).hexdigest())[1] == 0


def test_the_server_dies_in_the_middle(
    page: Page, evidence_tab: str, tmp_path: Path, shared: Served, troubles: list[str]
) -> None:
    made = files(tmp_path, *(f"录音 {n}.m4a" for n in range(8)), size=8_000_000)
    send(page, made)
    page.locator("[data-upload-list] progress.is-done").first.wait_for()
    shared.kill()
    page.wait_for_timeout(300)
    shared.start()
    wait_for_sum(page, r"8 = \S+ 8$")
    assert shared.office.told(KEPT, *digests(made))[:2] == [[path.name for path in made], 8]
    troubles[:] = [one for one in troubles if "net::ERR" not in one]

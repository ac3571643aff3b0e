"""What people see of a time-stamp, and what they can take away and check with openssl alone."""

import html
import re
import subprocess
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from evidence.items.models import EvidenceItem
from evidence.timestamps import services as stamping
from evidence.timestamps.models import Stamp
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.timestamps.authority import Service, refusing
from tests.evidence.timestamps.conftest import stamp_of

pytestmark = pytest.mark.django_db(transaction=True)
Bring = Callable[..., EvidenceItem]


@pytest.fixture(autouse=True)
def _in_english(settings: Any) -> None:
    settings.LANGUAGE_CODE = "en"


def page_of(browser: Browser, item: EvidenceItem) -> str:
    return html.unescape(browser.get(f"/incidents/evidence/{item.code}/").content.decode())


def list_of(browser: Browser, item: EvidenceItem) -> str:
    return browser.get(f"/incidents/cases/{item.matter.case.code}/evidence/").content.decode()


def taken_away(browser: Browser, page: str, folder: Path) -> list[str]:
    """Everything that the page offers for checking, saved under its own name."""
    names = []
    for address in re.findall(r'href="(/evidence/stamps/[^"]+)"', page):
        answer = browser.get(address)
        name = re.search(r'filename="([^"]+)"', answer["Content-Disposition"])
        assert name is not None
        (folder / name[1]).write_bytes(b"".join(answer.streaming_content))
        names.append(name[1])
    return names


def commands_of(page: str) -> list[str]:
    found = re.search(r"<pre[^>]*>(.*?)</pre>", page, re.DOTALL)
    assert found is not None
    return found[1].strip().splitlines()


def typed(folder: Path, line: str) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["sh", "-c", line], cwd=folder, capture_output=True, text=True)


@pytest.mark.parametrize("count", [1, 3])
def test_the_lines_of_the_page_check_the_stamp(
    count: int, bring: Bring, services: list[Service], caseworker_client: Browser, tmp_path: Path
) -> None:
    name = "妈妈's 聊天 $(touch x).txt"
    item, *_ = [bring(f"proof {n}".encode(), name=name) for n in range(count)]
    stamping.stamp_waiting()
    page = page_of(caseworker_client, item)
    assert len(taken_away(caseworker_client, page, tmp_path)) == (3 if count == 1 else 4)
    (tmp_path / item.name).write_bytes(b"proof 0")
    digest, second, third = (typed(tmp_path, line) for line in commands_of(page))
    assert digest.stdout.split()[0].lstrip("\\") == item.sha256
    verified, other = (second, third) if count == 1 else (third, second)
    assert "Verification: OK" in verified.stdout, verified.stderr
    assert (
        ("云" in other.stdout or "Status: Granted" in other.stdout)
        if count == 1
        else item.sha256 in other.stdout
    )
    assert not (tmp_path / "x").exists()
    for place in tmp_path.glob("*.ts[rq]"):
        assert place.stat().st_size


@pytest.mark.parametrize("ending", ["tsr", "txt"])
def test_one_flipped_byte_is_found_by_openssl(
    ending: str, bring: Bring, services: list[Service], caseworker_client: Browser, tmp_path: Path
) -> None:
    item, _ = [bring(f"proof {n}".encode()) for n in range(2)]
    stamping.stamp_waiting()
    page = page_of(caseworker_client, item)
    taken_away(caseworker_client, page, tmp_path)
    verify = commands_of(page)[-1]
    assert typed(tmp_path, verify).returncode == 0
    (file,) = tmp_path.glob(f"*.{ending}")
    content = bytearray(file.read_bytes())
    content[-60 if ending != "txt" else 10] ^= 1
    file.write_bytes(content)
    done = typed(tmp_path, verify)
    assert (done.returncode, "Verification: OK" in done.stdout) == (1, False)


def test_a_changed_file_is_not_the_one_that_was_stamped(
    bring: Bring, services: list[Service], caseworker_client: Browser, tmp_path: Path
) -> None:
    item = bring(b"proof")
    stamping.stamp_waiting()
    taken_away(caseworker_client, page_of(caseworker_client, item), tmp_path)
    (tmp_path / "changed").write_bytes(b"prooF")
    line = f"openssl ts -verify -data changed -in {next(tmp_path.glob('*.tsr')).name} -CAfile {next(tmp_path.glob('*.pem')).name}"
    assert typed(tmp_path, line).returncode == 1


def test_the_states_are_told(
    bring: Bring, services: list[Service], caseworker_client: Browser, settings: Any
) -> None:
    works = settings.TSA_URLS
    item = bring(b"proof")

    def told() -> str:
        page = page_of(caseworker_client, item)
        badge = re.search(r'<h2 id="time-stamp">.*?<span class="what">(.*?)</span>', page, re.DOTALL)
        assert badge is not None
        assert badge[1] in html.unescape(list_of(caseworker_client, item))
        return badge[1]

    assert told() == "Waits for its time-stamp"
    settings.TSA_URLS = []
    assert told() == "No time-stamping service is set up"
    assert "Try again now" not in page_of(caseworker_client, item)
    settings.TSA_URLS = ["demo:"]
    stamping.stamp_now(item.matter)
    assert told() == "Demonstration time-stamp, not trusted"
    assert "proves nothing to anybody else" in page_of(caseworker_client, item)
    settings.TSA_URLS = works
    for one in services:
        one.behave = refusing(503)
    for _ in range(6):
        Stamp.objects.filter(is_demo=False).update(next_try_at=timezone.now())
        stamping.stamp_now(item.matter)
    assert told() == "Time-stamping failed so far"
    page = page_of(caseworker_client, item)
    assert "The time-stamping service refused the request." in page
    assert "503" in page
    stamp = Stamp.objects.get(is_demo=False)
    assert f"{timezone.localtime(stamp.next_try_at):%Y-%m-%d %H:%M}" in page


def test_somebody_who_works_on_the_case_can_try_again_at_once(
    bring: Bring, services: list[Service], caseworker_client: Browser, administrator_client: Browser
) -> None:
    item = bring(b"proof")
    works = services[0].behave
    for one in services:
        one.behave = refusing(503)
    stamping.stamp_now(item.matter)
    services[0].behave = works
    here = f"/incidents/evidence/{item.code}/"
    again = f"/evidence/items/{item.code}/stamp/"
    assert "Try again now" not in page_of(administrator_client, item)
    assert administrator_client.post(again).status_code == 403
    answer = caseworker_client.post(again, {"next": here})
    assert (answer.status_code, answer["Location"]) == (302, here)
    assert stamp_of(item).state == "stamped"
    assert Event.objects.filter(name="stamp.asked_again", actor_name="温以宁").count() == 1
    # A second press does no harm, and nobody is sent to a foreign place.
    assert caseworker_client.post(again, {"next": "https://evil.example/"})["Location"] == "/"
    assert services[0].asked == 2


def test_asking_for_one_that_nobody_has_gathered_yet(
    bring: Bring, services: list[Service], caseworker_client: Browser
) -> None:
    item = bring(b"proof")
    caseworker_client.post(f"/evidence/items/{item.code}/stamp/")
    assert stamp_of(item).state == "stamped"


def test_hidden_missing_and_unknown_parts_are_the_same_404(
    bring: Bring, services: list[Service], caseworker_client: Browser, zhao: User, signed_in: Any
) -> None:
    item = bring(b"proof")
    stamping.stamp_waiting()
    stamp = stamp_of(item)
    for part, status in (
        ("answer", 200),
        ("question", 200),
        ("certificates", 200),
        ("manifest", 404),
        ("digest", 404),
    ):
        answer = caseworker_client.get(f"/evidence/stamps/{stamp.code}/{part}/")
        assert (part, answer.status_code) == (part, status)
        answer.close()
    assert signed_in(zhao).get(f"/evidence/stamps/{stamp.code}/answer/").status_code == 404


def test_the_list_asks_once_for_all_stamps(
    bring: Bring,
    services: list[Service],
    caseworker_client: Browser,
    matter: Matter,
    django_assert_max_num_queries: Any,
) -> None:
    for n in range(20):
        bring(f"proof {n}".encode())
    stamping.stamp_waiting()
    EvidenceItem.objects.update(reading="read")
    with django_assert_max_num_queries(20) as asked:
        caseworker_client.get(f"/incidents/cases/{matter.case.code}/evidence/")
    assert sum("evidence_stamp" in query["sql"] for query in asked.captured_queries) == 1

"""Scanning with a real clamd that knows one signature of our own."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.test import Client as Browser

from evidence.items.models import CustodyEvent
from evidence.items.services import Origin, receive_file
from evidence.scanning import clamd
from evidence.scanning.models import Scan
from evidence.scanning.services import scan_waiting
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.answers import content_of

SIGNED = b"CASEAPP-TEST-SIGNATURE"
START_SECONDS = 30


@pytest.fixture
def scanner(tmp_path: Path, settings: LazySettings) -> Iterator["subprocess.Popen[bytes]"]:
    (tmp_path / "db").mkdir()
    (tmp_path / "db" / "own.ndb").write_text(f"Caseapp.Test:0:*:{SIGNED.hex()}\n")
    place = tmp_path / "s"
    config = tmp_path / "clamd.conf"
    config.write_text(
        f"DatabaseDirectory {tmp_path}/db\nLocalSocket {place}\nForeground yes\nStreamMaxLength 1M\n"
    )
    line = [str(shutil.which("clamd")), f"--config-file={config}"]
    with subprocess.Popen(line, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        until = time.monotonic() + START_SECONDS
        while not place.is_socket() and time.monotonic() < until:
            time.sleep(0.05)
        settings.CLAMD = f"unix:{place}"
        yield process
        process.terminate()


@pytest.mark.clamd
@pytest.mark.django_db
def test_what_is_found_is_said_and_kept(
    scanner: object, caseworker_client: Browser, wen: User, matter: Matter
) -> None:
    bad = receive_file(
        wen, matter=matter, stream=BytesIO(b"x" * 300_000 + SIGNED), name="坏.exe", origin=Origin()
    )
    good = receive_file(
        wen, matter=matter, stream=BytesIO("没有问题".encode()), name="好.txt", origin=Origin()
    )
    assert scan_waiting() == 2
    assert scan_waiting() == 0
    assert dict(Scan.objects.values_list("item", "found")) == {
        bad.item.pk: "Caseapp.Test.UNOFFICIAL",
        good.item.pk: "",
    }
    place = f"/incidents/evidence/{bad.item.code}/"
    assert "Caseapp.Test.UNOFFICIAL" in caseworker_client.get(place).content.decode()
    asked = caseworker_client.get(f"{place}download/")
    assert SIGNED not in asked.content
    assert not CustodyEvent.objects.filter(kind="downloaded").exists()
    given = content_of(caseworker_client.post(f"{place}download/dangerous/"))
    assert given.endswith(SIGNED)
    assert CustodyEvent.objects.filter(kind="downloaded").count() == 1


@pytest.mark.clamd
@pytest.mark.django_db
def test_what_the_scanner_does_not_take_stays_unscanned(
    scanner: "subprocess.Popen[bytes]",
    caseworker_client: Browser,
    wen: User,
    matter: Matter,
    settings: LazySettings,
) -> None:
    item = receive_file(
        wen, matter=matter, stream=BytesIO(b"y" * 3_000_000), name="大.bin", origin=Origin()
    ).item
    scan_waiting()
    assert not Scan.objects.exists()
    settings.CLAMD_MAX_BYTES = 1024 * 1024
    assert "超过扫描程序的上限" in caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()


@pytest.mark.django_db
def test_a_scanner_that_is_away_hinders_nothing(
    caseworker_client: Browser, wen: User, matter: Matter, settings: LazySettings
) -> None:
    item = receive_file(wen, matter=matter, stream=BytesIO(b"z"), name="a.txt", origin=Origin()).item
    assert scan_waiting() == 0
    assert "没有安装扫描程序" in caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        settings.CLAMD = f"127.0.0.1:{probe.getsockname()[1]}"
    assert scan_waiting() == 0
    with pytest.raises(clamd.ScannerAway):
        clamd.version(settings.CLAMD)
    assert content_of(caseworker_client.get(f"/incidents/evidence/{item.code}/download/")) == b"z"

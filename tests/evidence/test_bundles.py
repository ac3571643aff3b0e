"""Handing evidence out: exhibits numbered once, and a bag that bagit, sha256sum and the guide's own commands accept or refuse."""

import csv
import json
import re
import subprocess
import zipfile
from collections.abc import Callable
from datetime import timedelta
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import bagit
import pytest
from django.conf import LazySettings, settings
from django.core.files.storage import storages
from django.core.management import CommandError, call_command
from django.test import Client as Browser
from django.utils import timezone

from evidence.bundles.models import Exhibit, Export
from evidence.bundles.services import (
    ask_for_export,
    describe_exhibit,
    make_export,
    make_waiting_exports,
    number_exhibits,
    remove_expired_exports,
)
from evidence.fixity.models import ChainSeal, FixityAlarm
from evidence.fixity.services import digest_of, seal_chains, seal_faults
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import Origin, receive_file, withdraw_item
from evidence.timestamps.models import Stamp
from evidence.timestamps.services import ask_for_stamp, stamp_now
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.answers import content_of
from tests.at_once import at_once
from tests.evidence.tampering import unguarded

pytestmark = pytest.mark.django_db

NAMES = ["短信备份.xml", "=cmd|calc.csv", "截图 2026-03-05（第1张）.png", "a%b\u202etxt.exe"]


@pytest.fixture
def items(wen: User, matter: Matter) -> list[EvidenceItem]:
    origin = Origin(source="母亲", holder="段某")
    return [
        receive_file(wen, matter=matter, stream=BytesIO(f"bytes of {name}".encode() * 50), name=name, origin=origin).item
        for name in NAMES
    ]  # fmt: skip


def bag_of(matter: Matter, folder: Path) -> tuple[Path, dict[str, Any]]:
    out = StringIO()
    call_command("export_bundle", matter.number, "--to", str(folder), "--json", stdout=out)
    told = json.loads(out.getvalue())
    return Path(told["bag"]), told


def shell(line: str, folder: Path) -> "subprocess.CompletedProcess[str]":
    return subprocess.run(["bash", "-c", line], cwd=folder, capture_output=True, text=True)


def guide_commands() -> list[str]:
    """The commands printed in the guide, block by block."""
    source = (settings.BASE_DIR / "templates/evidence/paper/guide.typ").read_text(encoding="utf-8")
    return re.findall(r"```sh\n(.*?)```", source, re.DOTALL)


def test_numbers_are_given_once_in_the_order_of_arrival(
    wen: User, matter: Matter, items: list[EvidenceItem]
) -> None:
    number_exhibits(wen, matter=matter, items=[items[2]])
    number_exhibits(wen, matter=matter, items=reversed(items))
    given = dict(Exhibit.objects.values_list("item__number", "number"))
    assert given == {3: 1, 1: 2, 2: 3, 4: 4}
    assert number_exhibits(wen, matter=matter, items=items) == []
    assert dict(Exhibit.objects.values_list("item__number", "number")) == given


def test_items_of_another_matter_get_no_number(wen: User, matter: Matter, other_matter: Matter) -> None:
    alien = receive_file(wen, matter=other_matter, stream=BytesIO(b"x"), name="x", origin=Origin()).item
    assert number_exhibits(wen, matter=matter, items=[alien]) == []


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_number_at_once_give_each_number_once(
    wen: User, matter: Matter, items: list[EvidenceItem]
) -> None:
    at_once(
        lambda: number_exhibits(wen, matter=matter, items=items[:3]),
        lambda: number_exhibits(wen, matter=matter, items=items[1:]),
    )
    assert sorted(Exhibit.objects.values_list("number", flat=True)) == [1, 2, 3, 4]


def test_bagit_sha256sum_and_the_guide_accept_the_bag(
    wen: User, matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    number_exhibits(wen, matter=matter, items=items)
    bag, told = bag_of(matter, tmp_path)
    assert (told["items"], told["bytes"], told["failed"]) == (4, sum(item.size for item in items), [])
    bagit.Bag(str(bag)).validate()
    hashes, _batches, _singles, chain = guide_commands()
    done = shell(hashes, bag)
    assert (done.returncode, done.stdout.count("OK"), done.stderr) == (0, 2, "")
    done = shell(chain, bag)
    computed, head = done.stdout.split("\n")[:2]
    assert (done.stderr, head) == ("", f"Custody-Chain-Head: {computed}")
    originals = {path.name: path.read_bytes() for path in (bag / "data" / "originals").iterdir()}
    assert sorted(originals) == sorted(f"{item.number:04}-{item.name}" for item in items)
    assert b"bytes of " in next(iter(originals.values()))


@pytest.mark.parametrize(
    "place",
    [
        "data/originals",
        "data/custody.jsonl",
        "data/catalogue.csv",
        "bag-info.txt",
        "核对说明-How-to-check.pdf",
    ],
)
def test_a_flipped_byte_is_found_by_both(
    place: str, matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    bag, _told = bag_of(matter, tmp_path)
    broken = bag / place
    if broken.is_dir():
        broken = sorted(broken.iterdir())[0]
    content = bytearray(broken.read_bytes())
    content[len(content) // 2] ^= 1
    broken.chmod(0o600)
    broken.write_bytes(content)
    assert not bagit.Bag(str(bag)).is_valid()
    assert "FAILED" in shell(guide_commands()[0], bag).stdout


def test_a_changed_removed_or_moved_line_of_the_custody_log_is_found(
    matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    bag, _told = bag_of(matter, tmp_path)
    log = bag / "data" / "custody.jsonl"
    lines = log.read_text(encoding="utf-8").splitlines()
    changed = [lines[0], lines[1].replace("温以宁", "赵"), *lines[2:]]
    for wrong in (changed, [lines[0], *lines[2:]], [lines[1], lines[0], *lines[2:]], lines[:-1]):
        log.write_text("".join(f"{line}\n" for line in wrong), encoding="utf-8")
        done = shell(guide_commands()[3], bag)
        computed, head = done.stdout.strip().split("\n")[-2:]
        assert "differ" in done.stdout + done.stderr or head != f"Custody-Chain-Head: {computed}"


def test_what_is_not_as_received_is_left_out_and_said(
    matter: Matter, items: list[EvidenceItem], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    vault = Path(storages["vault"].path(items[0].vault_name))
    vault.chmod(0o600)
    vault.write_bytes(b"altered")
    Path(storages["vault"].path(items[1].vault_name)).unlink()
    with pytest.raises(SystemExit) as ended:
        call_command("export_bundle", matter.number, "--to", str(tmp_path), "--json")
    told = json.loads(capsys.readouterr().out)
    assert ended.value.code == 1
    assert [(row["item"], row["why"]) for row in told["failed"]] == [
        (str(items[0].code), "the bytes are not those that were received"),
        (str(items[1].code), "the file is not in the vault"),
    ]
    assert told["items"] == 2
    bagit.Bag(told["bag"]).validate()
    exported = CustodyEvent.objects.filter(kind="exported").values_list("item__number", flat=True)
    assert sorted(exported) == [3, 4]


@pytest.fixture
def stamped(matter: Matter, items: list[EvidenceItem], settings: LazySettings) -> None:
    """The items came in together, another one alone, and the chain was sealed; all of it is time-stamped."""
    settings.TSA_URLS = ["demo:"]
    stamp_now(matter)
    stream = BytesIO(b"alone")
    receive_file(None, matter=matter, stream=stream, name="alone.txt", origin=Origin())
    stamp_now(matter)
    seal_chains()
    for stamp in Stamp.objects.owed():
        ask_for_stamp(stamp.pk)


def test_openssl_accepts_the_stamps_of_a_bag_and_no_others(
    stamped: None, matter: Matter, tmp_path: Path
) -> None:
    bag, _told = bag_of(matter, tmp_path)
    _hashes, batches, singles, _chain = guide_commands()
    accepted = [shell(command, bag).stdout.count("Verification: OK") for command in (batches, singles)]
    assert accepted == [2, 1]
    with (bag / "data/timestamps/index.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert [row["证明的对象"] for row in rows] == [
        *(f"{number:04}-{name}" for number, name in enumerate([*(item.name for item in matter.evidence_items.order_by("number"))], start=1)),
        f"保管记录第1至{CustodyEvent.objects.filter(matter=matter).exclude(kind='exported').count()}条",
    ]  # fmt: skip
    assert {row["是否可信"] for row in rows} == {"不可信"}
    one = sorted((bag / "data/timestamps").glob("batch-*.txt"))[0]
    one.write_bytes(one.read_bytes().replace(b"0001", b"0009"))
    assert shell(batches, bag).stdout.count("Verification: OK") == 1
    answer = next((bag / "data/timestamps").glob("single-*.tsr"))
    content = bytearray(answer.read_bytes())
    content[-40] ^= 1
    answer.write_bytes(content)
    assert shell(singles, bag).stdout.count("Verification: OK") == 0


def test_a_time_stamp_over_the_whole_bag_lies_beside_it(
    stamped: None, matter: Matter, tmp_path: Path
) -> None:
    bag, _told = bag_of(matter, tmp_path)
    check = f"openssl ts -verify -in ../{bag.name}.tsr -CAfile ../{bag.name}.pem -data tagmanifest-sha256.txt"
    assert "Verification: OK" in shell(check, bag).stdout
    (bag / "tagmanifest-sha256.txt").write_text("x")
    assert "Verification: OK" not in shell(check, bag).stdout


def test_what_was_withdrawn_does_not_go_out(
    wen: User, matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    number_exhibits(wen, matter=matter, items=items)
    withdraw_item(wen, item=items[0], why="拿错了手机")
    bag, told = bag_of(matter, tmp_path)
    assert (told["items"], told["failed"]) == (3, [])
    assert not (bag / "data/originals" / f"0001-{items[0].name}").exists()
    with (bag / "data/catalogue.csv").open(encoding="utf-8-sig", newline="") as table:
        assert [row["备注"] for row in csv.DictReader(table)] == ["已撤下", "", "", ""]
    bagit.Bag(str(bag)).validate()


def test_what_a_bag_finds_broken_raises_an_alarm(
    matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    Path(storages["vault"].path(items[1].vault_name)).unlink()
    with pytest.raises(SystemExit):
        bag_of(matter, tmp_path)
    assert list(FixityAlarm.objects.values_list("item", "what")) == [(items[1].pk, "missing")]


def test_a_chain_written_anew_with_its_ends_and_seals_contradicts_the_time_stamp(
    stamped: None, matter: Matter, items: list[EvidenceItem]
) -> None:
    assert seal_faults() == []
    forged = "f" * 64
    with unguarded("evidence_chainseal", "evidence_sealedhead"):
        for seal in ChainSeal.objects.all():
            seal.heads.update(hash=forged)
            ends = [
                (str(head.matter.code), head.count, head.hash) for head in seal.heads.select_related("matter")
            ]
            ChainSeal.objects.filter(pk=seal.pk).update(digest=digest_of(seal.previous, ends))
    assert ["time-stamped" in fault.why for fault in seal_faults()] == [True]


def test_the_catalogue_runs_nothing_and_says_what_was_written(
    wen: User, matter: Matter, items: list[EvidenceItem], tmp_path: Path
) -> None:
    first = number_exhibits(wen, matter=matter, items=items)[0]
    describe_exhibit(wen, exhibit=first, name="=1+1", proves="证明骚扰")
    bag, _told = bag_of(matter, tmp_path)
    with (bag / "data" / "catalogue.csv").open(encoding="utf-8-sig", newline="") as table:
        rows = list(csv.DictReader(table))
    assert (rows[0]["证据编号"], rows[0]["证据名称"], rows[0]["证明内容"], rows[0]["持有人"]) == (
        "1",
        "'=1+1",
        "证明骚扰",
        "段某",
    )
    assert [row["SHA-256"] for row in rows] == [item.sha256 for item in items]
    assert (bag / "data" / "catalogue.pdf").read_bytes().startswith(b"%PDF")


def test_a_wrong_call_is_refused(matter: Matter, tmp_path: Path) -> None:
    with pytest.raises(CommandError) as none:
        call_command("export_bundle", "YL9999-0001", "--to", str(tmp_path))
    assert none.value.returncode == 2
    (tmp_path / "file").write_text("x")
    with pytest.raises(CommandError) as no_folder:
        call_command("export_bundle", matter.number, "--to", str(tmp_path / "file"))
    assert no_folder.value.returncode == 2


def test_an_export_through_the_pages(
    caseworker_client: Browser, matter: Matter, items: list[EvidenceItem], django_capture_on_commit_callbacks: Callable[..., Any], tmp_path: Path
) -> None:  # fmt: skip
    place = f"/incidents/cases/{matter.case.code}/catalogue/"
    caseworker_client.post(f"{place}number/", {"item": ["1", "3", "x"]})
    with django_capture_on_commit_callbacks(execute=True):
        caseworker_client.post(f"{place}export/")
    export = Export.objects.get()
    assert (export.state, export.item_count, export.done_count) == ("ready", 4, 4)
    page = caseworker_client.get(place)
    assert export.sha256 in page.content.decode()
    answer = caseworker_client.get(f"/incidents/exports/{export.code}/download/")
    pack = zipfile.ZipFile(BytesIO(content_of(answer)))
    assert pack.testzip() is None
    pack.extractall(tmp_path)
    bagit.Bag(str(next(tmp_path.iterdir()))).validate()
    Export.objects.update(expires_at=timezone.now() - timedelta(days=1))
    assert remove_expired_exports() == 1
    assert not storages["default"].exists(export.vault_name)
    assert caseworker_client.get(f"/incidents/exports/{export.code}/download/").status_code == 404


def test_an_export_whose_worker_was_lost_is_made_by_another(
    wen: User, matter: Matter, items: list[EvidenceItem]
) -> None:
    export = ask_for_export(wen, matter=matter)
    assert ask_for_export(wen, matter=matter) == export
    Export.objects.update(state="running", held_at=timezone.now(), tries=1)
    make_export(export.pk)
    assert Export.objects.get().state == "running"
    Export.objects.update(
        held_at=timezone.now() - timedelta(minutes=11), asked_at=timezone.now() - timedelta(minutes=12)
    )
    assert make_waiting_exports() == 1
    make_export(export.pk)
    assert Export.objects.get().state == "ready"
    make_export(export.pk)
    assert CustodyEvent.objects.filter(kind="exported").count() == len(items)


def test_an_exhibit_says_what_it_proves(
    caseworker_client: Browser, wen: User, matter: Matter, items: list[EvidenceItem]
) -> None:
    exhibit = number_exhibits(wen, matter=matter, items=items[:1])[0]
    place = f"/incidents/exhibits/{exhibit.code}/"
    wrong = caseworker_client.post(place, {"name": "", "form": "copy", "proves": "写好的话"})
    assert "写好的话" in wrong.content.decode()
    caseworker_client.post(place, {"name": "短信备份", "form": "original", "pages": "12", "proves": "证明"})
    exhibit.refresh_from_db()
    assert (exhibit.name, exhibit.form, exhibit.pages, exhibit.proves, exhibit.number) == (
        "短信备份",
        "original",
        12,
        "证明",
        1,
    )

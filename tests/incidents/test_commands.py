"""The command line says the same as the pages: shapes, counts and exit codes."""

import json
import sys
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from evidence.items.models import EvidenceItem
from evidence.messages.models import Message
from lawyers.matters.models import Matter

ROW = '<sms address="10690000771200" date="{date}" type="1" body="{body}" />'


def backup(path: Path, *bodies: str, end: str = "</smses>") -> str:
    rows = "".join(ROW.format(date=1794000000000 + n * 60000, body=body) for n, body in enumerate(bodies))
    path.write_text(f'<smses count="{len(bodies)}">{rows}{end}', encoding="utf-8")
    return str(path)


def call(*arguments: str) -> tuple[Any, int]:
    out, code = StringIO(), 0
    try:
        call_command(*arguments, "--json", stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return json.loads(out.getvalue()), code


def check(monkeypatch: pytest.MonkeyPatch, *lines: str) -> tuple[list[dict[str, Any]], int]:
    monkeypatch.setattr(sys, "stdin", StringIO("\n".join(lines)))
    out, code = StringIO(), 0
    try:
        call_command("check_message", stdout=out, stderr=StringIO())
    except SystemExit as ended:
        code = int(ended.code or 0)
    return [json.loads(line) for line in out.getvalue().splitlines()], code


def test_reading_stores_nothing_and_tells_everything(tmp_path: Path) -> None:
    told, code = call("read_evidence", backup(tmp_path / "a.xml", "一", "二"))
    file = told["files"][0]
    assert (code, file["kind"], file["problems"], len(file["messages"])) == (0, "sms_backup", [], 2)
    assert set(file["messages"][0]) == {
        "id", "at", "kind", "direction", "peer", "peer_name", "text", "duration_s", "where", "confidence", "recipient",
    }  # fmt: skip
    assert file["messages"][0]["at"].endswith("+08:00")


def test_damage_is_told_with_its_place_and_exit_1(tmp_path: Path) -> None:
    told, code = call("read_evidence", backup(tmp_path / "a.xml", "一", end='<sms address="1'))
    assert (code, len(told["files"][0]["messages"])) == (1, 1)
    assert all(problem["where"] and problem["why"] for problem in told["files"][0]["problems"])


SHEET = "起始时间,对方号码,通信方式,通信时长\n2026-03-05 21:03:07,{number},被叫,1分24秒\n"


def sheet(path: Path, number: str, text: str = SHEET) -> str:
    path.write_bytes(text.format(number=number).encode("gb18030"))
    return str(path)


def test_a_call_sheet_is_told_like_any_file(tmp_path: Path) -> None:
    told, code = call("read_evidence", sheet(tmp_path / "a.csv", "138****0312"))
    [file] = told["files"]
    assert (code, file["kind"], file["media_type"], file["problems"]) == (0, "call_sheet", "text/csv", [])
    assert file["messages"] == [
        {
            "id": "1", "at": "2026-03-05T21:03:07+08:00", "kind": "call", "direction": "in", "peer": "138****0312", "peer_name": None,
            "text": "", "duration_s": 84, "where": "row 2", "confidence": 1.0, "recipient": "unknown",
        }
    ]  # fmt: skip


def test_a_sheet_without_numbers_is_refused_with_the_reason_beside_one_that_is_read(tmp_path: Path) -> None:
    no_numbers = sheet(tmp_path / "a.csv", "", "起始时间,通信方式,通信时长\n2026-03-05 21:03:07,被叫,84\n")
    told, code = call("read_evidence", no_numbers, sheet(tmp_path / "b.csv", "19900000312"))
    assert (code, [len(file["messages"]) for file in told["files"]]) == (1, [0, 1])
    assert "no column with the number" in told["files"][0]["problems"][0]["why"]


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["138****0312", "138••••0312"])
def test_a_masked_number_is_kept_as_shown_and_matches_nothing(
    tmp_path: Path, matter: Matter, number: str
) -> None:
    path = tmp_path / "a.csv"
    path.write_text(SHEET.format(number=number), encoding="utf-8")
    _told, code = call("add_evidence", str(path), "--matter", matter.number)
    message = Message.objects.get()
    assert (code, message.peer, message.peer_index) == (0, number, "")


@pytest.mark.django_db
def test_a_call_in_a_sheet_and_in_a_backup_is_one(tmp_path: Path, matter: Matter) -> None:
    backup_of_calls = tmp_path / "calls.xml"
    backup_of_calls.write_text(
        '<calls count="1"><call number="+8619900000312" date="1772715787000" type="1" duration="84" /></calls>'
    )
    call("add_evidence", str(backup_of_calls), "--matter", matter.number)
    told, _ = call("add_evidence", sheet(tmp_path / "a.csv", "19900000312"), "--matter", matter.number)
    assert (told["files"][0]["new"], told["files"][0]["duplicate"]) == (0, 1)


def test_a_missing_file_is_a_wrong_call() -> None:
    with pytest.raises(CommandError) as caught:
        call("read_evidence", "/no/such/file.xml")
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_adding_counts_new_and_known(tmp_path: Path, matter: Matter) -> None:
    first, _ = call("add_evidence", backup(tmp_path / "a.xml", "一", "二"), "--matter", matter.number)
    second, _ = call("add_evidence", backup(tmp_path / "b.xml", "一", "二", "三"), "--matter", matter.number)
    again, _ = call("add_evidence", str(tmp_path / "a.xml"), "--matter", matter.number)
    counts = [
        (f["new"], f["duplicate"], f["rejected"])
        for f in (first["files"][0], second["files"][0], again["files"][0])
    ]
    assert counts == [(2, 0, 0), (1, 2, 0), (0, 2, 0)]
    assert again["files"][0]["duplicate_of"] == first["files"][0]["item"]
    assert (EvidenceItem.objects.count(), Message.objects.count()) == (2, 3)


@pytest.mark.django_db
def test_an_unknown_case_is_a_wrong_call(tmp_path: Path) -> None:
    with pytest.raises(CommandError) as caught:
        call("add_evidence", backup(tmp_path / "a.xml", "一"), "--matter", "NO-1")
    assert caught.value.returncode == 2


def test_answers_come_in_order_with_ids_as_given(monkeypatch: pytest.MonkeyPatch) -> None:
    rows = [
        {"id": 7, "text": "您好", "recipient": "contact"},
        {
            "id": "x",
            "text": "让他今天还欠款3000元，否则上门",
            "recipient": "contact",
            "at": "2025-12-31T12:00:00+08:00",
        },
        {
            "id": "y",
            "text": "让他今天还欠款3000元，否则上门",
            "recipient": "contact",
            "at": "2026-01-01T12:00:00+08:00",
        },
    ]
    told, code = check(monkeypatch, *(json.dumps(row) for row in rows))
    assert (code, [t["id"] for t in told], told[0]["violations"]) == (0, [7, "x", "y"], [])
    threats = [next(v for v in t["violations"] if v["kind"] == "V06") for t in told[1:]]
    assert any("第42条" in statute for statute in threats[0]["statutes"])
    assert any("第50条" in statute for statute in threats[1]["statutes"])
    assert all(v["verified"] in {True, False} and v["why"] for t in told for v in t["violations"])


@pytest.mark.parametrize("line", ["no json", "[]", '{"recipient": "king"}', '{"at": "soon"}'])
def test_a_bad_line_is_told_and_the_rest_answered(line: str, monkeypatch: pytest.MonkeyPatch) -> None:
    told, code = check(monkeypatch, line, json.dumps({"id": "b", "text": "您好"}))
    assert (code, [t["id"] for t in told]) == (1, [None, "b"])


@pytest.mark.django_db
def test_messages_that_were_not_imported_are_counted(tmp_path: Path, matter: Matter) -> None:
    cut = backup(tmp_path / "a.xml", "一", "二", end='<sms address="1069" date="1794000')
    told, code = call("add_evidence", cut, "--matter", matter.number)
    assert (code, [(f["new"], f["duplicate"], f["rejected"]) for f in told["files"]]) == (1, [(2, 0, 1)])
    again, _code = call("add_evidence", cut, "--matter", matter.number)
    assert again["files"][0]["messages"] == told["files"][0]["messages"]
    assert [(f["new"], f["duplicate"], f["rejected"]) for f in again["files"]] == [(0, 2, 1)]

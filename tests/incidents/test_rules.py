"""The suggestion engine: recall and false accusations on written material, exact spans, series, and speed."""

import json
import time
from datetime import datetime, timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.suggestions import Figures
from caseapp.incidents.rules import Judged, judge
from caseapp.incidents.rules.normalise import normalise
from caseapp.incidents.rules.series import is_refusal

CORPUS = Path(__file__).parent / "corpus"
BEIJING = timezone(timedelta(hours=8))
NOON = datetime(2026, 11, 2, 12, tzinfo=BEIJING)


def message(text: str, **fields: Any) -> Judged:
    told = {
        "id": "1",
        "at": NOON,
        "kind": "sms",
        "direction": "in",
        "peer": "10690000771200",
        "recipient": "contact",
    } | fields
    return Judged(text=text, **told)


def kinds(text: str, **fields: Any) -> set[str]:
    return {found.kind for found in judge([message(text, **fields)])[0].found}


def figures(parts: str) -> tuple[Figures, list[str]]:
    """The figures over all files of this name, and what went wrong."""
    counted, wrong = Figures(), []
    for file in sorted(CORPUS.glob(parts)):
        for line in file.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            found = kinds(row["text"], recipient=row["recipient"])
            counted.add(row, found)
            if row.get("clean"):
                wrong += [f"accused {sorted(found)}: {row['text']}"] if found else []
            else:
                wrong += [f"missed {k}: {row['text']}" for k in set(row["kinds"]) - found]
    return counted, wrong


def test_written_material_the_weights_were_fitted_on() -> None:
    found, wrong = figures("development*.jsonl")
    assert found.clean_share >= 0.99, wrong
    assert found.precision >= 0.95, wrong
    assert found.recall >= 0.85, wrong


@pytest.mark.parametrize(
    "part", ["held_out.jsonl", "held_out_2.jsonl", "held_out_3.jsonl", "held_out_4.jsonl"]
)
def test_written_material_that_was_held_out(part: str) -> None:
    found, _ = figures(part)
    assert found.clean_share >= 0.97
    assert found.precision >= 0.85
    assert found.recall >= 0.7


@given(st.text(max_size=200))
@settings(max_examples=150, deadline=None)
def test_any_text_is_normalised_with_a_map_back(text: str) -> None:
    normal = normalise(text)
    assert len(normal.text) == len(normal.starts) == len(normal.ends)
    assert all(0 <= first < last <= len(text) for first, last in zip(normal.starts, normal.ends, strict=True))


@given(
    st.lists(
        st.sampled_from(
            [
                "欠款",
                "3000元",
                "老 赖",
                "逾*期",
                "5天",
                "上门",
                "，",
                "他",
                "還錢",
                "𠅤",
                "\ud800",
                "弓虽",
                " ",
            ]
        ),
        max_size=20,
    )
)
@settings(max_examples=150, deadline=None)
def test_spans_lie_inside_the_original_text(parts: list[str]) -> None:
    text = "".join(parts)
    for found in judge([message(text)])[0].found:
        if found.span:
            assert 0 <= found.span[0] < found.span[1] <= len(text)


def test_a_span_shows_the_words_as_received() -> None:
    text = "何小宁欠 款１８，６４２元"
    found = {f.kind: f for f in judge([message(text)])[0].found}
    first, last = found["V02"].span or (0, 0)
    assert text[first:last].startswith("欠 款１８")


@pytest.mark.parametrize(
    ("written", "meant"),
    [("ｈ ｕ ａ ｎ 钱", "还钱"), ("還*錢", "还钱"), ("c.n.m", "操你妈"), ("亻昔钱不还", "借钱不还"), ("yu期", "逾期"), ("a b 两种", "ab两种")],
)  # fmt: skip
def test_one_spelling_for_every_way_to_write(written: str, meant: str) -> None:
    assert normalise(written).text == meant


def test_outgoing_messages_get_nothing() -> None:
    assert kinds("老赖全家死光，欠钱不还", direction="out") == set()


@pytest.mark.parametrize(
    ("hour", "minute", "is_night"),
    [(21, 59, False), (22, 0, True), (0, 0, True), (7, 59, True), (8, 0, False)],
)
def test_night_in_beijing_whatever_the_offset(hour: int, minute: int, is_night: bool) -> None:
    at = datetime(2026, 11, 2, hour, minute, tzinfo=BEIJING)
    for zone in (BEIJING, timezone.utc, timezone(timedelta(hours=-5))):  # noqa: UP017  # three offsets side by side
        assert ("V08" in kinds("让他今天还欠款3000元", at=at.astimezone(zone))) is is_night


def test_a_lone_call_at_night_is_no_collection() -> None:
    assert kinds("", kind="call", at=datetime(2026, 11, 2, 23, tzinfo=BEIJING)) == set()


def test_after_a_refusal_every_number_of_the_thread_is_too_much() -> None:
    rows = [
        message("让他还欠款3000元", id="1", thread="t"),
        message("我不认识他，别再发了", id="2", thread="t", direction="out", at=NOON + timedelta(minutes=5)),
        message("叫他马上还欠款", id="3", thread="t", peer="10690000779999", at=NOON + timedelta(hours=1)),
    ]
    found = [{f.kind for f in verdict.found} for verdict in judge(rows)]
    assert "V03" not in found[0]
    assert "V03" in found[2]
    assert [{f.kind for f in v.found} for v in judge(rows[::-1])] == found[::-1]


def test_the_fourth_contact_of_a_day_is_too_often() -> None:
    rows = [
        message("让他还欠款3000元", id=str(n), thread="t", at=NOON + timedelta(minutes=n)) for n in range(5)
    ]
    assert ["V07" in {f.kind for f in v.found} for v in judge(rows)] == [False, False, False, True, True]


@pytest.mark.parametrize("text", ["别再打了", "我不认识他", "请删除我的号码", "再骚扰我就报警", "与我无关"])
def test_refusals(text: str) -> None:
    assert is_refusal(text)


@pytest.mark.parametrize("text", ["好的", "别担心", "我晚点转告他", "知道了", "在开会"])
def test_no_refusals(text: str) -> None:
    assert not is_refusal(text)


def test_long_hostile_texts_cost_bounded_time() -> None:
    started = time.monotonic()
    for piece in ("欠款", "他", "让", "通知你单位", "((((", "还 " * 3, "影响"):
        judge([message(piece * 30_000)])
    assert time.monotonic() - started < 20

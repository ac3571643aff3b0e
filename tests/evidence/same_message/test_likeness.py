"""What makes two readings one message, and what makes them two."""

from datetime import UTC, datetime
from typing import Any

import pytest

from evidence.messages.rules import (
    Grade,
    Known,
    Told,
    hint_from,
    keys_of,
    likeness,
    pair_up,
    plain,
    search_keys_of,
)
from evidence.messages.rules.pairing import Verdict

TEXT = "【灰雁】何小宁家属：其欠款18,642.50元已逾期47天，请督促还款，详询19900003344"
LONG = "今天必须处理这笔欠款，否则明天上午上门走访"
AT = datetime(2026, 11, 2, 13, 3, 20, tzinfo=UTC)


def told(text: str, **facts: Any) -> Told:
    return Told(text, **({"direction": "in"} | facts))


def grade(other: str, **facts: Any) -> Grade:
    return likeness(told(TEXT), told(other, is_picture=True, **facts)).grade


@pytest.mark.parametrize(
    "other",
    [
        "【灰雁】何小宁家属:其欠款18,642.50元己逾期47天,请督促还款 ,详询19900003344",
        "【灰雁】何小宁家属:其欠款\n18, 642.50元已逾期47天请督促还款,详询199 0000 3344",
        "【灰雁】何小宁家属:其欠款18,642.5O元已逾期47天，请督促还款，详询l99OOOO3344",
    ],
)
def test_what_recognition_gets_wrong_is_no_difference(other: str) -> None:
    assert grade(other) is Grade.EQUAL


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("18,642.50", "18,642.60"),
        ("3344", "3348"),
        ("18,642.50", "186,425.0"),
        ("请督促", "请勿督促"),
        ("47", "17"),
    ],
)
def test_a_sure_difference_in_what_counts_makes_two(old: str, new: str) -> None:
    assert grade(TEXT.replace(old, new)) is Grade.NONE


def test_another_name_is_never_the_same() -> None:
    assert grade(TEXT.replace("何小宁", "张大年")) is Grade.NEAR
    assert grade(TEXT.replace("何小宁", "何宁")) in {Grade.NEAR, Grade.CLOSE}


def test_a_digit_that_is_marked_as_doubtful_may_differ() -> None:
    place = TEXT.index("50元")
    assert grade(TEXT.replace("50元", "60元"), doubts=((place, place + 1),)) is Grade.EQUAL


def test_a_message_cut_at_the_edge_is_recognised_only_there() -> None:
    head, tail = TEXT[:24], TEXT[20:]
    assert grade(head, is_last=True) is Grade.CUT
    assert grade(tail, is_first=True) is Grade.CUT
    assert grade(head) is Grade.NONE
    assert grade(tail, is_last=True) is Grade.NONE


def test_another_time_sender_or_direction_makes_two() -> None:
    one = told(TEXT, at=AT, sender="a")
    assert likeness(one, told(TEXT, at=AT.replace(second=0), sender="a")).is_same_minute
    assert likeness(one, told(TEXT, at=AT.replace(minute=4), sender="a")).grade is Grade.NONE
    assert likeness(one, told(TEXT, at=AT, sender="b")).grade is Grade.NONE
    assert likeness(one, told(TEXT, at=AT, sender="a", direction="out")).grade is Grade.NONE
    assert likeness(one, told(TEXT, after=AT.replace(hour=14))).grade is Grade.NONE


def pairs(new: list[Told], old: list[Told], *, are_pictures: bool = True) -> list[tuple[int, int, str]]:
    every = list(range(len(old)))
    known = Known(
        old, [every] * len(new), stands=every, files=[0] * len(old), pictures=[every] if are_pictures else [],
        threads=[] if are_pictures else [every], anchors=range(len(new)),
    )  # fmt: skip
    found = pair_up(new, known)
    return [(match.new, match.old, match.verdict.value) for match in found]


def shot(*texts: str) -> list[Told]:
    last = len(texts) - 1
    return [told(text, is_picture=True, is_first=n == 0, is_last=n == last) for n, text in enumerate(texts)]


def test_repeated_words_stay_apart_by_their_place_in_the_overlap() -> None:
    old = shot("还钱", "我没有钱，别再打来了", "还钱", LONG)
    assert pairs(shot("还钱", LONG, "好"), old) == [(0, 2, "same"), (1, 3, "same")]


def test_a_contradicted_overlap_joins_nothing() -> None:
    old = shot("第一条不同的话", "请转告何小宁尽快还款处理", "今天必须处理这笔欠款")
    new = shot("请转告何小宁尽快还款处理", "另外一条完全不同的话", "今天必须处理这笔欠款")
    assert [match for match in pairs(new, old) if match[2] == Verdict.SAME] == []


def test_twins_of_one_minute_are_taken_in_order_or_asked_about() -> None:
    old = [told("请转告他还款", at=AT), told("请转告他还款", at=AT.replace(second=40))]
    minute = AT.replace(second=0)
    both = [told("请转告他还款", at=minute, is_picture=True)] * 2
    assert pairs(both, old, are_pictures=False) == [(0, 0, "same"), (1, 1, "same")]
    assert pairs(both[:1], old, are_pictures=False) == [(0, 0, "maybe")]


def test_without_a_time_a_lone_message_is_only_asked_about() -> None:
    old = [told(TEXT, at=AT, sender="a")]
    assert pairs([told(TEXT, sender="a", is_picture=True)], old, are_pictures=False) == [(0, 0, "maybe")]
    bounded = told(TEXT, sender="a", is_picture=True, after=AT.replace(hour=12), before=AT.replace(hour=14))
    assert pairs([bounded], old, are_pictures=False) == [(0, 0, "same")]


def test_keys_find_a_text_read_with_errors_or_cut() -> None:
    head, tail = keys_of(TEXT)
    assert {head, tail} <= search_keys_of(TEXT)
    assert head in search_keys_of(TEXT[:20])
    assert tail in search_keys_of("XX" + TEXT[-20:])
    assert keys_of("！？") == (None, None)


def test_the_point_of_a_number_stays() -> None:
    assert plain("1.5万").text != plain("15万").text
    assert plain("1,500元。").text == plain("1500元").text


@pytest.mark.parametrize(
    ("words", "day", "clock"),
    [
        ("昨天 21:03", None, "21:03"), ("3月5日 下午3:20", "2026-03-05", "15:20"), ("12月30日 凌晨0:10", "2025-12-30", "00:10"),
        ("2026年11月2日 上午9:02", "2026-11-02", "09:02"), ("周三", None, None), ("99:99", None, None),
    ],
)  # fmt: skip
def test_words_beside_a_message_give_a_start(words: str, day: str | None, clock: str | None) -> None:
    hint = hint_from(words, AT.date())
    assert (str(hint.day) if hint.day else None) == day
    assert (f"{hint.clock:%H:%M}" if hint.clock else None) == clock

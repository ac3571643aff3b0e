from __future__ import annotations

from datetime import datetime

import pytest

from evidence.readers.dates import instant, printed_time
from tests.evidence.readers.building import AT, AT_MS, backup, call, codes, mms, reading, sms


@pytest.mark.parametrize(
    "written",
    [
        "1767225600",
        "1767225600000",
        "1767225600000000",
        "1767225600000000000",
        " 1767225600000 ",
        "1767225600000.0",
    ],
)
def test_any_unit_of_an_epoch(written):
    for row in (sms(date=written), mms(date=written), call(date=written)):
        messages, problems = reading(backup(row))
        assert ([message.at and message.at.isoformat() for message in messages], problems) == ([AT], [])


def test_milliseconds_are_kept():
    assert instant("1767225600123") == datetime.fromisoformat("2026-01-01T08:00:00.123+08:00")


@pytest.mark.parametrize(
    "written",
    ["0", "-1", "bad", "-1767225600000", "1.7e12", "12345", "9" * 25, "9" * 5000, "１７６７２２５６００"],
)
def test_a_date_that_cannot_be_right_is_unknown_and_the_row_is_kept(written):
    for row in (sms(date=written), mms(date=written), call(date=written)):
        messages, problems = reading(backup(row))
        assert ([message.at for message in messages], codes(problems)) == ([None], ["bad_date"])
        assert len(problems[0].why) < 200


@pytest.mark.parametrize("written", [None, "", "null"])
def test_no_date(written):
    messages, problems = reading(backup(sms(date=written)))
    assert ([message.at for message in messages], codes(problems)) == ([None], ["no_date"])


@pytest.mark.parametrize(
    ("printed", "shown"),
    [
        ("Jan 1, 2026 8:00:00 AM", "2026-01-01 08:00:00"),
        ("Jan 1, 2026 12:00:05 AM", "2026-01-01 00:00:05"),
        ("Jan 1, 2026, 12:30:00\u202fPM", "2026-01-01 12:30:00"),
        ("January 1, 2026 8:00 PM", "2026-01-01 20:00:00"),
        ("1 Jan 2026 20:00:00", "2026-01-01 20:00:00"),
        ("01-Jan-2026 08:00:00", "2026-01-01 08:00:00"),
        ("2026年1月1日 上午8:00:00", "2026-01-01 08:00:00"),
        ("2026年1月1日 下午12:05:00", "2026-01-01 12:05:00"),
        ("2026年01月01日 20:00:00", "2026-01-01 20:00:00"),
        ("2026年1月1日周四 晚上8:00", "2026-01-01 20:00:00"),
        ("2026年1月1日 凌晨12:10:00", "2026-01-01 00:10:00"),
        ("2026年1月1日 中午1:10:00", "2026-01-01 13:10:00"),
        ("2026-01-01 08:00:00", "2026-01-01 08:00:00"),
        ("2026/1/1 下午8:00:00", "2026-01-01 20:00:00"),
    ],
)
def test_printed_times_that_are_unmistakable(printed, shown):
    assert printed_time(printed) == datetime.fromisoformat(shown + "+00:00").timestamp()


@pytest.mark.parametrize(
    "printed",
    [
        "01/02/2026 08:00:00",
        "1.2.2026 08:00",
        "yesterday",
        "2026年13月1日 08:00:00",
        "2026-01-01 25:00:00",
        "1 janv. 2026",
        "",
    ],
)
def test_printed_times_that_are_left_alone(printed):
    assert printed_time(printed) is None


@pytest.mark.parametrize(
    "printed",
    [
        "2026年1月1日 上午8:00:00",
        "Jan 1, 2026 12:00:00 AM",
        "Dec 31, 2025 7:00:00 PM",
        "null",
        "",
        "01/02/2024 08:00:00",
    ],
)
def test_a_printed_time_of_some_zone_agrees(printed):
    assert reading(backup(sms(readable_date=printed)))[1] == []


@pytest.mark.parametrize(
    "printed", ["2026年1月5日 上午8:00:00", "2025年1月1日 上午8:00:00", "2026-01-01 08:07:30"]
)
def test_the_epoch_wins_over_a_printed_time_and_it_is_said(printed):
    messages, problems = reading(backup(sms(readable_date=printed)))
    assert messages[0].at is not None
    assert messages[0].at.isoformat() == AT
    assert [(problem.where, problem.code) for problem in problems] == [("sms[1] line 3", "printed_date")]
    assert printed in problems[0].why


def test_a_row_that_differs_from_the_zone_of_the_rest_is_said():
    shown = ["2026-01-01 08:00:00", "2026-01-01 03:00:00", "2026-01-01 08:00:10", "2026-01-01 07:00:00"]
    _, problems = reading(backup(*(sms(readable_date=printed) for printed in shown)))
    assert [(problem.where, problem.code) for problem in problems] == [("sms[2] line 4", "printed_date")]


def test_of_two_zones_the_one_of_china_is_believed():
    shown = ["2026-01-01 03:00:00", "2026-01-01 08:00:00"]
    assert [problem.where for problem in reading(backup(*(sms(readable_date=p) for p in shown)))[1]] == [
        "sms[1] line 3"
    ]


def test_china_goes_before_universal_time():
    rows = (sms(readable_date="2026-01-01 00:00:00"), sms(readable_date="2026-01-01 08:00:00"))
    assert [problem.where for problem in reading(backup(*rows))[1]] == ["sms[1] line 3"]


def test_the_unit_is_never_ambiguous():
    assert instant(str(AT_MS)) == instant(str(AT_MS // 1000))

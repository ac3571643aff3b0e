from __future__ import annotations

from datetime import date, datetime, time, timedelta

import pytest

from evidence.readers.moments import Calendar, of_cell, order_of, written_moment

AT = "2026-03-05 21:03:07"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (AT, AT),
        ("2026/3/5 21:03", "2026-03-05 21:03:00"),
        ("2026年3月5日 21时3分", "2026-03-05 21:03:00"),
        ("2026年3月5日21时3分7秒", AT),
        ("20260305210307", AT),
        ("20260305 210307", AT),
        ("2026.03.05 21：03：07", AT),
        ("２０２６-０３-０５ 21:03:07", AT),
        ("2026-03-05T21:03:07", AT),
        ("2026-03-05T13:03:07Z", AT),
        ("2026-03-05T14:03:07+01:00", AT),
        ("2026-03-05T21:03:07.250+08:00", "2026-03-05 21:03:07.250000"),
        ("2026年3月5日（周四） 下午9:03", "2026-03-05 21:03:00"),
        ("2026/3/5 上午12:05", "2026-03-05 00:05:00"),
        ("2026-03-05 9:03:07 PM", AT),
        ("Mar 5, 2026 9:03:07 PM", AT),
        ("46086.87716435", AT),
        ("'2026-03-05 21:03:07", AT),
        ("25/3/2026 21:03", "2026-03-25 21:03:00"),
        ("3/25/2026, 9:03 PM", "2026-03-25 21:03:00"),
        ("4/4/2026 21:03", "2026-04-04 21:03:00"),
    ],
)
def test_forms_of_dates(written, expected):
    moment = written_moment(written)
    assert moment is not None
    assert str(Calendar().instant(moment)) == expected + "+08:00"


@pytest.mark.parametrize(
    "written",
    ["", "84", "1分24秒", "2026-02-30 10:00", "2026-13-01", "2026-03-05 25:00", "24:00:00", "昨天 21:03", "1.2.3", "0000-00-00 00:00:00",
     "1226-03-05 21:03:07", "2026-03-05 21:03:07 foo", "9" * 59, "-" * 500, "99999999999999"],
)  # fmt: skip
def test_what_is_no_date(written):
    moment = written_moment(written)
    assert moment is None or Calendar().instant(moment) is None


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (46086.87716435, AT),
        (datetime(2026, 3, 5, 21, 3, 6, 999_999), AT),  # noqa: DTZ001
        (20260305210307.0, AT),
        (20260305210307, AT),
    ],
)
def test_cells_of_spreadsheets(cell, expected):
    moment = of_cell(cell)
    assert moment is not None
    assert str(Calendar().instant(moment)) == expected + "+08:00"


def test_cells_that_hold_a_part():
    assert of_cell(date(2026, 3, 5)) == (2026, 3, 5, None, None, None)
    assert of_cell(46086.0) == (2026, 3, 5, None, None, None)
    assert [
        of_cell(cell) and of_cell(cell).seconds for cell in (time(0, 1, 24), timedelta(seconds=84), 0.5)
    ] == [84, 84, 43200]
    assert [
        of_cell(cell) for cell in (True, 12, -1, 1e300, 1e6, float("nan"), float("inf"), timedelta(days=3))
    ] == [None] * 8


@pytest.mark.parametrize(
    ("titles", "month", "year"),
    [
        (["账期：2026年03月"], 3, 2026),
        (["202603"], 3, 2026),
        (["查询时间：2026-03-01 至 2026-03-31"], 3, 2026),
        (["2025-12-01至2026-01-31"], 12, 2025),
        (["2025-12-01至2026-01-31"], 1, 2026),
        (["2026年度账单"], 7, 2026),
        (["2026年03月", "打印时间：2027-01-02 10:00:00"], 3, 2026),
        (["2026年03月"], 4, None),
        (["2025-01至2026-12"], 5, None),
        (["打印日期：2026-04-01"], 3, None),
        (["客户号码：19900000312 共35条"], 3, None),
        ([], 3, None),
    ],
)
def test_the_year_comes_from_the_period_in_the_titles(titles, month, year):
    moment = written_moment(f"{month:02d}-05 21:03")
    at = Calendar.of_titles(titles).instant(moment)
    assert (at.year if at else None) == year
    assert Calendar.of_titles(titles).lacks_year(moment) is (year is None)


@pytest.mark.parametrize(
    ("texts", "order"),
    [
        (["13/3/2026"], True),
        (["3/13/2026", "4/4/2026"], False),
        (["3/4/2026"], None),
        (["13/3/2026", "3/13/2026"], None),
    ],
)
def test_day_before_month_is_learnt_or_stays_open(texts, order):
    assert order_of(texts) is order
    moment = written_moment("3/4/2026 10:00")
    at = Calendar(is_day_first=order).instant(moment)
    assert (at and (at.month, at.day)) == {True: (4, 3), False: (3, 4), None: None}[order]

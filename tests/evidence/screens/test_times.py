"""Times as screens show them, against the moment of capture."""

from __future__ import annotations

from datetime import datetime

import pytest

from evidence.readers.screenshots.captured import SHANGHAI, Capture, captured_at
from evidence.readers.screenshots.times import instant, shown_time

THURSDAY = Capture(datetime(2026, 3, 5, 21, 3, 7, tzinfo=SHANGHAI))


def told(words: str, captured: Capture | None = THURSDAY) -> str | None:
    shown = shown_time(words)
    assert shown is not None, words
    at = instant(shown, captured)
    return at.strftime("%Y-%m-%d %H:%M") if at else None


@pytest.mark.parametrize(
    ("words", "at"),
    [
        ("09:02", "2026-03-05 09:02"), ("上午9:02", "2026-03-05 09:02"), ("今天 09：02", "2026-03-05 09:02"),
        ("昨天 21:03", "2026-03-04 21:03"), ("昨天21:03", "2026-03-04 21:03"), ("前天 下午3:20", "2026-03-03 15:20"),
        ("周三 09:02", "2026-03-04 09:02"), ("星期五 晚上8:15", "2026-02-27 20:15"), ("周日 • 上午 9:02", "2026-03-01 09:02"),
        ("3月5日 21:03", "2026-03-05 21:03"), ("3月5日 周四 21:03", "2026-03-05 21:03"), ("03-04 08:00", "2026-03-04 08:00"),
        ("12月31日 23:59", "2025-12-31 23:59"), ("2026年3月5日 21:03", "2026-03-05 21:03"), ("2025/11/2 07:30", "2025-11-02 07:30"),
        ("2025年12月31日 星期三 20:48", "2025-12-31 20:48"), ("中午12:30", "2026-03-05 12:30"), ("凌晨12:05", "2026-03-05 00:05"),
        ("下午12:05", "2026-03-05 12:05"), ("中午1:05", "2026-03-05 13:05"), ("9:02 AM", "2026-03-05 09:02"), ("Yesterday 9:02 PM", "2026-03-04 21:02"),
        ("5分钟前", "2026-03-05 20:58"), ("短信/彩信 昨天 17:51", "2026-03-04 17:51"), ("iMessage 今天 17:51", "2026-03-05 17:51"),
        # nobody can know these
        ("周四 09:02", None), ("22:30", None), ("晚上12:10", "none"), ("3月5日", None), ("昨天", None),
    ],
)  # fmt: skip
def test_shown_times_become_instants_only_where_the_day_is_known(words, at):
    if at == "none":
        assert shown_time(words) is None
    else:
        assert told(words) == at


@pytest.mark.parametrize(("words", "at"), [("昨天 21:03", None), ("周三 09:02", None), ("09:02", None), ("3月5日 21:03", None), ("2026年3月5日 21:03", "2026-03-05 21:03")])  # fmt: skip
def test_without_a_day_of_capture_only_full_dates_are_known(words, at):
    assert told(words, None) == at


def test_the_twenty_ninth_of_february_is_of_the_last_leap_year_that_can_be_meant():
    assert told("2月29日 10:00") is None
    assert told("2月29日 10:00", Capture(datetime(2025, 1, 2, tzinfo=SHANGHAI))) == "2024-02-29 10:00"


@pytest.mark.parametrize(
    "words", ["3.5", "1-2", "12345", "25:10", "9:75", "你好", "周", "", "6:00前还款", "回复1:2"]
)
def test_other_words_are_no_time(words):
    assert shown_time(words) is None


@pytest.mark.parametrize(
    ("name", "at"),
    [
        ("Screenshot_20260305_210307.jpg", "2026-03-05 21:03:07"),
        ("Screenshot_20260305_210307_com.android.mms.jpg", "2026-03-05 21:03:07"),
        ("Screenshot_2026-03-05-21-03-07-123_com.android.mms.jpg", "2026-03-05 21:03:07"),
        ("Screenshot_20260305-210307.png", "2026-03-05 21:03:07"),
        ("截屏2026-03-05 21.03.07.png", "2026-03-05 21:03:07"), ("截屏_20260305_210307.jpg", "2026-03-05 21:03:07"),
        ("屏幕截图 2026-03-05 210307.png", "2026-03-05 21:03:07"), ("IMG_20260305_210307.jpg", "2026-03-05 21:03:07"),
        ("IMG_20260305_210307_edit.jpg", "2026-03-05 21:03:07"), ("20260305_210307.jpg", "2026-03-05 21:03:07"),
        ("Screen Shot 2026-03-05 at 9.03.07 PM.png", "2026-03-05 21:03:07"), ("QQ截图20260305210307.png", "2026-03-05 21:03:07"),
        ("PXL_20260305_130307123.jpg", "2026-03-05 21:03:07"), ("Screenshot_1772715787123.png", "2026-03-05 21:03:07"),
        ("Screenshot_2026-03-05.png", "2026-03-05 23:59:59"),
        # given on saving or sending, or no date at all
        ("mmexport1772715787000.jpg", None), ("mmexport_20260305_210307.jpg", None), ("微信图片_20260305210307.jpg", None), ("IMG-20260305-WA0001.jpg", None),
        ("IMG_1234.PNG", None), ("Screenshot_20261399_210307.jpg", None), ("1990000123420260305.jpg", None),
    ],
)  # fmt: skip
def test_names_tell_the_moment_of_capture(name, at):
    captured = captured_at(name, None)
    assert (captured.at.strftime("%Y-%m-%d %H:%M:%S") if captured else None) == at


def test_the_camera_is_asked_where_the_name_is_silent():
    taken = datetime(2026, 3, 6, 8, 0, 0)  # noqa: DTZ001 - a camera writes its wall clock
    assert captured_at("IMG_1234.JPG", taken).at == datetime(2026, 3, 6, 8, tzinfo=SHANGHAI)
    assert captured_at("mmexport1772715787000.jpg", taken).at.day == 6
    assert captured_at("Screenshot_20260305_210307.jpg", taken).at.day == 5

"""Ranges, boxes, lines and what remains in a copy: from values alone."""

from io import BytesIO

import pytest
from PIL import Image

from evidence.derivatives.rules import (
    LinesWrong,
    NotSatisfiable,
    byte_range,
    hints_of,
    lines_of,
    played_as,
    text_of,
    wave_of,
)
from evidence.making.boxes import Box, boxes_within, snapped
from evidence.making.redacting import blackened
from evidence.making.remains import remains_in
from evidence.readers.pictures import as_jpeg, as_png
from tests.evidence.derivatives.building import drawn, exif


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        ("bytes=0-0", (0, 1)), ("bytes=0-99", (0, 100)), ("bytes=10-", (10, 100)), ("bytes=-1", (99, 100)), ("bytes=-500", (0, 100)),
        ("BYTES = 5 - 9", (5, 10)), ("bytes=50-5000", (50, 100)), ("", None), ("items=0-5", None), ("bytes=9-5", None), ("bytes=a-b", None),
        ("bytes=-", None), ("bytes=٣-٥", None), (f"bytes=0-{'9' * 5000}", None),
    ],
)  # fmt: skip
def test_ranges(header: str, expected: tuple[int, int] | None) -> None:
    assert byte_range(header, 100) == expected


@pytest.mark.parametrize("header", ["bytes=100-", "bytes=5000-6000", "bytes=-0", "bytes=0-1,5-6"])
def test_ranges_that_are_refused(header: str) -> None:
    with pytest.raises(NotSatisfiable):
        byte_range(header, 100)


def test_boxes_are_cut_to_the_picture_and_grow_to_whole_blocks() -> None:
    boxes = [Box(10, 10, 20, 20), Box(90, 90, 500, 500), Box(200, 0, 300, 5)]
    assert boxes_within(boxes, 100, 100) == [Box(10, 10, 20, 20), Box(90, 90, 100, 100)]
    assert snapped(Box(10, 10, 20, 20), 100, 100) == Box(8, 8, 24, 24)
    assert snapped(Box(90, 90, 100, 100), 100, 100) == Box(88, 88, 100, 100)


BOX = Box(13, 17, 301, 203)


@pytest.mark.parametrize("quality", [30, 75, 92, 100])
def test_a_jpeg_with_grown_boxes_is_black_to_the_last_point(quality: int) -> None:
    noisy = Image.effect_noise((600, 400), 120).convert("RGB")
    copy = as_jpeg(blackened(noisy, [snapped(BOX, 600, 400)]), quality)
    assert remains_in(copy, [BOX]) == []


def test_what_shines_through_is_found() -> None:
    noisy = Image.effect_noise((600, 400), 120).convert("RGB")
    grey = blackened(noisy, [BOX])
    grey.putpixel((BOX.right - 1, BOX.bottom - 1), (1, 0, 0))
    assert remains_in(as_png(grey), [BOX]) == ["not_solid"]
    assert remains_in(as_jpeg(blackened(noisy, [BOX]), 60), [BOX]) == ["not_solid"]


def test_metadata_that_stayed_is_found() -> None:
    black = blackened(drawn(), [BOX])
    assert remains_in(as_png(black), [BOX]) == []
    for format_name, more in [
        ("JPEG", {"exif": exif()}),
        ("JPEG", {"comment": "x"}),
        ("JPEG", {"icc_profile": b"p" * 200}),
        ("PNG", {"exif": exif()}),
        ("PNG", {"icc_profile": b"p" * 200}),
    ]:
        out = BytesIO()
        black.save(out, format_name, **more)
        assert "other_parts" in remains_in(out.getvalue(), [Box(0, 0, 1, 1)]), (format_name, more)
    assert "other_parts" in remains_in(as_png(black) + b"<script>", [BOX])
    assert "other_parts" in remains_in(as_jpeg(black, 92) + b"<script>", [])


def test_lines_go_in_and_out_the_same() -> None:
    text = "[00:05] 甲：你好\n[00:09] 乙：你是谁\n[01:02:03] （听不清）\n"
    lines = lines_of(text)
    assert [(line.at_s, line.speaker, line.text) for line in lines] == [
        (5, "甲", "你好"),
        (9, "乙", "你是谁"),
        (3723, "", "（听不清）"),
    ]
    assert lines_of(text_of(lines)) == lines


def test_a_line_without_a_time_goes_on_with_the_one_above() -> None:
    assert lines_of("# head\n[0:05] a: one\n\ntwo")[0].text == "one\ntwo"


@pytest.mark.parametrize(
    ("text", "code", "number"),
    [("你好", "no_time", 1), ("[00:09] 甲：一\n\n[00:05] 乙：二", "backwards", 3), ("[00:05] 甲：一\n[02:00] 乙：二", "too_late", 2), ("[00:75] 甲：一", "no_time", 1)],
)  # fmt: skip
def test_lines_that_are_wrong_are_named(text: str, code: str, number: int) -> None:
    with pytest.raises(LinesWrong) as wrong:
        lines_of(text, duration_s=60)
    assert (wrong.value.code, wrong.value.number) == (code, number)


def test_hints_tell_when_with_what_where_and_whether_it_was_edited() -> None:
    told = {
        "Make": "HUAWEI", "Model": "NOH-AN00", "DateTimeOriginal": "2026:03:05 21:03:10", "DateTime": "2026:03:06 09:30:00",
        "latitude": "30.25", "longitude": "120.175", "Software": "美图秀秀 11.2",
    }  # fmt: skip
    hints = hints_of(told, "picture")
    assert [(hint.code, hint.is_warning) for hint in hints] == [
        ("photo_at_with", False),
        ("place", False),
        ("changed", True),
        ("edited", True),
    ]
    assert hints[0].params == {"at": "2026-03-05 21:03", "device": "HUAWEI NOH-AN00"}


def test_times_of_containers_are_turned_into_chinese_time() -> None:
    assert (
        hints_of({"creation_time": "2026-03-05T17:03:00.000000Z"}, "film")[0].params["at"]
        == "2026-03-06 01:03"
    )
    assert (
        hints_of({"com.apple.quicktime.creationdate": "2026-03-05T21:03:00+0800"}, "film")[0].params["at"]
        == "2026-03-05 21:03"
    )
    assert [hint.code for hint in hints_of({}, "picture")] == ["silent"]
    assert [hint.code for hint in hints_of({"creation_time": "9999-12-31T23:00:00Z"}, "film")] == ["silent"]
    assert [hint.code for hint in hints_of({"DateTimeOriginal": "0000:00:00 00:00:00"}, "picture")] == [
        "silent"
    ]


def test_what_browsers_play() -> None:
    assert played_as("mov", "aac", None) == "audio/mp4"
    assert played_as("mov", "aac", "h264") == "video/mp4"
    assert played_as("mov", "amrnb", "h264") is None
    assert played_as("mov", None, "h263") is None
    assert played_as("amr", "amrnb", None) is None
    assert played_as("ogg", None, None) is None


def test_a_waveform_stays_in_its_frame() -> None:
    wave = wave_of([0, 50, 100])
    assert (wave.path, wave.width, wave.height) == ("M1 31v2M3 17v30M5 2v60", 6, 64)

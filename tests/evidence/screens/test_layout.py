"""From lines and fields, as the engine and the colours gave them, to messages. No engine runs here."""

from __future__ import annotations

from datetime import datetime

import cv2
import numpy as np
import pytest

from evidence.readers.reading import Doubt
from evidence.readers.screenshots.bubbles import Field, Ground, ground_of
from evidence.readers.screenshots.captured import SHANGHAI, Capture
from evidence.readers.screenshots.chat import ENOUGH, chat_of
from evidence.readers.screenshots.lines import Line, Quad, straightened, tilt_of, united
from evidence.readers.screenshots.photos import photo_ground_of
from evidence.readers.screenshots.rows import call_told, entries_of, is_call_log, is_inbox
from evidence.readers.screenshots.screen import screen_of
from evidence.readers.screenshots.tiles import once, tiles, within
from evidence.readers.screenshots.wording import joined, number_in

CAPTURED = Capture(datetime(2026, 3, 5, 22, 0, tzinfo=SHANGHAI))
WHITE, GREY, GREEN, BLUE = (255.0,) * 3, (240.0,) * 3, (105.0, 236.0, 149.0), (250.0, 130.0, 51.0)
STATUS = ("21:25", 34, 18), ("5G 89%", 900, 21)


def line(
    text: str, left: float, top: float, *, high: float = 60, sure: float = 0.99, right: float | None = None
) -> Line:
    """A line 60 pixels high, each character as wide as CJK or half of it."""
    wide = sum(0.75 if ord(one) > 0x2E7F else 0.4 for one in text) * high
    right = left + wide if right is None else right
    quad: Quad = ((left, top), (right, top), (right, top + high), (left, top + high))
    return Line(text, (sure,) * len(text), quad, (left, top, right, top + high))


def bubble(*lines: Line, colour=GREY, padding: float = 30, **faces: bool) -> Field:
    left, top, right, bottom = united(each.box for each in lines)
    return Field((left - padding, top - padding, right + padding, bottom + padding), colour, lines, **faces)


def chat(fields, *loose: Line, high: float = 2340, page=WHITE):
    ground = Ground(page, (0, 0, 1080, high), tuple(fields), tuple(loose))
    screen = screen_of(ground, high)
    return screen, chat_of(screen, CAPTURED)


def head(title: str = "199 0000 1234", left: float = 112) -> list[Line]:
    return [*(line(text, x, y, high=44) for text, x, y in STATUS), line(title, left, 110)]


def out(text: str, top: float) -> Field:
    written = line(text, 0, top)
    wide = written.right
    return bubble(line(text, 1000 - wide, top), colour=BLUE)


def test_a_conversation_by_text_message():
    first = bubble(line("您的借款已逾期，请于今日还清", 75, 350), line("，否则上门。", 75, 420))
    screen, found = chat(
        [first, out("你是谁", 600)],
        *head(),
        line("昨天 21:03", 450, 250, high=44),
        line("16:20", 490, 530, high=44),
    )
    assert found.evidence(screen) >= ENOUGH
    assert [(one.direction, one.text) for one in found.said] == [
        ("in", "您的借款已逾期，请于今日还清，否则上门。"),
        ("out", "你是谁"),
    ]
    assert [one.at.strftime("%m-%d %H:%M") for one in found.said] == ["03-04 21:03", "03-05 16:20"]
    assert [one.shown_at for one in found.said] == ["昨天 21:03", "16:20"]
    assert (screen.title.peer, screen.title.peer_name, found.kind) == ("19900001234", None, "sms")


def test_before_the_first_time_nothing_is_known():
    _, found = chat(
        [bubble(line("上文在别的截图里", 75, 250)), bubble(line("下文", 75, 520))],
        *head(),
        line("今天 09:00", 450, 420, high=44),
    )
    assert [one.at and one.at.hour for one in found.said] == [None, 9]
    assert found.said[0].shown_at == ""


def test_clocks_under_bubbles_take_the_day_of_the_heading_over_them():
    fields = [bubble(line("第一条短信内容", 75, 400)), bubble(line("第二条短信内容", 75, 700))]
    _, found = chat(
        fields,
        *head(),
        line("3月3日", 490, 280, high=44),
        line("16:09 SIM 卡1", 50, 500, high=40),
        line("17:41 已读", 50, 800, high=40),
    )
    assert [one.at.strftime("%m-%d %H:%M") for one in found.said] == ["03-03 16:09", "03-03 17:41"]
    assert found.said[0].shown_at == "3月3日 16:09"


def test_a_clock_under_a_heading_of_unknown_day_is_not_today():
    # Thursday on a Thursday: today or a week ago.
    _, found = chat(
        [bubble(line("第一条短信内容", 75, 400))],
        *head(),
        line("周四", 490, 280, high=44),
        line("16:09", 50, 500, high=40),
    )
    assert found.said[0].at is None
    assert found.said[0].shown_at == "周四 16:09"


def test_a_clock_inside_the_bubble_is_no_text():
    _, found = chat(
        [bubble(line("请尽快处理欠款", 75, 400), line("16:09", 320, 465, high=40))],
        *head(),
        line("昨天", 490, 280, high=44),
    )
    assert [(one.text, one.at.strftime("%m-%d %H:%M")) for one in found.said] == [
        ("请尽快处理欠款", "03-04 16:09")
    ]


def test_long_bubbles_take_their_side_from_their_kin_and_faces():
    long_in = bubble(line("字" * 16, 200, 400), left_face=True)
    long_out = bubble(line("字" * 16, 200, 700), colour=GREEN, right_face=True)
    screen, found = chat([long_in, long_out], *head("王经理", 470), line("昨天 21:03", 450, 250, high=44))
    assert [one.direction for one in found.said] == ["in", "out"]
    assert (found.kind, screen.title.peer_name) == ("wechat", "王经理")


def test_a_face_at_one_side_outweighs_a_slight_lean_to_the_other():
    field = bubble(line("字" * 16, 300, 400), left_face=True)
    _, found = chat([field], *head("王经理", 470), line("昨天 21:03", 450, 250, high=44))
    assert [one.direction for one in found.said] == ["in"]


def test_a_face_beside_a_bubble_is_no_message_and_a_short_answer_is():
    face = bubble(line("李", 960, 410), colour=(120.0, 60.0, 90.0))
    _, found = chat(
        [bubble(line("好的", 800, 410), colour=GREEN, right_face=True), face],
        *head("王经理", 470),
        line("昨天 21:03", 450, 250, high=44),
    )
    assert [(one.direction, one.text) for one in found.said] == [("out", "好的")]


def test_in_groups_the_name_over_a_bubble_is_the_senders():
    field = bubble(line("催收内容在此，请回电", 210, 420), left_face=True)
    _, found = chat(
        [field],
        *head("讨债群(23)", 430),
        line("法务老王", 185, 345, high=36),
        line("昨天 21:03", 450, 250, high=44),
    )
    assert found.said[0].sender == "法务老王"


def test_notices_delivery_words_and_the_text_field_are_no_messages():
    fields = [out("已经报警", 400), bubble(line("短信/彩信", 75, 2190), padding=40)]
    _, found = chat(
        fields,
        *head(),
        line("昨天 21:03", 450, 250, high=44),
        line("送达", 960, 500, high=36),
        line("“对方”撤回了一条消息", 300, 600, high=44),
        line("发送", 950, 2200),
    )
    assert [one.text for one in found.said] == ["已经报警"]


def test_rows_that_lost_their_colour_go_to_the_bubble_they_continue():
    field = bubble(line("您的借款已逾期请于今日", 75, 350), padding=5)
    _, found = chat(
        [field], *head(), line("昨天 21:03", 450, 250, high=44), line("内还清，否则后果自负", 75, 420)
    )
    assert [one.text for one in found.said] == ["您的借款已逾期请于今日内还清，否则后果自负"]


def test_fields_of_single_rows_are_one_bubble_where_no_room_is_between_them():
    picture = np.full((2000, 1080, 3), 243, np.uint8)
    lines = [line("您的借款已逾期", 75, 350), line("请于今日还清", 75, 432), line("另一条", 75, 670)]
    for each in lines:
        left, top, right, bottom = (round(edge) for edge in each.box)
        picture[top - 4 : bottom + 4, left - 4 : right + 4] = 255
    assert [len(field.lines) for field in ground_of(picture, lines).fields] == [2, 1]


def test_bubbles_are_found_by_their_colour_and_a_card_is_none():
    picture = np.full((2000, 1080, 3), 255, np.uint8)
    picture[320:520, 45:700] = 249
    picture[620:720, 500:1035] = (250, 130, 51)
    picture[900:1100, 10:1070] = 240
    lines = [
        line("您的借款已逾期", 75, 350),
        line("请于今日还清", 75, 440),
        line("你是谁", 560, 640),
        line("卡片上的字", 75, 970),
    ]
    ground = ground_of(picture, lines)
    assert [[each.text for each in field.lines] for field in ground.fields] == [
        ["您的借款已逾期", "请于今日还清"],
        ["你是谁"],
    ]
    assert ground.fields[0].box == pytest.approx((45, 320, 700, 520), abs=6)
    assert ground.fields[1].colour == pytest.approx((250, 130, 51), abs=2)
    assert [each.text for each in ground.loose] == ["卡片上的字"]


def test_a_photographed_screen_is_grouped_by_its_rows():
    picture = np.full((2000, 1080, 3), 230, np.uint8)
    lines = [
        *head("李大姐", 112), line("昨天 21:03", 450, 300, high=44), line("李", 70, 420),
        line("您的借款已逾期", 200, 420), line("请于今日还清", 200, 490), line("否则上门", 200, 680), line("老王", 190, 800, high=40), line("回电", 200, 850),
    ]  # fmt: skip
    ground = photo_ground_of(picture, lines)
    assert [[each.text for each in field.lines] for field in ground.fields] == [
        ["您的借款已逾期", "请于今日还清"],
        ["否则上门"],
        ["回电"],
    ]
    assert {"李", "老王", "昨天 21:03", "李大姐"} <= {each.text for each in ground.loose}


def test_what_is_under_an_open_keyboard_is_no_message():
    keys = [bubble(line(key, 60 + 100 * place, 1700), padding=20) for place, key in enumerate("qwertyuiop")]
    fields = [
        bubble(line("您的借款已逾期请处理", 75, 350)),
        bubble(line("短信", 75, 1500), padding=40),
        *keys,
    ]
    _, found = chat(fields, *head(), line("昨天 21:03", 450, 250, high=44))
    assert [one.text for one in found.said] == ["您的借款已逾期请处理"]


def test_a_message_that_the_edge_cuts_is_kept_and_marked():
    cut = Field((45, 0, 700, 130), GREY, (line("后半句在上一张截图", 75, 5), line("请还款", 75, 70)))
    _, found = chat([cut, out("你是谁", 600)], line("昨天 21:03", 450, 500, high=44), line("短信", 75, 2200))
    assert found.said[0].is_cut
    assert found.said[0].doubts[0] == Doubt(0, 9, 0.3)


def test_a_row_that_slides_under_the_title_is_marked():
    field = bubble(
        line("上半行看不清的字", 75, 330, high=30),
        line("您的借款已逾期", 75, 370),
        line("请于今日还清", 75, 440),
    )
    _, found = chat([field], *head(), line("昨天 21:03", 450, 600, high=44), line("短信", 75, 2200))
    assert (found.said[0].is_cut, found.said[0].doubts[0]) == (True, Doubt(0, 8, 0.3))


def test_coloured_fields_alone_are_no_conversation():
    poster = [bubble(line("保留证据", 300, 700)), bubble(line("不转账", 200, 1000), colour=BLUE)]
    screen, found = chat(poster, line("防范非法催收", 300, 300, high=120))
    assert found.evidence(screen) < ENOUGH


@pytest.mark.parametrize(
    ("title", "beneath", "peer", "name"),
    [
        ("199 0000 1234", "北京 移动", "19900001234", None), ("<+86 199 0000 1234", "", "+8619900001234", None), ("106900001234567", "", "106900001234567", None),
        ("400-000-1234", "", "400-000-1234", None), ("199****1234", "", "199****1234", None), ("19900001234 北京", "", "19900001234", None),
        ("催收小刘", "", None, "催收小刘"), ("催收小刘", "199 0000 1234", "19900001234", "催收小刘"), ("95588", "", "95588", None),
    ],
)  # fmt: skip
def test_the_title_bar_tells_with_whom(title, beneath, peer, name):
    under = [line(beneath, 112, 175, high=40)] if beneath else []
    screen, _ = chat(
        [bubble(line("第一条短信内容", 75, 400))], *head(title), *under, line("昨天 21:03", 450, 290, high=44)
    )
    assert (screen.title.peer, screen.title.peer_name) == (peer, name)


def test_the_confidence_of_the_number_is_that_of_its_worst_digit():
    number = line("199 0000 1234", 112, 110)
    number = Line(number.text, (*number.sure[:4], 0.62, *number.sure[5:]), number.quad, number.box)
    screen, _ = chat(
        [bubble(line("第一条短信内容", 75, 400))], *head()[:2], number, line("昨天 21:03", 450, 290, high=44)
    )
    assert screen.title.confidence == 0.62


def inbox(*rows: tuple[str, str, str], title: str = "短信"):
    loose = [*head(title, 60)[:2], line(title, 60, 110, high=80)]
    for place, (peer, when, words) in enumerate(rows):
        top = 400 + 200 * place
        loose += [line(peer, 60, top), line(when, 900, top + 8, high=44), line(words, 60, top + 80, high=50)]
    screen = screen_of(Ground(WHITE, (0, 0, 1080, 2340), (), tuple(loose)), 2340)
    return screen, entries_of(screen)


def test_a_bubble_without_colour_is_known_by_the_line_around_it():
    picture = np.full((2000, 1080, 3), 250, np.uint8)
    cv2.rectangle(picture, (45, 320), (700, 520), (200, 195, 190), 3)
    lines = [line("您的借款已逾期", 75, 350), line("请于今日还清", 75, 440), line("页面上的字", 75, 970)]
    ground = ground_of(picture, lines)
    assert [[each.text for each in field.lines] for field in ground.fields] == [
        ["您的借款已逾期", "请于今日还清"]
    ]
    assert [each.text for each in ground.loose] == ["页面上的字"]


def test_a_day_on_a_ground_of_its_own_is_no_message():
    picture = np.full((2000, 1080, 3), 255, np.uint8)
    picture[300:400, 430:650] = 235
    picture[520:650, 45:700] = 235
    ground = ground_of(picture, [line("昨天", 495, 320), line("您的借款已逾期", 75, 555)])
    assert [field.lines[0].text for field in ground.fields] == ["您的借款已逾期"]
    assert [each.text for each in ground.loose] == ["昨天"]


def test_keys_beside_each_other_are_no_messages():
    keys = [bubble(line(key, 300 + 110 * place, 1500), padding=10) for place, key in enumerate("qwert")]
    _, found = chat(
        [bubble(line("请尽快处理欠款", 75, 400)), *keys], *head(), line("昨天 21:03", 450, 250, high=44)
    )
    assert [one.text for one in found.said] == ["请尽快处理欠款"]


def test_boxes_in_the_middle_and_boxes_wider_than_their_words_are_no_conversation():
    middle = [bubble(line("最快三分钟到账", 382, top), padding=60) for top in (400, 700, 1000)]
    screen, found = chat(middle, *head())
    assert found.evidence(screen) == 0
    text = line("林小舟", 75, 400)
    _, found = chat([Field((40, 370, 1020, 490), GREY, (text,))], *head(), line("昨天", 490, 250, high=44))
    assert found.said == []


def test_a_notification_over_the_title_tells_not_with_whom_one_talks():
    screen, _ = chat(
        [bubble(line("请尽快处理欠款", 75, 400))], line("天气 · 现在", 180, 60), line("今夜有雨", 180, 140)
    )
    assert (screen.title.peer, screen.title.peer_name) == (None, None)


@pytest.mark.parametrize(
    ("shown", "number"), [("19900001001 (3)", "19900001001"), ("40000088120（12）", "40000088120")]
)
def test_how_often_somebody_called_is_no_part_of_the_number(shown, number):
    assert number_in(shown) == number


def test_each_row_of_an_inbox_is_a_message():
    screen, entries = inbox(
        ("19900001234", "21:03", "您的借款已经逾期"), ("王建国", "昨天", "晚上回来吃饭吗")
    )
    assert is_inbox(screen, entries)
    assert not is_call_log(screen, entries)
    assert [(entry.peer, entry.words) for entry in entries] == [
        ("19900001234", "您的借款已经逾期"),
        (None, "晚上回来吃饭吗"),
    ]


@pytest.mark.parametrize(
    ("words", "direction", "seconds"),
    [
        ("呼入 1分24秒", "in", 84), ("来电 24秒", "in", 24), ("呼出 1小时2分", "out", 3720), ("呼出 未接通", "out", None), ("去电 3秒", "out", 3),
        ("未接来电", "missed", None), ("响铃3次 未接来电", "missed", None), ("拒接", "missed", None), ("未接听", "missed", None), ("通话时长 00:01:24", "in", 84),
    ],
)  # fmt: skip
def test_a_log_of_calls(words, direction, seconds):
    screen, entries = inbox(("19900001234", "21:03", words), ("95588", "昨天", "呼入 3秒"), title="通话记录")
    assert is_call_log(screen, entries)
    assert call_told(entries[0], is_red=False) == (direction, seconds)


def test_a_red_name_is_a_missed_call_where_no_word_tells():
    _, entries = inbox(("19900001234", "21:03", "北京"), title="最近通话")
    assert call_told(entries[0], is_red=True)[0] == "missed"
    assert call_told(entries[0], is_red=False)[0] == "in"


@pytest.mark.parametrize(
    ("rows", "text"),
    [
        (("请于今日还清欠款共计人民币八千", "六百元整。"), "请于今日还清欠款共计人民币八千六百元整。"),
        (("一、身份证", "二、银行卡号码以及所有合同原件"), "一、身份证\n二、银行卡号码以及所有合同原件"),
        (("详情点击此处 http://pay.exam", "ple.com/q?id=30291 退订回T"), "详情点击此处 http://pay.example.com/q?id=30291 退订回T"),
        (("please pay the money back to", "morrow morning"), "please pay the money back to morrow morning"),
        (("请速与专员联系电话 1990000", "1234 处理您的欠款事宜"), "请速与专员联系电话 19900001234 处理您的欠款事宜"),
    ],
)  # fmt: skip
def test_wrapped_rows_are_put_together_as_they_were_written(rows, text):
    assert (
        joined(
            [
                line(row, 75, 300 + 70 * place, right=75 + 45 * min(15, len(row)) if len(row) > 10 else None)
                for place, row in enumerate(rows)
            ]
        )[0]
        == text
    )


def test_doubtful_numbers_are_marked_whole_and_never_changed():
    read = line("欠款8,600元", 75, 300)
    read = Line(read.text, (0.99, 0.98, 0.99, 0.99, 0.71, 0.99, 0.99, 0.85), read.quad, read.box)
    assert joined([read]) == ("欠款8,600元", (Doubt(2, 7, 0.71),))


def test_hardly_read_characters_are_marked():
    read = line("别墅在哪", 75, 300)
    read = Line(read.text, (0.99, 0.4, 0.99, 0.99), read.quad, read.box)
    assert joined([read])[1] == (Doubt(1, 2, 0.4),)


def test_masked_numbers_stay_as_shown():
    assert number_in("199****1234") == "199****1234"
    assert number_in("1月5日") is None
    assert number_in("12") is None


def test_long_captures_are_looked_at_in_pieces_that_lose_and_double_nothing():
    rows = [((100.0, y), (500.0, y), (500.0, y + 40.0), (100.0, y + 40.0)) for y in range(10, 27_000, 57)]
    found: list[Quad] = []
    for tile in tiles(27_256, 1800, 200):
        seen = [
            tuple((x, y - tile.top) for x, y in row)
            for row in rows
            if row[0][1] >= tile.top and row[2][1] <= tile.bottom
        ]
        found += within(tile, seen)
    assert once(found) == rows


def test_endless_pictures_are_read_to_a_limit():
    assert len(list(tiles(10_000_000, 1800, 200))) == 60


def test_tilt_is_measured_and_taken_out():
    slanting = [((0.0, y), (400.0, y + 21.0), (398.0, y + 61.0), (-2.0, y + 40.0)) for y in (0.0, 100.0)]
    tilt = tilt_of(slanting)
    assert tilt == pytest.approx(3.0, abs=0.1)
    (first, _) = straightened([Line("文", (1.0,), quad, (0, 0, 1, 1)) for quad in slanting], tilt, (0, 0))
    assert first.height == pytest.approx(40, abs=1)

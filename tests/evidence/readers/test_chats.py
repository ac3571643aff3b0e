from __future__ import annotations

import io

import pytest

from evidence.readers import read
from tests.evidence.readers.building import codes

AT = "2026-03-05 21:03:07"


def opened(text, encoding="utf-8"):
    reading = read(io.BytesIO(text.encode(encoding)), name="x")
    return [
        (m.at and str(m.at)[:19], m.direction, m.peer, m.peer_name, m.text) for m in reading
    ], reading.problems


TWO = [(AT, "in", None, "老王", "还钱\n今天"), (AT, "out", None, None, "不")]
LAYOUTS = [
    f"{AT} 老王\n还钱\n今天\n\n{AT} 我\n不\n",
    f"老王\n{AT}\n还钱\n今天\n\n我\n{AT}\n不\n",
    f"老王 {AT}\n还钱\n今天\n我 {AT}\n不",
    "老王  2026/3/5 21:03:07\n还钱\n今天\n\n\n我  2026/3/5 21:03:07\n不\n",
    f"[{AT}] 老王: 还钱\n今天\n[{AT}] 我：不\n",
    f"{AT} - 老王: 还钱\n今天\n{AT} - 我: 不\n",
    f"{AT} 老王：还钱\n今天\n{AT} 我：不\n",
    f"微信聊天记录导出\n导出时间：2026-04-01\n\n{AT} 老王\n还钱\n今天\n\n{AT} 我\n不\n",
    "2026年3月5日 下午9:03:07 老王\n还钱\n今天\n\n2026年3月5日 下午9:03:07 我\n不\n",
]


@pytest.mark.parametrize("text", LAYOUTS)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_layouts(text, encoding, end):
    assert opened(text.replace("\n", end), encoding) == (TWO, [])


@pytest.mark.parametrize(
    ("name", "peer", "shown"),
    [("老王(wxid_w1)", "wxid_w1", "老王"), ("老王（19900000312）", "19900000312", "老王"), ("19900000312", "19900000312", None), ("138****0312", "138****0312", None), ("a <b@example.com>", "b@example.com", "a")],
)  # fmt: skip
def test_names_and_numbers(name, peer, shown):
    assert opened(f"{AT} {name}\n还钱\n\n{AT} 我\n不\n")[0][0][2:4] == (peer, shown)


def test_a_line_in_a_text_that_looks_like_a_head_stays_text():
    text = f"{AT} 老王\n你看：\n2026-01-01 10:00:00 小张\n我还\n\n{AT} 我\n不\n\n{AT} 老王\n哦\n"
    messages, problems = opened(text)
    assert [message[4] for message in messages] == ["你看：\n2026-01-01 10:00:00 小张\n我还", "不", "哦"]
    assert [(each.where, each.code) for each in problems] == [("line 3", "head_in_text")]


def test_blank_lines_in_a_text_stay():
    assert opened(f"{AT} 老王\n一\n\n二\n\n{AT} 我\n不\n\n")[0][0][4] == "一\n\n二"


def test_an_unknown_owner_is_said_once():
    messages, problems = opened(f"{AT} 老王\n还钱\n\n{AT} 小张\n不\n\n")
    assert ([message[1] for message in messages], codes(problems)) == (["in", "in"], ["owner_unknown"])


def test_the_other_side_named_in_a_title():
    messages, problems = opened(
        f"消息记录（此消息记录为文本格式）\n消息对象:老王\n\n{AT} 老王\n还钱\n\n{AT} 小张\n不\n"
    )
    assert ([message[1] for message in messages], problems) == (["in", "out"], [])


def test_days_on_lines_of_their_own():
    text = "————— 2026-03-05 —————\n\n\n老王 21:03\n\n还钱\n\n\n我 21:04\n\n不\n\n————— 2026-03-06 —————\n\n老王 07:00\n\n早\n"
    assert [message[0] for message in opened(text)[0]] == [
        "2026-03-05 21:03:00",
        "2026-03-05 21:04:00",
        "2026-03-06 07:00:00",
    ]


def test_a_year_that_nobody_tells_stays_unknown():
    messages, problems = opened("3月5日 21:03 老王\n还钱\n\n3月5日 21:04 我\n不\n")
    assert ([message[0] for message in messages], codes(problems)) == ([None, None], ["no_year", "no_year"])


@pytest.mark.parametrize(
    "text",
    ["你好\n", "老王：还钱\n我：不还\n", f"{AT} INFO started\n" * 9, f"[{AT}] ERROR: x\n" * 9, "会议纪要\n2026-03-05 21:03 开会\n2026-03-05 22:03 散会\n", "2026-03-05\n"],
)  # fmt: skip
def test_other_texts_are_left_alone(text):
    messages, problems = opened(text)
    assert (messages, codes(problems)) == ([], ["unsupported"])


def test_a_name_of_a_million_blanks_is_none():
    chat = f"老王\n{AT}\n还钱\n\n" * 3
    messages, _ = opened(chat + "a" + " " * 900_000 + f"b\n{AT}\n不\n")
    assert len(messages) == 3

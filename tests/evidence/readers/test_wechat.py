from __future__ import annotations

import io
import json

import pytest

from evidence.readers import read
from evidence.readers.wechat.contents import is_hidden, shown_text, type_of, unwrapped
from tests.evidence.readers.building import codes
from tests.evidence.readers.tables import text_table, xlsx

AT, EPOCH = "2026-03-05 21:03:07", 1_772_715_787
OLD = ["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime"]
NEW = [*OLD, "Remark", "NickName", "Sender"]
PER_CHAT = ["消息ID", "类型", "发送人", "时间", "内容", "备注", "昵称", "更多信息"]
CHATLOG = ["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"]


def opened(content):
    reading = read(io.BytesIO(content), name="x")
    return list(reading), reading.problems, reading.kind


def table(head, *rows, encoding="utf-8-sig"):
    return opened(text_table([head, *rows], encoding))


def items(*told, **around):
    content = json.dumps({**around, "items": told} if around else told, ensure_ascii=False)
    return opened(content.encode())


def old(text="还钱", *, way=0, kind=1, part=0, talker="wxid_a1", created=EPOCH, printed=AT, more=()):
    return [1, talker, kind, part, way, created, 2, text, printed, *more]


def told(message):
    at = message.at.strftime("%Y-%m-%d %H:%M:%S") if message.at else None
    return (at, message.direction, message.peer, message.peer_name, message.text)


def test_old_table_with_a_value_too_many():
    messages, problems, kind = table(OLD, [*old(), "extra"], old("不还", way=1))
    assert [told(message) for message in messages] == [
        (AT, "in", "wxid_a1", None, "还钱"),
        (AT, "out", "wxid_a1", None, "不还"),
    ]
    assert (problems, kind, {message.kind for message in messages}) == ([], "wechat", {"wechat"})


def test_new_table_names_the_sender_as_the_owner_does():
    messages, _, _ = table(
        NEW, old(more=("老王催收", "王", "wxid_w1")), old(way=1, more=("", "我的", "wxid_me"))
    )
    assert [told(message)[1:4] for message in messages] == [
        ("in", "wxid_w1", "老王催收"),
        ("out", "wxid_a1", "老王催收"),
    ]


def test_row_numbers_of_conversations_are_no_accounts():
    messages, _, _ = table(OLD, old(talker="3"), old(talker="10086"))
    assert [message.peer for message in messages] == [None, None]


@pytest.mark.parametrize(
    "build", [lambda head, *rows: table(head, *rows), lambda head, *rows: opened(xlsx(("a", [head, *rows])))]
)
def test_table_of_one_chat_knows_the_owner_by_name_or_by_the_missing_remark(build):
    rows = [[1, "文本", "老王", AT, "还钱", "老王", "w", ""], [2, "图片", "小张", AT, "", "", "小张", ""]]
    messages, problems, _ = build(PER_CHAT, *rows)
    assert [(m.direction, m.peer_name, m.text) for m in messages] == [
        ("in", "老王", "还钱"),
        ("out", None, "[图片]"),
    ]
    assert codes(problems) == ["owner_taken"]
    messages, problems, _ = build(PER_CHAT[:5], [1, "文本", "老王", AT, "还钱"], [2, "文本", "我", AT, "不"])
    assert [(m.direction, m.confidence) for m in messages] == [("in", 1.0), ("out", 1.0)]
    assert problems == []


def test_an_owner_who_cannot_be_known_is_said_and_nothing_is_taken_as_certain():
    messages, problems, _ = table(
        PER_CHAT[:5], [1, "文本", "老王", AT, "还钱"], [2, "文本", "小张", AT, "不"]
    )
    assert [(m.direction, m.confidence) for m in messages] == [("in", 0.5)] * 2
    assert codes(problems) == ["owner_unknown"]


def test_chatlog_table_learns_the_owner_from_conversations_of_two():
    group = [AT, "甲", "wxid_b2", "群", "1@chatroom", "还钱"]
    messages, problems, _ = table(
        CHATLOG, group, [AT, "", "wxid_me", "群", "1@chatroom", "好"], [AT, "王", "wxid_a1", "王", "wxid_a1", "快"], [AT, "", "wxid_me", "王", "wxid_a1", "不"]
    )  # fmt: skip
    assert [told(message)[1:4] for message in messages] == [
        ("in", "wxid_b2", "甲"), ("out", "1@chatroom", "群"), ("in", "wxid_a1", "王"), ("out", "wxid_a1", "王"),
    ]  # fmt: skip
    assert problems == []


CHATLOG_ITEM = {"seq": 1, "time": "2026-03-05T21:03:07+08:00", "talker": "1@chatroom", "talkerName": "群", "isChatRoom": True, "sender": "wxid_b2", "senderName": "甲", "isSelf": False, "type": 1, "subType": 0, "content": "还钱"}  # fmt: skip
KEEPER_ITEM = {"ts": EPOCH + 0.125, "sender": "甲", "sender_wxid": "wxid_b2", "chat_room": "群", "conversation_id": "1@chatroom", "content": "还钱", "msg_type": 1, "is_self": False, "account_id": "wxid_me", "thread_id": "wxid_me::1", "server_id": None, "is_group_chat": True}  # fmt: skip


@pytest.mark.parametrize("around", [{}, {"code": 0}, {"list": []}])
@pytest.mark.parametrize("item", [CHATLOG_ITEM, KEEPER_ITEM])
def test_objects(item, around):
    messages, problems, kind = items(item, item | {"isSelf": True, "is_self": True}, **around)
    assert [told(message) for message in messages] == [
        (AT, "in", "wxid_b2", "甲", "还钱"),
        (AT, "out", "1@chatroom", "群", "还钱"),
    ]
    assert (problems, kind) == ([], "wechat")


def test_an_account_of_the_owner_tells_which_way():
    item = {key: value for key, value in KEEPER_ITEM.items() if key != "is_self"}
    messages, problems, _ = items(item, item | {"sender_wxid": "wxid_me", "sender": "M"})
    assert [(m.direction, m.confidence) for m in messages] == [("in", 1.0), ("out", 1.0)]
    assert problems == []


@pytest.mark.parametrize(
    ("kind", "part", "content", "expected"),
    [
        ("1", "0", "你好", "你好"), ("3", "0", "<msg><img/></msg>", "[图片]"), ("3", "", "![图片](http://127.0.0.1/x)", "[图片]"), ("34", "0", "", "[语音]"),
        ("43", "0", "FileStorage/Video/1.mp4", "[视频]"), ("47", "0", "<msg><emoji/></msg>", "[表情]"),
        ("48", "0", '<?xml version="1.0"?><msg><location label="云澜市梧桐巷"/></msg>', "[位置] 云澜市梧桐巷"),
        ("49", "5", "<msg><appmsg><title>还款&amp;通知</title></appmsg></msg>", "[链接] 还款&通知"), ("49", "6", "<msg><title><![CDATA[a.pdf]]></title></msg>", "[文件] a.pdf"),
        ("49", "57", "<msg><appmsg><title>好的</title></appmsg></msg>", "好的"), ("49", "2000", "", "[转账]"), ("文本", "", "1", "1"), ("图片", "", "图片", "[图片]"),
        ("999", "", "", "[其他消息]"),
    ],
)  # fmt: skip
def test_types_in_words(kind, part, content, expected):
    assert shown_text(type_of(kind, part), content) == expected


def test_notices_of_the_program_are_no_messages():
    assert table(OLD, old("你已添加了老王", kind=10000), old())[0][0].text == "还钱"


@pytest.mark.parametrize(
    ("written", "text"),
    [
        (repr("还钱".encode()), "还钱"), (repr("还钱".encode("gb18030")), "还钱"), ("还钱".encode().hex(), "还钱"), ("0x" + "还钱".encode().hex(), "还钱"),
        ("123456789012", "123456789012"), ("deadbeefdead", "deadbeefdead"), ("b'unclosed", "b'unclosed"), ("b''+__import__('os')", "b''+__import__('os')"),
        ("bye", "bye"),
    ],
)  # fmt: skip
def test_bytes_in_writing(written, text):
    assert unwrapped(written)[0] == text


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("***", True),
        ("● ● ●", True),
        ("？？？", False),
        ("...", False),
        ("--", False),
        ("*", False),
        ("", False),
    ],
)
def test_marks_in_the_place_of_text(text, expected):
    assert is_hidden(text) is expected


def test_recorded_time_wins_and_a_conflict_is_said():
    messages, problems, _ = table(OLD, old(created=1_530_000_000, printed="2013-05-01 10:00:00"))
    assert [message.at.timestamp() for message in messages] == [1_530_000_000]
    assert codes(problems) == ["printed_date"]


@pytest.mark.parametrize("printed", ["2026-03-05 13:03:07", "2026-03-06 05:03:07"])
def test_a_shift_of_eight_hours_is_said_once(printed):
    messages, problems, _ = table(OLD, *[old(printed=printed)] * 3)
    assert [told(message)[0] for message in messages] == [AT] * 3
    assert [(each.where, each.code) for each in problems] == [("row 2", "eight_hours")]


@pytest.mark.parametrize("created", ["", "0", "bad"])
def test_a_printed_time_stands_in_for_a_missing_one(created):
    assert told(table(OLD, old(created=created))[0][0])[0] == AT


@pytest.mark.parametrize("hidden", ["", "***", "●●●"])
def test_privacy_mode_is_said(hidden):
    assert codes(table(OLD, old(hidden), old(hidden, way=1))[1]) == ["privacy_mode"]


def test_one_hidden_text_is_said_with_its_place():
    _, problems, _ = table(OLD, old("****"), old("还钱"))
    assert [(each.where, each.code) for each in problems] == [("row 2", "hidden_text")]


def test_quoted_text_over_several_lines_that_looks_like_a_row():
    text = '第一行\n2026-03-05 21:03:07 老王\n"引用",1,2'
    assert [message.text for message in table(OLD, old(text), old())[0]] == [text, "还钱"]


@pytest.mark.parametrize(
    "broken", [b'{"time":', b'{"time": 1 2},', b"[1,2],", b'"x",', b'{"a": [[[[{"time": 1}}}}},']
)
def test_a_broken_object_costs_itself_alone(broken):
    item = json.dumps(CHATLOG_ITEM).encode()
    messages, problems, _ = opened(b"[" + item + b"," + broken + b"\n" + item + b"," + item + b"]")
    assert len(messages) >= 2
    assert problems

"""What holds for any file at all, and for any damage to a good one: no exception, no message without its few facts."""

from __future__ import annotations

import io
import json
import random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evidence.readers import read
from evidence.readers.chats import read_chat
from evidence.readers.mail import read_mail
from evidence.readers.reading import Reading
from evidence.readers.sheets import read_book, read_delimited
from evidence.readers.tables.books import XLS, XLSX
from evidence.readers.wechat.items import read_items
from tests.evidence.readers.held_out.cases import CASES

GOOD = [case.content for case in CASES]
READERS = (read_delimited, read_chat, read_mail, read_items)


def exhaust(opened: Reading) -> None:
    for message in opened:
        assert message.direction in ("in", "out", "missed")
        assert message.kind
        assert len(message.kind) <= 20
        assert message.at is None or message.at.utcoffset() is not None
        assert message.duration_s is None or 0 <= message.duration_s < 2**31
        assert message.where
        "".join(filter(None, (message.peer, message.peer_name, message.text, message.where))).encode()
    assert all(problem.why for problem in opened.problems)
    assert len(opened.kind) <= 20


@given(st.binary(max_size=600))
@settings(deadline=None, max_examples=300)
def test_any_bytes_for_every_reader(content):
    exhaust(read(io.BytesIO(content), name="x"))
    for reader in READERS:
        exhaust(reader(io.BytesIO(), content, "text/plain"))
    for media_type in (XLS, XLSX):
        exhaust(read_book(io.BytesIO(), content, media_type))


@given(
    st.text(
        st.sampled_from('2026-03-05 21:03:07年月日时,;\t"\n王我:：[]{}=*()@<>/\\\x00\ud800é'), max_size=400
    )
)
@settings(deadline=None, max_examples=300)
def test_any_text_of_the_letters_that_matter(text):
    content = text.encode("utf-8", "surrogatepass")
    exhaust(read(io.BytesIO(content), name="x"))
    for reader in READERS:
        exhaust(reader(io.BytesIO(), content, "text/plain"))


@pytest.mark.parametrize("number", range(len(GOOD)))
def test_damage_to_a_good_file(number):
    chance = random.Random(number)
    for _ in range(60):
        content = bytearray(GOOD[number])
        for _ in range(chance.choice((1, 3, 20))):
            place = chance.randrange(len(content))
            match chance.randrange(4):
                case 0:
                    content[place] = chance.randrange(256)
                case 1:
                    del content[place : place + chance.randrange(1, 30)]
                case 2:
                    content[place:place] = chance.randbytes(chance.randrange(1, 30))
                case _:
                    content[place:place] = content[: chance.randrange(1, 200)]
            content = content or bytearray(b"x")
        exhaust(read(io.BytesIO(bytes(content)), name="x"))


cells = st.one_of(
    st.text(max_size=12), st.sampled_from(["", "=1+1", "合计", "2026-03-05 21:03:07", "未接", "1分", "****", "#N/A", "1e999", "-", "\x00", "99999999999999999999"])
)  # fmt: skip
HEADS = [
    "起始时间,对方号码,通信方式,通信时长,姓名,业务类型",
    "主叫号码,被叫号码,通话日期,通话时间,时长(分钟),通话类型",
    "Chat Session,Message Date,Service,Type,Sender ID,Sender Name,Subject,Text,Attachment,Attachment type",
    "localId,TalkerId,Type,SubType,IsSender,CreateTime,Status,StrContent,StrTime,Remark,NickName,Sender",
    "消息ID,类型,发送人,时间,内容,备注,昵称,更多信息",
    "Time,SenderName,Sender,TalkerName,Talker,Content",
]


@given(st.sampled_from(HEADS), st.lists(st.lists(cells, max_size=13), max_size=8))
@settings(deadline=None, max_examples=400)
def test_any_cells_under_known_names(head, rows):
    lines = [head, *(",".join(f'"{cell.replace(chr(34), chr(34) * 2)}"' for cell in row) for row in rows)]
    exhaust(read(io.BytesIO("\n".join(lines).encode("utf-8", "replace")), name="x"))


keys = st.sampled_from(["time", "ts", "talker", "sender", "senderName", "sender_wxid", "isSelf", "is_self", "type", "subType", "content", "isChatRoom"])  # fmt: skip
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=20)),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.text(max_size=3), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(st.lists(st.dictionaries(keys, values), max_size=5))
@settings(deadline=None, max_examples=300)
def test_any_values_under_known_keys(items):
    content = json.dumps(items).encode()
    exhaust(read_items(io.BytesIO(), content, "application/json"))

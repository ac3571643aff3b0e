"""What holds for any backup, any cut and any damage."""

from __future__ import annotations

import base64
import time
from datetime import UTC, datetime
from hashlib import sha256

from hypothesis import example, given, settings
from hypothesis import strategies as st
from lxml import etree

from tests.evidence.readers.building import addr, backup, call, element, mms, part, reading, sms

DATA = base64.b64encode(bytes(range(200))).decode()
WHOLE = backup(
    sms("一 😀 & < > \" ' \n", contact_name="王"),
    sms("二", type=2, address="", readable_date="2026年1月1日 上午8:00:00"),
    mms(part(text="三"), part(ct="image/png", data=DATA), addrs=(addr("19900000002", 137), addr("1", 151))),
    sms("四").replace("四", "&#55357;&#56832;&#0;"),
    mms(part(text="五"), msg_box=2),
    call(),
    sms("六"),
)
MESSAGES, FAULTS = reading(WHOLE)
WIDE = WHOLE.decode().replace('encoding="UTF-8"', "").encode("utf-16")

legal = st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\ufffe\uffff"), max_size=40)
shown = legal.map(lambda text: "".join(c for c in text if c >= " " or c in "\t\n\r")).filter(
    lambda text: text != "null"
)
phones = st.from_regex(r"\A(\+86)?199\d{8}\Z|\A95\d{3}\Z|\A106900\d{6}\Z")
moments = st.integers(725_846_400_000, 4_102_444_799_999)


def test_the_backup_that_is_damaged_below_is_whole():
    assert [message.text for message in MESSAGES] == ["一 😀 & < > \" ' \n", "二", "三", "😀", "五", "", "六"]
    assert [problem.code for problem in FAULTS] == ["unreadable"]


@given(st.integers(0, len(WHOLE)))
@settings(deadline=None, max_examples=300)
def test_a_cut_gives_the_messages_before_it(length):
    messages, problems = reading(WHOLE[:length])
    complete = WHOLE[:length].count(b"\n") + WHOLE[length : length + 1].count(b"\n")
    assert messages == [message for message in MESSAGES if _line(message.where) <= complete]
    if length < len(WHOLE.rstrip()):
        assert problems


@given(st.integers(0, len(WIDE)))
@settings(deadline=None, max_examples=100)
def test_a_cut_in_a_wide_file(length):
    messages, _ = reading(WIDE[:length])
    assert messages == MESSAGES[: len(messages)]


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), min_size=1, max_size=8))
@settings(deadline=None, max_examples=500)
def test_flipped_bytes_never_raise_and_cost_little(flips):
    content = bytearray(WHOLE)
    for position, value in flips:
        content[position] = value
    begin = time.process_time()
    messages, _ = reading(bytes(content))
    assert time.process_time() - begin < 2
    touched = {WHOLE.count(b"\n", 0, position) + 1 for position, _ in flips}
    kept = [message for message in MESSAGES if _line(message.where) not in touched and message.kind != "mms"]
    if len(touched) == 1 and kept:
        missing = {message.text for message in kept} - {message.text for message in messages}
        assert len(missing) <= 1


def _line(where: str) -> int:
    return int(where.rpartition(" ")[2])


@given(st.binary(max_size=200), st.integers(0, len(WHOLE)))
@settings(deadline=None, max_examples=300)
def test_rubbish_in_the_middle_never_raises(rubbish, position):
    messages, problems = reading(WHOLE[:position] + rubbish + WHOLE[position:])
    assert all(message.text.encode() is not None for message in messages)
    assert all(problem.why for problem in problems)


@given(st.binary(max_size=400))
@example(b"<sms")
@example(b"\xff\xfe<\x00s\x00m\x00s\x00 \x00")
@settings(deadline=None, max_examples=300)
def test_anything_at_all_is_read(content):
    for file in (
        content,
        b"<smses>" + content,
        b"<smses><sms body='" + content,
        b"<smses><mms><part data='" + content,
    ):
        messages, problems = reading(file)
        assert messages or problems or file == b"<smses>" + content


@given(st.lists(st.tuples(phones, moments, st.sampled_from([1, 2]), shown, shown), max_size=6))
@settings(deadline=None)
def test_messages_come_back_as_they_were_written(rows):
    written = backup(
        *(
            sms(body, address=peer, date=at, type=kind, contact_name=name)
            for peer, at, kind, body, name in rows
        )
    )
    messages, problems = reading(written)
    assert problems == []
    assert len(messages) == len(rows)
    for message, (peer, at, kind, body, name) in zip(messages, rows, strict=True):
        assert message.at is not None
        assert round(message.at.timestamp() * 1000) == at
        assert (message.peer, message.text) == (peer, body)
        assert message.direction == ("in" if kind == 1 else "out")
        assert message.peer_name in (name.strip() or None, None)


@given(st.lists(st.tuples(shown, st.binary(max_size=100)), min_size=1, max_size=5))
@settings(deadline=None)
def test_multimedia_comes_back_as_it_was_written(parts):
    written = mms(
        *(part(text=text) for text, _ in parts),
        *(part(ct="image/jpeg", data=base64.b64encode(content).decode()) for _, content in parts),
    )
    [message], problems = reading(backup(written))
    assert problems == []
    assert message.text == "\n".join(text for text, _ in parts if text)
    assert [each.sha256 for each in message.attachments] == [
        sha256(content).hexdigest() for _, content in parts
    ]


@given(
    st.lists(
        st.dictionaries(st.sampled_from(["body", "address", "contact_name", "x", "y-z"]), shown), max_size=5
    )
)
@settings(deadline=None)
def test_a_correct_file_is_read_as_lxml_reads_it(rows):
    written = backup(*(element("sms", **(row | {"type": "2", "date": "1767225600000"})) for row in rows))
    expected = [each.get("body") or "" for each in etree.fromstring(written)]
    assert [message.text for message in reading(written)[0]] == expected


def test_the_clock_is_that_of_shanghai():
    assert MESSAGES[0].at == datetime(2026, 1, 1, tzinfo=UTC)
    assert str(MESSAGES[0].at) == "2026-01-01 08:00:00+08:00"

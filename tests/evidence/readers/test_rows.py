from __future__ import annotations

import pytest

from tests.evidence.readers.building import AT, PEER, backup, call, codes, element, reading, sms


def only(row: str, root: str = "smses"):
    messages, problems = reading(backup(row, root=root))
    assert len(messages) == 1
    return messages[0], codes(problems)


def test_a_received_text_message():
    message, problems = only(sms("您的借款已逾期", contact_name="灰雁催收"))
    assert message.at is not None
    assert message.at.isoformat() == AT
    assert (message.kind, message.direction, message.peer, message.peer_name) == (
        "sms",
        "in",
        PEER,
        "灰雁催收",
    )
    assert (message.text, message.duration_s, message.where) == ("您的借款已逾期", None, "sms[1] line 3")
    assert (message.confidence, message.attachments, problems) == (1.0, (), [])


@pytest.mark.parametrize(
    ("kind", "direction"), [(1, "in"), (2, "out"), (4, "out"), (5, "out"), (6, "out"), (" 2 ", "out")]
)
def test_direction_of_a_text_message(kind, direction):
    assert only(sms(type=kind))[0].direction == direction


def test_drafts_are_not_messages():
    assert reading(backup(sms(type=3), sms(type=1)))[0][0].where == "sms[2] line 4"
    assert reading(backup(sms(type=3))) == ([], [])


@pytest.mark.parametrize(
    ("kind", "code"), [(None, "no_type"), ("null", "no_type"), ("", "no_type"), (9, "unknown_type")]
)
def test_an_unknown_type_is_said_and_less_sure(kind, code):
    message, problems = only(sms(type=kind))
    assert (message.direction, message.confidence, problems) == ("in", 0.5, [code])


@pytest.mark.parametrize(
    "name",
    [None, "", "null", "(Unknown)", "(unknown)", "  ", "（未知）".replace("（", "(").replace("）", ")")],
)
def test_a_name_that_is_none(name):
    assert only(sms(contact_name=name))[0].peer_name is None


def test_absent_null_and_empty_text_are_three_things():
    assert [(only(sms(body))[0].text, only(sms(body))[1]) for body in (None, "null", "", "NULL", "null ")] == [
        ("", ["no_text"]), ("", ["null_text"]), ("", []), ("NULL", []), ("null ", []),
    ]  # fmt: skip


@pytest.mark.parametrize("address", ["", None, "null", " ", "~", "null~"])
def test_outgoing_rows_may_lack_the_other_side_and_incoming_ones_say_it(address):
    message, problems = only(sms(address=address, type=2))
    assert (message.peer, problems) == (None, [])
    message, problems = only(sms(address=address, type=1))
    assert (message.peer, problems) == (None, ["no_sender"])


@pytest.mark.parametrize(
    "address",
    ["106900001234", "+8619900000001", "95xxx", "199****0001", "灰雁消费金融", "19900000001~19900000002"],
)
def test_the_other_side_stays_as_shown(address):
    assert only(sms(address=address))[0].peer == address


def test_empty_members_of_a_group_vanish():
    assert only(sms(address="19900000001~~ 19900000002 ~19900000001~"))[0].peer == "19900000001~19900000002"


def test_a_row_that_holds_nothing_is_told_and_left_out():
    rows = backup("<sms />", '<sms address="" date="" body=""/>', sms(), "<call/>", "<mms/>", "<mms></mms>")
    messages, problems = reading(rows)
    assert [message.where for message in messages] == ["sms[3] line 5"]
    assert codes(problems) == ["empty_row"] * 5


@pytest.mark.parametrize(
    ("kind", "direction"),
    [(1, "in"), (2, "out"), (3, "missed"), (4, "missed"), (5, "missed"), (6, "missed"), (7, "in")],
)
def test_direction_of_a_call(kind, direction):
    message, problems = only(call(type=kind), "calls")
    assert (message.kind, message.direction, message.text, message.duration_s) == ("call", direction, "", 30)
    assert problems == []


@pytest.mark.parametrize(("duration", "direction"), [(12, "in"), (0, "missed"), (None, "missed")])
def test_a_call_of_unknown_type_is_kept(duration, direction):
    message, problems = only(call(type=1001, duration=duration), "calls")
    assert (message.direction, message.confidence, problems) == (direction, 0.5, ["unknown_type"])


@pytest.mark.parametrize(
    ("number", "presentation"),
    [
        ("", 1),
        ("", 3),
        (None, None),
        ("null", 1),
        ("-1", 1),
        ("-2", 1),
        ("-3", 1),
        (PEER, 2),
        (PEER, 3),
        (PEER, 4),
    ],
)
def test_a_hidden_number_is_none_and_no_fault(number, presentation):
    message, problems = only(call(number=number, presentation=presentation), "calls")
    assert (message.peer, problems) == (None, [])


@pytest.mark.parametrize(
    ("written", "seconds"), [("84", 84), ("0", 0), ("84.0", 84), (None, None), ("", None), ("null", None)]
)
def test_duration(written, seconds):
    message, problems = only(call(duration=written), "calls")
    assert (message.duration_s, problems) == (seconds, [])


@pytest.mark.parametrize("written", ["-5", "1分24秒", "0x10", "9" * 30, "٣"])
def test_a_duration_that_is_none(written):
    message, problems = only(call(duration=written), "calls")
    assert (message.duration_s, problems) == (None, ["bad_duration"])


def test_calls_may_stand_among_messages():
    messages, problems = reading(backup(sms(), call(), element("call", number="95000", date="1767225600")))
    assert [message.where for message in messages] == ["sms[1] line 3", "call[1] line 4", "call[2] line 5"]
    assert codes(problems) == ["no_type"]

from __future__ import annotations

import io

import pytest

from evidence.readers import read
from tests.evidence.readers.building import codes
from tests.evidence.readers.tables import text_table, xlsx

AT = "2026-03-05 21:03:07"
HEAD = ["Chat Session", "Message Date", "Delivered Date", "Read Date", "Edited Date", "Service", "Type", "Sender ID", "Sender Name", "Status", "Replying to", "Subject", "Text", "Attachment", "Attachment type"]  # fmt: skip
CALLS = ["Call type", "Date", "Duration", "Number", "Contact", "Location", "Service"]


def row(way="Incoming", text="还钱", **told):
    usual = {"Chat Session": "老王", "Message Date": AT, "Service": "SMS", "Type": way, "Text": text}
    if way == "Incoming":
        usual |= {"Sender ID": "+8619900000312", "Sender Name": "老王"}
    return [(usual | told).get(name, "") for name in HEAD]


def table(*rows, head=HEAD, build=text_table):
    opened = read(io.BytesIO(build([head, *rows])), name="x")
    return list(opened), opened.problems, opened.kind


@pytest.mark.parametrize(
    "build",
    [text_table, lambda rows: text_table(rows, "utf-16", "\t"), lambda rows: xlsx(("Messages", rows))],
)
def test_messages(build):
    messages, problems, kind = table(row("Outgoing", "不"), row(), row("Notification", "x"), build=build)
    assert [(str(m.at), m.kind, m.direction, m.peer, m.peer_name, m.text) for m in messages] == [
        (f"{AT}+08:00", "sms", "out", "+8619900000312", "老王", "不"), (f"{AT}+08:00", "sms", "in", "+8619900000312", "老王", "还钱"),
    ]  # fmt: skip
    assert (problems, kind) == ([], "imazing")


@pytest.mark.parametrize("left_out", ["Delivered Date", "Edited Date", "Status", "Subject", "Attachment"])
def test_columns_come_and_go_by_version(left_out):
    keep = [at for at, name in enumerate(HEAD) if name != left_out]
    messages, problems, _ = table([row()[at] for at in keep], head=[HEAD[at] for at in keep])
    assert ([message.text for message in messages], problems) == (["还钱"], [])


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (AT, AT),
        ("2026/3/5 下午9:03:07", AT),
        ("2026-03-05 9:03:07 PM", AT),
        ("Mar 5, 2026 9:03:07 PM", AT),
        ("2026-03-05T13:03:07.000Z", AT),
    ],
)
def test_clocks(written, expected):
    assert str(table(row(**{"Message Date": written}))[0][0].at) == expected + "+08:00"


def test_day_and_month_are_told_by_another_row_or_stay_open():
    one, other = row(**{"Message Date": "3/4/2026, 9:03 PM"}), row(**{"Message Date": "25/4/2026, 9:03 PM"})
    messages, problems, _ = table(one)
    assert (messages[0].at, codes(problems)) == (None, ["day_or_month"])
    assert str(table(one, other)[0][0].at) == "2026-04-03 21:03:00+08:00"


def test_attachments_are_named():
    messages, _, _ = table(
        row(text="", Attachment="IMG 1.HEIC", **{"Attachment type": "Image"}), row(text="")
    )
    assert [(a.name, a.media_type, a.size, a.sha256) for a in messages[0].attachments] == [
        ("IMG 1.HEIC", "image/*", 0, None)
    ]


def test_a_group_names_each_sender_and_has_no_number_of_its_own():
    people = [
        row(**{"Chat Session": "群", "Sender ID": number}) for number in ("+8619900000312", "+8619900000345")
    ]
    messages, _, _ = table(*people, row("Outgoing", "不", **{"Chat Session": "群"}))
    assert [message.peer for message in messages] == ["+8619900000312", "+8619900000345", None]
    assert messages[2].peer_name == "群"


@pytest.mark.parametrize(("way", "code"), [("", "no_type"), ("Sideways", "unknown_type")])
def test_a_way_that_is_not_told_is_said(way, code):
    messages, problems, _ = table(row(way))
    assert ([(m.direction, m.confidence) for m in messages], codes(problems)) == ([("in", 0.5)], [code])


def test_calls():
    messages, problems, _ = table(
        ["Incoming", AT, "00:01:24", "+86 199 0000 0312", "老王", "", "Phone"], ["Outgoing", AT, "0:05", "95188", "", "", "FaceTime Audio"],
        ["Missed", AT, "", "138****0312", "", "", "Phone"], ["Rejected", AT, "", "", "", "", "Phone"], head=CALLS,
    )  # fmt: skip
    assert [(m.kind, m.direction, m.peer, m.peer_name, m.duration_s) for m in messages] == [
        ("call", "in", "+86 199 0000 0312", "老王", 84), ("call", "out", "95188", None, 5), ("call", "missed", "138****0312", None, None),
        ("call", "missed", None, None, None),
    ]  # fmt: skip
    assert problems == []


def test_text_over_lines_with_quotes_and_a_lone_mark_elsewhere():
    content = (
        text_table([HEAD, row(text='a,"b"\n\nc')])
        + '老王,2026-03-05 21:03:07,,,,SMS,Incoming,1,x,,,,"open\n'.encode()
        + text_table([row(text="last")])
    )
    opened = read(io.BytesIO(content), name="x")
    assert [message.text for message in opened] == ['a,"b"\n\nc', "last"]
    assert [(each.where, each.code) for each in opened.problems] == [("row 3", "bad_row")]

"""The samples as a phone would hand them over, read from disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from evidence.readers import Reading, ReadMessage, read
from tests.evidence.readers.building import codes

SAMPLES = Path(__file__).parent / "samples"


def sample(name: str) -> tuple[Reading, list[ReadMessage]]:
    with (SAMPLES / name).open("rb") as stream:
        opened = read(stream, name=name)
        return opened, list(opened)


@pytest.mark.parametrize(
    ("name", "kind", "where", "problems"),
    [
        (
            "contact_messages.xml",
            "sms_backup",
            ["sms[1]", "sms[2]", "sms[3]", "sms[4]", "mms[1]", "sms[6]"],
            [],
        ),
        ("contact_messages_later.xml", "sms_backup", ["sms[1]", "mms[1]", "sms[3]", "sms[4]"], []),
        ("contact_calls.xml", "call_log", [f"call[{number}]" for number in range(1, 7)], []),
        (
            "cut_in_picture.xml",
            "sms_backup",
            ["sms[1]", "sms[2]", "sms[3]", "sms[4]"],
            ["cut_message", "wrong_count"],
        ),
        ("other_encoding.xml", "sms_backup", ["sms[1]", "sms[2]", "sms[3]", "sms[4]"], ["encoding"]),
        (
            "damaged_rows.xml",
            "sms_backup",
            ["sms[1]", "sms[2]", "sms[4]", "sms[5]"],
            ["bad_date", "broken_message", "printed_date", "repaired", "unreadable", "wrong_count"],
        ),
    ],
)
def test_what_each_sample_gives(name, kind, where, problems):
    opened, messages = sample(name)
    assert opened.kind == kind
    assert [message.where.partition(" ")[0] for message in messages] == where
    assert codes(opened.problems) == problems


def test_overlapping_backups_show_the_same_messages():
    def seen(name: str) -> set[tuple[object, ...]]:
        return {(each.at, each.peer, each.direction, each.text, each.attachments) for each in sample(name)[1]}

    assert len(seen("contact_messages.xml") & seen("contact_messages_later.xml")) == 3


def test_the_words_of_a_sample():
    messages = sample("contact_messages.xml")[1]
    assert messages[1].text.endswith("打到你们单位。😡")
    assert messages[3].text == "不处理就把他的事发给你们全公司\n自己看着办"
    assert [each.size for each in messages[4].attachments] == [416]
    assert [each.direction for each in sample("contact_calls.xml")[1]] == ["in", *["missed"] * 4, "out"]
    assert sample("contact_calls.xml")[1][2].peer is None

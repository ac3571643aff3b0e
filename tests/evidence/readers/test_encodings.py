from __future__ import annotations

import codecs

import pytest

from tests.evidence.readers.building import backup, element, mms, part, reading, sms
from tests.evidence.readers.building import codes as codes_of

WORDS = "您的借款已逾期，请今天处理，否则联系您的家人"


def declared(name: str) -> str:
    return f'<?xml version="1.0" encoding="{name}"?>\n'


@pytest.mark.parametrize(
    "head",
    ["", declared("UTF-8"), declared("utf8"), declared("nonsense"), declared("zip"), declared("utf-7")],
)
def test_utf8_whatever_is_declared(head):
    messages, problems = reading(backup(sms(WORDS), head=head))
    assert ([message.text for message in messages], problems) == ([WORDS], [])


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le"])
def test_marks_and_wide_characters(encoding):
    marks = {
        "utf-16-le": codecs.BOM_UTF16_LE,
        "utf-16-be": codecs.BOM_UTF16_BE,
        "utf-32-le": codecs.BOM_UTF32_LE,
    }
    text = backup(sms(WORDS + "😀"), sms("二"), head=declared(encoding)).decode()
    messages, problems = reading(marks.get(encoding, b"") + text.encode(encoding))
    assert ([message.text for message in messages], problems) == ([WORDS + "😀", "二"], [])
    assert messages[1].where == "sms[2] line 4"


def test_wide_characters_without_a_mark():
    assert reading(backup(sms(WORDS), head="").decode().encode("utf-16-le"))[0][0].text == WORDS


def test_a_wide_file_cut_in_a_character():
    content = backup(sms("一"), sms("二")).decode().encode("utf-16")
    cut = content[: content.index("二".encode("utf-16-le")) + 1]
    messages, problems = reading(cut)
    assert ([message.text for message in messages], codes_of(problems)) == (["一"], ["cut_message"])


@pytest.mark.parametrize("name", ["GBK", "gb2312", "GB18030"])
def test_a_chinese_encoding_that_is_declared(name):
    rows = (sms(WORDS + "囧"), sms("好", contact_name="王"))
    messages, problems = reading(backup(*rows, head=declared(name)).decode().encode("gb18030"))
    assert [(message.text, message.peer_name) for message in messages] == [(WORDS + "囧", None), ("好", "王")]
    assert problems == []


@pytest.mark.parametrize("head", ["", declared("UTF-8")])
def test_a_chinese_encoding_that_is_not_declared(head):
    rows = (sms(WORDS), sms("好"), mms(part(text="彩信内容"), contact_name="李四"))
    messages, problems = reading(backup(*rows, head=head).decode().encode("gb18030"))
    assert [message.text for message in messages] == [WORDS, "好", "彩信内容"]
    assert [(each.code, each.params["used"]) for each in problems] == [("encoding", "GB18030")]


def test_short_words_follow_the_rest_of_the_file():
    ambiguous = "摹"
    assert ambiguous.encode("gb18030").decode("utf-8") != ambiguous
    content = backup(sms(WORDS), sms(ambiguous)).decode().encode("gb18030")
    assert [message.text for message in reading(content)[0]] == [WORDS, ambiguous]
    damaged = backup(sms(WORDS), sms("好")).replace("好".encode(), b"\xe5\xa5")
    assert [message.text for message in reading(damaged)[0]] == [WORDS, "\ufffd"]


def test_big5_that_is_declared():
    words = "請今天處理"
    content = backup(sms(words), head=declared("Big5")).decode().encode("big5")
    assert reading(content)[0][0].text == words


def test_both_encodings_in_one_file():
    utf8 = backup(sms(WORDS))
    assert [each.text for each in reading(utf8 + utf8.decode().encode("gb18030"))[0]] == [WORDS, WORDS]


def test_a_flipped_byte_does_not_turn_a_text_into_another_language():
    content = bytearray(backup(sms(WORDS), sms(WORDS)))
    content[content.index("家".encode()) + 1] ^= 0x80
    messages, problems = reading(bytes(content))
    assert messages[0].text.startswith("您的借款已逾期，请今天处理，否则联系您的")
    assert "\ufffd" in messages[0].text
    assert messages[1].text == WORDS
    assert [(each.where, each.code) for each in problems] == [("sms[1] line 3", "unreadable")]


@pytest.mark.parametrize(
    ("written", "text", "lost"),
    [
        ("&#55357;&#56832;", "😀", 0),
        ("&#xD83D;&#xDE00;好&#xd83d;&#xde00;", "😀好😀", 0),
        ("&#55357;", "\ufffd", 1),
        ("&#56832;&#55357;", "\ufffd\ufffd", 2),
        ("&#55357;x&#56832;", "\ufffdx\ufffd", 2),
        ("&#55357;&#55357;&#56832;", "\ufffd😀", 1),
        ("好&#0;的", "好的", 1),
        ("&#1;&#8;&#11;&#x1F;好", "好", 4),
        ("&#1114112;&#99999999;", "\ufffd\ufffd", 2),
        ("&#xFFFE;&#xFFFF;", "\ufffd\ufffd", 2),
        ("&#x1F600;&#128512;", "😀😀", 0),
        ("&#0065;&#x041;", "AA", 0),
        ("\x00好\x07", "好", 2),
    ],
)
def test_references_and_characters_that_do_not_exist(written, text, lost):
    row = element("sms", address="1", date=1767225600000, type=1, body="@").replace("@", written)
    messages, problems = reading(backup(row))
    assert [message.text for message in messages] == [text]
    assert [each.params for each in problems] == ([{"number": lost}] if lost else [])


def test_surrogates_written_as_bytes():
    row = sms("@").encode().replace(b"@", b"\xed\xa0\xbd\xed\xb8\x80")
    assert reading(backup("@").replace(b"@", row))[0][0].text == "😀"


def test_a_message_never_holds_what_a_database_refuses():
    row = sms("@", contact_name="@", address="1@").replace("@", "&#0;&#55357;")
    message = reading(backup(row))[0][0]
    for shown in (message.text, message.peer_name, message.peer):
        assert shown is not None
        assert "\x00" not in shown
        assert shown.encode()

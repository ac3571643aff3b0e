from __future__ import annotations

import base64
import gzip
import io
import time

import pytest

from evidence.readers import read
from tests.evidence.readers.building import PEER, addr, backup, call, codes, mms, part, reading, sms, texts

DATA = base64.b64encode(bytes(range(256)) * 3).decode()


def cut_before(content: bytes, mark: bytes, extra: int = 0) -> bytes:
    return content[: content.index(mark) + extra]


@pytest.mark.parametrize(("said", "found"), [(5, 2), (1, 2), (0, 2), (-1, 2)])
def test_a_wrong_count(said, found):
    messages, problems = reading(backup(sms(), sms(), count=said))
    assert len(messages) == 2
    assert [(each.where, each.code) for each in problems] == [("smses line 2", "wrong_count")]
    assert problems[0].params == {"said": str(said), "found": found}


@pytest.mark.parametrize(
    ("said", "expected"), [("", []), ("null", []), ("002", []), ("two", ["bad_count"]), ("二", ["bad_count"])]
)
def test_a_count_that_is_no_number(said, expected):
    assert codes(reading(backup(sms(), sms(type=3), count=said))[1]) == expected


@pytest.mark.parametrize(
    ("mark", "extra"),
    [
        (b"<part", 0),
        (b"<part", 30),
        (DATA.encode(), 7),
        (DATA.encode(), len(DATA)),
        (DATA.encode(), len(DATA) + 1),
        (b"</parts>", 0),
        (b"</mms>", 0),
        (b"</mms>", 5),
        (b"<mms", 12),
        ("图".encode(), 1),
        ("图".encode(), 2),
        (b'"132"', 3),
    ],
)
def test_a_file_cut_in_a_multimedia_message(mark, extra):
    row = mms(part(text="图"), part(ct="image/jpeg", data=DATA), addrs=(addr(PEER, 137),), m_type=132)
    messages, problems = reading(cut_before(backup(sms("完整"), row), mark, extra))
    assert [message.text for message in messages] == ["完整"]
    assert [each.where for each in problems if each.code == "cut_message"] == ["mms[1] line 4"]


@pytest.mark.parametrize("extra", [-20, -1, 1, 2, 3, 4, 9])
def test_a_file_cut_in_a_text_message(extra):
    content = backup(sms("完整"), sms("被切断的话", read="1"))
    messages, problems = reading(cut_before(content, "断".encode(), extra))
    assert [message.text for message in messages] == ["完整"]
    assert ("sms[2] line 4", "cut_message") in [(each.where, each.code) for each in problems]
    assert "wrong_count" not in codes(problems)


def test_a_file_cut_between_messages():
    content = backup(sms("一"), sms("二"))
    messages, problems = reading(content[: content.rindex(b"</smses")])
    assert len(messages) == 2
    assert [(each.where, each.code) for each in problems] == [("line 5", "cut_file")]


@pytest.mark.parametrize(
    "broken",
    [
        f'<sms address="{PEER}" date="1767225600000" type="1" body="没有引号',
        f'<sms address="{PEER}" date="1767225600000" type="1" body="没有括号"',
        f'<sms address="{PEER}" date="1767225600000" type="1" bo',
        f'<sms address="{PEER}" date=',
        "<sms",
        '<mms date="1767225600000" msg_box="1"',
        '<call number="1" date="',
    ],
)
def test_reading_goes_on_at_the_next_message(broken):
    messages, problems = reading(backup(sms("前"), broken, sms("后"), mms(part(text="又"))))
    assert [message.text for message in messages] == ["前", "后", "又"]
    assert len(problems) == 1
    assert problems[0].code == "broken_message"
    assert problems[0].where.endswith("line 4")


def test_a_multimedia_message_without_its_end():
    open_row = mms(part(text="没完")).removesuffix("</mms>")
    messages, problems = reading(backup(open_row, sms("后")))
    assert [message.text for message in messages] == ["后"]
    assert [(each.where, each.code) for each in problems] == [("mms[1] line 3", "not_closed")]
    assert codes(reading(backup(sms("前"), open_row))[1]) == ["not_closed"]


def test_a_lost_quote_after_a_picture_costs_only_that_piece():
    row = mms(part(ct="image/jpeg", data=DATA).replace('" />', ""), part(text="还在"))
    messages, problems = reading(backup(row, sms("后")))
    assert [message.text for message in messages] == ["还在", "后"]
    assert [(each.where, each.code) for each in problems] == [("mms[1] line 3, line 3", "broken_part")]


def test_a_broken_multimedia_message_takes_its_pieces_along():
    row = mms(part(text="丢失")).replace("<parts>", "", 1).replace("><part", " <part", 1)
    messages, problems = reading(backup(row, sms("后")))
    assert ([message.text for message in messages], codes(problems)) == (["后"], ["broken_message"])


@pytest.mark.parametrize(
    ("written", "text"),
    [
        ('他说 "再不还" 就打电话', '他说 "再不还" 就打电话'),
        ('""', '""'),
        ('"', '"'),
        ("a < b > c", "a < b > c"),
        ("<b>粗</b>", "<b>粗</b>"),
        ("见 <sms> 和 </mms>", "见 <sms> 和 </mms>"),
        ("A&B &copy=1 &nbsp; & &#; &#x; &#xZZ; &unknown;", "A&B &copy=1 &nbsp; & &#; &#x; &#xZZ; &unknown;"),
        ("一\n二\r\n三\r四", "一\n二\n三\n四"),
        ("一&#10;二&#xA;三&#13;四&#9;", "一\n二\n三\r四\t"),
        ("&amp;lt; &amp;#65;", "&lt; &#65;"),
        ("it's", "it's"),
    ],
)
def test_texts_written_as_they_should_not_be(written, text):
    row = f'<sms address="{PEER}" date="1767225600000" type="1" body="{written}" read="1" />'
    messages, problems = reading(backup(row, sms("后")))
    assert [message.text for message in messages] == [text, "后"]
    has_quote = '"' in written
    assert codes(problems) == (["repaired"] if has_quote else [])
    assert messages[0].confidence == (0.8 if has_quote else 1.0)


@pytest.mark.parametrize(
    "row",
    [
        f"<sms address='{PEER}' date='1767225600000' type='1' body='他说 \"好\"'/>",
        f"<sms\n  body = '他说 \"好\"'\n\ttype\n=\n'1'\n  date='1767225600000' address=\"{PEER}\"\n/>",
        f"<sms body='他说 \"好\"' type='1' date='1767225600000' address='{PEER}'></sms>",
        f"<sms body='他说 \"好\"' type='1' date='1767225600000' address='{PEER}'><x/></sms>",
    ],
)
def test_quotes_order_and_line_breaks_in_a_tag(row):
    messages, problems = reading(backup(row))
    assert [(each.text, each.peer, each.direction) for each in messages] == [('他说 "好"', PEER, "in")]
    assert set(codes(problems)) <= {"unknown_element"}


def test_attributes_without_quotes_or_space_or_twice():
    unquoted = f'<sms address={PEER} date="1767225600000"type="1" body="一" />'
    twice = f'<sms body="二" address="{PEER}" date="1767225600000" type="1" body="三" />'
    messages, problems = reading(backup(unquoted, twice))
    assert [(each.text, each.peer) for each in messages] == [("一", PEER), ("二", PEER)]
    assert codes(problems) == ["repaired", "repeated"]


def test_comments_instructions_and_marked_sections_hold_no_messages():
    rows = (
        "<!-- " + sms("注释") + " -->",
        "<?x " + sms("指令") + "?>",
        "<![CDATA[" + sms("数据") + "]]>",
        sms("真"),
    )
    assert texts(backup(*rows, count=1)) == ["真"]
    assert reading(backup(*rows, count=1))[1] == []


@pytest.mark.parametrize("opener", ["<!--", "<?", "<![CDATA[", "<!DOCTYPE smses ["])
def test_a_section_without_end_does_not_swallow_the_rest(opener):
    messages, problems = reading(backup(opener, sms("后"), count=1))
    assert [message.text for message in messages] == ["后"]
    assert problems[0].code == "not_ended"


def test_a_section_far_behind_one_without_end():
    filler = "\n" * (3 << 20)
    late = "<!-- " + sms("注释") + " -->"
    messages, problems = reading(backup("<!--", filler, late, sms("后"), count=1))
    assert ([message.text for message in messages], codes(problems)) == (["后"], ["not_ended"])


BOMB = (
    '<?xml version="1.0"?>\n<!DOCTYPE smses [\n<!ENTITY a "哈哈哈哈哈哈哈哈哈哈">\n'
    + "".join(
        f'<!ENTITY {name} "{f"&{before};" * 10}">\n'
        for before, name in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>\n"
)


def test_entities_are_neither_expanded_nor_fetched():
    messages, problems = reading(backup(sms("x").replace("x", "&i;"), head=BOMB))
    assert [message.text for message in messages] == ["&i;"]
    assert codes(problems) == ["doctype"]


@pytest.mark.parametrize(
    "doctype",
    [
        '<!DOCTYPE smses SYSTEM "file:///etc/passwd">',
        '<!DOCTYPE smses [<!ENTITY i SYSTEM "http://127.0.0.1:9/x">]>',
        '<!DOCTYPE smses PUBLIC "-//X//Y" "http://127.0.0.1:9/x.dtd" [ <!ENTITY % p SYSTEM "file:///etc/hostname"> %p; ]>',
    ],
)
def test_external_entities(doctype):
    messages, problems = reading(backup(sms("x").replace("x", "&i;"), head=doctype + "\n"))
    assert ([message.text for message in messages], codes(problems)) == (["&i;"], ["doctype"])


def test_a_harmless_document_type_is_no_fault():
    assert codes(reading(backup(sms(), head="<!DOCTYPE smses>\n"))[1]) == []


def test_two_documents_in_one_file():
    messages, problems = reading(
        backup(sms("一"), sms("二")) + backup(sms("三")) + backup(call(), root="calls")
    )
    assert [(message.text, message.where) for message in messages] == [
        ("一", "sms[1] line 3"),
        ("二", "sms[2] line 4"),
        ("三", "sms[3] line 8"),
        ("", "call[1] line 12"),
    ]
    assert codes(problems) == ["second_document", "second_document"]


def test_a_cut_document_followed_by_a_whole_one():
    messages, problems = reading(cut_before(backup(sms("一"), sms("二")), "二".encode()) + backup(sms("三")))
    assert [message.text for message in messages] == ["一", "三"]
    assert codes(problems) == ["broken_message", "cut_file", "second_document"]


@pytest.mark.parametrize(
    "junk",
    [
        b"\x00" * 5000,
        b"HTTP/1.1 200 OK\r\nContent-Type: text/xml\r\n\r\n",
        b"<<<>>> & ]]>",
        b"\xef\xbb\xbf\xef\xbb\xbfx",
    ],
)
def test_rubbish_before_between_and_after(junk):
    whole = backup(sms("一"), sms("二"))
    middle = whole.index(b"<sms ", whole.index("一".encode()))
    for content in (junk + whole, whole[:middle] + junk + whole[middle:], whole + junk):
        messages, problems = reading(content)
        assert [message.text for message in messages] == ["一", "二"]
        assert codes(problems) == ["junk"]


@pytest.mark.parametrize("blank", [b"\n\n  \t\r\n", b"\xef\xbb\xbf", b"\xef\xbb\xbf\n"])
def test_blank_space_is_no_rubbish(blank):
    assert reading(blank + backup(sms(), head="") + b"\n\n")[1] == []


def test_no_root_at_all():
    messages, problems = reading(f"{sms('一')}\n{sms('二')}\n</smses>".encode())
    assert [message.text for message in messages] == ["一", "二"]
    assert codes(problems) == ["no_root"]


def test_unknown_elements_are_told_once_and_passed():
    odd = "<wa:note a='1'>字<deep><deeper/></deep></wa:note>"
    messages, problems = reading(backup(odd, sms("一"), odd, sms("二"), count=2))
    assert [message.text for message in messages] == ["一", "二"]
    assert [each.params for each in problems] == [{"name": "wa:note"}, {"name": "deep"}, {"name": "deeper"}]


def test_nested_rubbish():
    messages, problems = reading(backup(mms(part(text="外"), sms("内"))))
    assert [message.text for message in messages] == ["内"]
    assert codes(problems) == ["not_closed", "wrong_count"]


def test_an_overlong_text_keeps_its_beginning():
    messages, problems = reading(backup(sms("好" * 2_000_000), sms("后")))
    assert [message.text.strip("好") for message in messages] == ["", "后"]
    assert 300_000 < len(messages[0].text) <= (1 << 20) // 3
    assert [(each.code, each.params) for each in problems] == [("too_long", {"name": "body"})]


class Rows(io.RawIOBase):
    """A file of many rows that is never in memory."""

    def __init__(self, opening: bytes, row: bytes, count: int) -> None:
        self._pieces = iter([opening, *([row * 1000] * (count // 1000)), b"</smses>"])
        self._rest = b""

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size and (piece := next(self._pieces, None)):
            self._rest += piece
        piece, self._rest = self._rest[:size], self._rest[size:]
        return piece


@pytest.mark.parametrize(
    "row",
    [
        b"<sms/>\n",
        b"<x>\n",
        b"< \n",
        b"<sms a='\n",
        b"<!--\n",
        b"<!DOCTYPE [",
        b"<?",
        b"<part data='",
        b"\n" * 20,
        b"&" * 20,
    ],
)
def test_many_rows_of_nothing_take_little_time_and_give_few_problems(row):
    begin = time.process_time()
    opened = read(Rows(b'<smses count="0">', row, 100_000), name="x.xml")
    assert list(opened) == []
    assert time.process_time() - begin < 10
    assert len(opened.problems) <= 2010


def test_what_was_only_counted_is_said():
    _, problems = reading(backup(*["<sms/>"] * 1500))
    assert len(problems) == 1001
    assert problems[-1].params["number"] == 500
    assert "500" in problems[-1].why


def test_a_packed_backup_says_so():
    messages, problems = reading(gzip.compress(backup(sms())))
    assert (messages, codes(problems)) == ([], ["archive"])


class Dribble(io.RawIOBase):
    """A stream that gives few bytes at a time."""

    def __init__(self, content: bytes, step: int) -> None:
        self._stream = io.BytesIO(content)
        self._step = step

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        return self._stream.read(min(size, self._step))


@pytest.mark.parametrize("step", [1, 7, 4096])
def test_short_reads_change_nothing(step, monkeypatch):
    monkeypatch.setattr("evidence.readers.HEAD", 64)
    rows = (sms("一"), mms(part(text="二"), part(ct="image/png", data=DATA)), sms('"三"'), "<sms/>")
    content = backup(*rows, head="")
    opened = read(Dribble(content, step), name="x")
    assert (list(opened), opened.problems) == reading(content)


def test_the_edge_of_a_chunk_may_fall_anywhere(monkeypatch):
    content = backup(mms(part(text="二"), address="1"), sms("三"), "<!-- x -->", head="", count=2)
    whole = reading(content)
    assert [message.text for message in whole[0]] == ["二", "三"]
    for head in range(len(b"<smses count="), len(content)):
        monkeypatch.setattr("evidence.readers.HEAD", head)
        assert reading(content) == whole

from __future__ import annotations

import io
import random
import zipfile
from datetime import datetime

import openpyxl
import pytest

from evidence.readers import read
from evidence.readers.reading import Problems
from evidence.readers.tables import bounds
from evidence.readers.tables.bounds import TooMuch, check_book
from evidence.readers.tables.delimited import rows_of
from evidence.readers.tables.headers import plain_name
from evidence.readers.text_lines import TextLines
from tests.evidence.readers.building import codes
from tests.evidence.readers.tables import compound_file, saved, text_table, xls, xlsx

AT = datetime(2026, 3, 5, 21, 3, 7)  # noqa: DTZ001
HEAD = ["起始时间", "对方号码", "呼叫类型", "通话时长"]
ROW = ["2026-03-05 21:03:07", "19900000312", "主叫", 84]


def opened(content):
    reading = read(io.BytesIO(content), name="x")
    return list(reading), reading.problems


def rows(text: str, delimiter: str = ",") -> tuple[list[tuple[int, list[str]]], list[str]]:
    problems = Problems()
    found = [tuple(row) for row in rows_of(iter(text.splitlines(keepends=True)), delimiter, problems)]
    return found, [f"{each.where} {each.code}" for each in problems.found]


@pytest.mark.parametrize(
    "encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16", "utf-16-le", "utf-16-be", "utf-32"]
)
@pytest.mark.parametrize("delimiter", [",", "\t", ";", "|"])
def test_every_encoding_and_delimiter(encoding, delimiter):
    messages, problems = opened(text_table([HEAD, ROW, ROW], encoding, delimiter))
    assert (len(messages), problems) == (2, [])
    assert messages[1].where == "row 3"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_every_line_end(end):
    content = end.join(",".join(map(str, row)) for row in (HEAD, ROW, ROW)).encode()
    assert len(opened(content)[0]) == 2


def test_utf8_after_a_long_plain_beginning_and_gb18030_in_between():
    plain = b"2026-03-05 21:03:07,19900000312,in,84\n" * 40_000
    other = "2026-03-05 21:03:07,19900000312,主叫,84\n"
    messages, problems = opened(b"Date,Number,Type,Duration\n" + plain + other.encode("gb18030") * 2)
    assert [message.direction for message in messages[-2:]] == ["out", "out"]
    assert problems == []


def test_rows_are_numbered_as_a_spreadsheet_shows_them():
    assert rows('a,b\n\n"1\n2",3\n4,5\n')[0] == [
        (1, ["a", "b"]),
        (2, []),
        (3, ["1\n2", "3"]),
        (4, ["4", "5"]),
    ]


def test_a_quotation_mark_without_its_partner_costs_one_row():
    found, problems = rows('a,b,c,d\n1,"2,3,4\n5,6,7,8\n9,10,11,12\n')
    assert [cells for _, cells in found] == [
        ["a", "b", "c", "d"],
        ["5", "6", "7", "8"],
        ["9", "10", "11", "12"],
    ]
    assert problems == ["row 2 bad_row"]


def test_two_lone_marks_do_not_join_the_rows_between():
    found, problems = rows('a,b,c,d\n1,"2,3,4\n5,6,7,8\n9,1"0,11,12\n13,14,15,16\n')
    assert found[-1] == (5, ["13", "14", "15", "16"])
    assert (3, ["5", "6", "7", "8"]) in found
    assert problems[0] == "row 2 bad_row"


def test_a_row_without_end_is_given_up():
    endless = "a,b\n" + '"x\n' + '","\n' * 400_000 + '"\n'
    found, problems = rows(endless)
    assert len(problems) > 0
    assert max(sum(map(len, cells)) for _, cells in found) < 3 << 20


@pytest.mark.parametrize(
    "written", ["通话时长（秒）", " 通话 时长 ", "通话时长(s)", "*通话时长", "通话时长：", "通话\n时长"]
)
def test_names_of_columns_are_compared_without_what_varies(written):
    assert plain_name(written) == "通话时长"


@pytest.mark.parametrize("build", [xls, lambda name, table: xlsx((name, table))])
def test_real_books(build):
    table = [["通话详单"], [], HEAD, [AT, 19900000312, "主叫", 84], [AT, "138****0312", "被叫", "1分24秒"]]
    messages, problems = opened(build("详单", table))
    assert [(str(m.at), m.peer, m.direction, m.duration_s, m.where) for m in messages] == [
        ("2026-03-05 21:03:07+08:00", "19900000312", "out", 84, "row 4"),
        ("2026-03-05 21:03:07+08:00", "138****0312", "in", 84, "row 5"),
    ]
    assert problems == []


def test_formulas_give_their_stored_value_and_are_never_worked_out():
    book = openpyxl.load_workbook(io.BytesIO(xlsx(("详单", [HEAD, [AT, "19900000312", "主叫", 84]]))))
    content = with_part(
        saved(book),
        "xl/worksheets/sheet1.xml",
        lambda xml: xml.replace(b"<v>84</v>", b'<f>WEBSERVICE("http://127.0.0.1/")</f><v>85</v>'),
    )
    messages, problems = opened(content)
    assert ([message.duration_s for message in messages], problems) == ([85], [])


@pytest.mark.parametrize("text", ['=HYPERLINK("http://x","y")', "@SUM(1)", "+1|cmd", "-1", "=1+1"])
def test_cells_that_look_like_formulas_are_text(text):
    content = text_table(
        [
            ["Chat Session", "Message Date", "Type", "Sender ID", "Sender Name", "Text"],
            ["a", ROW[0], "Incoming", "1", "a", text],
        ]
    )
    assert [message.text for message in opened(content)[0]] == [text]


def with_part(content: bytes, name: str, change) -> bytes:
    stream = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for part in old.infolist():
            data = old.read(part)
            new.writestr(part.filename, change(data) if part.filename == name else data)
    return stream.getvalue()


BOOK = xlsx(("详单", [HEAD, ROW]))
SHEET = "xl/worksheets/sheet1.xml"


def test_a_part_that_unpacks_to_far_more_is_refused():
    content = with_part(BOOK, SHEET, lambda xml: xml + b" " * (bounds.BOMB_FROM + 1))
    assert codes(opened(content)[1]) == ["book_bomb"]


def test_a_lie_about_the_size_unpacks_nothing_further():
    content = bytearray(with_part(BOOK, SHEET, lambda xml: xml + b" " * (4 << 20)))
    with zipfile.ZipFile(io.BytesIO(bytes(content))) as archive:
        size = archive.getinfo(SHEET).file_size
    content = content.replace(size.to_bytes(4, "little"), (100).to_bytes(4, "little"))
    assert codes(opened(bytes(content))[1]) == ["book_broken"]


def test_many_small_parts_are_refused():
    stream = io.BytesIO(BOOK)
    with zipfile.ZipFile(stream, "a") as archive:
        for number in range(bounds.MOST_PARTS):
            archive.writestr(f"xl/media/{number}", b"")
    assert codes(opened(stream.getvalue())[1]) == ["book_bomb"]


@pytest.mark.parametrize(
    "cells",
    [
        b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>',
        b'<row r="1048577"><c r="A1048577"><v>1</v></c></row>',
        b"<row>" + b"<c><v>1</v></c>" * 16_384 + b'</row><row r="1048576"><c r="A1048576"><v>1</v></c></row>',
        b"<row r='1048000'><c s='1' r='ZZ1048000'><v>1</v></c></row>",
    ],
)
def test_two_cells_that_span_everything_are_refused(cells):
    content = with_part(BOOK, SHEET, lambda xml: xml.replace(b"</sheetData>", cells + b"</sheetData>"))
    with pytest.raises(TooMuch, match="book_large"):
        check_book(content)
    assert codes(opened(content)[1]) == ["book_large"]


def shared(lengths: list[int], places: list[int]) -> bytes:
    """A book as far as its bounds are looked at: texts of these lengths, and cells that show them."""
    chance = random.Random(7)
    texts = "".join(f"<si><t>{chance.randbytes(length // 2).hex()}</t></si>" for length in lengths)
    cells = "".join(
        f'<row r="{at}"><c r="A{at}" t="s"><v>{place}</v></c></row>' for at, place in enumerate(places, 1)
    )
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<sst>{texts}</sst>")
        archive.writestr("xl/worksheets/sheet1.xml", f"<sheetData>{cells}</sheetData>")
    return stream.getvalue()


def test_one_long_text_shown_thousands_of_times_is_refused():
    with pytest.raises(TooMuch, match="book_large"):
        check_book(shared([30_000, 20], [0] * 10_000))


def test_long_texts_shown_once_are_read():
    check_book(shared([2_000_000, 20], [0, 1] + [1] * 10_000))


def test_a_wide_sheet_of_a_few_rows_is_read():
    check_book(xlsx(("a", [list(range(2000))] * 3)))


def test_entities_are_not_expanded():
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;">]>'
    content = with_part(
        BOOK,
        SHEET,
        lambda xml: xml.replace(b"<worksheet", bomb + b"<worksheet", 1).replace(b"<v>84</v>", b"<v>&b;</v>"),
    )
    messages, problems = opened(content)
    assert all("aaaa" not in str(message) for message in messages)
    assert problems or messages


def test_a_locked_book_says_so():
    content = compound_file("EncryptedPackage", bytes(5000))
    messages, problems = opened(content)
    assert messages == []
    assert codes(problems) in (["book_locked"], ["book_broken"])


@pytest.mark.parametrize("content", [BOOK, xls("a", [HEAD, ROW])])
@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.99])
def test_a_cut_book_is_a_problem(content, share):
    messages, problems = opened(content[: int(len(content) * share)])
    assert messages or problems


def test_a_book_without_a_table_says_so():
    assert codes(opened(xlsx(("a", [["你好"], [1, 2]])))[1]) == ["no_header"]
    assert codes(opened(xlsx(("a", [])))[1]) == ["no_header"]


def test_lines_in_pieces_when_they_do_not_end():
    lines = list(TextLines(io.BytesIO(b"x" * (5 << 20))))
    assert sum(map(len, lines)) == 5 << 20
    assert max(map(len, lines)) < 2 << 20

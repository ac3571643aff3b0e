"""Rows read by one expression give what they give when read with care, whatever stands in them and beside them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from evidence.readers import Problem, ReadMessage, dates
from evidence.readers.smsbackup import plain
from tests.evidence.readers.building import AT_MS, reading

LAYOUTS = (
    ("address", "date", "type", "body"),
    (
        "protocol",
        "address",
        "date",
        "type",
        "subject",
        "body",
        "service_center",
        "read",
        "readable_date",
        "contact_name",
    ),
    ("contact_name", "body", "address", "readable_date", "type", "date", "service_center"),
    ("date", "type", "body", "contact_name"),
)
BAD_BYTE = "\udcff"
"""A byte that is no UTF-8, as Python writes it down."""
ODD = {
    "address": ("", "null", "-1", "+86 199 0000 0001", "1069~1990", "1&amp;2", "衡信通", "insert-address-token", "\x01", "a<b", "1\n2", BAD_BYTE),
    "date": ("", "null", "0", "1767225600", "1767225600000000", "9999999999999", "17672256000001", "x", "1767225600000.0"),
    "type": ("", "0", "2", "3", "4", "5", "6", "7", "null", " 1", "1 "),
    "body": (
        "", "null", "&#110;ull", "一&#55357;&#56832;", "&#55357;", "&#10;", "a\tb", "a\nb", "\x02", "&amp;&lt;&nope;&", "<sms>", "/>", "　", "￾",
        " 两边 ", "'", "=", BAD_BYTE,
    ),
    "contact_name": ("", "null", "(Unknown)", "(未知)", " 王 ", "&#55357;", "王&amp;李", "\x03", "unknown", "王\n李", BAD_BYTE),
    "readable_date": (
        "", "null", "2026年1月1日 上午8:00:00", "2026年1月1日 下午8:00:00", "Jan 1, 2026 8:00:00 AM", "Jan 1, 2026 8:00:00\u202fPM",
        "2026-01-01 08:00", "2026-01-01 25:00:00", "2026-01-01 08:61:00", "1.1.2026 08:00:00", "2025-12-31 16:00:07", "2026年2月30日 8:00:00",
        "2026年1月1日 上午8:05:00", "2026年1月1日 下午11:99:00", BAD_BYTE, "2026年1月1日 上午8:00:99", "2026年1月1日&#32;上午8:00:00",
    ),
    "service_center": ("null", "短信中心", "\x04", "", BAD_BYTE),
}  # fmt: skip
USUAL = {
    "address": "10690000771200", "date": str(AT_MS), "type": "1", "body": "请转告他今日还款", "contact_name": "(Unknown)",
    "readable_date": "2026年1月1日 上午8:00:05",
}  # fmt: skip
MIDNIGHT_MS = AT_MS - 8 * 3_600_000
GAPS = (
    "\n  ",
    "\n",
    "",
    " ",
    "\r\n",
    "\n\n",
    "\t",
    "\njunk\n",
    "<!-- x -->\n",
    "</sms>\n",
    "<call number='1' date='1'/>",
)
ENDS = (" />", "/>", ">", "  />", "", " read=1 />", "\n/>")


@contextmanager
def changed(**values: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        # So few rows must do what a file does in thousands.
        patch.setattr(dates, "PLACES_KEPT", 1)
        for name, value in values.items():
            patch.setattr(plain, name, value)
        yield


def both_ways(content: bytes) -> list[tuple[list[ReadMessage], list[Problem]]]:
    with changed(LAYOUTS_LIMIT=0):
        careful = reading(content)
    with changed(SEEN_BEFORE=0):
        return [careful, reading(content)]


@st.composite
def rows(draw: st.DrawFn) -> str:
    """A row of a common layout, in most of its fields and its surroundings as usual."""
    names = draw(st.sampled_from(LAYOUTS[:2] * 4 + LAYOUTS))
    odd = draw(st.sets(st.sampled_from(names), max_size=draw(st.sampled_from((0, 0, 0, 1, 1, 3)))))
    written = {
        name: draw(st.sampled_from(ODD[name])) if name in odd and name in ODD else USUAL.get(name, "null")
        for name in names
    }
    if draw(st.integers(0, 9)) == 0:
        written["body"] = draw(
            st.text(st.characters(exclude_characters='"', exclude_categories=("Cs",)), max_size=20)
        )
    end = draw(st.sampled_from(ENDS[:1] * 20 + ENDS))
    gap = draw(st.sampled_from(GAPS[:2] * 10 + GAPS))
    return "<sms" + "".join(f' {name}="{value}"' for name, value in written.items()) + end + gap


files = st.lists(rows(), max_size=14).map(lambda found: as_bytes("<smses>\n" + "".join(found) + "</smses>"))


def usual(names: tuple[str, ...] = LAYOUTS[1], **other: str) -> str:
    """A row as usual but for these fields."""
    written = dict.fromkeys(names, "null") | USUAL | other
    return "<sms" + "".join(f' {name}="{written[name]}"' for name in names) + " />\n"


def as_bytes(text: str) -> bytes:
    return text.encode("utf-8", "surrogateescape")


ODD_ROWS = [
    (names, usual(names, **{field: value}))
    for names in LAYOUTS[:2]
    for field in set(names) & set(ODD)
    for value in ODD[field]
]
ODD_PLACES = [(LAYOUTS[1], usual().replace(" />\n", end + gap)) for end in ENDS for gap in GAPS]


@pytest.mark.parametrize(("names", "odd"), ODD_ROWS + ODD_PLACES)
def test_one_odd_row_among_usual_ones(names: tuple[str, ...], odd: str) -> None:
    careful, quick = both_ways(as_bytes(f"<smses>\n{usual(names) * 4}{odd}{usual(names) * 3}</smses>"))
    assert quick == careful
    assert careful[0]


@pytest.mark.parametrize("form", [
    "2026年1月1日 {}:30:00", "2026年1月1日 上午{}:30:00", "2026年1月1日 下午{}:30:00", "2026年1月1日 中午{}:30:00", "2026年1月1日 凌晨{}:30:00",
    "Jan 1, 2026 {}:30:00 AM", "1 Jan 2026 {}:30:00 pm", "2026-01-01 {}:30:00", "2026-01-01T{}:30:00", "01/01/2026 {}:30:00", "{}:30:00", "2026-01-01{}:30:00",
])  # fmt: skip
@pytest.mark.parametrize("off", [0, 5 * 60_000])
def test_every_hour_however_printed(form: str, off: int) -> None:
    rows = [
        usual(readable_date=form.format(written), date=str(MIDNIGHT_MS + shift + off))
        for hour in range(26)
        for written in {str(hour), f"{hour:02d}"}
        for shift in (hour * 3_600_000 + 1_800_000, (hour + 12) * 3_600_000 + 1_800_000)
    ]
    careful, quick = both_ways(f"<smses>{usual() * 3}{''.join(rows)}</smses>".encode())
    assert quick == careful


@pytest.mark.parametrize("abroad", [1, 3, 5, 9])
def test_the_zone_of_most_rows_is_found_both_ways(abroad: int) -> None:
    here, there = usual(), usual(readable_date="2026年1月1日 上午0:00:05")
    careful, quick = both_ways(f"<smses>{here * 4}{there * abroad}{here}</smses>".encode())
    assert quick == careful
    assert [problem.code for problem in careful[1]] == ["printed_date"]


def test_what_tells_the_encoding_is_counted_both_ways() -> None:
    """As many texts that were UTF-8 as texts that were not decide how the next one is taken."""
    row = usual(LAYOUTS[0], body="催收")
    good = [row.replace('type="1"', f'type="{box}"').encode() for box in "313131"]
    bad = [row.encode("gb18030")]
    for wrong in range(1, 8):
        careful, quick = both_ways(b"<smses>" + b"".join(good + bad * wrong + good) + b"</smses>")
        assert quick == careful


@given(files)
@settings(deadline=None, max_examples=600)
def test_both_ways_agree(content: bytes) -> None:
    careful, quick = both_ways(content)
    assert quick == careful


@given(files, st.lists(st.tuples(st.integers(0, 10_000), st.integers(0, 255)), min_size=1, max_size=6))
@settings(deadline=None, max_examples=600)
def test_both_ways_agree_on_damage(content: bytes, flips: list[tuple[int, int]]) -> None:
    damaged = bytearray(content)
    for position, value in flips:
        damaged[position % len(damaged)] = value
    careful, quick = both_ways(bytes(damaged))
    assert quick == careful


@given(st.lists(st.tuples(rows(), st.sampled_from(("utf-8", "gb18030"))), max_size=14))
@settings(deadline=None, max_examples=300)
@example(
    [
        ('<sms address="1" date="1767225600000" type="1" body="催" />\n', name)
        for name in ("utf-8", "gb18030") * 3
    ]
)
def test_both_ways_agree_on_mixed_encodings(found: list[tuple[str, str]]) -> None:
    careful, quick = both_ways(
        b"<smses>"
        + b"".join(row.replace(BAD_BYTE, "").encode(name, "replace") for row, name in found)
        + b"</smses>"
    )
    assert quick == careful


@given(files, st.integers(0, 10_000))
@settings(deadline=None, max_examples=200)
def test_both_ways_agree_on_a_cut(content: bytes, length: int) -> None:
    careful, quick = both_ways(content[: length % len(content)])
    assert quick == careful


def test_usual_rows_are_read_by_one_expression(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else nothing above would tell anything."""
    counted = []
    message = plain.PlainRows._message
    monkeypatch.setattr(plain.PlainRows, "_message", lambda *given: counted.append(1) or message(*given))
    content = b"<smses>\n" + usual(body="催&#55357;&#56832;").encode() * 1000 + b"</smses>"
    found, problems = reading(content)
    assert (len(found), problems, found[-1].where) == (1000, [], "sms[1000] line 1001")
    assert found[-1].text == "催😀"
    assert len(counted) > 900


def test_rows_that_are_all_laid_out_differently_make_no_expressions(monkeypatch: pytest.MonkeyPatch) -> None:
    made = []
    layout_of = plain.layout_of
    monkeypatch.setattr(plain, "layout_of", lambda names: made.append(1) or layout_of(names))
    content = (
        "<smses>\n" + "".join(usual().replace("read=", f"x{n % 3000}=") for n in range(30_000)) + "</smses>"
    )
    found, problems = reading(content.encode())
    assert (len(found), problems) == (30_000, [])
    assert len(made) <= plain.LAYOUTS_LIMIT


def test_values_that_never_come_again_are_forgotten() -> None:
    known = plain.Known(len)
    for number in range(plain.VALUES_KEPT * 3):
        assert known[b"%d" % number] == len(str(number))
    assert len(known) <= plain.VALUES_KEPT

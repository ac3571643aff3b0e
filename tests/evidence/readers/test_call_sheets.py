from __future__ import annotations

import io
from datetime import UTC, datetime, time, timedelta

import pytest

from evidence.readers import read
from evidence.readers.callsheets.sheet import SYNONYMS
from evidence.readers.callsheets.values import NotADuration, number_of, seconds_of, way_of
from tests.evidence.readers.building import codes
from tests.evidence.readers.tables import text_table, xlsx

AT = "2026-03-05 21:03:07"
A, B, OWN = "19900000312", "19900000345", "19900000001"
HEAD = ["起始时间", "对方号码", "呼叫类型", "通话时长"]


def sheet(*rows, head=HEAD):
    opened = read(io.BytesIO(text_table([head, *rows])), name="x.csv")
    return list(opened), opened.problems


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        (84, 84), (84.0, 84), ("84", 84), ("84.0", 84), ("84秒", 84), ("1分24秒", 84), ("1分钟24秒钟", 84), ("1小时2分3秒", 3723),
        ("1时2分3秒", 3723), ("00:01:24", 84), ("1:24", 84), ("01:02:03", 3723), ("1'24\"", 84), ("1′24″", 84), ("1’24”", 84), ("1'24''", 84),
        ("１分２４秒", 84), ("0", 0), ("2分", 120), ("1小时", 3600), ("1h2m3s", 3723), ("1 min 24 sec", 84), (time(0, 1, 24), 84),
        (timedelta(hours=25), 90_000), ("", None), ("-", None), ("--", None), (" 84 ", 84), ("84\"", 84),
    ],
)  # fmt: skip
def test_durations(cell, seconds):
    assert seconds_of(cell) == seconds


@pytest.mark.parametrize(
    "cell",
    [
        "很久",
        "-5",
        -5,
        "1e9",
        "99999999999",
        "1分x",
        True,
        1e300,
        "1:2:3:4",
        datetime(2026, 3, 5, tzinfo=UTC),
    ],
)
def test_no_durations(cell):
    with pytest.raises(NotADuration):
        seconds_of(cell)


def test_minutes_are_told_by_the_name_of_the_column():
    messages, _ = sheet([AT, A, "主叫", "2"], head=["起始时间", "对方号码", "呼叫类型", "通话时长（分钟）"])
    assert messages[0].duration_s == 120


@pytest.mark.parametrize(
    ("written", "way"),
    [
        ("主叫", "out"), ("被叫", "in"), ("呼出", "out"), ("呼入", "in"), ("呼转", "in"), ("呼叫转移", "in"), ("拨打", "out"), ("接听", "in"),
        ("未接", "missed"), ("未接来电", "missed"), ("拒接", "missed"), ("已接来电", "in"), ("已拨电话", "out"), ("语音主叫", "out"), ("VOLTE被叫", "in"),
        ("国内通话-主叫", "out"), ("呼出未接通", "out"), ("Outgoing", "out"), ("INCOMING", "in"), ("Missed", "missed"), ("Rejected", "missed"),
        ("MOC", "out"), ("mtc", "in"), ("发送", "out"), ("接收", "in"), ("上行", "out"), ("下行", "in"), ("发", "out"), ("收", "in"),
        ("", None), ("主被叫", None), ("主叫/被叫", None), ("本地", None), ("国内漫游", None),
    ],
)  # fmt: skip
def test_directions(written, way):
    assert way_of(written) == way


@pytest.mark.parametrize(
    ("cell", "number"),
    [
        (19900000312.0, A), (19900000312, A), ("19900000312.0", A), (f'="{A}"', A), (f"'{A}", A), (f"\t{A}\t", A), ("138****0312", "138****0312"),
        ("008619900000312", "008619900000312"), ("+86 199 0000 0312", "+86 199 0000 0312"), ("1795119900000312", "1795119900000312"),
        ("", None), ("-", None), ("未知", None), ("私人号码", None), ("0", None), ("NULL", None), ("中国移动", "中国移动"), (95188.0, "95188"),
    ],
)  # fmt: skip
def test_numbers(cell, number):
    assert number_of(cell) == number


KNOWN = {
    "start_time": ("start", ["起始时间", "开始时间", "通话起始时间", "截获时间*", "通话开始时间", "通话日期"]),
    "start_time_second_part": ("time", ["通话时间"]),
    "direction": ("direction", ["通信方式", "事件类型名称", "呼叫类型", "呼叫类型*", "协议代码", "话单方向", "主叫/被叫"]),
    "other_number": ("peer callee", ["对方号码", "被叫号码", "对端号码", "对方手机号码", "对方手机号"]),
    "duration": ("duration", ["通信时长", "拨打秒数", "通话时长", "时长", "通话时长（s）", "通话时长（秒）", "时长(秒)"]),
    "phone(own)": ("own caller", ["用户号码", "主叫号码", "己方号码", "业务号码", "本机号码", "计费用户号码"]),
    "location": ("place", ["通信地点", "通话地点", "本机通话地", "己方通话地*", "漫游城市", "话单位置"]),
    "business_type": ("service", ["通信类型", "业务类型"]),
    "call_class": ("class", ["通话类型", "长途类型", "漫游类型"]),
    "fees": ("fee", ["通话费", "其他费", "小计", "总话费", "长途通话费(元)", "本地通信费(元)", "通话费用"]),
    "cell": ("cell", ["基站小区代码", "蜂窝号", "基站ID", "己方小区", "主叫小区", "小区", "小区号", "主叫基站", "己方位置区", "基站"]),
    "imei": ("device", ["手机串号", "串号", "己方机身码", "imei", "IMEI", "机身码"]),
    "imsi": ("device", ["IMSI", "己方卡号", "主叫imsi"]),
}  # fmt: skip


@pytest.mark.parametrize("kind", KNOWN)
def test_names_that_carriers_and_police_imports_use_are_known(kind):
    roles, names = KNOWN[kind]
    for name in names:
        assert SYNONYMS.columns([name]).keys() & set(roles.split()), name


@pytest.mark.parametrize("columns", [[0, 1, 2, 3], [3, 2, 1, 0], [2, 0, 3, 1]])
def test_columns_are_known_by_name_wherever_they_stand(columns):
    row = [AT, A, "被叫", "84"]
    messages, problems = sheet([row[at] for at in columns], head=[HEAD[at] for at in columns])
    assert [(m.peer, m.direction, m.duration_s, problems) for m in messages] == [(A, "in", 84, [])]


@pytest.mark.parametrize("above", [0, 1, 5, 29])
def test_titles_and_notes_above(above):
    rows = [["某公司", "", f"说明{n}"] for n in range(above)]
    opened = read(io.BytesIO(text_table([*rows, HEAD, [AT, A, "主叫", 84]], "gb18030")), name="x")
    assert [message.where for message in opened] == [f"row {above + 2}"]
    assert opened.problems == []


def test_names_in_two_rows_by_merged_cells():
    table = [
        ["序号", "通话信息", "", "", "备注"],
        ["", "起始时间", "对方号码", "呼叫类型", ""],
        [1, AT, A, "主叫", ""],
    ]
    opened = read(io.BytesIO(xlsx(("a", table), merged=["B1:D1", "A1:A2", "E1:E2"])), name="x")
    assert [(m.peer, m.direction, m.where) for m in opened] == [(A, "out", "row 3")]


@pytest.mark.parametrize("number", ["138****0312", "138＊＊＊＊0312", "138XXXX0312"])
def test_masked_numbers_stay_as_shown(number):
    assert sheet([AT, number, "被叫", 1])[0][0].peer == number


def test_caller_and_called_with_the_owner_in_both():
    head = ["主叫号码", "被叫号码", "开始时间", "时长"]
    messages, problems = sheet([OWN, A, AT, 1], [f"86{B}", OWN, AT, 2], [OWN, B, AT, 3], head=head)
    assert [(m.direction, m.peer) for m in messages] == [("out", A), ("in", f"86{B}"), ("out", B)]
    assert problems == []


def test_caller_column_that_always_holds_the_owner():
    head = ["主叫号码", "被叫号码", "开始时间", "时长", "呼叫类型"]
    messages, _ = sheet([OWN, A, AT, 1, "主叫"], [OWN, B, AT, 2, "被叫"], head=head)
    assert [(m.direction, m.peer) for m in messages] == [("out", A), ("in", B)]


def test_one_row_is_told_by_the_owner_in_the_title():
    table = [[f"本机号码：{OWN}"], ["主叫号码", "被叫号码", "开始时间", "时长"], [A, OWN, AT, 1]]
    opened = read(io.BytesIO(text_table(table)), name="x")
    assert [(m.direction, m.peer) for m in opened] == [("in", A)]


def test_a_direction_that_is_not_told_is_said():
    messages, problems = sheet([AT, A, "本地", 84], [AT, A, "", 0])
    assert [(m.direction, m.confidence) for m in messages] == [("in", 0.5), ("missed", 0.5)]
    assert codes(problems) == ["unknown_type", "no_type"]


@pytest.mark.parametrize(
    "first", ["合计", "合 计", "小计：", "总计", "共计3条", "备注：x", "说明", "Total", "第1页", "*本页小计"]
)
def test_totals_and_notes_are_no_calls_and_no_problems(first):
    messages, problems = sheet([AT, A, "主叫", 84], [first, "3", "", "84"], [first])
    assert (len(messages), problems) == (1, [])


@pytest.mark.parametrize(
    ("row", "code"),
    [
        (["坏", A, "主叫", 84], "bad_date"),
        (["", A, "主叫", 84], "no_date"),
        (["03-05 21:03:07", A, "主叫", 84], "no_year"),
        (["2026-03-05", A, "主叫", 84], "no_time"),
        (["3/4/2026 10:00", A, "主叫", 84], "day_or_month"),
        ([AT, A, "主叫", "久"], "bad_duration"),
        ([AT, "1.99E+10", "主叫", 1], "number_rounded"),
        ([AT, "#REF!", "主叫", 1], "bad_number"),
        (["", "", "主叫", 84], "void_row"),
    ],
)
def test_a_row_that_fails_is_told_with_its_number_and_the_rest_is_read(row, code):
    messages, problems = sheet([AT, A, "主叫", 84], row, [AT, B, "被叫", 1])
    assert [(each.where, each.code) for each in problems] == [("row 3", code)]
    assert (messages[0].peer, messages[-1].peer) == (A, B)


def test_no_column_of_numbers_is_refused_with_the_columns():
    messages, problems = sheet([AT, "主叫", 84], head=["起始时间", "通信方式", "通信时长"])
    assert (messages, codes(problems)) == ([], ["no_number_column"])
    assert "起始时间、通信方式、通信时长" in problems[0].why


def test_only_the_owners_number_is_no_column_of_numbers():
    _, problems = sheet(
        [AT, OWN, "主叫", 84], [AT, OWN, "被叫", 1], head=["起始时间", "主叫号码", "通信方式", "通信时长"]
    )
    assert codes(problems) == ["no_number_column"]


def test_text_messages_and_data_on_one_sheet():
    head = ["起始时间", "对方号码", "业务类型", "通信方式", "时长"]
    messages, problems = sheet(
        [AT, A, "短信", "接收", ""],
        [AT, A, "彩信", "发送", ""],
        [AT, "", "流量", "", "1"],
        [AT, A, "语音", "被叫", "1"],
        head=head,
    )
    assert [(m.kind, m.direction, m.text, m.duration_s) for m in messages] == [
        ("sms", "in", "", None), ("mms", "out", "", None), ("call", "in", "", 1),
    ]  # fmt: skip
    assert problems == []


def test_time_means_how_long_where_another_column_tells_when():
    messages, _ = sheet(
        [AT, "84", A, "主叫"],
        [AT, "00:01:24", A, "主叫"],
        head=["通话日期", "通话时间", "对方号码", "呼叫类型"],
    )
    assert [(str(m.at)[:19], m.duration_s) for m in messages] == [(AT, 84)] * 2


@pytest.mark.parametrize(
    "head",
    [
        ["姓名", "手机号码", "贷款日期", "金额"],
        ["日期", "收入", "支出"],
        ["时间", "事件", "说明"],
        ["Date", "Name", "Phone"],
    ],
)
def test_other_tables_are_left_alone(head):
    opened = read(io.BytesIO(text_table([head, ["2026-03-05"] * len(head)])), name="x")
    assert (list(opened), codes(opened.problems)) == ([], ["unsupported"])


def test_every_sheet_is_read_and_named():
    rows = [HEAD, [AT, A, "主叫", 84]]
    opened = read(
        io.BytesIO(xlsx(("三月", rows), ("说明", [["x"]]), ("四月", rows), hidden=["四月"])), name="x"
    )
    assert [message.where for message in opened] == ["三月 row 2", "四月 row 2"]
    assert opened.problems == []


def test_a_title_of_many_blanks_costs_nothing():
    table = [["打印" + " " * 100_000 + "x"], HEAD, ["03-05 21:03:07", A, "主叫", 84]]
    opened = read(io.BytesIO(text_table(table)), name="x")
    assert [message.peer for message in opened] == [A]

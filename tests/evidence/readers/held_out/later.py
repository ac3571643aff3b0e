"""A second set, written after the readers were tuned on the first: ten of these twelve were right at the first reading."""

from __future__ import annotations

from datetime import datetime, time

from tests.evidence.readers.held_out.cases import ANY, T1, T2, T3, A, B, C, Case, call, sms, wx
from tests.evidence.readers.tables import text_table, xls, xlsx

D1, D2 = datetime.fromisoformat(T1), datetime.fromisoformat(T2)

LATER = [
    Case(
        "a broadband office's export with everything as text",
        text_table([["号码", C], ["查询月份", "2026-03"], ["呼叫时间", "通话号码", "呼叫方式", "通话秒数", "归属地"], ["03/05 21:03:07", A, "主叫", "84", "云澜"], ["03/05 22:41:00", "(0571)00000000", "被叫", "9", "云澜"], ["共计 2 条"]], "gb18030", "\t"),
        [call(T1, "out", A, 84), call(T2, "in", "(0571)00000000", 9)],
        False,
    ),
    Case(
        "real xls with text dates and Excel durations",
        xls("Sheet1", [["开始时间", "通话时长", "对方电话", "状态"], ["2026/03/05 21:03:07", "0:01:24", A, "已接"], ["2026/03/05 22:41:00", "0:00:00", B, "未接"]]),
        [call(T1, "in", A, 84), call(T2, "missed", B, 0)],
        False,
    ),
    Case(
        "names of columns with line breaks and stars",
        xlsx(("语音", [["起始\n时间*", "对方\n号码*", "主/被叫", "时长\n（秒）"], [D1, int(A), "被叫", 84.0], [D2, "+86 " + B, "主叫", 3]])),
        [call(T1, "in", A, 84), call(T2, "out", "+86 " + B, 3)],
        False,
    ),
    Case(
        "owner as called, one name column of the owner",
        text_table([["姓名", "主叫号码", "被叫号码", "通话开始时间", "通话结束时间", "通话时长"], ["赵六", A, C, T1, T1, "84"], ["赵六", C, B, T2, T2, "5"], ["赵六", A, C, T3, T3, "7"]]),
        [call(T1, "in", A, 84, None), call(T2, "out", B, 5, None), call(T3, "in", A, 7, None)],
        False,
    ),
    Case(
        "text messages with way in the type",
        text_table([["发送时间", "对方号码", "短信类型", "费用"], [T1, "1069000031200", "接收短信", "0"], [T2, A, "发送短信", "0.1"]]),
        [sms(T1, "in", "1069000031200"), sms(T2, "out", A)],
        False,
    ),
    Case(
        "minutes and seconds in cells of time, total in the last row",
        xlsx(("x", [["客户账单 2026年3月"], ["通话日期", "通话时间", "对方号码", "呼叫类型", "通话时长"], [datetime(2026, 3, 5), time(21, 3, 7), A, "主叫", time(0, 1, 24)], ["合计", None, None, None, time(0, 1, 24)]])),  # noqa: DTZ001
        [call(T1, "out", A, 84)],
        False,
    ),
    Case(
        "a phone's own list in Chinese",
        text_table([["姓名", "电话号码", "通话类型", "日期", "时长"], ["", A, "来电", T1, "1分钟24秒"], ["李", B, "去电", T2, "未接通"], ["李", B, "未接来电", T3, ""]]),
        [call(T1, "in", A, 84), call(T2, "out", B, None), call(T3, "missed", B, None)],
        True,
    ),
    Case(
        "iMazing, old version with few columns",
        text_table([["Chat Session", "Message Date", "Service", "Type", "Sender ID", "Sender Name", "Text"], [A, T1, "SMS", "Incoming", A, "", "还钱"], [A, T2, "SMS", "Outgoing", "", "", "不"]], "utf-8-sig"),
        [(T1, "sms", "in", A, None, "还钱", None), (T2, "sms", "out", A, None, "不", None)],
        False,
    ),
    Case(
        "WeChat table in GB18030 with a quoted reply and a recalled message",
        text_table([["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", "Remark", "NickName", "Sender"], [1, "wxid_q1", 49, 57, 0, 1772715787, 2, "<msg><appmsg><title>明天必须还</title><refermsg/></appmsg></msg>", T1, "", "催收", "wxid_q1"], [2, "wxid_q1", 10000, 0, 0, 1772715788, 2, "撤回了一条消息", T1, "", "", ""]], "gb18030"),
        [wx(T1, "in", "wxid_q1", "明天必须还", "催收")],
        False,
    ),
    Case(
        "chat copied from a computer, name above, minutes only",
        "催收小李\n2026/3/5 21:03\n还钱\n\n我\n2026/3/5 22:41\n不\n\n".encode(),
        [("2026-03-05 21:03:00", ANY, "in", ANY, "催收小李", "还钱", None), (T2, ANY, "out", ANY, ANY, "不", None)],
        False,
    ),
    Case(
        "chat with weekdays",
        "2026年3月5日 星期四 21:03:07 老王\n还钱\n\n2026年3月5日 星期四 22:41:00 我\n不\n\n".encode("gb18030"),
        [wx(T1, "in", ANY, "还钱", "老王"), wx(T2, "out", ANY, "不")],
        False,
    ),
    Case(
        "mail of HTML alone with a Chinese file name",
        b"Received: x\nFrom: =?utf-8?B?5YKs5pS2?= <c@example.com>\nTo: z@example.com\nSubject: =?gb2312?Q?=BB=B9=BF=EE?=\nDate: Thu, 5 Mar 2026 21:03:07 +0800 (CST)\nMIME-Version: 1.0\nContent-Type: multipart/mixed; boundary=\"b\"\n\n--b\nContent-Type: text/html; charset=\"gb2312\"\nContent-Transfer-Encoding: base64\n\nPGRpdj7H67u5v+48L2Rpdj4=\n--b\nContent-Type: application/octet-stream; name=\"=?gb2312?B?xa66+A==?=.pdf\"\nContent-Disposition: attachment\nContent-Transfer-Encoding: base64\n\nQUJD\n--b--\n",
        [(T1, "email", "in", "c@example.com", "催收", "还款\n\n请还款", None)],
        False,
    ),
]  # fmt: skip

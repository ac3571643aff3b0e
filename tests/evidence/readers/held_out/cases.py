from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NamedTuple

from tests.evidence.readers.tables import text_table, xls, xlsx

ANY = ...
Told = tuple[Any, ...]


class Case(NamedTuple):
    name: str
    content: bytes
    messages: Sequence[Told]
    has_problems: bool


def call(at: str | None, way: str, number: str | None, seconds: Any = ANY, name: Any = ANY) -> Told:
    return (at, "call", way, number, name, "", seconds)


def sms(at: str | None, way: str, number: str | None, text: str = "") -> Told:
    return (at, "sms", way, number, ANY, text, None)


def wx(at: str | None, way: str, peer: Any, text: str, name: Any = ANY) -> Told:
    return (at, "wechat", way, peer, name, text, None)


A, B, C = "19900000312", "19900000345", "19900000001"
T1, T2, T3 = "2026-03-05 21:03:07", "2026-03-05 22:41:00", "2026-03-06 07:15:30"
D1, D2, D3 = (datetime.fromisoformat(each) for each in (T1, T2, T3))

MOBILE = [
    "起始时间",
    "通信地点",
    "通信方式",
    "对方号码",
    "通信时长",
    "通信类型",
    "套餐优惠",
    "实收通信费(元)",
]
UNICOM = [
    "序号",
    "通话日期",
    "通话时间",
    "呼叫类型",
    "对方号码",
    "通话时长",
    "本机通话地",
    "通话类型",
    "小计(元)",
]
TELECOM = ["序号", "主叫号码", "被叫号码", "开始时间", "结束时间", "时长(秒)", "通话类型", "费用(元)"]

SHEETS = [
    Case(
        "mobile, two months on two sheets, no year in the rows",
        xlsx(
            ("2026年02月", [["中国移动 通话详单"], [], MOBILE, ["02-27 09:01:02", "杭州", "被叫", A, "42秒", "本地", "", 0]]),
            ("2026年03月", [["中国移动 通话详单"], [], MOBILE, ["03-05 21:03:07", "杭州", "主叫", B, "1分24秒", "本地", "", 0]]),
        ),
        [call("2026-02-27 09:01:02", "in", A, 42), call(T1, "out", B, 84)],
        False,
    ),
    Case(
        "unicom, GB18030, date and time apart without marks",
        text_table(
            [["客户详单"], ["用户号码", C], UNICOM, [1, "20260305", "210307", "被叫", A, "00:01:24", "杭州", "国内通话", "0.00"],
             [2, "20260305", "224100", "主叫", "10010", "00:00:09", "杭州", "国内通话", "0.00"], ["合计", "", "", "", "", "00:01:33", "", "", "0.00"]],
            "gb18030",
        ),
        [call(T1, "in", A, 84), call(T2, "out", "10010", 9)],
        False,
    ),
    Case(
        "telecom, real xls, caller and called",
        xls("语音详单", [["号码详单查询"], TELECOM, [1, int(C), int(A), D1, D1, 84, "主叫", 0.1], [2, int(B), int(C), D2, D2, 5, "被叫", 0]]),
        [call(T1, "out", A, 84), call(T2, "in", B, 5)],
        False,
    ),
    Case(
        "police import",
        text_table([["用户号码", "对端号码", "截获时间*", "通信时长", "事件类型名称", "己方小区", "IMEI"], [C, A, T1, 84, "语音主叫", "1-2", "3"], [C, "0571" + "00000000", T3, 0, "语音被叫", "", ""]]),
        [call(T1, "out", A, 84), call(T3, "in", "057100000000", 0)],
        False,
    ),
    Case(
        "text messages of a carrier",
        xlsx(("短信详单", [["2026年03月短/彩信详单"], ["起始时间", "通信地点", "对方号码", "通信方式", "信息类型", "业务名称", "通信费"], [T1, "杭州", "10690000312", "接收", "短信", "", 0], [T2, "杭州", A, "发送", "短信", "", 0.1]])),
        [sms(T1, "in", "10690000312"), sms(T2, "out", A)],
        False,
    ),
    Case(
        "call list of an app in English",
        text_table([["Name", "Number", "Type", "Date", "Duration"], ["", A, "INCOMING", T1, "84"], ["Li", B, "MISSED", T2, "0"], ["Li", B, "OUTGOING", T3, "1:02:03"]]),
        [call(T1, "in", A, 84), call(T2, "missed", B, 0, "Li"), call(T3, "out", B, 3723, "Li")],
        False,
    ),
    Case(
        "numbers that a spreadsheet has touched",
        text_table([["对方号码", "呼叫类型", "开始时间", "通话时长"], [f'="{A}"', "被叫", "46086.87716435", "84秒"], [f"{A}.0", "主叫", "2026/3/5 22:41", "1′24″"], [f"'{B}", "已接来电", "2026年3月6日 7时15分30秒", "1时2分3秒"], ["1.99E+10", "被叫", T3, "1"]]),
        [call(T1, "in", A, 84), call(T2, "out", A, 84), call(T3, "in", B, 3723), call(T3, "in", "1.99E+10", 1)],
        True,
    ),
    Case(
        "wide characters with tabs",
        text_table([["日期", "时间", "号码", "类型", "时长"], ["2026-03-05", "21:03:07", A, "呼入", "84"], ["2026-03-05", "下午10:41:00", "138****0312", "呼出", "2分钟"]], "utf-16", "\t"),
        [call(T1, "in", A, 84), call(T2, "out", "138****0312", 120)],
        False,
    ),
    Case(
        "printed pages with repeated names and subtotals",
        xlsx(("Sheet1", [[f"说明{n}"] for n in range(14)] + [MOBILE, [D1, "杭州", "主叫", int(A), time(0, 1, 24), "", "", 0], ["小计", "", "", "", 84, "", "", 0], ["第1页"], MOBILE, [D2, "杭州", "被叫", int(B), time(0, 0, 5), "", "", 0], ["总计：2条"]])),
        [call(T1, "out", A, 84), call(T2, "in", B, 5)],
        False,
    ),
    Case(
        "calls and then text messages on one sheet",
        xlsx(("详单", [["语音详单"], ["开始时间", "对方号码", "主被叫", "时长"], [D1, A, "主叫", 84], [], ["短信详单"], ["发送时间", "对方号码", "收发类型", "短信类型"], [D2, "10690000312", "接收", "短信"]])),
        [call(T1, "out", A, 84), sms(T2, "in", "10690000312")],
        False,
    ),
    Case(
        "no year anywhere",
        text_table([["起始时间", "对方号码", "通信方式", "通信时长"], ["03-05 21:03:07", A, "被叫", 84]]),
        [call(None, "in", A, 84)],
        True,
    ),
    Case(
        "no column of numbers",
        xlsx(("账单", [["起始时间", "通信地点", "通信方式", "通信时长", "通信费"], [D1, "杭州", "主叫", 84, 0]])),
        [],
        True,
    ),
    Case(
        "numbers withheld",
        text_table([["对方号码", "通话类型", "起始时间", "时长"], ["", "被叫", T1, 3], ["未知", "未接", T2, 0], ["-", "拒接", T3, ""]]),
        [call(T1, "in", None, 3), call(T2, "missed", None, 0), call(T3, "missed", None, None)],
        False,
    ),
    Case(
        "a bad row between good ones",
        text_table([["对方号码", "通话类型", "起始时间", "时长"], [A, "被叫", T1, 3], [A, "被叫", "2026-13-45 99:00", "很久"], [B, "主叫", T2, 4]]),
        [call(T1, "in", A, 3), call(None, "in", A, None), call(T2, "out", B, 4)],
        True,
    ),
    Case(
        "a hidden sheet beside an empty one, dates merged downwards",
        xlsx(("空", []), ("x", [["通话日期", "通话时间", "对方号码", "主被叫", "时长"], ["2026-03-05", "21:03:07", A, "主叫", 84], [None, "22:41:00", B, "被叫", 1]]), merged=["A2:A3"], hidden=["x"]),
        [call(T1, "out", A, 84), call(T2, "in", B, 1)],
        False,
    ),
    Case(
        "semicolons, minutes, a mark before the text",
        "\ufeff通话开始时间;对方手机号;呼叫类型*;通话时长（分钟）\n2026.03.05 21:03:07;+8619900000312;被叫通话;2\n".encode(),
        [call(T1, "in", "+8619900000312", 120)],
        False,
    ),
]  # fmt: skip

PHONE = [
    Case(
        "Chinese names of columns",
        text_table([["聊天会话", "消息日期", "送达日期", "已读日期", "服务", "类型", "发件人 ID", "发件人姓名", "状态", "主题", "文本", "附件", "附件类型"], ["老王", "2026-03-05 下午9:03:07", "", "", "短信", "接收", A, "老王", "已读", "", "还钱", "", ""], ["老王", T2, "", "", "iMessage", "发送", "", "", "已读", "", "=1+1", "", ""]], "utf-8-sig"),
        [(T1, "sms", "in", A, "老王", "还钱", None), (T2, "imessage", "out", A, "老王", "=1+1", None)],
        False,
    ),
    Case(
        "WhatsApp",
        text_table([["Chat Session", "Message Date", "Sent Date", "Type", "Sender ID", "Sender Name", "Status", "Forwarded", "Replying to", "Text", "Reactions", "Attachment", "Attachment type", "Attachment info"], ["G", T1, "", "Notification", "", "", "", "", "", "secured", "", "", "", ""], ["G", T2, "", "Incoming", "+85200000000", "Bo", "", "", "", "a\nb", "", "", "", ""]]),
        [(T2, "whatsapp", "in", "+85200000000", "Bo", "a\nb", None)],
        False,
    ),
    Case(
        "twelve hours, month first",
        text_table([["Chat Session", "Message Date", "Service", "Type", "Sender ID", "Sender Name", "Text"], ["Bo", "3/25/2026, 9:03:07 PM", "SMS", "Incoming", A, "Bo", "x"], ["Bo", "3/5/2026, 12:03:07 AM", "SMS", "Outgoing", "", "", "y"]]),
        [("2026-03-25 21:03:07", "sms", "in", A, "Bo", "x", None), ("2026-03-05 00:03:07", "sms", "out", A, "Bo", "y", None)],
        False,
    ),
]  # fmt: skip

EPOCH = 1_772_715_787
WECHAT = [
    Case(
        "raw table with room prefix and hexadecimal text",
        text_table([["localId", "TalkerId", "MsgSvrID", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime", "Remark", "NickName", "Sender", "BytesExtra"], [1, "1@chatroom", 9, 1, 0, 0, EPOCH, 2, "wxid_abcd1234:\n还钱", T1, "", "王", "", "0a0b"], [2, "wxid_abcd1234", 9, 1, 0, 1, EPOCH, 2, "你好吗".encode().hex(), T1, "", "", "wxid_me", ""]]),
        [wx(T1, "in", "wxid_abcd1234", "还钱"), wx(T1, "out", "wxid_abcd1234", "你好吗")],
        True,
    ),
    Case(
        "another tool's table",
        text_table([["id", "MsgSvrID", "type_name", "is_sender", "talker", "room_name", "msg", "src", "CreateTime"], [1, 2, "文本", 0, "wxid_abcd", "wxid_abcd", "今天必须还", "", T1], [2, 3, "图片", 1, "wxid_abcd", "wxid_abcd", "图片", "FileStorage/1.dat", T2]]),
        [wx(T1, "in", "wxid_abcd", "今天必须还"), wx(T2, "out", "wxid_abcd", "[图片]")],
        False,
    ),
    Case(
        "privacy mode",
        text_table([["Time", "SenderName", "Sender", "TalkerName", "Talker", "Content"], [T1, "王", "wxid_aaaa", "王", "wxid_aaaa", "****"], [T2, "我", "wxid_mmmm", "王", "wxid_aaaa", "***"]]),
        [wx(T1, "in", "wxid_aaaa", "****"), wx(T2, "out", "wxid_aaaa", "***")],
        True,
    ),
    Case(
        "wrapped JSON",
        json.dumps({"code": 0, "data": {"total": 2, "items": [{"seq": 1, "time": "2026-03-05T21:03:07+08:00", "talker": "wxid_a1", "talkerName": "王", "isChatRoom": False, "sender": "wxid_a1", "senderName": "王", "isSelf": False, "type": 1, "subType": 0, "content": "还"}, {"seq": 2, "time": "2026-03-05T14:41:00Z", "talker": "wxid_a1", "talkerName": "王", "isChatRoom": False, "sender": "wxid_m", "senderName": "我", "isSelf": True, "type": 49, "subType": 6, "content": "<msg><appmsg><title>a.pdf</title></appmsg></msg>"}]}}, ensure_ascii=False).encode(),
        [wx(T1, "in", "wxid_a1", "还", "王"), wx(T2, "out", "wxid_a1", "[文件] a.pdf", "王")],
        False,
    ),
    Case(
        "one object a line, one of them cut",
        b'{"ts": 1772715787.0, "sender": "W", "sender_wxid": "wxid_w1", "conversation_id": "wxid_w1", "content": "x", "msg_type": 1, "is_self": false}\n{"ts": 1772715788, "sender": "W", "sender_wxid": "wxid_w1", "conversation_id": "wxid_w1", "content": "y", "msg_type": 1, "is_self"',
        [wx(T1, "in", "wxid_w1", "x", "W")],
        True,
    ),
    Case(
        "shifted by eight hours",
        text_table([["localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime"], [1, "wxid_z9", 1, 0, 0, EPOCH, 3, "还", "2026-03-05 13:03:07"]], "gb18030"),
        [wx(T1, "in", "wxid_z9", "还")],
        True,
    ),
]  # fmt: skip

CHATS = [
    Case(
        "QQ",
        "消息记录（此消息记录为文本格式，不支持重新导入）\n\n================================================================\n消息分组:我的好友\n================================================================\n消息对象:催收小李\n================================================================\n\n2026-03-05 21:03:07 催收小李\n还钱\n\n2026-03-05 22:41:00 阿明\n不\n还\n".encode(),
        [(T1, "qq", "in", ANY, "催收小李", "还钱", None), (T2, "qq", "out", ANY, ANY, "不\n还", None)],
        False,
    ),
    Case(
        "name and account before the time",
        "老王(wxid_laowang) 2026/3/5 21:03:07\n还钱\n\n我 2026/3/5 22:41:00\n不\n\n老王(wxid_laowang) 2026/3/6 07:15:30\n[图片]\n".encode("gb18030"),
        [wx(T1, "in", "wxid_laowang", "还钱", "老王"), wx(T2, "out", ANY, "不"), wx(T3, "in", "wxid_laowang", "[图片]", "老王")],
        False,
    ),
    Case(
        "a text that looks like a head",
        f"{T1} 老王\n记录如下：\n2026-03-01 10:00:00 小张\n我会还的\n\n{T2} 我\n不是我\n\n{T3} 老王\n等着\n".encode(),
        [wx(T1, "in", ANY, "记录如下：\n2026-03-01 10:00:00 小张\n我会还的", "老王"), wx(T2, "out", ANY, "不是我"), wx(T3, "in", ANY, "等着", "老王")],
        True,
    ),
    Case(
        "forwarded, day on a line of its own",
        "微信聊天记录\n\n—————  2026-03-05  —————\n\n\n老王  21:03\n\n还钱\n\n\n我  22:41\n\n[语音]\n\n\n—————  2026-03-06  —————\n\n\n老王  07:15\n\n等着\n".encode(),
        [wx("2026-03-05 21:03:00", "in", ANY, "还钱", "老王"), wx(T2, "out", ANY, "[语音]"), wx("2026-03-06 07:15:00", "in", ANY, "等着", "老王")],
        False,
    ),
]  # fmt: skip

MAILS = [
    Case(
        "alternative texts, Chinese in raw bytes",
        "Return-Path: <c@example.com>\nFrom: 催收 <c@example.com>\nTo: z@example.com\nSubject: 还款通知\nDate: Thu, 05 Mar 2026 21:03:07 +0800\nContent-Type: multipart/alternative; boundary=x\n\n--x\nContent-Type: text/plain; charset=gbk\n\n请还款\n--x\nContent-Type: text/html; charset=gbk\n\n<p>请还款</p>\n--x--\n".encode("gb18030"),
        [(T1, "email", "in", "c@example.com", "催收", "还款通知\n\n请还款", None)],
        False,
    ),
    Case(
        "cut in the middle of an attachment",
        b"Received: by x\nFrom: c@example.com\nDate: Thu, 5 Mar 2026 13:03:07 GMT\nMessage-ID: <1@x>\nContent-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: text/plain\n\nhello\n--x\nContent-Type: image/png; name=a.png\nContent-Transfer-Encoding: base64\n\nQUJDRE",
        [(T1, "email", "in", "c@example.com", ANY, "hello", None)],
        True,
    ),
]  # fmt: skip

CASES = [*SHEETS, *PHONE, *WECHAT, *CHATS, *MAILS]

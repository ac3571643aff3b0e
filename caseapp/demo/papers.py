"""Files of the fictional world that are no pictures: a backup, a carrier's list, an export, a mail and a recording."""

import csv
import math
import struct
import wave
from collections.abc import Sequence
from datetime import datetime
from email.message import EmailMessage
from io import BytesIO, StringIO
from xml.sax.saxutils import quoteattr

from openpyxl import Workbook

RATE = 8000
"""Samples a second, as on the telephone."""
RECEIVED, SENT = 1, 2
"""Types of a message in SMS Backup & Restore."""
WECHAT_HEAD = (
    "localId", "TalkerId", "Type", "SubType", "IsSender", "CreateTime", "Status", "StrContent", "StrTime",
    "Remark", "NickName", "Sender",
)  # fmt: skip


def backup_row(address: str, at: datetime, kind: int, body: str) -> str:
    """One message as SMS Backup & Restore writes it."""
    milliseconds = int(at.timestamp() * 1000)
    return f'<sms address="{address}" date="{milliseconds}" type="{kind}" body={quoteattr(body)} contact_name="(Unknown)" />'


def backup(rows: Sequence[str]) -> bytes:
    """The rows as one file."""
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><smses count="{len(rows)}">{"".join(rows)}</smses>'.encode()
    )


def call_sheet(calls: Sequence[tuple[datetime, str, str, int]]) -> bytes:
    """A carrier's list as a workbook: begin, 主叫 or 被叫, the other number as the carrier masks it, seconds."""
    book = Workbook()
    page = book.worksheets[0]
    page.title = "通话详单"
    page.append(["中国演示电信 客户通话详单（虚构）"])
    page.append(["起始时间", "通信地点", "通信方式", "对方号码", "通信时长", "通信类型"])
    for at, way, number, seconds in calls:
        length = f"{seconds // 60}分{seconds % 60}秒" if seconds >= 60 else f"{seconds}秒"
        page.append([f"{at:%Y-%m-%d %H:%M:%S}", "云澜", way, number, length, "本地通话"])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def wechat_table(talker: str, name: str, lines: Sequence[tuple[datetime, bool, str]]) -> bytes:
    """A conversation as a table: when, whether the phone's owner wrote it, and what."""
    out = StringIO()
    table = csv.writer(out)
    table.writerow(WECHAT_HEAD)
    for number, (at, is_own, text) in enumerate(lines, start=1):
        sender = "wxid_owner000" if is_own else talker
        table.writerow(
            [
                number,
                talker,
                1,
                0,
                int(is_own),
                int(at.timestamp()),
                2,
                text,
                f"{at:%Y-%m-%d %H:%M:%S}",
                "",
                name,
                sender,
            ]
        )
    return out.getvalue().encode("utf-8-sig")


def mail(sender: str, to: str, subject: str, at: datetime, text: str) -> bytes:
    """A mail as a file."""
    made = EmailMessage()
    made["From"], made["To"], made["Subject"] = sender, to, subject
    made["Date"] = at
    made["Delivered-To"] = to
    made["Message-ID"] = f"<{int(at.timestamp())}@hengxintong.example>"
    made.set_content(text)
    return made.as_bytes()


def recording(seconds: int) -> bytes:
    """Tones that rise and fall like talk, as a WAV file; nobody speaks."""
    out = BytesIO()
    with wave.open(out, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(RATE)
        file.writeframes(b"".join(struct.pack("<h", _loudness(n / RATE)) for n in range(seconds * RATE)))
    return out.getvalue()


def _loudness(at: float) -> int:
    """Two voices in turn, three seconds each, with a breath between the words."""
    is_first = int(at / 3) % 2 == 0
    breath = max(0.0, math.sin(math.tau * at * 1.3)) * (1.0 if at % 3 < 2.6 else 0.0)
    return round(12000 * breath * math.sin(math.tau * (180 if is_first else 260) * at))

"""Lists of the second held-out set: inboxes with unread badges and call records with counts."""

from __future__ import annotations

import random
from dataclasses import dataclass

from tests.evidence.screens.second.designs import CAPTURED
from tests.evidence.screens.second.drawing import Colour, Design, Drawing, grey
from tests.evidence.screens.second.words import SENT
from tests.evidence.screens.truth import Screen, Told

RED: Colour = (225, 50, 45)
SENDERS = (
    "10698000112233",
    "19900006120",
    "郑专员",
    "95000000123",
    "云阑消费金融",
    "02100000456",
    "106900001188",
    "老同学",
)
CALLS = (
    ("19900001001", 3, "missed", "响铃18秒", None), ("02100000456", 1, "in", "呼入1分20秒", 80), ("妈妈", 1, "out", "呼出32秒", 32),
    ("40000088120", 12, "missed", "未接来电", None), ("19900007712", 1, "out", "呼出2分5秒", 125), ("057100001234", 2, "missed", "拒接", None), ("19900002002", 1, "in", "呼入9秒", 9),
)  # fmt: skip


@dataclass(frozen=True)
class Table:
    """A list's design."""

    name: str
    dark: bool = False
    face: str = "sans"
    width: int = 1080
    faces: bool = True
    badges: bool = True
    lines: int = 1
    place: str = ""
    step: float = 18.0


INBOXES = (
    Table("miui-inbox"),
    Table("harmony-inbox", dark=True, lines=2, step=21),
    Table("oneui-inbox", face="packaged", faces=False, lines=2, width=720),
)
LOGS = (
    Table("miui-calls", place="江苏南京 电信"),
    Table("coloros-calls", dark=True, faces=False, place="上海"),
    Table("ios-calls", face="packaged", faces=False, width=828),
)


def start(table: Table, title: str) -> Drawing:
    page, ink = (grey(0), grey(235)) if table.dark else (grey(255), grey(20))
    design = Design(
        table.name,
        width=table.width,
        page=page,
        bar=page,
        ink=ink,
        faint=grey(135),
        incoming=grey(40 if table.dark else 243),
        face=table.face,
    )
    drawing = Drawing(design, random.Random(3), [], tall=2.1)
    unit = drawing.unit
    drawing.text(6, 3.8 * unit, "10:22", 3.3, ink, face="bold")
    drawing.text(94, 3.8 * unit, "5G  68", 2.6, ink, "rm")
    drawing.text(5, 15 * unit, title, 7, ink, face="bold")
    drawing.box((4 * unit, 22 * unit, 96 * unit, 31 * unit), 4, design.incoming)
    drawing.text(9, 26.5 * unit, "搜索", 3.6, design.faint)
    drawing.y = 35 * unit
    return drawing


def _row(drawing: Drawing, table: Table, title: str, when: str, ink: Colour) -> float:
    unit, left = drawing.unit, 5.0
    if table.faces:
        drawing.box((5 * unit, drawing.y + 2 * unit, 17 * unit, drawing.y + 14 * unit), 6, (120, 160, 210))
        drawing.text(11, drawing.y + 8 * unit, title[0] if not title[0].isdigit() else "", 5, grey(255), "mm")
        left = 20.0
    drawing.text(left, drawing.y + 5 * unit, title, 4.3, ink)
    drawing.text(95, drawing.y + 5 * unit, when, 2.9, drawing.design.faint, "rm")
    return left


def inbox(table: Table, chance: random.Random) -> Screen:
    drawing, told = start(table, "信息"), []
    unit, times = (
        drawing.unit,
        ("10:05", "09:41", "昨天", "昨天", "星期一", "11月14日", "11月12日", "11月9日"),
    )
    for number, (sender, when, text) in enumerate(zip(SENDERS, times, chance.sample(SENT, k=8), strict=True)):
        left = _row(drawing, table, sender, when, drawing.design.ink)
        fits = int((88 - left) / 3.6)
        rows = [text[place : place + fits] for place in range(0, len(text), fits)][: table.lines]
        if len(text) > fits * table.lines:
            rows[-1] = rows[-1][: fits - 2] + "…"
        for line, words in enumerate(rows):
            drawing.text(left, drawing.y + (10.5 + 4.8 * line) * unit, words, 3.5, drawing.design.faint)
        if table.badges and number in {0, 3}:
            drawing.pen.ellipse((90 * unit, drawing.y + 8 * unit, 95 * unit, drawing.y + 13 * unit), fill=RED)
            drawing.text(92.5, drawing.y + 10.5 * unit, str(number + 2), 2.9, grey(255), "mm")
        at = CAPTURED.replace(hour=int(when[:2]), minute=int(when[3:])) if ":" in when else None
        is_number = sender.isdigit()
        told.append(
            Told("sms", "in", sender if is_number else None, None if is_number else sender, "".join(rows), at)
        )
        drawing.y += table.step * unit
    return Screen("Screenshot_20261118_102233.jpg", table.name, drawing.image, told, 80)


def calls(table: Table, chance: random.Random) -> Screen:
    drawing, told = start(table, "电话"), []
    unit, times = (
        drawing.unit,
        ("10:05", "09:41", "昨天 21:03", "昨天 18:40", "星期一", "11月14日", "11月12日"),
    )
    for (peer, count, direction, words, lasted), when in zip(CALLS, times, strict=True):
        title = f"{peer} ({count})" if count > 1 else peer
        left = _row(drawing, table, title, when, RED if direction == "missed" else drawing.design.ink)
        below = f"{table.place} {words}" if table.place and peer.isdigit() else words
        drawing.text(left, drawing.y + 10.5 * unit, below, 3.2, drawing.design.faint)
        day = CAPTURED.replace(day=17) if "昨天" in when else CAPTURED
        at = day.replace(hour=int(when[-5:-3]), minute=int(when[-2:])) if ":" in when else None
        is_number = peer.isdigit()
        told.append(
            Told("call", direction, peer if is_number else None, None if is_number else peer, "", at, lasted)
        )
        drawing.y += table.step * unit
    return Screen("Screenshot_20261118_102233.jpg", table.name, drawing.image, told, 80)

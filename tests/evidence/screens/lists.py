"""Draws lists: the inbox of a messaging app and the log of calls."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.evidence.screens.fonts import font
from tests.evidence.screens.painting import Canvas
from tests.evidence.screens.skins import Colour, Palette, grey
from tests.evidence.screens.times import clock, day_shown
from tests.evidence.screens.truth import Screen, Told


@dataclass(frozen=True)
class ListSkin:
    """A design of a list."""

    name: str
    palette: Palette
    title: str
    font: str = "sans"
    avatar: bool = False
    tabs: tuple[str, ...] = ()
    card: bool = False
    red: Colour = (230, 60, 50)
    words: str = "plain"
    foot: tuple[str, ...] = ()


LIGHT = Palette(grey(255), grey(255), grey(15), grey(140), grey(245), grey(20), grey(245), grey(20))
CARD = Palette(grey(241), grey(241), grey(15), grey(130), grey(255), grey(20), grey(255), grey(20))
DARK = Palette(grey(0), grey(0), grey(235), grey(130), grey(30), grey(230), grey(30), grey(230))

INBOX_DEVELOPMENT = (
    ListSkin("inbox-light", LIGHT, "短信", avatar=True),
    ListSkin("inbox-dark", DARK, "信息", foot=("信息", "联系人")),
    ListSkin("inbox-card", CARD, "信息", card=True, font="packaged"),
    ListSkin(
        "inbox-unread", DARK, "短信", avatar=True, tabs=("收件箱", "通知信息", "拦截"), foot=("新建", "我的")
    ),
    ListSkin("inbox-serif", CARD, "消息", card=True, avatar=True, font="serif"),
)
INBOX_HELD_OUT = (
    ListSkin("inbox-tabs", LIGHT, "消息", font="packaged", tabs=("全部", "通知")),
    ListSkin("inbox-night", DARK, "短信", avatar=True, font="serif"),
)
CALLS_DEVELOPMENT = (
    ListSkin("calls-light", LIGHT, "通话记录", tabs=("全部", "未接")),
    ListSkin("calls-dark", DARK, "电话", words="ring", foot=("通话", "联系人")),
    ListSkin(
        "calls-block",
        CARD,
        "通话",
        words="ring",
        card=True,
        font="serif",
        tabs=("全部通话", "未接来电", "陌生号码"),
    ),
)
CALLS_HELD_OUT = (
    ListSkin("calls-card", CARD, "电话", card=True, words="long", font="packaged"),
    ListSkin("calls-recent", LIGHT, "最近通话", words="colour", tabs=("所有通话", "未接来电")),
)


@dataclass(frozen=True)
class Row:
    """One row: a message or a call."""

    at: datetime
    peer: str
    is_number: bool
    text: str = ""
    direction: str = "in"
    duration_s: int | None = None


def when(row: Row, captured: datetime) -> str:
    """A list shows a clock for today and a day for what is older."""
    return (
        clock(row.at) if row.at.date() == captured.date() else day_shown(row.at, captured, "android").strip()
    )


def call_words(row: Row, style: str) -> str:
    """How the log tells what kind of call it was."""
    lasted = ""
    if row.duration_s is not None:
        minutes, seconds = divmod(row.duration_s, 60)
        lasted = (f"{minutes}分" if minutes else "") + f"{seconds}秒"
    names = {
        "plain": {"in": "呼入", "out": "呼出", "missed": "未接"}, "ring": {"in": "来电", "out": "去电", "missed": "响铃3次 未接来电"},
        "long": {"in": "已接来电", "out": "已拨电话", "missed": "拒接"}, "colour": {"in": "来电", "out": "拨出", "missed": "未接听"},
    }  # fmt: skip
    return f"{names[style][row.direction]} {lasted}".strip()


class ListDrawing:
    """Draws one list; rows that do not fit are left out."""

    def __init__(self, skin: ListSkin, captured: datetime, width: int, chance: random.Random) -> None:
        self.skin, self.captured = skin, captured
        self.canvas = Canvas(width, skin.palette, round(width * chance.uniform(1.9, 2.2)), chance)
        self.unit = self.canvas.unit
        self.y = 0.0

    def drawn(self, name: str, rows: Sequence[Row], *, are_calls: bool) -> Screen:
        self._head()
        told = []
        for row in rows:
            if self.y > self.canvas.height - 38 * self.unit:
                break
            told.append(self._call(row) if are_calls else self._message(row))
        self._foot()
        return Screen(name, self.skin.name, self.canvas.image, told)

    def _head(self) -> None:
        unit, skin = self.unit, self.skin
        self.y = self.canvas.status_bar("left")
        self.canvas.text((5 * unit, self.y + 8 * unit), skin.title, 6.5, skin.palette.text, family="bold")
        self.y += 16 * unit
        if skin.tabs:
            for number, tab in enumerate(skin.tabs):
                self.canvas.text(
                    ((20 + 30 * number) * unit, self.y), tab, 3.8, skin.palette.text, family=skin.font
                )
        else:
            self.canvas.pen.rounded_rectangle(
                (4 * unit, self.y - 3 * unit, 96 * unit, self.y + 5 * unit),
                4 * unit,
                fill=skin.palette.incoming,
            )
            self.canvas.text((9 * unit, self.y + unit), "搜索", 3.5, skin.palette.faint, family=skin.font)
        self.y += 8 * unit

    def _row(self, row: Row, high: float) -> float:
        """The background, face, name and time of a row; where its words begin."""
        unit, skin = self.unit, self.skin
        palette, left = skin.palette, 5.0
        if skin.card:
            self.canvas.pen.rectangle(
                (3 * unit, self.y, 97 * unit, self.y + high * unit), fill=palette.incoming
            )
            left = 7.0
        if skin.avatar:
            self.canvas.avatar(
                5 * unit,
                self.y + 2.5 * unit,
                11 * unit,
                round_=True,
                letter="" if row.is_number else row.peer[0],
            )
            left = 19.0
        missed = row.direction == "missed"
        self.canvas.text(
            (left * unit, self.y + 5 * unit),
            row.peer,
            4.4,
            skin.red if missed else palette.text,
            family=skin.font,
        )
        self.canvas.text(
            (94 * unit, self.y + 5 * unit),
            when(row, self.captured),
            3,
            palette.faint,
            anchor="rm",
            family=skin.font,
        )
        return left

    def _message(self, row: Row) -> Told:
        unit, skin = self.unit, self.skin
        left = self._row(row, 17)
        face = font(skin.font, round(3.7 * unit))
        text, rows = row.text, []
        for _ in range(2):
            part = text
            while face.getlength(part) > (92 - left) * unit:
                part = part[:-1]
            rows.append(part)
            text = text[len(part) :]
        if text:
            rows[-1] = rows[-1][:-1] + "…"
        for number, part in enumerate(rows):
            self.canvas.text(
                (left * unit, self.y + (9.8 + 4.6 * number) * unit),
                part,
                3.7,
                skin.palette.faint,
                family=skin.font,
            )
        self.y += 19 * unit
        return self._told(row, "sms", "".join(rows))

    def _call(self, row: Row) -> Told:
        left = self._row(row, 13)
        self.canvas.text(
            (left * self.unit, self.y + 10 * self.unit),
            call_words(row, self.skin.words),
            3.2,
            self.skin.palette.faint,
            family=self.skin.font,
        )
        self.y += 15 * self.unit
        return self._told(row, "call", "")

    def _told(self, row: Row, kind: str, text: str) -> Told:
        # A day without a clock is no instant: nobody can know it.
        at = row.at if row.at.date() == self.captured.date() else None
        peer, name = (row.peer, None) if row.is_number else (None, row.peer)
        return Told(kind, row.direction, peer, name, text, at, row.duration_s)

    def _foot(self) -> None:
        for number, word in enumerate(self.skin.foot):
            self.canvas.text(
                ((30 + 40 * number) * self.unit, self.canvas.height - 8 * self.unit),
                word,
                3,
                self.skin.palette.text,
                anchor="mm",
                family=self.skin.font,
            )
        self.canvas.navigation("gesture")

"""Draws a conversation in the design of an app."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from tests.evidence.screens.fonts import font
from tests.evidence.screens.painting import Canvas, wrapped
from tests.evidence.screens.skins import Skin
from tests.evidence.screens.times import clock, day_shown, shown
from tests.evidence.screens.truth import Screen, Told

SAME_TALK_S = 300
"""Messages this close together share one centred time."""
FOOT = 24.0


@dataclass(frozen=True)
class Line:
    """One message of the conversation to be drawn."""

    at: datetime
    is_own: bool
    text: str


@dataclass(frozen=True)
class Talk:
    """A conversation, with whom, and when its picture was taken."""

    title: str
    is_number: bool
    captured: datetime
    lines: Sequence[Line]
    notice: str = ""


class ChatDrawing:
    """Draws one conversation from top to bottom; `told` fills on the way."""

    def __init__(self, skin: Skin, talk: Talk, width: int, chance: random.Random, *, is_long: bool) -> None:
        self.skin, self.talk, self.chance = skin, talk, chance
        high = 60_000 if is_long else round(width * chance.uniform(1.95, 2.2))
        self.canvas = Canvas(width, skin.palette, high, chance)
        self.is_long, self.y = is_long, 0.0
        self.told: list[Told] = []
        self.last: datetime | None = None
        self.shown_at = talk.captured
        self.unit = self.canvas.unit

    def drawn(self, name: str) -> Screen:
        """The finished picture with what it tells."""
        self._head()
        if self.talk.notice:
            self._centred(self.talk.notice)
        for line in self.talk.lines:
            if not self._fits(line):
                break
            self._message(line)
        self._foot()
        return Screen(name, self.skin.name, self.canvas.image, self.told)

    def _head(self) -> None:
        unit, skin, palette = self.unit, self.skin, self.skin.palette
        self.y = self.canvas.status_bar(skin.status)
        high = (22 if skin.title == "avatar" else 13) * unit
        self.canvas.pen.rectangle((0, self.y, self.canvas.width, self.y + high), fill=palette.bar)
        middle = self.y + high / 2
        self.canvas.text((4 * unit, middle), skin.back, 6, palette.text)
        if skin.title == "avatar":
            self.canvas.avatar(43 * unit, self.y + unit, 13 * unit, round_=True)
            self.canvas.text(
                (50 * unit, self.y + 17.5 * unit),
                self.talk.title,
                3.3,
                palette.text,
                anchor="mm",
                family=skin.font,
            )
        elif skin.title == "centre":
            self.canvas.text(
                (50 * unit, middle), self.talk.title, 4.6, palette.text, anchor="mm", family=skin.title_font
            )
            self.canvas.text((93 * unit, middle), "···", 5, palette.text, anchor="mm")
        else:
            lift = 2.0 * unit if skin.title_below and self.talk.is_number else 0
            self.canvas.text(
                (11 * unit, middle - lift), self.talk.title, 4.8, palette.text, family=skin.title_font
            )
            if lift:
                self.canvas.text(
                    (11 * unit, middle + 3 * unit), skin.title_below, 2.9, palette.faint, family=skin.font
                )
        self.y += high + 3 * unit

    def _centred(self, words: str, size: float = 3.1) -> None:
        self.canvas.text(
            (50 * self.unit, self.y + 2 * self.unit),
            words,
            size,
            self.skin.palette.faint,
            anchor="mm",
            family=self.skin.font,
        )
        self.y += 6 * self.unit

    def _rows(self, line: Line) -> list[str]:
        face = font(self.skin.font, round(self.skin.text_size * self.unit))
        return list(wrapped(line.text, face, (self.skin.widest - 2 * self.skin.padding) * self.unit))

    def _fits(self, line: Line) -> bool:
        need = len(self._rows(line)) * self.skin.text_size * self.skin.line + 2 * self.skin.padding + 18
        return self.is_long or self.y + need * self.unit < self.canvas.height - FOOT * self.unit

    def _message(self, line: Line) -> None:
        at = self._time_before(line)
        self._bubble(line)
        talk = self.talk
        peer, name = (talk.title, None) if talk.is_number else (None, talk.title)
        if self.skin.sender_names and not line.is_own:
            name = self._member()
        self.told.append(Told(self.skin.kind, "out" if line.is_own else "in", peer, name, line.text, at))
        self.last = line.at

    def _member(self) -> str:
        """In groups each message tells who of the group wrote it."""
        return "催收小组-" + self.talk.title[:2]

    def _time_at_side(self, line: Line) -> None:
        """Some designs write the whole time small above each bubble, at its side."""
        unit, skin = self.unit, self.skin
        place = self.canvas.width - skin.margin * unit if line.is_own else skin.margin * unit
        self.canvas.text(
            (place, self.y + unit),
            shown(line.at, self.talk.captured, skin.time_style),
            2.8,
            skin.palette.faint,
            anchor="rm" if line.is_own else "lm",
            family=skin.font,
        )
        self.y += 3.4 * unit

    def _time_before(self, line: Line) -> datetime:
        """Write the time or day above the message where one is due; what the picture then tells about its time."""
        skin = self.skin
        if skin.times == "centred":
            if self.last is None or (line.at - self.last).total_seconds() > SAME_TALK_S:
                if skin.above:
                    self._centred(skin.above, 2.8)
                    self.y -= 1.5 * self.unit
                self._centred(shown(line.at, self.talk.captured, skin.time_style))
                self.shown_at = line.at
            return self.shown_at
        if skin.times == "side":
            self._time_at_side(line)
            return line.at
        if self.last is None or line.at.date() != self.last.date():
            self._centred(day_shown(line.at, self.talk.captured, skin.time_style).strip() or "今天")
        return line.at

    def _bubble(self, line: Line) -> None:
        unit, skin, pen = self.unit, self.skin, self.canvas.pen
        palette = skin.palette
        rows, face = self._rows(line), font(skin.font, round(skin.text_size * unit))
        step = skin.text_size * skin.line * unit
        wide = max(face.getlength(row) for row in rows) + 2 * skin.padding * unit
        inside = skin.times == "inside"
        high = len(rows) * step + 2 * skin.padding * unit * 0.8 + (3.6 * unit if inside else 0)
        wide = max(wide, 16 * unit) if inside else wide
        left = self._left(line, wide)
        if skin.sender_names and not line.is_own:
            self.canvas.text((left, self.y + unit), self._member(), 2.7, palette.faint, family=skin.font)
            self.y += 3.6 * unit
        fill, ink = (
            (palette.outgoing, palette.outgoing_text)
            if line.is_own
            else (palette.incoming, palette.incoming_text)
        )
        pen.rounded_rectangle((left, self.y, left + wide, self.y + high), skin.radius * unit, fill=fill)
        for number, row in enumerate(rows):
            place = (left + skin.padding * unit, self.y + skin.padding * unit * 0.8 + (number + 0.5) * step)
            self.canvas.text(place, row, skin.text_size, ink, family=skin.font)
        if inside:
            faded = tuple((one + two) // 2 for one, two in zip(ink, fill, strict=True))
            self.canvas.text(
                (left + wide - 3 * unit, self.y + high - 3 * unit),
                clock(line.at),
                2.7,
                faded,
                anchor="rm",
                family=skin.font,
            )
        self.y += high
        self._beneath(line, left, wide)
        self.y += 4.2 * unit

    def _left(self, line: Line, wide: float) -> float:
        skin, unit = self.skin, self.unit
        side = 10.5
        has_face = skin.avatar == "both" or (skin.avatar == "incoming" and not line.is_own)
        gap = skin.margin + (side + 2.2 if has_face else 0)
        if has_face:
            face_left = (100 - skin.margin - side) * unit if line.is_own else skin.margin * unit
            self.canvas.avatar(
                face_left,
                self.y,
                side * unit,
                round_=skin.avatar == "incoming",
                letter=self.chance.choice(["", "张", "李"]),
            )
        return self.canvas.width - gap * unit - wide if line.is_own else gap * unit

    def _beneath(self, line: Line, left: float, wide: float) -> None:
        skin, unit = self.skin, self.unit
        words = []
        if skin.times == "beneath":
            words.append(clock(line.at))
        if skin.received and (line.is_own or skin.received.startswith(("SIM", "卡"))):
            words.append(skin.received)
        if not words:
            return
        place = (
            (left + wide - unit, self.y + 2.6 * unit) if line.is_own else (left + unit, self.y + 2.6 * unit)
        )
        self.canvas.text(
            place,
            " ".join(words),
            2.7,
            skin.palette.faint,
            anchor="rm" if line.is_own else "lm",
            family=skin.font,
        )
        self.y += 4 * unit

    def _foot(self) -> None:
        unit, skin, canvas = self.unit, self.skin, self.canvas
        if self.is_long:
            canvas.height = round(self.y + FOOT * unit)
            canvas.image = canvas.image.crop((0, 0, canvas.width, canvas.height))
            canvas.pen = type(canvas.pen)(canvas.image)
        top = canvas.height - 20 * unit
        canvas.pen.rectangle((0, top, canvas.width, canvas.height), fill=skin.palette.bar)
        left, right = (12 * unit, 86 * unit) if len(skin.input_bar) < 2 else (4 * unit, 82 * unit)
        canvas.pen.rounded_rectangle(
            (left, top + 2 * unit, right, top + 11 * unit),
            (1 if skin.kind == "wechat" else 4) * unit,
            fill=skin.palette.incoming,
        )
        if skin.input_bar:
            canvas.text(
                (left + 3 * unit, top + 6.5 * unit),
                skin.input_bar[0],
                3.8,
                skin.palette.faint,
                family=skin.font,
            )
        if len(skin.input_bar) > 1:
            canvas.text(
                (90 * unit, top + 6.5 * unit),
                skin.input_bar[1],
                3.8,
                skin.palette.faint,
                anchor="mm",
                family=skin.font,
            )
        if skin.keyboard and not self.is_long:
            self._keyboard()
        canvas.navigation(skin.navigation)

    def _keyboard(self) -> None:
        """A keyboard pushed in under the input bar: the picture grows by it."""
        unit, canvas = self.unit, self.canvas
        top = canvas.height - 4 * unit
        grown = canvas.image.crop((0, 0, canvas.width, round(top + 62 * unit)))
        canvas.image, canvas.height = grown, grown.height
        canvas.pen = type(canvas.pen)(grown)
        canvas.pen.rectangle((0, top, canvas.width, canvas.height), fill=self.skin.palette.bar)
        for number, row in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm")):
            for place, key in enumerate(row):
                left = (2 + number * 4 + place * 9.6) * unit
                high = top + (6 + 14 * number) * unit
                canvas.pen.rounded_rectangle(
                    (left, high, left + 8.6 * unit, high + 11 * unit), unit, fill=self.skin.palette.incoming
                )
                canvas.text(
                    (left + 4.3 * unit, high + 5.5 * unit), key, 4.2, self.skin.palette.text, anchor="mm"
                )
        for place, key in ((12, "123"), (50, "空格"), (88, "换行")):
            canvas.text((place * unit, top + 53 * unit), key, 3.6, self.skin.palette.text, anchor="mm")

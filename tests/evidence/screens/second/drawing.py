"""Draws conversations of the second held-out set, with soft edges as phones draw them."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from PIL import Image, ImageDraw, ImageFilter

from tests.evidence.screens.fonts import font
from tests.evidence.screens.painting import wrapped
from tests.evidence.screens.truth import Screen, Told

Colour = tuple[int, int, int]
FINE = 3
"""Shapes are drawn this many times larger and shrunk: phones draw no jagged edges."""


def grey(level: int) -> Colour:
    return level, level, level


@dataclass(frozen=True)
class Design:
    """One app on one phone. Lengths are in hundredths of the width unless they end in _px."""

    name: str
    kind: str = "sms"
    width: int = 1080
    page: Colour = (255, 255, 255)
    bar: Colour = (255, 255, 255)
    ink: Colour = (20, 20, 20)
    faint: Colour = (140, 140, 140)
    incoming: Colour = (240, 240, 240)
    outgoing: Colour = (40, 120, 240)
    own_ink: Colour = (255, 255, 255)
    outline: Colour | None = None
    backdrop: str = ""
    face: str = "sans"
    size: float = 4.2
    leading: float = 1.4
    pad: float = 3.2
    radius: float = 4.5
    widest: float = 70.0
    margin: float = 4.0
    faces: str = ""
    tail: bool = False
    members: bool = False
    times: str = "centred"
    title: str = "left"
    peer: str | None = None
    peer_name: str | None = None
    shown_title: str = ""
    under_title: str = ""
    badge: str = ""
    above: str = ""
    sim: str = ""
    hint: tuple[str, ...] = ("短信",)
    file: str = "Screenshot_20261118_102233.jpg"
    quality: int = 88
    extras: tuple[str, ...] = ()


@dataclass(frozen=True)
class Said:
    """What is drawn next: a message, a separator with its words, a notice, or a bubble without words."""

    what: str
    text: str
    at: datetime | None = None
    shown: str = ""


@dataclass
class Drawing:
    """A conversation on its way down the screen."""

    design: Design
    chance: random.Random
    said: list[Said]
    tall: float = 2.15
    told: list[Told] = field(default_factory=list)
    centred_at: datetime | None = None

    def __post_init__(self) -> None:
        design = self.design
        self.unit = design.width / 100
        self.wide, self.high = design.width, round(design.width * self.tall)
        self.image = backdrop(design, self.wide, self.high, self.chance)
        self.pen = ImageDraw.Draw(self.image)
        self.y = 22 * self.unit

    def text(
        self, x: float, y: float, words: str, size: float, ink: Colour, anchor: str = "lm", face: str = ""
    ) -> None:
        chosen = font(face or self.design.face, max(8, round(size * self.unit)))
        self.pen.text((x * self.unit, y), words, font=chosen, fill=ink, anchor=anchor)

    def box(
        self,
        area: tuple[float, float, float, float],
        radius: float,
        fill: Colour | None,
        outline: Colour | None = None,
    ) -> None:
        left, top, right, bottom = (round(edge) for edge in area)
        mask = Image.new("L", ((right - left) * FINE, (bottom - top) * FINE), 0)
        pen, round_ = ImageDraw.Draw(mask), radius * self.unit * FINE
        inside = (0, 0, mask.width - 1, mask.height - 1)
        if fill is None:
            pen.rounded_rectangle(inside, round_, outline=255, width=round(0.22 * self.unit * FINE))
        else:
            pen.rounded_rectangle(inside, round_, fill=255)
        colour = fill if fill is not None else outline or self.design.faint
        self.image.paste(
            colour, (left, top), mask.resize((right - left, bottom - top), Image.Resampling.LANCZOS)
        )

    def drawn(self) -> Screen:
        """The finished picture; the bars are drawn last, over what slid under them."""
        foot = self.high - 19 * self.unit
        if "partial" in self.design.extras:
            self.y -= 6 * self.unit
        for each in self.said:
            if "floating" in self.design.extras and self.y > 0.5 * self.high:
                break
            if self.y > foot - 16 * self.unit or (self._is_message(each) and self._bottom(each) > foot):
                break
            self._next(each)
        self._head()
        self._foot(foot)
        design = self.design
        return Screen(design.file, design.name, self.image, self.told, design.quality)

    def _is_message(self, said: Said) -> bool:
        return said.what in {"in", "out", "failed"}

    def _bottom(self, said: Said) -> float:
        design = self.design
        return (
            self.y
            + (len(self._rows(said.text)) * design.size * design.leading + 2 * design.pad + 9) * self.unit
        )

    def _rows(self, text: str) -> list[str]:
        design = self.design
        chosen = font(design.face, round(design.size * self.unit))
        return list(wrapped(text, chosen, (design.widest - 2 * design.pad) * self.unit))

    def _next(self, said: Said) -> None:
        if self._is_message(said):
            self._message(said)
        elif said.what == "time":
            self._separator(said)
        elif said.what in {"voice", "picture"}:
            self._wordless(said)
        else:
            self.text(50, self.y + 2 * self.unit, said.text, 3, self.design.faint, "mm")
            if said.what == "unread":
                for left, right in ((4, 34), (66, 96)):
                    line = (
                        left * self.unit,
                        self.y + 2 * self.unit,
                        right * self.unit,
                        self.y + 2 * self.unit,
                    )
                    self.pen.line(line, fill=self.design.faint, width=2)
            self.y += 6.5 * self.unit

    def _separator(self, said: Said) -> None:
        if self.design.above:
            self.text(50, self.y + self.unit, self.design.above, 2.9, self.design.faint, "mm")
            self.y += 4 * self.unit
        if self.design.times == "chip":
            wide = font(self.design.face, round(2.9 * self.unit)).getlength(said.shown) / 2 + 2.5 * self.unit
            middle = self.wide / 2
            self.box(
                (middle - wide, self.y - self.unit, middle + wide, self.y + 5 * self.unit),
                3,
                self.design.incoming,
            )
        self.text(50, self.y + 2 * self.unit, said.shown, 2.9, self.design.faint, "mm")
        # What slid under the title bar tells nothing.
        self.centred_at = said.at if self.y > 20 * self.unit else None
        self.y += 7 * self.unit

    def _message(self, said: Said) -> None:
        design, own = self.design, said.what != "in"
        member = self.chance.choice(("阿坤", "法务-小雯", "三组_周")) if design.members and not own else None
        text = self._bubble(said, own, member)
        at = self.centred_at if design.times == "centred" else said.at
        self.told.append(
            Told(design.kind, "out" if own else "in", design.peer, member or design.peer_name, text, at)
        )

    def _bubble(self, said: Said, own: bool, member: str | None) -> str:
        design, unit = self.design, self.unit
        rows, chosen = self._rows(said.text), font(design.face, round(design.size * unit))
        step = design.size * design.leading * unit
        wide = max(chosen.getlength(row) for row in rows) + 2 * design.pad * unit
        if design.times == "inside":
            wide = max(wide, 22 * unit)
        high = len(rows) * step + 1.7 * design.pad * unit + (4 * unit if design.times == "inside" else 0)
        left = self._face(own)
        if member:
            self.text(left, self.y + unit, member, 2.7, design.faint)
            self.y += 3.6 * unit
        begin = self.wide - left * unit - wide if own else left * unit
        area = (begin, self.y, begin + wide, self.y + high)
        if design.outline:
            self.box(area, design.radius, None, design.outline)
        else:
            self.box(area, design.radius, design.outgoing if own else design.incoming)
        if design.tail:
            self._tail(area, own)
        ink = design.own_ink if own else design.ink
        for number, row in enumerate(rows):
            self.text(
                begin / unit + design.pad,
                self.y + 0.85 * design.pad * unit + (number + 0.5) * step,
                row,
                design.size,
                ink,
            )
        self._told_at(said, own, area)
        visible = [
            row
            for number, row in enumerate(rows)
            if self.y + 0.85 * design.pad * unit + number * step > 20.6 * unit
        ]
        self.y += high + 3.6 * unit + (4 * unit if design.times == "below" or said.what == "failed" else 0)
        return "".join(visible)

    def _face(self, own: bool) -> float:
        design, unit = self.design, self.unit
        if not design.faces or (own and design.faces == "theirs"):
            return design.margin
        side = 10.0
        left = 100 - design.margin - side if own else design.margin
        tone = (90, 150, 180) if own else (190, 120, 90)
        area = (left * unit, self.y, (left + side) * unit, self.y + side * unit)
        self.box(area, side / 2 if design.faces == "theirs" else 1.2, tone)
        if design.faces == "theirs":
            self.text(left + side / 2, self.y + side / 2 * unit, "客", 4, grey(255), "mm")
        return design.margin + side + 2.5

    def _tail(self, area: tuple[float, float, float, float], own: bool) -> None:
        left, top, right, _ = area
        unit, middle = self.unit, top + 5 * self.unit
        x, out = (right, right + 1.4 * unit) if own else (left, left - 1.4 * unit)
        fill = self.design.outgoing if own else self.design.incoming
        self.pen.polygon([(x, middle - 1.6 * unit), (out, middle), (x, middle + 1.6 * unit)], fill=fill)

    def _told_at(self, said: Said, own: bool, area: tuple[float, float, float, float]) -> None:
        design, unit = self.design, self.unit
        left, _, right, bottom = area
        if said.what == "failed":
            self.pen.ellipse(
                (left - 7 * unit, bottom - 6 * unit, left - 2.5 * unit, bottom - 1.5 * unit),
                fill=(235, 60, 50),
            )
            self.text(left / unit - 4.75, bottom - 3.75 * unit, "!", 3.4, grey(255), "mm", "bold")
            self.text(right / unit - 1, bottom + 2.6 * unit, "发送失败，点按重试", 2.6, (235, 60, 50), "rm")
        words = " ".join(word for word in (said.shown, design.sim) if word)
        if design.times == "below" and said.what != "failed":
            self.text(
                (right if own else left) / unit + (-1 if own else 1),
                bottom + 2.6 * unit,
                words,
                2.7,
                design.faint,
                "rm" if own else "lm",
            )
        elif design.times == "inside":
            self.text(right / unit - 3, bottom - 3 * unit, words, 2.6, design.faint, "rm")
        elif design.times in {"beside", "chip"}:
            self.text(
                (left / unit - 1.5) if own else right / unit + 1.5,
                bottom - 2 * unit,
                words,
                2.6,
                design.faint,
                "rm" if own else "lm",
            )

    def _wordless(self, said: Said) -> None:
        unit, left = self.unit, self._face(own=False)
        if said.what == "voice":
            self.box(
                (left * unit, self.y, (left + 30) * unit, self.y + 10 * unit),
                self.design.radius,
                self.design.incoming,
            )
            for ring in (1, 2, 3):
                arc = (
                    (left + 3 - ring) * unit,
                    self.y + (5 - ring) * unit,
                    (left + 3 + ring) * unit,
                    self.y + (5 + ring) * unit,
                )
                self.pen.arc(arc, -45, 45, fill=self.design.ink, width=4)
            self.text(left + 8, self.y + 5 * unit, said.text, 4, self.design.ink)
            self.y += 14 * unit
        else:
            photo = noise(round(34 * unit), round(40 * unit), self.chance)
            self.image.paste(photo, (round(left * unit), round(self.y)))
            self.y += 44 * unit

    def _head(self) -> None:
        design, unit = self.design, self.unit
        self.pen.rectangle((0, 0, self.wide, 20 * unit), fill=design.bar)
        self.text(6, 3.8 * unit, "10:22", 3.3, design.ink, face="bold")
        self.text(94, 3.8 * unit, "5G  68", 2.6, design.ink, "rm")
        middle = 13.5 * unit
        self.pen.line(
            [(6.5 * unit, middle - 2 * unit), (4.5 * unit, middle), (6.5 * unit, middle + 2 * unit)],
            fill=design.ink,
            width=5,
        )
        title = design.shown_title or design.peer or design.peer_name or ""
        anchor, x = ("mm", 50) if design.title == "centre" else ("lm", 11)
        up = 2 * unit if design.under_title else 0
        if "mosaic" in design.extras:
            mosaic(
                self.image,
                (x - 22 if anchor == "mm" else x, middle - 2.6 * unit, 44, 5.2 * unit),
                unit,
                self.chance,
            )
        else:
            self.text(x, middle - up, title, 4.4, design.ink, anchor, "bold")
        if design.under_title:
            self.text(x, middle + 2.8 * unit, design.under_title, 2.7, design.faint, anchor)
        if design.badge:
            end = x + font("bold", round(4.4 * unit)).getlength(title) / unit + 1.5
            self.box(
                (end * unit, middle - up - 2 * unit, (end + 8) * unit, middle - up + 2 * unit),
                0.8,
                (50, 120, 250),
            )
            self.text(end + 4, middle - up, design.badge, 2.6, grey(255), "mm")
        for dot in (-1.6, 0, 1.6):
            self.pen.ellipse(
                ((93 + dot) * unit - 4, middle - 4, (93 + dot) * unit + 4, middle + 4), fill=design.ink
            )

    def _foot(self, top: float) -> None:
        design, unit = self.design, self.unit
        self.pen.rectangle((0, top, self.wide, self.high), fill=design.bar)
        self.box(
            (12 * unit, top + 2 * unit, 84 * unit, top + 11 * unit),
            4.4 if design.kind == "sms" else 1,
            design.page if design.page != design.bar else design.incoming,
        )
        for place, words in zip((16, 92), design.hint, strict=False):
            self.text(place, top + 6.5 * unit, words, 3.5, design.faint, "lm" if place == 16 else "mm")
        self.box((33 * unit, self.high - 2.4 * unit, 67 * unit, self.high - 1.5 * unit), 0.4, design.ink)


def backdrop(design: Design, wide: int, high: int, chance: random.Random) -> Image.Image:
    """A plain page, a gradient, or the picture that somebody chose as wallpaper."""
    if design.backdrop == "gradient":
        ramp = Image.linear_gradient("L").resize((wide, high))
        return Image.composite(
            Image.new("RGB", (wide, high), (238, 228, 248)), Image.new("RGB", (wide, high), design.page), ramp
        )
    if design.backdrop == "wallpaper":
        return noise(wide, high, chance)
    return Image.new("RGB", (wide, high), design.page)


def noise(wide: int, high: int, chance: random.Random) -> Image.Image:
    """Something like a photograph: hills, spots and grain."""
    small = Image.new("RGB", (90, 90 * high // wide))
    pen = ImageDraw.Draw(small)
    for _ in range(60):
        x, y, size = chance.randint(-10, 90), chance.randint(-10, small.height), chance.randint(6, 40)
        tone = tuple(chance.randint(70, 215) for _ in range(3))
        pen.ellipse((x, y, x + size, y + size), fill=tone)
    grain = Image.effect_noise((wide, high), 40).convert("RGB")
    return Image.blend(
        small.filter(ImageFilter.GaussianBlur(2)).resize((wide, high), Image.Resampling.BICUBIC), grain, 0.12
    )


def mosaic(
    image: Image.Image, area: tuple[float, float, float, float], unit: float, chance: random.Random
) -> None:
    """Blocks over a name, as picture editors put them."""
    left, top, wide, high = area
    side, pen = 2.6 * unit, ImageDraw.Draw(image)
    for row in range(int(high // side) + 1):
        for column in range(int(wide * unit // side)):
            level = chance.randint(90, 220)
            x, y = left * unit + column * side, top + row * side
            pen.rectangle((x, y, x + side, y + side), fill=grey(level))


Shown = Callable[[datetime, datetime], str]


def script(
    chance: random.Random,
    shown: Shown,
    texts: tuple[str, ...],
    answers: tuple[str, ...],
    *,
    captured: datetime,
    centred: bool,
    extra: tuple[Said, ...] = (),
) -> list[Said]:
    """A conversation: separators where minutes passed (or days, where each bubble tells its own clock)."""
    at = captured - timedelta(minutes=chance.choice((50, 60 * 15, 60 * 24 * 5 + 37)))
    said: list[Said] = []
    chosen = chance.sample(texts, k=min(9, len(texts)))
    day = None
    for place, text in enumerate(chosen):
        own = chance.random() < 0.33
        is_new = place in {0, 3, 5} if centred else at.date() != day
        if is_new:
            said.append(Said("time", "", at, shown(at, captured) if centred else day_words(at, captured)))
            day = at.date()
        clock = f"{at:%H:%M}"
        said.append(
            Said(
                "out" if own else "in", chance.choice(answers) if own else text, at, "" if centred else clock
            )
        )
        if place == 1:
            said.extend(extra)
        step = timedelta(
            minutes=chance.choice((2, 7, 61))
            if at.date() == captured.date()
            else chance.choice((3, 300, 1500))
        )
        at = at + step if at + step < captured else at
    return said


def day_words(at: datetime, captured: datetime) -> str:
    days = (captured.date() - at.date()).days
    return {0: "今天", 1: "昨天"}.get(days, f"{at.month}月{at.day}日 周{'一二三四五六日'[at.weekday()]}")

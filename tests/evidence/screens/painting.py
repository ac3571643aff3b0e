"""What every drawn telephone screen has: text that wraps as phones wrap it, status bar, navigation, avatars."""

from __future__ import annotations

import random
import re
from collections.abc import Iterator
from dataclasses import dataclass

from PIL import Image, ImageDraw, ImageFont

from tests.evidence.screens.fonts import font
from tests.evidence.screens.skins import Colour, Palette, grey

PIECES = re.compile(r"[A-Za-z0-9:/.\-_?=&%+*]+|.", re.DOTALL)
NEVER_FIRST = "，。！？、；：）】》”’…"


def wrapped(text: str, face: ImageFont.FreeTypeFont, width: float) -> Iterator[str]:
    """Rows of the text: a Latin word or number stays whole where it fits, a closing mark never begins a row."""
    row = ""
    for piece in PIECES.findall(text):
        if piece == "\n":
            yield row
            row = ""
        elif face.getlength(row + piece) <= width or (piece in NEVER_FIRST and row):
            row += piece
        elif face.getlength(piece) > width:
            for character in piece:
                if face.getlength(row + character) > width:
                    yield row
                    row = ""
                row += character
        else:
            yield row
            row = piece.lstrip()
    if row:
        yield row


@dataclass
class Canvas:
    """A picture that grows downwards. `unit` is a hundredth of its width."""

    width: int
    palette: Palette
    height: int
    chance: random.Random

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", (self.width, self.height), self.palette.page)
        self.pen = ImageDraw.Draw(self.image)
        self.unit = self.width / 100

    def text(self, place: tuple[float, float], words: str, size: float, colour: Colour, **how: str) -> None:
        """Write a row; `size` in hundredths of the width, `anchor` as Pillow's, `family` a font."""
        face = font(how.get("family", "sans"), max(8, round(size * self.unit)))
        self.pen.text(place, words, font=face, fill=colour, anchor=how.get("anchor", "lm"))

    def status_bar(self, style: str) -> float:
        """Clock, signal, battery; the height that they take."""
        unit, high = self.unit, 7.5 * self.unit
        middle, ink = high / 2, self.palette.text
        clock = f"{self.chance.randint(7, 22):02d}:{self.chance.randint(0, 59):02d}"
        self.pen.rectangle((0, 0, self.width, high), fill=self.palette.bar)
        at_left = style == "left"
        self.text(
            (4 * unit if at_left else 96 * unit, middle), clock, 3.4, ink, anchor="lm" if at_left else "rm"
        )
        battery = f"{self.chance.randint(8, 99)}%"
        self.text((95 * unit if at_left else 16 * unit, middle), battery, 2.8, ink, anchor="rm")
        self.text(
            (86 * unit if at_left else 5 * unit, middle), "5G", 2.6, ink, anchor="rm" if at_left else "lm"
        )
        for bar in range(4):
            left = (76 if at_left else 20) * unit + bar * 1.1 * unit
            self.pen.rectangle(
                (left, middle + (0.4 - bar * 0.5) * unit, left + 0.7 * unit, middle + unit), fill=ink
            )
        return high

    def navigation(self, style: str) -> None:
        """The foot of the screen: three buttons or a gesture line."""
        unit, foot = self.unit, self.height
        if style == "buttons":
            ink = self.palette.faint
            self.pen.polygon(
                [(22 * unit, foot - 5 * unit), (25 * unit, foot - 7 * unit), (25 * unit, foot - 3 * unit)],
                outline=ink,
            )
            self.pen.ellipse((48 * unit, foot - 7 * unit, 52 * unit, foot - 3 * unit), outline=ink, width=3)
            self.pen.rectangle((75 * unit, foot - 7 * unit, 79 * unit, foot - 3 * unit), outline=ink, width=3)
        else:
            self.pen.rounded_rectangle(
                (32 * unit, foot - 2.2 * unit, 68 * unit, foot - 1.4 * unit), unit, fill=self.palette.text
            )

    def avatar(self, left: float, top: float, side: float, *, letter: str = "", round_: bool = False) -> None:
        """A made-up face: a coloured block with a figure or a letter."""
        colour = tuple(self.chance.randint(60, 210) for _ in range(3))
        box = (left, top, left + side, top + side)
        self.pen.rounded_rectangle(box, side / 2 if round_ else side / 8, fill=colour)
        if letter:
            middle = (left + side / 2, top + side / 2)
            self.text(middle, letter, side / self.unit * 0.45, grey(255), anchor="mm")
            return
        self.pen.ellipse(
            (left + side * 0.3, top + side * 0.15, left + side * 0.7, top + side * 0.55), fill=grey(235)
        )
        self.pen.pieslice(
            (left + side * 0.15, top + side * 0.6, left + side * 0.85, top + side * 1.3),
            180,
            360,
            fill=grey(235),
        )

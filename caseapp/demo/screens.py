"""Screens of phones in the fictional world, drawn by code: simple, and read like real ones."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.resources import files
from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

WIDTH, HEIGHT = 720, 1440
BAR, EDGE, PADDING = 130, 24, 22
SIZE, LINE = 32, 46
WIDEST = 500
AVATAR = 64
NEVER_FIRST = "，。！？、；：）】”"
SAME_TALK_S = 300
"""Messages this close together stand under one time."""


@dataclass(frozen=True)
class Look:
    """Colours of one app: page, bar, ink, faint ink, bubbles that came in and that went out, and their words."""

    page: str
    bar: str
    ink: str
    faint: str
    incoming: str
    outgoing: str
    outgoing_ink: str
    has_avatars: bool = False


SMS = Look("#ffffff", "#ffffff", "#141414", "#8c8c8c", "#f0f0f2", "#3382fa", "#ffffff")
SMS_DARK = Look("#000000", "#101010", "#e6e6e6", "#808080", "#262628", "#2864d2", "#f5f5f5")
WECHAT = Look("#ededed", "#ededed", "#0a0a0a", "#a0a0a0", "#ffffff", "#95ec69", "#0a0a0a", has_avatars=True)


@dataclass(frozen=True)
class Line:
    """One message on a screen."""

    at: datetime
    text: str
    is_own: bool = False


Box = tuple[int, int, int, int]


def drawn_screen(
    look: Look, title: str, lines: Sequence[Line], taken_at: datetime
) -> tuple[bytes, list[Box]]:
    """A PNG of a conversation, and where each of its bubbles stands: left, top, right, bottom. Times are those of the phone."""
    page = Image.new("RGB", (WIDTH, HEIGHT), look.page)
    pen = ImageDraw.Draw(page)
    _head(pen, look, title, taken_at)
    boxes, y, last = [], BAR + 30, None
    for line in lines:
        if last is None or (line.at - last).total_seconds() > SAME_TALK_S:
            pen.text(
                (WIDTH / 2, y + 20),
                f"{line.at.month}月{line.at.day}日 {line.at:%H:%M}",
                look.faint,
                _font(24),
                anchor="mm",
            )
            y += 56
        boxes.append(_bubble(pen, look, line, y))
        y, last = boxes[-1][3] + 26, line.at
    _foot(pen, look)
    out = BytesIO()
    page.save(out, "PNG")
    return out.getvalue(), boxes


def drawn_photo(colours: tuple[str, str]) -> bytes:
    """A JPEG on which nothing is written: sky above, ground below."""
    page = Image.new("RGB", (1200, 900), colours[0])
    ImageDraw.Draw(page).ellipse((-300, 560, 1500, 1500), fill=colours[1])
    out = BytesIO()
    page.save(out, "JPEG", quality=85)
    return out.getvalue()


@cache
def _font(size: int) -> ImageFont.FreeTypeFont:
    path = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    found = ImageFont.truetype(str(path), size)
    found.set_variation_by_axes([400])
    return found


def _head(pen: ImageDraw.ImageDraw, look: Look, title: str, taken_at: datetime) -> None:
    pen.rectangle((0, 0, WIDTH, BAR), fill=look.bar)
    pen.text((EDGE, 26), f"{taken_at:%H:%M}", look.ink, _font(26), anchor="lm")
    pen.text((WIDTH - EDGE, 26), "5G 76%", look.ink, _font(22), anchor="rm")
    pen.text((EDGE, 90), "‹", look.ink, _font(44), anchor="lm")
    pen.text((80, 90), title, look.ink, _font(36), anchor="lm")


def _bubble(pen: ImageDraw.ImageDraw, look: Look, line: Line, top: int) -> Box:
    rows = _rows(line.text)
    width = round(max(_font(SIZE).getlength(row) for row in rows)) + 2 * PADDING
    aside = EDGE + (AVATAR + 16 if look.has_avatars else 0)
    left = WIDTH - aside - width if line.is_own else aside
    box = (left, top, left + width, top + len(rows) * LINE + 2 * PADDING - (LINE - SIZE))
    pen.rounded_rectangle(box, 18, fill=look.outgoing if line.is_own else look.incoming)
    if look.has_avatars:
        corner = WIDTH - EDGE - AVATAR if line.is_own else EDGE
        pen.rounded_rectangle((corner, top, corner + AVATAR, top + AVATAR), 8, fill="#7a8fa6")
    for number, row in enumerate(rows):
        place = (left + PADDING, top + PADDING + number * LINE - 8)
        pen.text(place, row, look.outgoing_ink if line.is_own else look.ink, _font(SIZE))
    return box


def _rows(text: str) -> list[str]:
    """The text in rows as phones wrap it: no closing mark begins a row."""
    rows = [""]
    for sign in text:
        if _font(SIZE).getlength(rows[-1] + sign) > WIDEST and sign not in NEVER_FIRST:
            rows.append("")
        rows[-1] += sign
    return rows


def _foot(pen: ImageDraw.ImageDraw, look: Look) -> None:
    pen.rounded_rectangle((EDGE, HEIGHT - 110, WIDTH - 130, HEIGHT - 40), 34, outline=look.faint, width=2)
    pen.text((WIDTH - 76, HEIGHT - 75), "发送", look.faint, _font(28), anchor="mm")

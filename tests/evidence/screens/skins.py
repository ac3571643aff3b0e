"""Designs of messaging apps as data. The held-out ones were drawn before the reader was tuned and are judged only in total."""

from __future__ import annotations

import random
from dataclasses import dataclass, replace

Colour = tuple[int, int, int]


def grey(level: int) -> Colour:
    return level, level, level


@dataclass(frozen=True)
class Palette:
    """Colours of one theme."""

    page: Colour
    bar: Colour
    text: Colour
    faint: Colour
    incoming: Colour
    incoming_text: Colour
    outgoing: Colour
    outgoing_text: Colour


@dataclass(frozen=True)
class Skin:
    """One app in one theme. Lengths are in hundredths of the picture's width."""

    name: str
    kind: str
    palette: Palette
    font: str = "sans"
    title_font: str = "bold"
    title: str = "left"
    title_below: str = ""
    back: str = "‹"
    margin: float = 4.0
    text_size: float = 4.4
    line: float = 1.4
    padding: float = 3.2
    radius: float = 4.0
    widest: float = 72.0
    avatar: str = ""
    times: str = "centred"
    time_style: str = "android"
    input_bar: tuple[str, ...] = ("短信/彩信", "发送")
    status: str = "left"
    navigation: str = "gesture"
    received: str = ""
    sender_names: bool = False
    above: str = ""
    keyboard: bool = False


MIUI_LIGHT = Palette(
    grey(255), grey(255), grey(20), grey(140), grey(240), grey(20), (51, 130, 250), grey(255)
)
MIUI_DARK = Palette(grey(0), grey(0), grey(230), grey(120), grey(38), grey(230), (40, 100, 210), grey(245))
EMUI_LIGHT = Palette(
    grey(242), grey(242), grey(25), grey(130), grey(255), grey(25), (207, 229, 255), grey(25)
)
COLOROS_DARK = Palette(
    grey(18), grey(24), grey(235), grey(130), grey(46), grey(235), (38, 140, 70), grey(250)
)
GOOGLE_LIGHT = Palette(
    (250, 250, 255), (250, 250, 255), grey(30), grey(110), (228, 230, 240), grey(30), (11, 87, 208), grey(255)
)
IOS_LIGHT = Palette(
    grey(255), grey(248), grey(0), grey(142), (233, 233, 235), grey(0), (52, 199, 89), grey(255)
)
IOS_DARK = Palette(grey(0), grey(22), grey(255), grey(142), (38, 38, 41), grey(255), (48, 209, 88), grey(255))
WECHAT_LIGHT = Palette(
    grey(237), grey(237), grey(10), grey(160), grey(255), grey(10), (149, 236, 105), grey(10)
)
WECHAT_DARK = Palette(grey(17), grey(17), grey(210), grey(110), grey(44), grey(210), (62, 181, 117), grey(10))

FAINT_LIGHT = Palette(
    grey(250), grey(255), grey(60), grey(165), grey(255), grey(60), (222, 240, 255), grey(60)
)
MESSENGER = Palette(
    (243, 244, 248), grey(250), grey(25), grey(150), grey(255), grey(25), (25, 150, 250), grey(255)
)

DEVELOPMENT = (
    Skin("miui-light", "sms", MIUI_LIGHT, title_below="北京 移动"),
    Skin("miui-dark", "sms", MIUI_DARK, input_bar=("发送短信",), navigation="buttons"),
    Skin("emui-light", "sms", EMUI_LIGHT, times="beneath", radius=5.0, input_bar=("信息", "发送"), received="SIM 卡1"),
    Skin("coloros-dark", "sms", COLOROS_DARK, times="beneath", time_style="dotted", input_bar=("短信", "发送")),
    Skin("google-light", "sms", GOOGLE_LIGHT, font="packaged", avatar="incoming", time_style="google", input_bar=("短信",), radius=6.0),
    Skin("ios-light", "sms", IOS_LIGHT, title="avatar", time_style="ios", above="短信/彩信", input_bar=("信息 · 短信",), radius=5.0, text_size=4.5, line=1.32),
    Skin("ios-dark", "sms", IOS_DARK, title="avatar", time_style="ios", above="iMessage", input_bar=("iMessage信息",), radius=5.0, received="送达"),
    Skin("wechat-light", "wechat", WECHAT_LIGHT, title="centre", avatar="both", time_style="wechat", input_bar=(), radius=1.2, text_size=4.5),
    Skin("wechat-dark", "wechat", WECHAT_DARK, title="centre", avatar="both", time_style="wechat", input_bar=(), radius=1.2, text_size=4.5, navigation="buttons"),
    Skin("faint-light", "sms", FAINT_LIGHT, times="side", input_bar=("短信",), text_size=4.0, radius=2.5),
    Skin("keyboard-light", "sms", EMUI_LIGHT, times="centred", input_bar=("短信/彩信", "发送"), keyboard=True, font="packaged", text_size=5.2),
    Skin("messenger-blue", "chat", MESSENGER, title="centre", avatar="both", time_style="wechat", input_bar=(), radius=2.5, font="serif"),
    Skin("wechat-large", "wechat", WECHAT_LIGHT, title="centre", avatar="both", time_style="wechat", input_bar=(), radius=1.2, text_size=6.0, sender_names=True),
)  # fmt: skip

VIVO_LIGHT = Palette(
    (246, 247, 249), grey(255), grey(15), grey(150), grey(255), grey(40), (86, 119, 252), grey(255)
)
ONEUI_DARK = Palette(
    grey(1), grey(1), grey(250), grey(150), (52, 53, 56), grey(250), (66, 96, 240), grey(255)
)
HONOR_LIGHT = Palette(
    grey(241), grey(241), grey(0), grey(120), grey(255), grey(20), (204, 236, 217), grey(20)
)
FLYME_LIGHT = Palette(
    grey(255), grey(252), grey(30), grey(150), (237, 240, 242), grey(30), (25, 160, 255), grey(255)
)
HARMONY_DARK = Palette(
    grey(10), grey(10), grey(225), grey(135), grey(32), grey(225), (31, 71, 138), grey(235)
)
WECHAT_GREY = Palette(
    grey(243), grey(246), grey(25), grey(170), grey(254), grey(25), (158, 234, 106), grey(0)
)
WECHAT_NIGHT = Palette(grey(25), grey(30), grey(200), grey(120), grey(40), grey(205), (38, 157, 87), grey(5))

HELD_OUT = (
    Skin("vivo-light", "sms", VIVO_LIGHT, font="packaged", title_font="packaged-bold", times="beneath", time_style="slashed", input_bar=("输入短信内容",), title_below="江苏苏州 电信", radius=3.0, text_size=4.1),
    Skin("oneui-dark", "sms", ONEUI_DARK, time_style="oneui", title="left", input_bar=("输入文本信息",), radius=6.5, text_size=4.0, line=1.5, navigation="buttons"),
    Skin("honor-light", "sms", HONOR_LIGHT, font="sans", times="inside", time_style="android", input_bar=("增强信息", "发送"), margin=3.4, received="已读"),
    Skin("flyme-light", "sms", FLYME_LIGHT, font="serif", title="centre", time_style="dotted", input_bar=("写信息…", "发送"), widest=78.0, padding=2.7),
    Skin("harmony-dark", "sms", HARMONY_DARK, times="beneath", time_style="google", input_bar=("短信/彩信",), radius=5.5, text_size=4.7, received="卡2"),
    Skin("iphone-blue", "sms", Palette(grey(255), grey(249), grey(0), grey(140), (230, 230, 234), grey(0), (0, 122, 255), grey(255)), font="packaged", title="avatar", time_style="ios", above="iMessage", input_bar=("iMessage 信息",), received="已送达", radius=5.0, text_size=4.2),
    Skin("wechat-grey", "wechat", WECHAT_GREY, font="packaged", title="centre", avatar="both", time_style="wechat", input_bar=(), radius=1.0, text_size=4.1, sender_names=True),
    Skin("wechat-night", "wechat", WECHAT_NIGHT, title="centre", avatar="both", time_style="wechat", input_bar=(), radius=1.6, text_size=4.7),
)  # fmt: skip


def made_up(chance: random.Random) -> Skin:
    """A design that no app has, within what apps do: development must not learn a few designs by heart."""
    is_dark = chance.random() < 0.4
    page = chance.randint(0, 25) if is_dark else chance.randint(236, 255)
    step = chance.randint(10, 35) if is_dark else chance.choice((-18, -12, -8, 255 - page))
    if abs(step) < 6:
        step = -14
    incoming = grey(min(255, page + step))
    outgoing = chance.choice(
        ((40, 110, 230), (60, 190, 90), (200, 225, 255), (150, 236, 105), (90, 80, 220), (255, 210, 130))
    )
    ink = grey(chance.randint(215, 250) if is_dark else chance.randint(0, 50))
    out_ink = grey(250) if sum(outgoing) < 480 else grey(15)
    palette = Palette(grey(page), grey(page), ink, grey(135), incoming, ink, outgoing, out_ink)
    kind = chance.choice(("sms", "sms", "wechat"))
    if kind == "wechat":
        palette = replace(
            palette, outgoing=chance.choice(((150, 236, 105), (60, 180, 110))), outgoing_text=grey(10)
        )
    is_wechat = kind == "wechat"
    return Skin(
        "made-up", kind, palette,
        font=chance.choice(("sans", "packaged", "serif")), title="centre" if is_wechat else chance.choice(("left", "left", "centre", "avatar")),
        title_below=chance.choice(("", "浙江杭州 移动")), margin=chance.uniform(2.8, 5), text_size=chance.uniform(3.8, 5.4),
        line=chance.uniform(1.25, 1.55), padding=chance.uniform(2.4, 3.8), radius=chance.uniform(0.8, 7), widest=chance.uniform(62, 78 if not is_wechat else 70),
        avatar="both" if is_wechat else chance.choice(("", "", "incoming")), times="centred" if is_wechat else chance.choice(("centred", "beneath", "inside", "side")),
        time_style="wechat" if is_wechat else chance.choice(("android", "dotted", "slashed", "google", "ios", "oneui")),
        input_bar=() if is_wechat else chance.choice((("短信/彩信", "发送"), ("信息",), ("短信",), ("写短信…",), ("输入信息", "发送"), ("编辑短信",))),
        navigation=chance.choice(("gesture", "buttons")), received=chance.choice(("", "已读", "SIM 卡2", "送达")) if not is_wechat else "",
        status=chance.choice(("left", "right")),
    )  # fmt: skip

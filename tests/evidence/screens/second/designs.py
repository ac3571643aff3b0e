"""The designs of the second held-out set and what people do to the pictures."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta, timezone

import cv2
import numpy as np
from PIL import Image, ImageDraw

from tests.evidence.screens.second.drawing import Design, Drawing, Said, grey, script
from tests.evidence.screens.second.words import ANSWERED, CHATTED, SENT
from tests.evidence.screens.truth import Screen

CAPTURED = datetime(2026, 11, 18, 10, 22, tzinfo=timezone(timedelta(hours=8)))
WEEK = "一二三四五六日"
PLAIN_NAME = "IMG_4471.PNG"


def _days(at: datetime, captured: datetime) -> int:
    return (captured.date() - at.date()).days


def half(at: datetime) -> str:
    return f"{'上午' if at.hour < 12 else '下午'}{at.hour % 12 or 12}:{at.minute:02d}"


def ios(at: datetime, captured: datetime) -> str:
    day = {0: "今天", 1: "昨天"}.get(_days(at, captured), f"星期{WEEK[at.weekday()]}")
    return f"{day} {half(at)}"


def full(at: datetime, captured: datetime) -> str:
    return f"{at.year}/{at.month}/{at.day} {at:%H:%M}"


def yesterday(at: datetime, captured: datetime) -> str:
    return f"{ {0: '', 1: '昨天 '}.get(_days(at, captured), f'星期{WEEK[at.weekday()]} ') }{at:%H:%M}"


def dated(at: datetime, captured: datetime) -> str:
    return f"{at.month}月{at.day}日 周{WEEK[at.weekday()]} {at:%H:%M}"


def wechat(at: datetime, captured: datetime) -> str:
    days = _days(at, captured)
    day = {0: "", 1: "昨天 "}.get(days, f"星期{WEEK[at.weekday()]} ")
    return f"{day}{at:%H:%M}"


WECHAT = Design("wechat8-wallpaper", "wechat", page=grey(237), bar=grey(237), incoming=grey(255), outgoing=(149, 236, 105), own_ink=grey(10), size=4.5, leading=1.36, radius=1.2, faces="both", tail=True, title="centre", peer_name="小额-何经理", hint=("",), widest=66)  # fmt: skip

DESIGNS: tuple[tuple[Design, Callable[[datetime, datetime], str] | None], ...] = (
    (Design("miui14-light", incoming=grey(243), outgoing=(221, 236, 255), own_ink=grey(25), radius=5.5, times="below", sim="卡1", peer="19900004415", under_title="江苏南京 电信", hint=("短信", "发送"), file="Screenshot_2026-11-18-10-22-33-456_com.android.mms.jpg"), None),
    (Design("miui12-dark-large", page=grey(0), bar=grey(0), ink=grey(235), faint=grey(125), incoming=grey(34), outgoing=(24, 84, 190), size=6.2, radius=4, peer="40000088120", times="centred", hint=("发送短信",), quality=55), dated),
    (Design("harmony4", page=(241, 243, 245), bar=(241, 243, 245), incoming=grey(255), outgoing=(10, 89, 247), peer="106980012345678", shown_title="106980012345678 (营销)", radius=5, hint=("信息", ""), file="Screenshot_20261118_102233_com.huawei.message.jpg"), yesterday),
    (Design("emui-outline", page=grey(250), bar=grey(250), outline=(190, 195, 205), incoming=grey(250), own_ink=grey(20), times="inside", peer="95000000123", radius=3.5, face="packaged"), None),
    (Design("coloros14-beside", incoming=grey(245), outgoing=(0, 190, 115), times="beside", sim="", peer="+8619900001234", shown_title="+86 199 0000 1234 上海", widest=64, radius=5, width=1240), None),
    (Design("originos-near", page=(249, 249, 251), bar=(249, 249, 251), incoming=(242, 243, 246), outgoing=(233, 239, 255), own_ink=grey(20), backdrop="gradient", peer="02100000456", size=3.9, radius=6, file="Screenshot_20261118_102233.png"), yesterday),
    (Design("oneui6-chip", page=grey(252), bar=grey(252), incoming=grey(238), outgoing=(55, 110, 235), times="chip", peer="19900007712", under_title="陌生号码", radius=7, size=4.0, file="Screenshot_20261118_102233_Messages.jpg"), None),
    (Design("ios18-failed", bar=grey(248), ink=grey(0), incoming=(233, 233, 235), outgoing=(52, 199, 89), above="短信", title="centre", peer_name="郑专员", size=4.3, leading=1.3, radius=5.2, width=1179, file=PLAIN_NAME), ios),
    (Design("ios16-dark", page=grey(0), bar=(22, 22, 24), ink=grey(255), faint=(142, 142, 147), incoming=(38, 38, 41), outgoing=(10, 132, 255), above="iMessage信息", title="centre", peer="+8619900001299", shown_title="+86 199 0000 1299", size=4.3, leading=1.3, radius=5.2, width=828, file="Screenshot_20261118_102233.png"), ios),
    (replace(WECHAT, backdrop="wallpaper", faint=grey(255)), wechat),
    (replace(WECHAT, name="wechat8-dark-elderly", page=grey(17), bar=grey(17), ink=grey(213), faint=grey(110), incoming=grey(44), outgoing=(62, 181, 117), size=6.6, peer_name="老同学"), wechat),
    (replace(WECHAT, name="wechat8-group", members=True, peer_name="还款沟通群(5)", shown_title="还款沟通群(5)", size=4.0, extras=("media",), quality=60), wechat),
    (Design("android-messages", page=(253, 247, 255), bar=(243, 237, 247), incoming=(232, 224, 240), outgoing=(103, 80, 164), faces="theirs", peer="19900003350", radius=5.5, face="packaged", extras=("unread",), hint=("短信",)), dated),
    (Design("tablet", width=1600, page=(245, 246, 248), bar=grey(255), incoming=grey(255), outgoing=(210, 230, 255), own_ink=grey(20), size=2.1, pad=1.6, radius=1.8, widest=48, margin=3, peer="106900001188", quality=75), full),
    (Design("verified-company", page=grey(246), bar=grey(255), incoming=grey(255), outgoing=(60, 130, 250), peer_name="云阑消费金融", badge="认证", radius=3, size=4.4, leading=1.5, face="packaged", hint=("编辑短信", "")), yesterday),
    (Design("serif-theme", page=(252, 246, 232), bar=(252, 246, 232), ink=(70, 50, 30), faint=(160, 140, 110), incoming=(240, 228, 200), outgoing=(190, 120, 60), face="serif", peer="19900005521", times="below", radius=2), None),
    (Design("orange-own", page=grey(255), incoming=(255, 236, 214), outgoing=(222, 244, 226), own_ink=(20, 60, 30), ink=(90, 45, 0), peer_name="阿坤", size=4.8, radius=6), dated),
    (Design("night-outline", page=(12, 14, 20), bar=(12, 14, 20), ink=grey(220), own_ink=grey(220), faint=grey(120), outline=(70, 74, 88), incoming=(12, 14, 20), peer="0571-00001234", radius=3.5, size=4.1), yesterday),
)  # fmt: skip
HANDLED = (
    "banner",
    "mosaic",
    "partial",
    "marks",
    "floating-keyboard",
    "pip",
    "split",
    "glare",
    "low-jpeg",
    "moved-bars",
    "partial-wechat",
    "glare-wechat",
)


def conversation(place: int, chance: random.Random, **changes: object) -> Screen:
    """The design at that place, with a conversation made up for it."""
    design, shown = DESIGNS[place]
    design = replace(design, **changes)  # type: ignore[arg-type]
    texts = CHATTED if design.kind == "wechat" or design.size > 6 else SENT
    extra: tuple[Said, ...] = ()
    if "media" in design.extras:
        extra = (
            Said("unread", "以下是新消息"),
            Said("voice", '12"'),
            Said("picture", ""),
            Said("notice", "“阿坤”撤回了一条消息"),
        )
    elif "unread" in design.extras:
        extra = (Said("unread", "2 条未读"),)
    said = script(
        chance, shown or full, texts, ANSWERED, captured=CAPTURED, centred=shown is not None, extra=extra
    )
    if "failed" in design.name:
        said = [
            replace(each, what="failed") if each.what == "out" and place_ % 2 else each
            for place_, each in enumerate(said)
        ]
    screen = Drawing(
        design, chance, said, tall=1.5 if design.width == 1600 else chance.choice((2.0, 2.17, 2.22))
    ).drawn()
    if design.file == PLAIN_NAME:
        screen.told = [replace(told, at=None) for told in screen.told]
    return screen


def handled(way: str, chance: random.Random) -> Screen:
    """A picture that something else lies over, or that somebody edited, cut or photographed."""
    places = {
        "banner": 2,
        "mosaic": 0,
        "partial": 2,
        "marks": 4,
        "floating-keyboard": 16,
        "pip": 14,
        "split": 2,
        "glare": 0,
        "low-jpeg": 12,
        "moved-bars": 8,
        "partial-wechat": 10,
        "glare-wechat": 11,
    }
    place = places[way]
    extras = {
        "mosaic": ("mosaic",),
        "partial": ("partial",),
        "floating-keyboard": ("floating",),
        "partial-wechat": ("partial",),
    }.get(way, ())
    screen = conversation(place, chance, **({"extras": extras} if extras else {}))
    screen.family = f"{way}-{screen.family}"
    change = CHANGES.get(way)
    if change:
        change(screen, chance)
    return screen


def _nameless(screen: Screen) -> None:
    screen.told = [replace(told, peer=None, peer_name=None) for told in screen.told]


def _partial(screen: Screen, chance: random.Random) -> None:
    screen.told = [told for told in screen.told if told.text]


def _banner(screen: Screen, chance: random.Random) -> None:
    unit = screen.image.width / 100
    drawing = _over(screen)
    drawing.box((3 * unit, 4 * unit, 97 * unit, 19.5 * unit), 4, grey(252))
    drawing.text(17, 8.5 * unit, "天气 · 现在", 3.2, grey(40), face="bold")
    drawing.text(17, 14 * unit, "今夜有雨，最低气温6度，注意添衣", 3.4, grey(70))
    drawing.box((6 * unit, 7 * unit, 14 * unit, 15 * unit), 2, (70, 160, 240))
    _nameless(screen)


def _over(screen: Screen) -> Drawing:
    """A pen for a picture that is finished."""
    drawing = Drawing(Design("over", width=screen.image.width), random.Random(1), [])
    drawing.image, drawing.pen = screen.image, ImageDraw.Draw(screen.image)
    return drawing


def _mosaic(screen: Screen, chance: random.Random) -> None:
    _nameless(screen)


def _marks(screen: Screen, chance: random.Random) -> None:
    pen, unit = ImageDraw.Draw(screen.image), screen.image.width / 100
    pen.ellipse((2 * unit, 30 * unit, 74 * unit, 62 * unit), outline=(230, 20, 20), width=9)
    points = [(x * unit, (98 + chance.uniform(-0.8, 0.8)) * unit) for x in range(8, 66, 4)]
    pen.line(points, fill=(230, 20, 20), width=8, joint="curve")


def _floating(screen: Screen, chance: random.Random) -> None:
    unit, high = screen.image.width / 100, screen.image.height
    drawing, top = _over(screen), high - 72 * unit
    drawing.box((30 * unit, top, 97 * unit, high - 24 * unit), 3, (214, 217, 222))
    for row, keys in enumerate(("qwertyuiop", "asdfghjkl", "zxcvbnm")):
        for column, key in enumerate(keys):
            left = (32 + 2 * row + 6.3 * column) * unit
            drawing.box(
                (left, top + (4 + 11 * row) * unit, left + 5.6 * unit, top + (13 + 11 * row) * unit),
                1,
                grey(255),
            )
            drawing.text(left / unit + 2.8, top + (8.5 + 11 * row) * unit, key, 3.6, grey(20), "mm")
    drawing.text(63, top + 41 * unit, "空格", 3.2, grey(20), "mm")


def _pip(screen: Screen, chance: random.Random) -> None:
    unit, high = screen.image.width / 100, screen.image.height
    film = Image.effect_noise((round(40 * unit), round(23 * unit)), 90).convert("RGB")
    screen.image.paste(film, (round(58 * unit), round(high - 46 * unit)))


def _split(screen: Screen, chance: random.Random) -> None:
    """Another app takes the lower half: the conversation is squeezed, not scaled."""
    high, wide = screen.image.height, screen.image.width
    unit, drawing = wide / 100, _over(screen)
    top = high - 19 * unit
    grown = Image.new("RGB", (wide, round(top + 90 * unit)), grey(255))
    grown.paste(screen.image.crop((0, 0, wide, round(top))), (0, 0))
    drawing.image, drawing.pen = grown, ImageDraw.Draw(grown)
    drawing.pen.rectangle((0, top, wide, top + 3 * unit), fill=grey(0))
    drawing.text(5, top + 12 * unit, "本市公布冬季供暖安排", 6, grey(10), face="bold")
    drawing.text(5, top + 20 * unit, "城市晚报  11月17日 18:05", 3, grey(140))
    for row, words in enumerate(
        (
            "记者昨日从供热主管部门获悉，今年供暖将于本月中旬开始，",
            "较往年提前三天。居民如遇室温不达标，可先拨打所在片区的",
            "服务热线报修，工作人员应在两小时内上门查看。",
            "各小区的缴费窗口周末照常开放，也可在线办理。",
        )
    ):
        drawing.text(5, top + (30 + 8 * row) * unit, words, 3.4, grey(50))
    screen.image = grown


def _glare(screen: Screen, chance: random.Random) -> None:
    """Photographed at an angle under a lamp."""
    pixels = np.asarray(screen.image.convert("RGB"))
    high, wide = pixels.shape[:2]
    border = wide // 7
    desk = np.full((high + 2 * border, wide + 2 * border, 3), (70, 92, 110), np.uint8)
    desk[border - 20 : border + high + 20, border - 20 : border + wide + 20] = 15
    desk[border : border + high, border : border + wide] = pixels
    tall, broad = desk.shape[:2]
    corners = np.float32([[0, 0], [broad, 0], [broad, tall], [0, tall]])
    push = np.float32(
        [[0.05 * broad, 0.03 * tall], [-0.01 * broad, 0], [0.0, -0.02 * tall], [-0.02 * broad, 0.0]]
    )
    seen = cv2.warpPerspective(
        desk,
        cv2.getPerspectiveTransform(corners, corners + push),
        (broad, tall),
        flags=cv2.INTER_AREA,
        borderValue=(60, 60, 60),
    ).astype(np.float32)
    y, x = np.mgrid[0:tall, 0:broad].astype(np.float32)
    lamp = np.exp(-(((x - 0.7 * broad) / (0.16 * broad)) ** 2 + ((y - 0.35 * tall) / (0.08 * tall)) ** 2))
    seen = (
        seen * 0.85
        + 90 * lamp[..., None]
        + np.random.default_rng(chance.randint(0, 9999)).normal(0, 4, seen.shape)
    )
    screen.image = Image.fromarray(cv2.GaussianBlur(np.clip(seen, 0, 255).astype(np.uint8), (0, 0), 0.9))
    screen.quality, screen.name = 70, screen.name.rsplit(".", 1)[0] + ".jpg"


def _low(screen: Screen, chance: random.Random) -> None:
    screen.image = screen.image.resize(
        (540, round(540 * screen.image.height / screen.image.width)), Image.Resampling.LANCZOS
    )
    screen.quality = 30


def _moved(screen: Screen, chance: random.Random) -> None:
    """Cut out of the middle of the screen with the finger: no title, no foot."""
    wide, high = screen.image.size
    screen.image = screen.image.crop(
        (round(0.01 * wide), round(0.205 * wide), wide, round(high - 0.2 * wide))
    )
    _nameless(screen)


CHANGES: dict[str, Callable[[Screen, random.Random], None]] = {
    "banner": _banner, "mosaic": _mosaic, "partial": _partial, "partial-wechat": _partial, "marks": _marks,
    "floating-keyboard": _floating, "pip": _pip, "split": _split, "glare": _glare, "glare-wechat": _glare, "low-jpeg": _low, "moved-bars": _moved,
}  # fmt: skip

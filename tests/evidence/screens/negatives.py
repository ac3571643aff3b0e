"""Pictures in which nobody writes to anybody: pages, cards, posters, charts, family photographs, other screens."""

from __future__ import annotations

import random
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from tests.evidence.screens.fonts import font
from tests.evidence.screens.painting import Canvas, wrapped
from tests.evidence.screens.skins import MIUI_DARK, MIUI_LIGHT, grey
from tests.evidence.screens.truth import Screen

CONTRACT = (
    "借款合同编号 YL-2026-0317。甲方(出借人)：示例消费金融有限公司。乙方(借款人)：李某。"
    "第一条 借款金额为人民币捌仟陆佰元整(¥8600.00)，借款期限十二个月，自2026年3月5日起至2027年3月4日止。"
    "第二条 乙方应于每月5日前归还当期本息，逾期按日计收万分之五的罚息。"
    "第三条 双方因本合同发生争议的，提交合同签订地人民法院管辖。"
)


def contract(chance: random.Random) -> Image.Image:
    """A page of a contract."""
    image = Image.new("RGB", (1240, 1754), grey(chance.randint(240, 255)))
    pen, face = ImageDraw.Draw(image), font("serif", 34)
    pen.text((620, 140), "借款合同", font=font("bold", 56), fill=grey(10), anchor="mm")
    y = 240
    for _ in range(3):
        for row in wrapped("    " + CONTRACT, face, 1000):
            pen.text((120, y), row, font=face, fill=grey(20))
            y += 58
    pen.text((1120, 1640), "2026年3月5日", font=face, fill=grey(20), anchor="rm")
    return image


def identity_card(chance: random.Random) -> Image.Image:
    """A card with rows of personal data and a face."""
    image = Image.new("RGB", (1012, 638), (214, 230, 240))
    pen = ImageDraw.Draw(image)
    rows = (
        "姓名  李示例",
        "性别  女   民族  汉",
        "出生  1990 年 1 月 1 日",
        "住址  云南省昆明市示例区示例路",
        "      100号",
        "公民身份号码  530100199001010000",
    )
    for number, row in enumerate(rows):
        pen.text((60, 80 + 88 * number), row, font=font("sans", 36), fill=grey(20), anchor="lm")
    pen.rounded_rectangle((700, 90, 940, 420), 12, fill=(180, 190, 200))
    pen.ellipse((760, 140, 880, 280), fill=(230, 200, 180))
    return image.rotate(chance.uniform(-3, 3), expand=True, fillcolor=(90, 70, 50))


def poster(chance: random.Random) -> Image.Image:
    """A poster with words on coloured fields."""
    image = Image.new("RGB", (1080, 1620), (chance.randint(150, 255), 60, 50))
    pen = ImageDraw.Draw(image)
    pen.text((540, 260), "防范非法催收", font=font("bold", 120), fill=(255, 240, 120), anchor="mm")
    for number, words in enumerate(("不轻信 不转账", "保留证据", "法律援助热线 12348", "周三 上午9:00 开讲")):
        top = 480 + 250 * number
        left = 100 if number % 2 else 180
        pen.rounded_rectangle((left, top, left + 760, top + 170), 40, fill=(255, 250, 235))
        pen.text((left + 380, top + 85), words, font=font("sans", 60), fill=(120, 20, 20), anchor="mm")
    return image


def chart(chance: random.Random) -> Image.Image:
    """Columns with numbers and months."""
    image = Image.new("RGB", (1280, 800), grey(255))
    pen = ImageDraw.Draw(image)
    pen.text((640, 60), "各月投诉件数", font=font("bold", 42), fill=grey(20), anchor="mm")
    for month in range(12):
        high, left = chance.randint(60, 520), 100 + 92 * month
        pen.rectangle((left, 680 - high, left + 56, 680), fill=(60, 120, 200))
        pen.text((left + 28, 660 - high), str(high), font=font("sans", 24), fill=grey(60), anchor="mm")
        pen.text((left + 28, 710), f"{month + 1}月", font=font("sans", 24), fill=grey(60), anchor="mm")
    return image


def family(chance: random.Random) -> Image.Image:
    """Something like a photograph: soft shapes, light and noise, no words."""
    image = Image.new("RGB", (1440, 1080), (150, 180, 210))
    pen = ImageDraw.Draw(image)
    pen.rectangle((0, 700, 1440, 1080), fill=(90, 120, 70))
    for person in range(4):
        left = 200 + 280 * person + chance.randint(-40, 40)
        pen.rounded_rectangle(
            (left, 500, left + 200, 1000), 60, fill=tuple(chance.randint(30, 220) for _ in range(3))
        )
        pen.ellipse((left + 30, 340, left + 170, 520), fill=(225, 190, 165))
    image = image.filter(ImageFilter.GaussianBlur(4))
    noise = np.random.default_rng(chance.randint(0, 9999)).normal(0, 8, (1080, 1440, 3))
    return Image.fromarray(np.clip(np.asarray(image) + noise, 0, 255).astype(np.uint8))


def article(chance: random.Random) -> Image.Image:
    """A web page on a telephone: status bar, headline, date, paragraphs."""
    canvas = Canvas(1080, MIUI_LIGHT, 2280, chance)
    canvas.status_bar("left")
    y = 180.0
    for row in wrapped("多部门联合整治暴力催收乱象", font("bold", 66), 980):
        canvas.text((50, y), row, 6.1, grey(10), family="bold")
        y += 96
    canvas.text((50, y), "示例日报 2026年3月5日 21:03", 3.2, grey(140))
    y += 100
    while y < 2050:
        for row in wrapped("  " + CONTRACT[:140], font("sans", 48), 980):
            canvas.text((50, y), row, 4.45, grey(30))
            y += 78
        y += 40
    canvas.navigation("buttons")
    return canvas.image


def bank_list(chance: random.Random) -> Image.Image:
    """The transactions of an account: dates and amounts, no messages."""
    canvas = Canvas(1080, MIUI_LIGHT, 2340, chance)
    canvas.status_bar("right")
    canvas.text((540, 150), "交易明细", 4.8, grey(10), anchor="mm", family="bold")
    for number, what in enumerate(("转账支出", "工资", "消费金融还款", "餐饮", "话费充值", "利息") * 2):
        y = 300 + 150 * number
        canvas.text((50, y), what, 4.2, grey(20))
        canvas.text(
            (50, y + 60),
            f"03-{5 + number:02d} {chance.randint(8, 22):02d}:{chance.randint(10, 59)}",
            3.2,
            grey(140),
        )
        canvas.text(
            (1030, y), f"{chance.choice('+-')}{chance.randint(10, 9000)}.00", 4.4, grey(20), anchor="rm"
        )
    return canvas.image


def settings(chance: random.Random) -> Image.Image:
    """The settings of a telephone: cards with rows and switches."""
    canvas = Canvas(1080, MIUI_LIGHT, 2340, chance)
    canvas.pen.rectangle((0, 0, 1080, 2340), fill=grey(242))
    canvas.status_bar("left")
    canvas.text((60, 190), "设置", 7, grey(10), family="bold")
    for number, what in enumerate(
        ("WLAN", "蓝牙", "移动网络", "连接与共享", "壁纸", "锁屏", "通知管理", "声音与振动")
    ):
        top = 320 + 190 * number
        canvas.pen.rounded_rectangle((36, top, 1044, top + 150), 40, fill=grey(255))
        canvas.text((90, top + 75), what, 4.3, grey(20))
        canvas.text((980, top + 75), chance.choice(("已开启", "已关闭", "›")), 3.4, grey(150), anchor="rm")
    return canvas.image


def home(chance: random.Random) -> Image.Image:
    """A home screen: icons with names over a coloured ground, a big clock."""
    canvas = Canvas(1080, MIUI_LIGHT, 2400, chance)
    canvas.pen.rectangle((0, 0, 1080, 2400), fill=(40, 70, 120))
    canvas.text((540, 400), "09:41", 18, grey(255), anchor="mm")
    canvas.text((540, 560), "11月25日 星期三", 4, grey(255), anchor="mm")
    names = (
        "电话",
        "短信",
        "微信",
        "相机",
        "图库",
        "设置",
        "地图",
        "天气",
        "日历",
        "时钟",
        "浏览器",
        "计算器",
    )
    for number, name in enumerate(names):
        left, top = 90 + 250 * (number % 4), 900 + 320 * (number // 4)
        canvas.avatar(left, top, 150)
        canvas.text((left + 75, top + 195), name, 3, grey(255), anchor="mm")
    return canvas.image


def slip(chance: random.Random) -> Image.Image:
    """A payment receipt on a telephone: pairs of label and value."""
    canvas = Canvas(1080, MIUI_LIGHT, 2200, chance)
    canvas.status_bar("left")
    canvas.text((540, 150), "账单详情", 4.6, grey(10), anchor="mm")
    canvas.text((540, 420), "-860.00", 9, grey(10), anchor="mm")
    rows = (
        ("当前状态", "支付成功"),
        ("支付时间", "2026年3月5日 21:03:07"),
        ("商品", "分期还款"),
        ("收款方", "示例消费金融"),
        ("订单号", "20260305210307199000"),
    )
    for number, (label, value) in enumerate(rows):
        canvas.text((60, 640 + 120 * number), label, 3.7, grey(140))
        canvas.text((1020, 640 + 120 * number), value, 3.7, grey(20), anchor="rm")
    return canvas.image


def ledger(chance: random.Random) -> Image.Image:
    """A wallet's statement in dark: shop names, times at the right, amounts beneath."""
    canvas = Canvas(1080, MIUI_DARK, 2300, chance)
    canvas.status_bar("left")
    canvas.text((60, 170), "账单", 6, grey(230), family="bold")
    for number, what in enumerate(
        ("便利店", "地铁出行", "信用卡还款", "转账-来自王先生", "水费", "充值 1990000") * 2
    ):
        y = 330 + 150 * number
        canvas.text((60, y), what, 4.2, grey(220))
        canvas.text(
            (1020, y),
            f"{chance.choice(('昨天', '3月5日', '周二'))} {chance.randint(8, 22):02d}:{chance.randint(10, 59)}",
            3,
            grey(130),
            anchor="rm",
        )
        canvas.text((60, y + 62), f"{chance.choice('+-')}{chance.randint(10, 9000)}.00", 3.6, grey(160))
    return canvas.image


def lock_screen(chance: random.Random) -> Image.Image:
    """A clock and cards of notices from a calendar and the weather."""
    canvas = Canvas(1080, MIUI_LIGHT, 2340, chance)
    canvas.pen.rectangle((0, 0, 1080, 2340), fill=(70, 100, 90))
    canvas.text((540, 380), "08:15", 20, grey(255), anchor="mm")
    canvas.text((540, 560), "3月5日 周四", 4.2, grey(255), anchor="mm")
    for number, (app, words) in enumerate(
        (("天气", "今天多云，18 到 25 度"), ("日历", "10:00 项目例会"), ("应用商店", "3 个应用可以更新"))
    ):
        top = 1200 + 260 * number
        canvas.pen.rounded_rectangle((36, top, 1044, top + 220), 50, fill=(225, 232, 230))
        canvas.text((90, top + 65), app, 3.2, grey(90))
        canvas.text((990, top + 65), f"{number + 2}分钟前", 3, grey(120), anchor="rm")
        canvas.text((90, top + 145), words, 4.2, grey(20))
    return canvas.image


def novel(chance: random.Random) -> Image.Image:
    """A page of an electronic book: chapter at the top, clock and share read at the foot."""
    canvas = Canvas(1080, MIUI_LIGHT, 2280, chance)
    canvas.pen.rectangle((0, 0, 1080, 2280), fill=(245, 238, 220))
    canvas.text((60, 80), "第十二章 旧信", 3.2, grey(140))
    y = 180.0
    while y < 2080:
        for row in wrapped(
            "    他把信读了三遍，才明白那不是催债，而是一句迟到的道歉。窗外的雨一直下到晚上九点。",
            font("serif", 50),
            960,
        ):
            canvas.text((60, y), row, 4.63, grey(40), family="serif")
            y += 84
        y += 30
    canvas.text((60, 2220), "21:03", 3, grey(140))
    canvas.text((1020, 2220), "37.5%", 3, grey(140), anchor="rm")
    return canvas.image


DEVELOPMENT: dict[str, Callable[[random.Random], Image.Image]] = {
    "contract": contract, "identity-card": identity_card, "poster": poster, "chart": chart, "family": family, "settings": settings,
    "ledger": ledger, "lock-screen": lock_screen, "novel": novel,
}  # fmt: skip
HELD_OUT: dict[str, Callable[[random.Random], Image.Image]] = {
    "article": article, "bank-list": bank_list, "home": home, "slip": slip,
}  # fmt: skip


def negative(
    name: str, makers: dict[str, Callable[[random.Random], Image.Image]], chance: random.Random
) -> Screen:
    """One such picture."""
    return Screen(
        f"IMG_20260305_21{chance.randint(10, 59)}07.jpg",
        name,
        makers[name](chance),
        [],
        chance.randint(60, 95),
    )

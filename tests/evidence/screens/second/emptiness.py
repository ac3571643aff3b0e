"""Pictures of the second held-out set in which nobody writes to anybody."""

from __future__ import annotations

import random
from collections.abc import Callable

from PIL import ImageDraw

from tests.evidence.screens.second.drawing import Colour, Design, Drawing, grey, noise
from tests.evidence.screens.truth import Screen

Maker = Callable[[Drawing, random.Random], None]
NAMES = ("Screenshot_20261118_102233.jpg", "IMG_20261118_090201.jpg", "照片 12.png")


def sheet(
    page: Colour = (255, 255, 255), width: int = 1080, tall: float = 2.1, face: str = "sans"
) -> Drawing:
    return Drawing(Design("none", width=width, page=page, face=face), random.Random(2), [], tall=tall)


def rows(
    drawing: Drawing,
    words: tuple[str, ...],
    top: float,
    step: float,
    size: float = 3.6,
    left: float = 6,
    ink: Colour = (40, 40, 40),
) -> None:
    for number, line in enumerate(words):
        drawing.text(left, (top + step * number) * drawing.unit, line, size, ink)


def pairs(
    drawing: Drawing, words: tuple[tuple[str, str], ...], top: float, step: float, size: float = 3.7
) -> None:
    for number, (one, other) in enumerate(words):
        y = (top + step * number) * drawing.unit
        drawing.text(6, y, one, size, grey(40))
        drawing.text(94, y, other, size, grey(110), "rm")


def area(
    drawing: Drawing, left: float, top: float, right: float, bottom: float, fill: Colour, radius: float = 3
) -> None:
    unit = drawing.unit
    drawing.box((left * unit, top * unit, right * unit, bottom * unit), radius, fill)


def status(drawing: Drawing, ink: Colour = (20, 20, 20)) -> None:
    drawing.text(6, 3.8 * drawing.unit, "10:22", 3.3, ink)
    drawing.text(94, 3.8 * drawing.unit, "5G  68", 2.6, ink, "rm")


def advert_chat(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((255, 120, 60), (0, 0, drawing.wide, drawing.high))
    drawing.text(50, 20 * drawing.unit, "急用钱？找我们！", 9, grey(255), "mm", "bold")
    for number, words in enumerate(("最高可借200,000元", "最快三分钟到账", "年化利率低至7.2%")):
        area(drawing, 15, 45 + 26 * number, 85, 62 + 26 * number, (255, 240, 220), 8)
        drawing.text(50, (53.5 + 26 * number) * drawing.unit, words, 5, (180, 60, 0), "mm", "bold")
    area(drawing, 20, 150, 80, 166, (255, 210, 0), 8)
    drawing.text(50, 158 * drawing.unit, "立即申请", 6, (120, 40, 0), "mm", "bold")


def news(drawing: Drawing, chance: random.Random) -> None:
    status(drawing)
    for number, words in enumerate(
        (
            "多地发布大风预警 出行请注意",
            "老旧小区加装电梯有新办法",
            "图书馆延长周末开放时间",
            "冬季用电安全须知",
            "本地蔬菜价格平稳",
        )
    ):
        rows(drawing, (words, "城市晚报  昨天 18:05  评论 32"), 20 + 34 * number, 9, 4.2)
        drawing.image.paste(
            noise(round(26 * drawing.unit), round(20 * drawing.unit), chance),
            (round(70 * drawing.unit), round((16 + 34 * number) * drawing.unit)),
        )


def settings(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(grey(242), (0, 0, drawing.wide, drawing.high))
    status(drawing)
    drawing.text(6, 16 * drawing.unit, "设置", 8, grey(10), face="bold")
    for number in range(3):
        area(drawing, 4, 28 + 52 * number, 96, 76 + 52 * number, grey(255), 4)
    pairs(
        drawing,
        (
            ("WLAN", "Home-5G"),
            ("蓝牙", "已关闭"),
            ("移动网络", "双卡"),
            ("", ""),
            ("显示与亮度", ""),
            ("声音与振动", "静音"),
            ("通知和状态栏", ""),
            ("", ""),
            ("电池", "68%"),
            ("存储", "112.4 GB"),
            ("隐私", ""),
        ),
        36,
        13.5,
    )


def balance(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(grey(246), (0, 0, drawing.wide, drawing.high))
    area(drawing, 4, 14, 96, 60, (190, 40, 50), 4)
    rows(drawing, ("总资产（元）", "￥12,345.67", "昨日收益 +0.52"), 24, 11, 5.5, 9, grey(255))
    area(drawing, 4, 66, 96, 180, grey(255), 4)
    pairs(
        drawing,
        (
            ("超市购物 11-17 18:22", "-86.50"),
            ("工资 11-15 09:00", "+6,200.00"),
            ("水费 11-12 10:31", "-43.20"),
            ("转账-王女士 11-10 12:08", "-500.00"),
            ("退款 11-08 21:15", "+29.90"),
            ("话费充值 11-06 08:41", "-100.00"),
        ),
        76,
        16,
    )


def city_map(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((238, 240, 232), (0, 0, drawing.wide, drawing.high))
    for _ in range(14):
        x, y = chance.randint(0, 1080), chance.randint(0, 2200)
        drawing.pen.line([(x, 0), (y % 1080, drawing.high)], fill=grey(255), width=26)
        drawing.pen.line([(0, y), (1080, x)], fill=(250, 220, 140), width=20)
    for words in ("人民路", "云阑广场", "第三小学", "地铁4号线", "中医院", "桥东菜场", "滨江大道"):
        drawing.text(chance.randint(5, 75), chance.randint(100, 2000), words, 3, grey(70))
    area(drawing, 4, 6, 96, 18, grey(255), 5)
    drawing.text(10, 12 * drawing.unit, "搜地点、公交、路线", 3.8, grey(140))
    area(drawing, 0, 170, 100, 210, grey(255), 5)
    rows(drawing, ("步行 18分钟", "约1.3公里 · 途经人民路"), 180, 9, 4.4)


def receipt(drawing: Drawing, chance: random.Random) -> None:
    rows(
        drawing,
        (
            "   好邻居便利店（桥东店）",
            "单号 20261117182244",
            "时间 2026-11-17 18:22:44",
            "收银员 03",
            "-----------------------",
            "矿泉水      2   x  2.00",
            "酸奶        1   x  8.50",
            "纸巾        3   x  4.90",
            "电池        1   x 19.90",
            "-----------------------",
            "合计                47.10",
            "实收                50.00",
            "找零                 2.90",
            "谢谢惠顾，欢迎再来",
        ),
        15,
        9,
        4.6,
        12,
        grey(30),
    )


def identity(drawing: Drawing, chance: random.Random) -> None:
    area(drawing, 5, 10, 95, 66, (214, 230, 236), 3)
    rows(
        drawing,
        (
            "姓名  林小舟",
            "性别  女   民族  汉",
            "出生  1991 年 3 月 5 日",
            "住址  江城市桥东区人民路",
            "      18号2幢301室",
        ),
        18,
        8,
        3.8,
        9,
    )
    drawing.text(9, 60 * drawing.unit, "公民身份号码  110101199103050000", 3.8, grey(30))
    area(drawing, 70, 16, 90, 46, (170, 190, 205), 1)


def speech_poster(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((120, 190, 240), (0, 0, drawing.wide, drawing.high))
    drawing.text(50, 18 * drawing.unit, "反诈宣传", 11, grey(255), "mm", "bold")
    for number, words in enumerate(("不轻信", "不透露", "不转账")):
        x, y = (6, 45) if number % 2 == 0 else (40, 45)
        drawing.pen.ellipse(
            ((x) * 10.8, (y + 40 * number) * 10.8, (x + 52) * 10.8, (y + 30 + 40 * number) * 10.8),
            fill=grey(255),
        )
        drawing.text(x + 26, (y + 15 + 40 * number) * drawing.unit, words, 8, (20, 70, 140), "mm", "bold")
    drawing.text(50, 190 * drawing.unit, "如遇可疑情况请拨打反诈热线", 4.5, grey(255), "mm")


def comic(drawing: Drawing, chance: random.Random) -> None:
    for number, words in enumerate(
        ("早上好！", "你也去上班吗？", "是啊，今天风真大", "那我们一起走吧", "等等我！", "快一点，车来了")
    ):
        left, top = (4 + 48 * (number % 2)), 6 + 66 * (number // 2)
        drawing.pen.rectangle(
            (left * 10.8, top * 10.8, (left + 45) * 10.8, (top + 62) * 10.8), outline=grey(0), width=5
        )
        drawing.pen.ellipse(
            ((left + 4) * 10.8, (top + 4) * 10.8, (left + 41) * 10.8, (top + 24) * 10.8),
            outline=grey(0),
            width=4,
        )
        drawing.text(left + 22, (top + 14) * 10.8, words, 3.6, grey(0), "mm")


def table(drawing: Drawing, chance: random.Random) -> None:
    head = ("日期", "项目", "收入", "支出", "余额")
    for row in range(22):
        for column in range(5):
            box = (column * 210 + 10, 100 + row * 84, column * 210 + 220, 184 + row * 84)
            drawing.pen.rectangle(box, outline=grey(150), width=2, fill=grey(225) if row == 0 else grey(255))
            words = (
                head[column]
                if row == 0
                else (f"11/{row}", "伙食", str(row * 13), f"{row * 7}.50", f"{3000 - row * 31}")[column]
            )
            drawing.text(box[0] / 10.8 + 1.5, box[1] + 42, words, 3.2, grey(30))


def ebook(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((245, 236, 214), (0, 0, drawing.wide, drawing.high))
    drawing.text(8, 10 * drawing.unit, "第十二章 旧桥", 3, grey(140))
    rows(
        drawing,
        (
            "“你来得真早。”他把伞收起来，靠在门边。",
            "“睡不着，就来了。”她说，“河水涨了半尺，",
            "桥那头的灯一夜没灭。”",
            "“那是老周在守着。”他倒了一杯热茶，",
            "推到她面前，“等天亮我们再过去。”",
            "她没有说话，只是看着窗外。雨点打在",
            "铁皮屋顶上，像有人在远处敲着一面",
            "很旧的鼓。",
        ),
        26,
        13,
        4.6,
        8,
        (70, 55, 35),
    )
    drawing.text(50, 200 * drawing.unit, "213 / 480   44.4%", 2.8, grey(140), "mm")


def web_rows(drawing: Drawing, chance: random.Random) -> None:
    status(drawing)
    area(drawing, 4, 9, 96, 17, grey(240), 4)
    drawing.text(50, 13 * drawing.unit, "fuwu.example.com", 3.2, grey(90), "mm")
    for number, words in enumerate(
        (
            "社保缴费查询办理指南",
            "居住证续签需要哪些材料",
            "公积金提取常见问题",
            "医保异地就医备案流程",
            "小微企业开办一件事",
            "不动产登记预约须知",
            "驾驶证期满换证说明",
            "积分落户申请条件",
        )
    ):
        top = 26 + 20 * number
        drawing.text(6, top * drawing.unit, words, 4.2, (30, 60, 160))
        drawing.text(
            6,
            (top + 7) * drawing.unit,
            f"发布时间：2026-11-{17 - number:02d}   阅读 {chance.randint(90, 9000)}",
            2.9,
            grey(130),
        )
        drawing.pen.line((60, (top + 13) * 10.8, 1020, (top + 13) * 10.8), fill=grey(220), width=2)


def lock_screen(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(noise(drawing.wide, drawing.high, chance), (0, 0))
    drawing.text(50, 40 * drawing.unit, "10:22", 22, grey(255), "mm", "bold")
    drawing.text(50, 57 * drawing.unit, "11月18日 星期三", 4.5, grey(255), "mm")


def photo(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(noise(drawing.wide, drawing.high, chance), (0, 0))


def family(drawing: Drawing, chance: random.Random) -> None:
    photo(drawing, chance)
    for place in (20, 42, 64):
        drawing.pen.ellipse((place * 10.8, 700, (place + 16) * 10.8, 900), fill=(230, 190, 165))
        drawing.pen.rounded_rectangle(
            ((place - 3) * 10.8, 890, (place + 19) * 10.8, 1700), 80, fill=(chance.randint(40, 200), 90, 120)
        )
    drawing.text(94, drawing.high - 80, "2026/11/14 15:20", 3.4, (255, 170, 60), "rm")


def calculator(drawing: Drawing, chance: random.Random) -> None:
    drawing.text(94, 60 * drawing.unit, "1,234.56 × 12", 7, grey(90), "rm")
    drawing.text(94, 78 * drawing.unit, "14,814.72", 12, grey(10), "rm", "bold")
    for number, key in enumerate("C±%÷789×456-123+0.⌫="):
        x, y = 13 + 24 * (number % 4), 105 + 22 * (number // 4)
        drawing.pen.ellipse(((x - 9) * 10.8, (y - 9) * 10.8, (x + 9) * 10.8, (y + 9) * 10.8), fill=grey(236))
        drawing.text(x, y * 10.8, key, 6, grey(20), "mm")


def calendar(drawing: Drawing, chance: random.Random) -> None:
    drawing.text(6, 14 * drawing.unit, "2026年11月", 7, grey(10), face="bold")
    for day in range(1, 31):
        x, y = 8 + 14 * ((day + 5) % 7), 36 + 20 * ((day + 5) // 7)
        drawing.text(x, y * 10.8, str(day), 4.4, grey(20), "mm")
    rows(drawing, ("09:30  社区义诊", "14:00  家长会", "19:00  篮球"), 160, 13, 4)


def music(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((30, 26, 40), (0, 0, drawing.wide, drawing.high))
    rows(drawing, ("风从海上来", "云阑乐队"), 14, 8, 4.6, 36, grey(240))
    rows(
        drawing,
        (
            "我在桥边等一盏灯",
            "等到雨落下又停",
            "你说春天会回来",
            "像从前一样安静",
            "风从海上来",
            "把旧信都吹开",
            "每一个字都还在",
            "只是没人再猜",
        ),
        50,
        14,
        4.4,
        20,
        grey(170),
    )


def weather(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((90, 150, 220), (0, 0, drawing.wide, drawing.high))
    drawing.text(50, 30 * drawing.unit, "江城市", 6, grey(255), "mm")
    drawing.text(50, 52 * drawing.unit, "11°", 20, grey(255), "mm")
    area(drawing, 4, 90, 96, 190, (110, 168, 232), 4)
    pairs(
        drawing,
        (
            ("今天  小雨", "6° / 11°"),
            ("明天  多云", "7° / 13°"),
            ("星期五  晴", "5° / 15°"),
            ("星期六  晴", "4° / 16°"),
            ("星期日  阴", "8° / 14°"),
        ),
        102,
        18,
        4,
    )


def shop(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(grey(244), (0, 0, drawing.wide, drawing.high))
    for number in range(4):
        left, top = 3 + 49 * (number % 2), 20 + 92 * (number // 2)
        area(drawing, left, top, left + 45, top + 86, grey(255), 3)
        drawing.image.paste(noise(486, 500, chance), (round(left * 10.8), round(top * 10.8)))
        rows(
            drawing,
            (
                ("加厚保暖围巾", "不锈钢保温杯", "充电台灯", "收纳箱三个装")[number],
                f"￥{(39.9, 59, 129.8, 45)[number]}",
                "已售 2000+",
            ),
            top + 54,
            9,
            3.5,
            left + 2,
        )


def tickets(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(grey(240), (0, 0, drawing.wide, drawing.high))
    for number in range(4):
        top = 18 + 46 * number
        area(drawing, 4, top, 96, top + 41, grey(255), 3)
        drawing.text(
            9, (top + 10) * 10.8, ("08:12", "09:40", "13:05", "18:22")[number], 6, grey(10), face="bold"
        )
        drawing.text(9, (top + 20) * 10.8, "江城东", 3.6, grey(80))
        drawing.text(
            58, (top + 10) * 10.8, ("10:31", "12:00", "15:24", "20:40")[number], 6, grey(10), face="bold"
        )
        drawing.text(58, (top + 20) * 10.8, "云阑南", 3.6, grey(80))
        drawing.text(92, (top + 10) * 10.8, "￥132", 4, (230, 90, 20), "rm")
        drawing.text(9, (top + 32) * 10.8, "二等 有   一等 12张   商务 无", 3.1, grey(110))


def form(drawing: Drawing, chance: random.Random) -> None:
    drawing.text(50, 13 * drawing.unit, "个人信息登记", 5, grey(10), "mm", "bold")
    for number, (one, other) in enumerate(
        (
            ("姓名", "林小舟"),
            ("手机号", "199 0000 5566"),
            ("联系地址", "桥东区人民路18号"),
            ("紧急联系人", "林大海"),
            ("紧急联系人电话", "199 0000 7788"),
        )
    ):
        top = 28 + 26 * number
        drawing.text(6, top * 10.8, one, 3.4, grey(110))
        area(drawing, 5, top + 4, 95, top + 15, grey(243), 2)
        drawing.text(9, (top + 9.5) * 10.8, other, 4, grey(20))
    area(drawing, 8, 172, 92, 186, (40, 120, 240), 7)
    drawing.text(50, 179 * 10.8, "提交", 4.6, grey(255), "mm")


def letter(drawing: Drawing, chance: random.Random) -> None:
    drawing.text(50, 20 * 10.8, "律 师 函", 8, grey(10), "mm", "serif")
    rows(
        drawing,
        (
            "致：林小舟",
            "    本所受委托，就您与出借方之间的借款合同",
            "纠纷致函如下：",
            "一、截至2026年11月10日，您尚欠本金",
            "8,000.00元及相应利息。",
            "二、请于收到本函之日起七日内与本所联系。",
            "    特此函告。",
            "                     某某律师事务所",
            "                     2026年11月12日",
        ),
        40,
        14,
        4,
        10,
    )


def contacts(drawing: Drawing, chance: random.Random) -> None:
    status(drawing)
    drawing.text(6, 16 * 10.8, "联系人", 7, grey(10), face="bold")
    for number, words in enumerate(
        ("阿坤", "爸爸", "陈老师", "郑专员", "妈妈", "老同学", "物业前台", "小雯")
    ):
        top = 30 + 20 * number
        drawing.pen.ellipse((54, top * 10.8, 184, top * 10.8 + 130), fill=(150, 180, 210))
        drawing.text(21, (top + 6) * 10.8, words, 4.4, grey(20))


def video(drawing: Drawing, chance: random.Random) -> None:
    photo(drawing, chance)
    rows(
        drawing,
        ("@桥东生活", "周末市集又开了，快来逛逛 #本地生活", "♪ 原声 - 桥东生活"),
        182,
        7,
        3.6,
        5,
        grey(255),
    )
    for number, words in enumerate(("1.2万", "386", "92")):
        drawing.text(93, (110 + 18 * number) * 10.8, words, 3, grey(255), "mm")


def payment(drawing: Drawing, chance: random.Random) -> None:
    drawing.pen.ellipse((470, 260, 610, 400), fill=(7, 193, 96))
    drawing.text(50, 46 * 10.8, "支付成功", 5, (7, 193, 96), "mm")
    drawing.text(50, 62 * 10.8, "￥86.50", 11, grey(10), "mm", "bold")
    pairs(
        drawing,
        (
            ("收款方", "好邻居便利店"),
            ("付款方式", "零钱"),
            ("交易时间", "2026-11-17 18:22:44"),
            ("交易单号", "4200000000202611170001"),
        ),
        90,
        12,
    )


def blank(drawing: Drawing, chance: random.Random) -> None:
    status(drawing)
    drawing.text(50, 100 * 10.8, "暂无信息", 4, grey(150), "mm")


def notice(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste((250, 250, 246), (0, 0, drawing.wide, drawing.high))
    drawing.text(50, 22 * 10.8, "停水通知", 9, (180, 20, 20), "mm", "bold")
    rows(
        drawing,
        (
            "各位住户：",
            "  因管道检修，本小区将于11月19日8:00至",
            "17:00停水，请提前储水。给您带来不便，",
            "敬请谅解。",
            "联系电话：0571-00006677",
            "           桥东物业服务中心",
            "           2026年11月17日",
        ),
        42,
        15,
        4.2,
        8,
    )


def code_page(drawing: Drawing, chance: random.Random) -> None:
    drawing.image.paste(grey(30), (0, 0, drawing.wide, drawing.high))
    rows(
        drawing,
        (
            "def total(rows):",
            "    amount = 0",
            "    for row in rows:",
            "        amount += row.price",
            "    return amount",
            "",
            ">>> total(load('a.csv'))",
            "1286.5",
        ),
        16,
        9,
        3.6,
        5,
        (180, 210, 160),
    )


def _drawn(make: Maker, place: int) -> Screen:
    drawing, chance = sheet(), random.Random(place)
    make(drawing, chance)
    drawing.pen = ImageDraw.Draw(drawing.image)
    return Screen(NAMES[place % 3], f"none-{make.__name__}", drawing.image, [], 70)


EMPTY: tuple[Maker, ...] = (
    advert_chat, news, settings, balance, city_map, receipt, identity, speech_poster, comic, table, ebook, web_rows, lock_screen, photo, family,
    calculator, calendar, music, weather, shop, tickets, form, letter, contacts, video, payment, blank, notice, code_page,
)  # fmt: skip


def empty(place: int) -> Screen:
    """The picture without messages at that place."""
    return _drawn(EMPTY[place], place)

"""Words by which parts of a screen are told apart, and how lines become text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

from evidence.readers.reading import Doubt
from evidence.readers.screenshots.lines import Line, in_rows

INPUT = re.compile(
    r"(?:请|点击|添加|新建)?(?:写|输入|编辑|发送|发|回复)?(?:文本|增强|聊天)?(?:短信/?彩信|短信|彩信|信息|消息|内容|文本)(?:内容)?[.…。]*"
    r"|[iIl]?Message.{0,4}|信息 ?[·•・.]? ?短信|RCS ?消息|按住 ?说话|发送|Text message|Send message|说点什么[.…。]*",
    re.IGNORECASE,
)
SMS_WORDS = re.compile(r"短信|彩信|信息|iMessage|RCS|Text message", re.IGNORECASE)
STATUS = re.compile(
    r"(?:SIM ?卡?|卡) ?[12]?|已读|未读|已?送达|已?发送(?:成功|失败)?|未送达|中国(?:移动|联通|电信|广电)|移动|联通|电信|来自.{0,8}卡 ?\d?|Delivered|Read|[✓√]+",
    re.IGNORECASE,
)
CARD_LINE = re.compile(r"来自.{0,8}卡 ?\d?")
BUTTON = re.compile(
    r"(?:复制|删除|转发|回复|复制验证码|复制链接|点击加载|点击下载|查看更多|查看详情|展开|收起|翻译|举报|加入黑名单|添加联系人|新建联系人|拦截|标记|更多|重新发送|打开链接|呼叫|空格|换行)+"
)
SYSTEM = re.compile(
    r"撤回了一条消息|以上是打招呼的内容|以下是新消息|以上是历史消息|你已添加了|现在可以开始聊天|拍了拍|修改群名|加入了?群聊|邀请.{1,20}加入|开启了朋友验证|消息已发出，但被对方拒收|对方还不是你的朋友"
)
STATUS_BAR = re.compile(
    r"\d{1,2}:\d{2}|\d{1,3} ?%|[2345]G[+A]?|HD|[KM]B?/s|中国(?:移动|联通|电信)", re.IGNORECASE
)
TITLE_NOISE = re.compile(
    r"[\W_·…]*|[<‹〈く←]?\s?(?:编辑|取消|返回|更多|完成|通话|视频|语音|搜索|信息|短信|消息|微信|短信/彩信|彩信|iMessage ?(?:信息|短信)?|RCS ?(?:消息|信息)?|FaceTime|Edit|Back)?\s?[(（]?\d{0,2}\+?[)）]?|[0OI|】【日口三]",
    re.IGNORECASE,
)
APP = re.compile(r"短信|信息|消息|通知类?短信|短消息|微信(?:[(（]\d+\+?[)）])?|Messages|电话|通话")
BACK = re.compile(r"^[<‹〈く《«←＜(（\s]+(?=\S)")
FORWARD = re.compile(r"[>›〉＞…·:\s]+$")
MEMBERS = re.compile(r"\s?[(（]\d{1,3}[)）]$")
NOTIFIED = re.compile(r"\S.*[·•・.\s]\s?(?:现在|刚刚|刚才|\d{1,2} ?分钟前|now)", re.IGNORECASE)
"""The head of a notification that lies over a screen: the app and how long ago."""
PHONE = re.compile(r"(?P<number>[+＋]?\d[\d\s\-－—*＊()（）]{1,26}[\d*＊])(?P<rest>\D{0,16})")
NUMBERS = re.compile(r"[\d*][\d,.:：\-/ *%]*[\d*%]|\d")
URL_CHARACTERS = re.compile(r"[A-Za-z0-9:/.\-_?=&%+#~@]")
URL_END = re.compile(
    r"(?:https?:|www\.|[A-Za-z0-9\-]+\.[A-Za-z]{2,6}/|[A-Za-z]+://)[A-Za-z0-9:/.\-_?=&%+#~@]*$|(?:^|[^A-Za-z])h(?:t(?:t(?:ps?)?)?)?$",
    re.IGNORECASE,
)

SURE = 0.9
"""A number with a character below this is shown to a person as doubtful."""
HARDLY = 0.6
"""Any other character below this."""


def is_number(text: str) -> bool:
    """Whether the text is a telephone number or sender code, perhaps masked."""
    found = PHONE.fullmatch(unicodedata.normalize("NFKC", text.strip()))
    return found is not None and not found["rest"].strip() and sum(map(str.isdigit, text)) >= 3


def number_in(text: str) -> str | None:
    """The number with which a title begins, without the spaces that screens put into it: 199 0000 0001 北京 (3) → 19900000001."""
    text = MEMBERS.sub("", text.strip())
    found = PHONE.match(unicodedata.normalize("NFKC", text.strip()))
    if found is None or sum(map(str.isdigit, found["number"])) < 3:
        return None
    left_over = unicodedata.normalize("NFKC", text.strip())[found.end("number") :]
    if re.search(r"\d", left_over):
        return None
    return re.sub(r"[\s()]", "", found["number"]).replace("—", "-")


def without_status(text: str) -> str:
    """The text without what tells of delivery, reading or the card used, where nothing but such words and a time stand."""
    return re.sub(r"\s+", " ", STATUS.sub("", text)).strip(" ·•|,")


def joined(lines: Sequence[Line]) -> tuple[str, tuple[Doubt, ...]]:
    """The text of lines that stand in one bubble, wrapped rows put together again, and the marks on doubtful characters."""
    rows = in_rows(lines)
    if not rows:
        return "", ()
    right = max(row[-1].right for row in rows)
    text, sure = "", list[float]()
    for place, row in enumerate(rows):
        for part, line in enumerate(row):
            between = " " if part else (_between(rows[place - 1], row, right, text) if place else "")
            text += between + line.text
            sure += [1.0] * len(between) + list(line.sure)
    return text, tuple(doubts_of(text, sure))


def _between(above: Sequence[Line], row: Sequence[Line], right: float, text: str) -> str:
    """Nothing where a row was wrapped, a space between Latin words, a line break where the row ended early."""
    tall = above[-1].height
    before, after = text[-1:], row[0].text[:1]
    if right - above[-1].right > 3.2 * tall and not _would_not_fit(above, row, right):
        return "\n"
    if URL_CHARACTERS.match(before) and URL_CHARACTERS.match(after):
        if URL_END.search(text) or (before.isdigit() and after.isdigit()) or not before.isalnum():
            return ""
        return " " if before.isascii() and after.isascii() else ""
    return ""


def _would_not_fit(above: Sequence[Line], row: Sequence[Line], right: float) -> bool:
    """Whether the first word of the row is a long Latin one for which the row above had no room left."""
    first = re.match(r"[A-Za-z0-9:/.\-_?=&%+#~@,]+", row[0].text)
    if not first:
        return False
    wide = (row[0].right - row[0].left) / max(1, len(row[0].text)) * len(first[0])
    return wide > right - above[-1].right


def doubts_of(text: str, sure: Sequence[float]) -> list[Doubt]:
    """Marks on numbers of which a character is not sure, and on characters that are hardly more than guesses."""
    found, marked = [], set[int]()
    for number in NUMBERS.finditer(text):
        least = min(sure[number.start() : number.end()])
        if least < SURE:
            found.append(Doubt(number.start(), number.end(), round(least, 3)))
        marked.update(range(number.start(), number.end()))
    place = 0
    while place < len(text):
        end = place
        while end < len(text) and sure[end] < HARDLY and end not in marked and not text[end].isspace():
            end += 1
        if end > place:
            found.append(Doubt(place, end, round(min(sure[place:end]), 3)))
        place = max(end, place + 1)
    return sorted(found)

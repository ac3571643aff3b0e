"""Cells of call sheets: how long, which way, with whom."""

from __future__ import annotations

import re
import unicodedata
from datetime import time, timedelta
from functools import lru_cache

from evidence.readers.tables.rows import Cell, shown

LONGEST_S = 31 * 86_400
PARTS = re.compile(
    r"(?:(\d+)\s*(?:小时|[时h]|hours?|hrs?))?\s*(?:(\d+)\s*(?:分钟?|m|mins?|minutes?|'(?!')))?\s*"
    r"(?:(\d+)(?:\.\d+)?\s*(?:秒钟?|s|secs?|seconds?|\"|'')?)?",
    re.ASCII,
)
COLONS = re.compile(r"(?:(\d+):)?(\d{1,3}):(\d{1,2})(?:\.\d+)?", re.ASCII)
PLAIN = re.compile(r"\d{1,9}(?:\.\d{1,9})?", re.ASCII)
MARKS = str.maketrans({"’": "'", "‘": "'", "′": "'", "”": '"', "“": '"', "″": '"'})
NO_DURATION = frozenset({"", "-", "--", "—", "——", "/", "无", "n/a", "null"})


class NotADuration(ValueError):
    """The cell says no length of time."""


def seconds_of(cell: Cell, *, in_minutes: bool = False) -> int | None:
    """How long, in seconds; None for an empty cell. Raises NotADuration."""
    if isinstance(cell, time):
        return cell.hour * 3600 + cell.minute * 60 + cell.second
    if isinstance(cell, timedelta):
        return _bounded(cell.total_seconds())
    if isinstance(cell, int | float) and not isinstance(cell, bool):
        return _bounded(cell * 60 if in_minutes else cell)
    if not isinstance(cell, str):
        raise NotADuration
    return _written_seconds(cell, in_minutes)


@lru_cache(maxsize=8192)
def _written_seconds(written: str, in_minutes: bool) -> int | None:
    text = unicodedata.normalize("NFKC", written.translate(MARKS)).translate(MARKS).strip().lower()
    if text in NO_DURATION:
        return None
    if PLAIN.fullmatch(text):
        return _bounded(float(text) * (60 if in_minutes else 1))
    match = COLONS.fullmatch(text) or PARTS.fullmatch(text)
    if match is None:
        raise NotADuration
    hours, minutes, seconds = (int((part or "0")[:9]) for part in match.groups())
    return _bounded(hours * 3600 + minutes * 60 + seconds)


def _bounded(seconds: float) -> int:
    if not 0 <= seconds <= LONGEST_S:
        raise NotADuration
    return round(seconds)


WAYS = (
    ("missed", re.compile(r"未接(?!通)|漏接|拒接|拒听|已拒绝|拦截|拒绝|missed|reject|block|declin|no ?answer")),
    ("out", re.compile(r"未接通|主叫|呼出|去电|拨打|拨出|打出|已拨|拨号|呼叫失败|外呼|outgoing|outbound|dial|caller|^(?:mo|moc|out)$")),
    ("in", re.compile(r"被叫|呼入|来电|接听|打入|打进|已接|呼转|前转|转移|转接|incoming|inbound|receiv|answer|called|^(?:mt|mtc|in|cf|cfw)$")),
    ("out", re.compile(r"发送|发出|已发|上行|点对点发|^发$|^发短信$|sent|send")),
    ("in", re.compile(r"接收|收到|已收|下行|^收$|^收短信$")),
)  # fmt: skip
"""First that fits. A forwarded call (呼转) came in for the owner of the phone, wherever it was sent on."""
BOTH_WAYS = re.compile(r"主[/、]?被叫|主叫[/、]被叫|收发|发送/接收")


@lru_cache(maxsize=2048)
def way_of(written: str) -> str | None:
    """in, out or missed, from the words that carriers and phones use; None when none of them stands there."""
    text = unicodedata.normalize("NFKC", written).lower().strip()
    if not text or BOTH_WAYS.search(text):
        return None
    return next((way for way, words in WAYS if words.search(text)), None)


TEXTS = re.compile(r"短信|短[/、及和与]?彩信|短消息|点对点|sms|text message", re.IGNORECASE)
PICTURES = re.compile(r"彩信|mms", re.IGNORECASE)
DATA = re.compile(r"流量|上网|gprs|数据业务|宽带|wlan|wifi|[345]g(?:业务|流量)", re.IGNORECASE)


@lru_cache(maxsize=2048)
def kind_in(written: str) -> str | None:
    """sms, mms or data, where a word says so; calls seldom say what they are."""
    if TEXTS.search(written):
        return "sms"
    if PICTURES.search(written):
        return "mms"
    return "data" if DATA.search(written) else None


HIDDEN = frozenset(
    {
        "", "-", "--", "/", "0", "-1", "-2", "-3", "-4", "无", "空", "null", "none", "nan", "unknown", "private", "withheld",
        "restricted", "anonymous", "no caller id", "blocked", "未知", "未知号码", "私人号码", "隐藏号码", "匿名", "匿名来电",
        "无主叫号码", "无号码", "号码隐藏", "无法显示", "保密", "未显示", "未显示号码",
    }
)  # fmt: skip
FORMULA_TEXT = re.compile(r'="(.*)"')
WHOLE = re.compile(r"(\d{3,})\.0+")
ROUNDED = re.compile(r"\d(?:\.\d+)?[eE]\+?\d+")
FAULTS = frozenset({"#n/a", "#ref!", "#value!", "#name?", "#div/0!", "#null!", "#num!"})
SURE_DIGITS = 10**15
"""A spreadsheet keeps fifteen digits of a number; the rest of a longer one are zeros."""
NUMBER = re.compile(r"[+\d][\d+\-() *xX•●·#._…/,~]{2,39}")


class NoNumber(ValueError):
    """The cell says no number."""


def number_of(cell: Cell) -> str | None:
    """The number as shown, masked ones too; None for one that is withheld. Raises NoNumber for the error of a formula."""
    text = shown(cell)
    match = FORMULA_TEXT.fullmatch(text)
    if match:
        text = match[1].strip()
    text = text.lstrip("'`‘").strip()
    match = WHOLE.fullmatch(text)
    if match:
        text = match[1]
    if text.lower() in HIDDEN:
        return None
    if text.lower() in FAULTS:
        raise NoNumber
    return text


def is_rounded(cell: Cell) -> bool:
    """Whether a spreadsheet has lost digits of this number."""
    if isinstance(cell, str):
        return ROUNDED.fullmatch(cell.strip()) is not None
    return isinstance(cell, float) and cell >= SURE_DIGITS


def looks_like_number(text: str) -> bool:
    """Whether this is written like a number that one calls, masked or not."""
    usual = unicodedata.normalize("NFKC", text)
    return NUMBER.fullmatch(usual) is not None and sum(letter.isdigit() for letter in usual) >= 3

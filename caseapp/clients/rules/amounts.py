"""Amounts as people write them. Pure functions."""

import re
import unicodedata
from decimal import Decimal, InvalidOperation

CAPITALS = str.maketrans("零〇壹贰叁肆伍陆柒捌玖两一二三四五六七八九", "00123456789" + "2" + "123456789")
UNITS = {"拾": 10, "十": 10, "佰": 100, "百": 100, "仟": 1000, "千": 1000}
BIG_UNITS = {"万": 10_000, "亿": 100_000_000}


class NotAnAmount(ValueError):
    """The text is no amount of money."""


def amount_of(text: str) -> Decimal:
    """Yuan from "18600", "1.86万", "￥12,000.00", "12000元", "壹万贰仟元整". Raises NotAnAmount; never guesses."""
    compact = re.sub(r"[\s,，¥￥$]|人民币|rmb", "", unicodedata.normalize("NFKC", text).lower())
    compact = re.sub(r"(?:元|块钱?|圆)?(?:整|正)?$", "", compact)
    number = re.fullmatch(r"(\d+(?:\.\d+)?)(万|w|千|k)?", compact)
    if number:
        factor = {"万": 10_000, "w": 10_000, "千": 1000, "k": 1000}.get(number.group(2) or "", 1)
        return _to_cents(Decimal(number.group(1)) * factor)
    if compact and re.fullmatch(r"[零〇壹贰叁肆伍陆柒捌玖两一二三四五六七八九拾十佰百仟千万亿]+", compact):
        return Decimal(_spoken(compact))
    raise NotAnAmount(text)


def _to_cents(amount: Decimal) -> Decimal:
    try:
        return amount.quantize(Decimal("0.01")).normalize() + 0
    except InvalidOperation as error:
        raise NotAnAmount(str(amount)) from error


def _spoken(text: str) -> int:
    """A last digit right after a unit counts tenths of it: 一万二 is 12,000 and 两千三 is 2,300; 两千零三 is 2,003."""
    short = re.fullmatch(r"(.*([佰百仟千万亿]))([壹贰叁肆伍陆柒捌玖两一二三四五六七八九])", text)
    if not short:
        return _chinese(text)
    head, unit, digit = short.groups()
    return _chinese(head) + int(digit.translate(CAPITALS)) * (UNITS | BIG_UNITS)[unit] // 10


def _chinese(text: str) -> int:
    for word, factor in reversed(BIG_UNITS.items()):
        if word in text:
            head, _, tail = text.partition(word)
            return (_chinese(head) if head else 1) * factor + (_chinese(tail) if tail else 0)
    total, digit = 0, 0
    for character in text:
        if character in UNITS:
            total += (digit or 1) * UNITS[character]
            digit = 0
        else:
            digit = int(character.translate(CAPITALS))
    return total + digit

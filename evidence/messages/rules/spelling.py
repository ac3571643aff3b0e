"""One spelling for a text however it was read, and short keys by which another reading of it is found."""

import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from zlib import crc32

WINDOW = 8
"""A key stands for so many characters at the beginning or the end of a text."""
KEY_MASK = 0x7FFFFFFF
CACHED = 8192

# Glyphs that recognition of Chinese phone screens takes for each other; each group has one spelling, its first glyph.
# Digits that look alike (3 and 8, 1 and 7) are not here: a digit that differs is a different amount.
CONFUSED = (
    "0oOo〇", "1lI丨", "2zZ", "5sS", "8B", "9gq", "已己巳", "日曰", "未末", "人入", "土士", "干千于", "大太犬", "天夭", "贷货", "账帐",
    "候侯", "拔拨", "戊戌戍", "元无", "各名", "今令", "请清", "友反", "间问", "我找", "折拆", "白自", "住往", "没设", "力刀", "目且", "申甲由",
    "代伐", "延廷", "庄压", "句旬", "冶治", "冼洗", "辩辨", "藉籍", "微徽", "历厉", "怆抢", "暴爆", "摧催", "逾愈", "迫追", "末未", "末来",
)  # fmt: skip


def _spellings() -> dict[int, str]:
    told: dict[int, str] = {}
    for group in CONFUSED:
        for glyph in group:
            told.setdefault(ord(glyph), group[0])
    return told


_SPELLING = _spellings()


@dataclass(frozen=True, slots=True)
class Plain:
    """A text without blanks and punctuation, in one spelling; `origin[i]` is where its character i stood."""

    text: str
    origin: tuple[int, ...]


@lru_cache(CACHED)
def plain(text: str) -> Plain:
    """The text in one spelling. Only letters, ideographs and digits stay, and the point inside a number: 1.5 is not 15."""
    letters: list[str] = []
    origin: list[int] = []
    for place, character in enumerate(text):
        for letter in unicodedata.normalize("NFKC", character):
            if letter == "." and _is_point(text, place):
                letters.append(letter)
            elif unicodedata.category(letter)[0] in "LN":
                letters.append(_SPELLING.get(ord(letter), letter).lower())
            else:
                continue
            origin.append(place)
    return Plain("".join(letters), tuple(origin))


def _is_point(text: str, place: int) -> bool:
    around = text[place - 1 : place] + text[place + 1 : place + 2]
    return len(around) == 2 and all(unicodedata.category(one) == "Nd" for one in around)


def _key(piece: str) -> int:
    return crc32(piece.encode("utf-8", "surrogatepass")) & KEY_MASK


def _pieces(text: str) -> set[str]:
    return {first + second for first, second in pairwise(text)} or ({text} if text else set())


def keys_of(text: str) -> tuple[int | None, int | None]:
    """The keys that a message carries: the smallest of the pairs of characters at its beginning, and at its end.

    None for a text without letters. A text that was read with an error in one of the two places is found by the other.
    """
    letters = plain(text).text
    if not letters:
        return None, None
    return (
        min(_key(piece) for piece in _pieces(letters[:WINDOW])),
        min(_key(piece) for piece in _pieces(letters[-WINDOW:])),
    )


def search_keys_of(text: str) -> set[int]:
    """All keys that another reading of this text, whole or cut at an edge, may carry."""
    return {_key(piece) for piece in _pieces(plain(text).text)}

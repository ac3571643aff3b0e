"""One spelling for every way to write the same words, with a map back to the original characters.

Collectors write around filters: full-width and traditional characters, marks between characters (还*款), characters split in
two (亻尔), homophones (摧收) and pinyin (huan款). Each step keeps, for every remaining character, which part of the original it
came from, so that a finding can be shown in the exact words received.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial

from opencc import OpenCC

CJK = "\u3400-\u9fff"
FIRST_IDEOGRAPH, LAST_IDEOGRAPH = 0x3400, 0x9FFF
# Marks that are put between characters to get past filters; sentence marks and 、 carry meaning and stay.
NOISE = re.compile(
    rf"(?<=[{CJK}a-z])[\s*.·•_\-~|/+^#=`'\"…○●◆★☆►]+(?=[{CJK}])|(?<=[{CJK}])[\s*.·•_\-~|/+^#=`'\"…○●◆★☆►]+(?=[a-z])"
)
# Letters spelled out one by one: h u a n, c.n.m
SPELLED = re.compile(r"(?<![a-z])[a-z](?:[\s.\-_*·][a-z]){1,}(?![a-z])")
INVISIBLE = {"Cf", "Cs", "Co", "Cn", "Mn", "So", "Sk"}

SPLIT = {
    "亻尔": "你", "亻昔": "借", "亻责": "债", "亻崔": "催", "亻言": "信", "亻也": "他", "女也": "她", "弓虽": "强", "歹匕": "死", "贝戈": "贱",
    "女马": "妈", "扌丁": "打", "讠斥": "诉", "讠斤": "诉", "钅艮": "银", "钅戋": "钱", "氵去": "法", "辶不": "还", "纟合": "给", "讠正": "证",
    "彳聿": "律", "彳主": "往", "禾兑": "税", "贝兼": "赚", "贝文": "败", "贝次": "资", "贝尝": "赔", "口马": "骂", "犭句": "狗", "疒风": "疯",
    "氵文": "汶", "月生": "胜", "车欠": "软", "矢见": "规", "走召": "超", "身寸": "射", "亲斤": "新", "木又": "权", "谷欠": "欲", "贝化": "货",
    "辶佥": "签", "扌非": "排", "扌由": "抽", "扌召": "招", "扌巴": "把", "忄白": "怕", "忄青": "情", "讠午": "许", "讠寸": "讨", "讠人": "认",
}  # fmt: skip

# Homophones, look-alikes and pinyin for the words that matter; the left side is a pattern over normalised text.
SPOKEN = (
    (r"h[u]?[aá]n(?=款|钱|清|债|了)|环(?=款|钱)|換(?=款)|(?<![置更交兑替转轮变])换(?=款|钱(?![包币]))", "还"),
    (r"(?<=[还欠借贷汇付打催收])(?:kuan|欵|歀)", "款"),
    (r"(?:qian|欠|k?嵌)(?:k(?:uan)?(?![a-z])|歀|欵)", "欠款"),
    (r"qian(?=款|债|钱|账)", "欠"),
    (r"(?<=[还欠借打给要花])(?:qian|q(?![a-zq\d])|💰)", "钱"),
    (r"崔(?=收|款|债)|摧(?=收|款|债|促)|cui(?=收|款|债)", "催"),
    (r"(?<=催)(?:shou|so|收收)", "收"),
    (r"yu(?=期)|愈(?=期)|余(?=期(?:欠|未|\d))|预(?=期(?:未还|欠|\d+天))", "逾"),
    (r"(?<=逾)(?:qi(?![a-z])|其(?=[\d欠未天])|奇)", "期"),
    (r"yuqi(?![a-z])", "逾期"),
    (r"老(?:lai(?![a-z])|癞|懒(?!得|散|惰|洋|腰|觉)|赉)|lao(?:赖|lai(?![a-z]))|(?<![到原])佬赖", "老赖"),
    (r"dai(?=款)|袋(?=款)|贷(?=kuan)", "贷"),
    (r"(?:薇|徽|威|维|微|葳|卫)(?:信|xin(?![a-z]))|v信|wei信|v[xX](?![a-z])|(?<![a-z])wx(?![a-z])", "微信"),
    (r"起su(?![a-z])|qi诉|起拆", "起诉"),
    (r"律(?:shi|師|帅)(?![a-z])|lv(?:师|shi(?![a-z]))", "律师"),
    (r"法(?:yuan|园|苑)(?=[传起执开立判已])|fa院", "法院"),
    (r"(?:gong|公)(?:安|an(?=局|机|分))", "公安"),
    (r"警cha|jing察", "警察"),
    (r"爆(?:tong|通)(?:xun|讯|信)(?:lu|录)|爆(?:txl|通訊錄)|(?<![a-z])txl(?![a-z])", "爆通讯录"),
    (r"帐(?=单|户|款|号|务)", "账"),
    (r"(?:ni|尼|泥|你)(?:ma|玛|马|吗)(?=死|逼|b(?![a-z])|的逼|炸)|(?<![a-z])nm(?=死|逼)", "你妈"),
    (r"(?:c|草|操|艹|肏|cao)(?:ni|你|泥|尼|n)(?:ma|妈|马|玛|m(?![a-z]))|(?<![a-z])cnm(?![a-z])", "操你妈"),
    (r"(?<![a-z])(?:nmsl|n\.m\.s\.l)(?![a-z])", "你妈死了"),
    (r"(?:s|傻|煞|沙)(?:b|比|笔|逼|x)(?![a-z])", "傻逼"),
    (r"不yao脸|bu要脸|不要(?:lian|脸l)", "不要脸"),
    (r"si(?=全家|妈|妈)|(?<=去)si(?![a-z])|(?<=全家)si(?![a-z])", "死"),
    (r"zha骗|诈(?:pian(?![a-z])|片(?=犯|罪))|炸骗", "诈骗"),
)  # fmt: skip
_SPOKEN = tuple((re.compile(pattern), word) for pattern, word in SPOKEN)
_SPLIT = re.compile("|".join(SPLIT))


@dataclass(frozen=True)
class Normal:
    """Normalised text; `starts[i]` and `ends[i]` say which part of the original its character i stands for."""

    text: str
    starts: tuple[int, ...]
    ends: tuple[int, ...]

    def span(self, first: int, last: int) -> tuple[int, int]:
        """The part of the original behind characters first to last (end excluded) of the normalised text."""
        return self.starts[first], self.ends[last - 1]


@cache
def _simplified() -> dict[str, str]:
    """Traditional → simplified, character by character (phrases would shift the places)."""
    ideographs = [chr(code) for code in range(FIRST_IDEOGRAPH, LAST_IDEOGRAPH + 1)]
    converted = OpenCC("t2s").convert("\n".join(ideographs)).split("\n")
    return {old: new for old, new in zip(ideographs, converted, strict=True) if old != new and len(new) == 1}


def normalise(original: str) -> Normal:
    """The text in one spelling. Any text is accepted, lone surrogates too; the empty text stays empty."""
    normal = _by_character(original)
    normal = _replace(normal, _SPLIT.finditer(normal.text), lambda match: SPLIT[match.group()])
    normal = _replace(
        normal, SPELLED.finditer(normal.text), lambda match: "".join(re.findall("[a-z]", match.group()))
    )
    normal = _replace(normal, NOISE.finditer(normal.text), lambda match: "")
    for pattern, word in _SPOKEN:
        normal = _replace(normal, pattern.finditer(normal.text), partial(_always, word))
    return normal


def _by_character(original: str) -> Normal:
    simplified = _simplified()
    letters: list[str] = []
    starts: list[int] = []
    for place, character in enumerate(original):
        if character.isascii():
            plain = character.lower()
        else:
            plain = "".join(simplified.get(c, c) for c in unicodedata.normalize("NFKC", character).lower())
            plain = "".join(c for c in plain if unicodedata.category(c) not in INVISIBLE)
        letters.append(plain)
        starts += [place] * len(plain)
    return Normal("".join(letters), tuple(starts), tuple(start + 1 for start in starts))


def _replace(
    normal: Normal, matches: Iterable[re.Match[str]], word_for: Callable[[re.Match[str]], str]
) -> Normal:
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    done = 0
    for match in matches:
        word = word_for(match)
        first, last = match.span()
        if last == first or match.group() == word:
            continue
        pieces += [normal.text[done:first], word]
        starts += [*normal.starts[done:first], *[normal.starts[first]] * len(word)]
        ends += [*normal.ends[done:first], *[normal.ends[last - 1]] * len(word)]
        done = last
    if not done:
        return normal
    return Normal(
        "".join([*pieces, normal.text[done:]]),
        (*starts, *normal.starts[done:]),
        (*ends, *normal.ends[done:]),
    )


def _always(word: str, match: re.Match[str]) -> str:
    return word

"""Regions by name and by code (GB/T 2260), from the table that python-stdnum ships for identity numbers."""

import re
from collections import defaultdict
from functools import cache

from stdnum import numdb

LENGTH = 6
# "[1982-1992]旧名,[1993-]新名": names of a code with the years in which they were valid.
NAMES = re.compile(r"(?:\[(\d*)-(\d*)\])?([^,\[\]]+)")
# Steps of the table that nobody says aloud.
UNSAID = re.compile(r"^(?:市辖区|县|市|省直辖.*|自治区直辖.*)$")
ENDING = re.compile(r"(?:省|市|新?区|县|盟|地区|自治区|自治州|特别行政区)$")


class NoSuchRegion(ValueError):
    """The words name no region, or several: `candidates` are their full names."""

    def __init__(self, text: str, candidates: list[str]) -> None:
        super().__init__(text)
        self.candidates = candidates


@cache
def _names() -> dict[str, tuple[str, bool]]:
    """By six digits: the last name, and whether it is still valid."""
    found: dict[str, tuple[str, bool]] = {}
    for _length, province, _to, told, parts in numdb.get("cn/loc").prefixes:
        found[f"{province}0000"] = (told["province"], True)
        for _size, rest, _until, below, _none in parts:
            until, name = NAMES.findall(below["county"])[-1][1:]
            found[f"{province}{rest}"] = (name, not until)
    return found


def _steps(code: str) -> list[str]:
    return list(dict.fromkeys([f"{code[:2]}0000", f"{code[:4]}00", code]))


def region_name(code: str) -> str:
    """The full name, 浙江省杭州市西湖区, also of a code that is no longer valid; a code that never was stands for itself."""
    whole = code.ljust(LENGTH, "0")
    if whole not in _names():
        return code
    said = [_names().get(step, ("", False))[0] for step in _steps(whole)]
    return "".join(name for name in said if not UNSAID.match(name))


def region_stem(code: str) -> str:
    """The digits with which every code inside this region begins: 33 for a province, 3301 for a city, all six for a county."""
    if len(code) != LENGTH:
        return code
    return code.removesuffix("0000") if code.endswith("0000") else code.removesuffix("00")


@cache
def region_choices() -> tuple[tuple[str, tuple[tuple[str, str], ...]], ...]:
    """Provinces with themselves and their cities, in the order of their codes."""
    cities: dict[str, list[tuple[str, str]]] = defaultdict(list)
    for code, (name, is_valid) in _names().items():
        if code.endswith("00") and is_valid and not UNSAID.match(name):
            cities[code[:2]].append((code, name))
    return tuple((rows[0][1], tuple(rows)) for rows in cities.values())


def _short(name: str) -> str:
    """Without its ending, as long as two characters remain: 杭州市 → 杭州, 西区 stays."""
    short = ENDING.sub("", name)
    return short if len(short) > 1 else name


@cache
def _spoken() -> dict[str, tuple[str, ...]]:
    """Codes by every way to say a valid region: alone, after its city, after its province, with and without endings."""
    said: dict[str, dict[str, None]] = defaultdict(dict)
    for code, (_name, is_valid) in _names().items():
        names = [_names().get(step, ("", False))[0] for step in _steps(code)]
        if not is_valid or UNSAID.match(names[-1]):
            continue
        ways = [names[-1:], names[-2:], names, [names[0], names[-1]]]
        for way in ways:
            spoken = [name for name in way if not UNSAID.match(name)]
            said["".join(spoken)][code] = None
            said["".join(_short(name) for name in spoken)][code] = None
    return {words: tuple(codes) for words, codes in said.items()}


def region_code(text: str) -> str:
    """The six digits for a code or a name (杭州西湖区, 浙江省杭州市, 上海). Empty stays empty. Raises NoSuchRegion."""
    words = re.sub(r"[\s·、,，/-]", "", text)
    if not words or re.fullmatch(r"\d{6}", words):
        return words
    codes = _spoken().get(words) or _spoken().get(_short(words)) or ()
    if len(codes) > 1:
        # A city is meant rather than the county of the same name.
        codes = tuple(code for code in codes if code.endswith("00")) or codes
    if len(codes) != 1:
        raise NoSuchRegion(text, [region_name(code) for code in codes])
    return codes[0]

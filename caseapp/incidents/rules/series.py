"""What only a series shows: contact at night, too often, after a refusal, from many look-alike numbers.

Thresholds. GB/T 45251-2025 (V2): no contact from 22:00 to 08:00, at most three effective calls a day for the lender and all its
agencies, stop when a contact refuses. Association guide of 2026-01-30 (V2): at most six attempts a day to one number. So the fourth
contact of a day counts as too often, and so does the tenth within seven days. Days and hours are those of Beijing.
"""

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, timezone

from caseapp.incidents.rules.messages import Found, Judged
from caseapp.incidents.rules.normalise import normalise
from caseapp.incidents.rules.texts import Reading

BEIJING = timezone(timedelta(hours=8))
NIGHT_FROM, NIGHT_UNTIL = 22, 8
DAY_LIMIT, WEEK_LIMIT = 3, 9
LOOK_ALIKE_NUMBERS, MANY_NUMBERS, SHARED_DIGITS = 3, 6, 7
REFUSAL = re.compile(
    r"(?:别|不要|请勿|勿|莫|不许|不准|停止|禁止|拒绝|请不要|麻烦不要)(?:你们?|您)?(?:再|继续|来)?[^。!?]{0,6}?(?:打|发|联系|骚扰|打扰|烦|找|来电|催|短信|电话|信息)|"
    r"(?:再|还)(?:打|发|骚扰|联系|来)[^。!?]{0,8}?(?:就|我|报警|投诉|不客气|起诉|告)|(?:我|已)[^。]{0,4}?(?:报警|投诉|起诉|举报)|拒绝(?:接受|再|任何|你们)|"
    r"(?:与|跟|和)我(?:无关|没关系|没有关系|有什么关系|有啥关系|不相干)|我(?:不认识|不是(?:他|她|借款人|担保人)|没有?(?:义务|责任)|不(?:负责|承担|管|会(?:还|转告)))|"
    r"(?:不|没)(?:欠|认识)(?:你们?|他|她)|找(?:他|她|本人|错人)|(?:删除|删掉|移除)[^。]{0,6}?(?:我的|号码|电话|信息|联系)|到此为止|骚扰|滚|闭嘴|关我(?:什么|啥|屁)事|td$|退订"
)


def series_findings(messages: Sequence[Judged], readings: Sequence[Reading]) -> dict[int, list[Found]]:
    """Findings of time and series by place in the call; only messages of collection count, calls as part of a thread of collection."""
    found: dict[int, list[Found]] = defaultdict(list)
    for places in _threads(messages):
        counted = _counted(messages, readings, places)
        for place in counted:
            if night := _night(messages[place].at):
                found[place].append(night)
        for place, finding in (
            *_too_often(messages, counted),
            *_after_refusal(messages, places, counted),
            *_look_alikes(messages, counted),
        ):
            found[place].append(finding)
    return found


def known_by_company(messages: Sequence[Judged], readings: Sequence[Reading]) -> Iterator[int]:
    """Places of messages that read like nothing by themselves, but come from a sender or thread that certainly collects."""
    for places in _threads(messages):
        if any(readings[place].is_certain for place in places):
            yield from (place for place in places if not readings[place].is_collection)


def _threads(messages: Sequence[Judged]) -> list[list[int]]:
    """Places that belong together: by thread, else by the other side; a message with neither stands alone."""
    together: dict[tuple[str, str], list[int]] = defaultdict(list)
    for place, message in enumerate(messages):
        key = ("thread", message.thread) if message.thread else ("peer", message.peer or f"\0{place}")
        together[key].append(place)
    return [
        sorted(places, key=lambda place: (_instant(messages[place].at), place))
        for places in together.values()
    ]


def _instant(at: datetime | None) -> float:
    return at.timestamp() if at else float("-inf")


def _counted(messages: Sequence[Judged], readings: Sequence[Reading], places: list[int]) -> list[int]:
    """The incoming messages and calls of a thread that are collection, by their words or by the company they keep."""
    collectors = {messages[place].peer for place in places if readings[place].is_collection}
    if not collectors:
        return []
    in_thread = any(messages[place].thread for place in places)
    counted = []
    for place in places:
        message = messages[place]
        silent = not message.text.strip()
        if message.is_outgoing:
            continue
        if readings[place].is_collection or (silent and (in_thread or message.peer in collectors)):
            counted.append(place)
    return counted


def _night(at: datetime | None) -> Found | None:
    if at is None:
        return None
    local = at.astimezone(BEIJING)
    if NIGHT_UNTIL <= local.hour < NIGHT_FROM:
        return None
    clock = f"{local:%H:%M}"
    return Found("V08", f"{clock}，在 22:00–08:00 之间", f"{clock}, between 22:00 and 08:00", None, "strong")


def _too_often(messages: Sequence[Judged], counted: list[int]) -> Iterator[tuple[int, Found]]:
    times = [(place, at.astimezone(BEIJING)) for place in counted if (at := messages[place].at) is not None]
    per_day: dict[object, int] = defaultdict(int)
    first = 0
    for number, (place, at) in enumerate(times):
        per_day[at.date()] += 1
        while at - times[first][1] > timedelta(days=7):
            first += 1
        today, this_week = per_day[at.date()], number - first + 1
        if today > DAY_LIMIT:
            yield (
                place,
                Found("V07", f"当天第 {today} 次联系", f"Contact number {today} of that day", None, "medium"),
            )
        elif this_week > WEEK_LIMIT:
            yield (
                place,
                Found(
                    "V07",
                    f"七天内第 {this_week} 次联系",
                    f"Contact number {this_week} within seven days",
                    None,
                    "medium",
                ),
            )


def _after_refusal(
    messages: Sequence[Judged], places: list[int], counted: list[int]
) -> Iterator[tuple[int, Found]]:
    refusals = [m.refused_at for place in places if (m := messages[place]).refused_at is not None]
    refusals += [
        m.at for place in places if (m := messages[place]).is_outgoing and m.at and is_refusal(m.text)
    ]
    if not refusals:
        return
    refused_at = min(refusals)
    local = refused_at.astimezone(BEIJING)
    for place in counted:
        at = messages[place].at
        if at is not None and at > refused_at:
            when = f"{local:%Y-%m-%d %H:%M}"
            yield (
                place,
                Found(
                    "V03",
                    f"{when} 已明确拒绝，仍继续联系",
                    f"Refused on {when}, contacted again",
                    None,
                    "strong",
                ),
            )


def is_refusal(text: str) -> bool:
    """Whether an outgoing message tells the collectors to stop or that the writer has nothing to do with it."""
    return bool(REFUSAL.search(normalise(text[:1000]).text))


def _look_alikes(messages: Sequence[Judged], counted: list[int]) -> Iterator[tuple[int, Found]]:
    """Many numbers in one thread: look-alikes (same beginning and length), or simply very many."""
    by_stem: dict[tuple[str, int], set[str]] = defaultdict(set)
    numbers: set[str] = set()
    for place in counted:
        digits = re.sub(r"\D", "", messages[place].peer or "")
        if len(digits) > SHARED_DIGITS:
            by_stem[digits[:SHARED_DIGITS], len(digits)].add(digits)
            numbers.add(digits)
    alike = {number for group in by_stem.values() if len(group) >= LOOK_ALIKE_NUMBERS for number in group}
    for place in counted:
        digits = re.sub(r"\D", "", messages[place].peer or "")
        if digits in alike:
            yield (
                place,
                Found(
                    "V14",
                    "同一件事用多个相近号码联系",
                    "Several look-alike numbers for one matter",
                    None,
                    "medium",
                ),
            )
        elif digits in numbers and len(numbers) >= MANY_NUMBERS:
            yield (
                place,
                Found(
                    "V14",
                    f"同一件事换了 {len(numbers)} 个号码联系",
                    f"{len(numbers)} numbers for one matter",
                    None,
                    "weak",
                ),
            )

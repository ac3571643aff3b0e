"""Times as apps show them, seen from the moment of capture."""

from __future__ import annotations

from datetime import datetime, timedelta

WEEK = "一二三四五六日"


def half_of_day(at: datetime) -> str:
    names = ((5, "凌晨"), (8, "早上"), (12, "上午"), (13, "中午"), (18, "下午"), (24, "晚上"))
    return next(name for before, name in names if at.hour < before)


def clock(at: datetime) -> str:
    return f"{at.hour:02d}:{at.minute:02d}"


def clock12(at: datetime) -> str:
    return f"{'上午' if at.hour < 12 else '下午'}{at.hour % 12 or 12}:{at.minute:02d}"


def day_shown(at: datetime, captured: datetime, style: str) -> str:
    """The day in words; nothing for the day of capture except where the app says 今天."""
    days = (captured.date() - at.date()).days
    week = WEEK[at.weekday()]
    if days == 0:
        return {"ios": "今天 ", "oneui": "今天 "}.get(style, "")
    if days == 1:
        return "昨天 "
    if days < 7 and style in {"wechat", "google", "ios"}:
        return f"{'星期' if style != 'google' else '周'}{week} "
    if style in {"dotted", "slashed"}:
        return f"{at.year}/{at.month}/{at.day} " if style == "slashed" else f"{at.month:02d}-{at.day:02d} "
    if style == "ios":
        return f"{at.month}月{at.day}日 周{week} "
    if style == "oneui":
        return f"{at.year}年{at.month}月{at.day}日 星期{week} "
    return f"{at.month}月{at.day}日 " if at.year == captured.year else f"{at.year}年{at.month}月{at.day}日 "


def shown(at: datetime, captured: datetime, style: str) -> str:
    """The whole time in words."""
    day = day_shown(at, captured, style)
    if style == "wechat" and day and not day.startswith(("昨", "星")):
        return f"{day}{half_of_day(at)}{at.hour % 12 or 12}:{at.minute:02d}"
    if style == "google":
        return f"{day.strip()} • {clock12(at)}" if day else clock12(at)
    return day + clock(at)


def earlier(captured: datetime, minutes: int) -> datetime:
    return (captured - timedelta(minutes=minutes)).replace(second=0, microsecond=0)

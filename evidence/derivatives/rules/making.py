"""What a file says about its making, in a few facts that a caseworker can use. A file can be made to say anything."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

EDITORS = re.compile(
    r"photoshop|lightroom|gimp|snapseed|picsart|meitu|美图|醒图|xingtu|capcut|剪映|jianying|inshot|canva|pixelmator|affinity|"
    r"premiere|final cut|audacity|视频编辑|facetune|vsco|paint\.net|ps express|轻颜",
    re.IGNORECASE,
)
EXIF_MOMENT = re.compile(r"(\d{4})[:-](\d\d)[:-](\d\d)[ T](\d\d):(\d\d)(?::(\d\d))?")
CHINA = timedelta(hours=8)
LATER_BY_S = 60
"""A camera writes both times within seconds."""


@dataclass(frozen=True)
class Hint:
    """One fact, named by `code`, with what belongs into its sentence."""

    code: str
    params: Mapping[str, str]
    is_warning: bool = False


def canonical(told: Mapping[str, Any]) -> str:
    """JSON with sorted names and no spaces: the same facts always have the same hash."""
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def hints_of(told: Mapping[str, str], kind: str) -> list[Hint]:
    """The facts in the order in which somebody asks: when and with what, where, changed later, edited."""
    taken = _moment(
        told,
        "DateTimeOriginal",
        "DateTimeDigitized",
        "com.apple.quicktime.creationdate",
        "creation_time",
        "created",
    )
    device = _device(told)
    hints = [
        hint
        for hint in (_made(taken, device, kind), _placed(told), _changed(told, taken), _edited(told))
        if hint
    ]
    return hints or [Hint("silent", {})]


def _made(taken: datetime | None, device: str, kind: str) -> Hint | None:
    params = {"at": f"{taken:%Y-%m-%d %H:%M}" if taken else "", "device": device}
    if not taken and not device:
        return None
    which = "at_with" if taken and device else "at" if taken else "with"
    return Hint(f"{'photo' if kind == 'picture' else 'made'}_{which}", params)


def _placed(told: Mapping[str, str]) -> Hint | None:
    if "latitude" in told and "longitude" in told:
        return Hint("place", {"place": f"{told['latitude']}, {told['longitude']}"})
    place = told.get("com.apple.quicktime.location.ISO6709") or told.get("location")
    return Hint("place", {"place": place}) if place else None


def _changed(told: Mapping[str, str], taken: datetime | None) -> Hint | None:
    changed = _moment(told, "DateTime", "modified")
    if not (taken and changed) or (changed - taken).total_seconds() <= LATER_BY_S:
        return None
    return Hint("changed", {"at": f"{changed:%Y-%m-%d %H:%M}"}, is_warning=True)


def _edited(told: Mapping[str, str]) -> Hint | None:
    names = (
        "Software",
        "ProcessingSoftware",
        "text.Software",
        "encoder",
        "software",
        "com.apple.quicktime.software",
        "application",
    )
    told_of = [told[name] for name in names if told.get(name)]
    editor = next((name for name in told_of if EDITORS.search(name)), "")
    if editor:
        return Hint("edited", {"software": editor}, is_warning=True)
    return Hint("software", {"software": told_of[0]}) if told_of else None


def _device(told: Mapping[str, str]) -> str:
    make = (
        told.get("Make") or told.get("com.apple.quicktime.make") or told.get("com.android.manufacturer") or ""
    )
    model = told.get("Model") or told.get("com.apple.quicktime.model") or told.get("com.android.model") or ""
    return model if make and model.lower().startswith(make.lower()) else f"{make} {model}".strip()


def _moment(told: Mapping[str, str], *names: str) -> datetime | None:
    """The first time that can be read, as a clock in China shows it: cameras write local time, containers UTC with a Z."""
    for name in names:
        text = told.get(name, "")
        found = EXIF_MOMENT.match(text)
        try:
            year, month, day, hour, minute, second = (
                (int(part or 0) for part in found.groups()) if found else (0,) * 6
            )
            moment = datetime(year, month, day, hour, minute, second)  # noqa: DTZ001  # a camera's clock has no zone
            return moment + CHINA if text.endswith("Z") else moment
        except (ValueError, OverflowError):
            continue
    return None

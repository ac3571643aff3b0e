"""From a picture to messages: open it, look at it, tell what kind of screen it shows, hand over what stands there."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import numpy as np

from evidence.readers.reading import Problems, ReadMessage, Seen
from evidence.readers.screenshots.bubbles import Ground, ground_of
from evidence.readers.screenshots.captured import Capture, captured_at
from evidence.readers.screenshots.chat import ENOUGH, Said, chat_of, lines_box, place_of
from evidence.readers.screenshots.engine import Picture
from evidence.readers.screenshots.lines import Box, Line, box_of, united
from evidence.readers.screenshots.opening import Opened, Unopened, opened
from evidence.readers.screenshots.photos import photo_ground_of
from evidence.readers.screenshots.rows import (
    Entry,
    call_told,
    entries_of,
    is_call_log,
    is_inbox,
    snippet_of,
)
from evidence.readers.screenshots.screen import Screen, screen_of
from evidence.readers.screenshots.times import instant
from evidence.readers.screenshots.turning import Look, looked_at
from evidence.readers.screenshots.wording import MEMBERS, joined

LEAST_SIDE_PX = 120
"""No text of a screen can be read in less."""
FRAMED = 0.6
"""A field with so much of all text, the first line too, is a screen with its surroundings, not a bubble."""
WHERE_LENGTH = 120


@dataclass
class Told:
    """What a picture says, and what was found out about it."""

    kind: str = "picture"
    messages: list[ReadMessage] = field(default_factory=list)
    facts: dict[str, Any] = field(default_factory=dict)


def read_pixels(stream: BinaryIO, head: bytes, name: str, problems: Problems) -> Told:
    """The messages of a picture; a picture that cannot be opened is a problem, one without messages is none."""
    try:
        picture = opened(stream, head)
    except Unopened as error:
        problems.add("", error.code)
        return Told()
    high, wide = picture.pixels.shape[:2]
    facts: dict[str, Any] = {"width": wide, "height": high, "turned": 0}
    if picture.frames > 1:
        facts["frames"] = picture.frames
    if min(high, wide) < LEAST_SIDE_PX:
        return Told(facts=facts)
    look = looked_at(picture.pixels)
    if not look.lines:
        return Told(facts=facts)
    told = _told(look, picture, captured_at(name, picture.taken_at))
    return Told(told.kind, told.messages, facts | told.facts)


def _ground(look: Look, *, by_camera: bool) -> Ground:
    """Colours tell what is where in a screenshot, rows in a photograph: tilted, by a camera, or with a frame around it."""
    if not by_camera and look.tilt == 0:
        ground = ground_of(look.picture, look.lines)
        highest = min(look.lines, key=lambda line: line.top)
        framed = any(
            highest in field.lines and len(field.lines) > FRAMED * len(look.lines) for field in ground.fields
        )
        if not framed:
            return ground
    return photo_ground_of(look.picture, look.lines)


def _told(look: Look, picture: Opened, captured: Capture | None) -> Told:
    ground = _ground(look, by_camera=picture.camera)
    screen = screen_of(ground, float(look.picture.shape[0]))
    high, wide = look.picture.shape[:2]
    facts: dict[str, Any] = {"width": wide, "height": high, "turned": look.turned}
    found = _lists(look, screen, captured) or _chat(look, screen, captured)
    if found is None:
        return Told()
    app, messages = found
    theme = "dark" if ground.is_dark else "light"
    return Told("screenshot", messages, facts | {"app": app, "theme": theme, "tilt": round(look.tilt, 1)})


def _chat(look: Look, screen: Screen, captured: Capture | None) -> tuple[str, list[ReadMessage]] | None:
    chat = chat_of(screen, captured)
    if not chat.said or chat.evidence(screen) < ENOUGH:
        return None
    return chat.kind, [_message(one, chat.kind, screen, look) for one in chat.said]


def _message(one: Said, kind: str, screen: Screen, look: Look) -> ReadMessage:
    title = screen.title
    box = _inside(place_of(one, is_tilted=look.tilt != 0), look.picture)
    return ReadMessage(
        at=one.at, kind=kind, direction=one.direction, peer=title.peer,
        peer_name=one.sender if one.sender and one.direction == "in" else title.peer_name,
        text=one.text, duration_s=None, where=_where(box, one.shown_at),
        confidence=_confidence(one.lines, is_cut=one.is_cut),
        seen=Seen(box, one.shown_at, one.doubts, title.confidence),
    )  # fmt: skip


def _lists(look: Look, screen: Screen, captured: Capture | None) -> tuple[str, list[ReadMessage]] | None:
    entries = entries_of(screen)
    if is_call_log(screen, entries):
        return "calls", [_call(entry, look, captured) for entry in entries]
    if is_inbox(screen, entries) and not _has_bubbles(screen):
        kind = "wechat" if screen.title.words.startswith("微信") else "sms"
        return "inbox", [_row(entry, kind, look, captured) for entry in entries if snippet_of(entry)]
    return None


def _has_bubbles(screen: Screen) -> bool:
    return not screen.is_photo and sum(1 for each in screen.fields if len(each.lines) > 1) > 1


def _call(entry: Entry, look: Look, captured: Capture | None) -> ReadMessage:
    direction, duration = call_told(entry, is_red=_is_red(look.picture, entry.name))
    return _entry(entry, "call", direction, duration, look, captured)


def _row(entry: Entry, kind: str, look: Look, captured: Capture | None) -> ReadMessage:
    return _entry(entry, kind, "in", None, look, captured)


def _entry(
    entry: Entry, kind: str, direction: str, duration: int | None, look: Look, captured: Capture | None
) -> ReadMessage:
    text, doubts = joined(snippet_of(entry)) if kind != "call" else ("", ())
    shown = entry.when.words.strip() if entry.when else ""
    box = _inside(united(lines_box(entry.lines)), look.picture)
    peer = entry.peer
    return ReadMessage(
        at=instant(entry.when, captured) if entry.when else None, kind=kind, direction=direction, peer=peer,
        peer_name=None if peer else MEMBERS.sub("", entry.name.text.strip()), text=text, duration_s=duration, where=_where(box, shown),
        confidence=_confidence(entry.lines, is_cut=False),
        seen=Seen(box, shown, doubts, round(min(entry.name.sure, default=1.0), 3)),
    )  # fmt: skip


def _is_red(picture: Picture, line: Line) -> bool:
    """Whether the letters of a line are red."""
    left, top, right, bottom = (round(edge) for edge in box_of(line.quad))
    piece = picture[max(0, top) : bottom, max(0, left) : right].astype(np.int16)
    red = (piece[..., 2] - np.maximum(piece[..., 0], piece[..., 1])) > 60
    return bool(red.size and red.mean() > 0.04)


def _confidence(lines: Sequence[Line], *, is_cut: bool) -> float:
    """That of the worst line; a message that the edge cuts is never better than even."""
    worst = min((line.confidence for line in lines), default=0.0)
    return round(min(worst, 0.5) if is_cut else worst, 3)


def _inside(box: Box, picture: Picture) -> tuple[int, int, int, int]:
    high, wide = picture.shape[:2]
    left, top, right, bottom = (round(edge) for edge in box)
    return max(0, left), max(0, top), min(wide, right), min(high, bottom)


def _where(box: tuple[int, int, int, int], shown: str) -> str:
    """The place in the picture and the words of the time, which stay even where nobody can know the day."""
    place = "{},{},{},{}".format(*box)
    return f"{place} {shown}".strip()[:WHERE_LENGTH]

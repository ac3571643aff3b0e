"""The reader: facts about a recording, and what is wrong with the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO

import av
from av.container import InputContainer

from evidence.readers.media.endings import is_ended
from evidence.readers.media.tracks import MediaBroken, Tracks, film_of, opened, sound_of, tracks_of
from evidence.readers.reading import Problems, Reading, ReadMessage
from evidence.readers.sniffing import SILK

MISSING_S = 1.0
"""Containers round; what is shorter by more than this was cut off."""
HEARD_S = 6 * 60 * 60
"""Sound is decoded so far to see whether it is damaged."""
PICTURES_SEEN = 60
"""Whole pictures of a video that are decoded to see whether it is damaged."""


def read_media(stream: BinaryIO, head: bytes, media_type: str) -> Reading:
    """A recording or video: no messages, facts of the container, and a problem for what is cut off or damaged.

    The file is gone through once, in pieces; of a video only whole pictures are decoded, and of both only a bounded part.
    """

    def nothing(problems: Problems) -> Iterator[ReadMessage]:
        if media_type == SILK:
            problems.add("", "silk")
            return
        try:
            with opened(stream, media_type) as container:
                _look_through(container, problems, reading)
        except MediaBroken:
            problems.add("", "media_broken")
            return
        if not is_ended(stream, media_type):
            problems.once("", "media_no_end")
        yield from ()

    reading = Reading("video" if media_type.startswith("video/") else "recording", media_type, nothing)
    return reading


def _look_through(container: InputContainer, problems: Problems, reading: Reading) -> None:
    told = tracks_of(container)
    reading.kind = told.kind
    if told.audio is None and told.video is None:
        problems.add("", "media_no_track")
        return
    found = _survey(container)
    reading.facts = facts_of(told, found)
    if found.damaged:
        problems.add("", "media_damaged", number=found.damaged)
    if told.duration_s is not None and told.duration_s - found.end_s > MISSING_S:
        problems.add("", "media_cut", said=clock(told.duration_s), found=clock(found.end_s))


def facts_of(told: Tracks, found: Survey) -> dict[str, Any]:
    """The facts as plain values. The length is that of what is there, not of what the container promises."""
    facts = {
        "duration_s": round(found.end_s, 3), "container": told.container, "codec": told.audio or told.video,
        "video_codec": told.video, "sample_rate": told.sample_rate, "channels": told.channels,
        "creation_time": told.created_at, "tracks": told.count,
    }  # fmt: skip
    facts["width"], facts["height"] = (
        (told.height, told.width) if found.is_sideways else (told.width, told.height)
    )
    return {name: value for name, value in facts.items() if value is not None}


def clock(seconds: float) -> str:
    """75.4 → 1:15, 3675 → 1:01:15."""
    minutes, rest = divmod(int(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02d}:{rest:02d}" if hours else f"{minutes}:{rest:02d}"


@dataclass
class Survey:
    """How far a file goes, how many of its pieces cannot be decoded, and whether its pictures are to be turned."""

    end_s: float = 0.0
    is_sideways: bool = False
    damaged: int = 0
    decoded: dict[int, int] = field(default_factory=dict)


def _survey(container: InputContainer) -> Survey:
    sound, film = sound_of(container), film_of(container)
    if film:
        film.codec_context.skip_frame = "NONKEY"
    found = Survey()
    try:
        for packet in container.demux([track for track in (sound, film) if track]):
            _take(packet, found)
    except (av.FFmpegError, ValueError):
        # What follows cannot be told apart any more; how far it went is known.
        found.damaged += 1
    return found


def _take(packet: Any, found: Survey) -> None:
    track = packet.stream
    begin = float(packet.pts * packet.time_base) if packet.pts is not None and packet.time_base else None
    if begin is not None:
        start = float(track.start_time * track.time_base) if track.start_time else 0.0
        found.end_s = max(
            found.end_s, begin - max(start, 0.0) + float((packet.duration or 0) * packet.time_base)
        )
    if found.end_s > HEARD_S or found.decoded.get(track.index, 0) >= PICTURES_SEEN:
        return
    try:
        frames = packet.decode()
    except (av.FFmpegError, ValueError):
        found.damaged += 1
        return
    if track.type == "video":
        found.is_sideways = found.is_sideways or any(frame.rotation % 180 for frame in frames)
        found.decoded[track.index] = found.decoded.get(track.index, 0) + len(frames)

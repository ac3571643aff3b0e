"""What is shown of a recording or video, and a copy of its sound that every browser plays."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from evidence.making import Keep
from evidence.making.pictures import keep_thumbnail
from evidence.readers.media import first_picture, loudness, opened, tracks_of, write_wave


def views(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """File `thumbnail` when a first picture can be decoded, its size, the loudness as `peaks`, and what the container holds.

    Asked: media_type, bars, thumbnail_width, thumbnail_height (pixels), quality. Raises MediaBroken.
    """
    media_type = asked["media_type"]
    with opened(stream, media_type) as container:
        tracks = tracks_of(container)
    poster = first_picture(stream, media_type) if tracks.video else None
    return {
        "container": tracks.container, "audio": tracks.audio, "video": tracks.video, "duration_s": tracks.duration_s,
        "thumbnail": keep_thumbnail(poster.convert("RGB"), asked, keep) if poster else None,
        "peaks": loudness(stream, media_type, asked["bars"]) if tracks.audio else [],
    }  # fmt: skip


def sound(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """File `sound`, WAV with one channel, and how many seconds it lasts. Asked: media_type. Raises MediaBroken."""
    with keep("sound") as out:
        return {"duration_s": round(write_wave(stream, asked["media_type"], out), 3)}

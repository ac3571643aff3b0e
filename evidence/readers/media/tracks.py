"""Opening a recording or video safely, and what its container says.

FFmpeg is told the format by what the bytes are, and never looks for one itself: among the formats that it would find are
play lists, which name other files and addresses to open. For the same reason no other file is ever opened for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO, NoReturn

import av
from av.audio.stream import AudioStream
from av.container import InputContainer
from av.video.stream import VideoStream

from evidence.readers.refusal import Refusal

FORMATS = {
    "audio/aac": "aac", "audio/amr": "amr", "audio/mp4": "mov", "audio/mpeg": "mp3", "audio/ogg": "ogg", "audio/x-aiff": "aiff",
    "audio/x-flac": "flac", "audio/x-wav": "wav", "video/3gpp": "mov", "video/mp4": "mov", "video/mpeg": "mpeg",
    "video/quicktime": "mov", "video/webm": "matroska", "video/x-flv": "flv", "video/x-m4v": "mov", "video/x-matroska": "matroska",
    "video/x-ms-wmv": "asf", "video/x-msvideo": "avi",
}  # fmt: skip
"""FFmpeg's name of the format, by media type."""
MAX_PIXELS = 50_000_000
"""A larger frame of a video is not decoded."""
CODEC_OPTIONS = {"max_pixels": str(MAX_PIXELS)}


class MediaBroken(Refusal):
    """The file cannot be opened as what its first bytes say it is."""

    code = "media_broken"


@dataclass(frozen=True)
class Tracks:
    """What a container says. Lengths in seconds, sizes in pixels as they are stored; None where it says nothing."""

    container: str
    duration_s: float | None
    audio: str | None
    video: str | None
    sample_rate: int | None
    channels: int | None
    width: int | None
    height: int | None
    created_at: str | None
    count: int

    @property
    def kind(self) -> str:
        return "video" if self.video else "recording"


def _refuse(url: str, flags: int, options: Mapping[str, str]) -> NoReturn:
    raise PermissionError("A recording opens no other file.")


@contextmanager
def opened(stream: BinaryIO, media_type: str) -> Iterator[InputContainer]:
    """The container over a stream that can seek. Raises MediaBroken for a file that is not what it seems."""
    stream.seek(0)
    try:
        container = av.open(
            stream, "r", format=FORMATS[media_type], io_open=_refuse, metadata_errors="replace"
        )
    # PyAV passes on errors of Python's own kinds too: of the stream, of numbers that make no sense.
    except (av.FFmpegError, ValueError, OverflowError) as error:
        raise MediaBroken(media_type) from error
    with container:
        for track in container.streams:
            if isinstance(track, AudioStream | VideoStream):
                track.codec_context.options = dict(CODEC_OPTIONS)
                track.codec_context.thread_count = 1
        yield container


def sound_of(container: InputContainer) -> AudioStream | None:
    """The first sound track that can be decoded."""
    return next((track for track in container.streams.audio if _is_known(track)), None)


def film_of(container: InputContainer) -> VideoStream | None:
    """The first moving track that can be decoded; a cover picture is none."""
    moving = (track for track in container.streams.video if "attached_pic" not in _disposition(track))
    return next((track for track in moving if _is_known(track)), None)


def tracks_of(container: InputContainer) -> Tracks:
    """What the container and its first tracks say."""
    sound, film = sound_of(container), film_of(container)
    told = container.duration
    return Tracks(
        container=container.format.name.split(",")[0],
        duration_s=round(told / av.time_base, 3) if told is not None and told >= 0 else None,
        audio=sound.codec_context.name if sound else None,
        video=film.codec_context.name if film else None,
        sample_rate=sound.sample_rate if sound else None,
        channels=sound.codec_context.channels if sound else None,
        width=film.codec_context.width if film else None,
        height=film.codec_context.height if film else None,
        created_at=moment_of(container.metadata),
        count=len(container.streams),
    )  # fmt: skip


def moment_of(metadata: Mapping[str, str]) -> str | None:
    """The time of making as ISO 8601, when the container gives one that can be read; 1904 and 1970 stand for unset clocks."""
    told = metadata.get("com.apple.quicktime.creationdate") or metadata.get("creation_time") or ""
    try:
        moment = datetime.fromisoformat(told)
    except ValueError:
        return None
    return moment.isoformat() if moment.year > 1970 else None


def _is_known(track: Any) -> bool:
    # A track in a codec that FFmpeg does not know has no decoder, and asking for one raises.
    try:
        return bool(track.codec_context and track.codec_context.name)
    except (AttributeError, ValueError):
        return False


def _disposition(track: Any) -> str:
    return str(getattr(track, "disposition", "")).lower()

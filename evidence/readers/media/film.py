"""What a video shows."""

from __future__ import annotations

from typing import BinaryIO

import av
from PIL import Image

from evidence.readers.media.tracks import film_of, opened

PACKETS_TRIED = 500


def first_picture(stream: BinaryIO, media_type: str) -> Image.Image | None:
    """The first whole picture of a video, upright; None when there is none that can be decoded."""
    with opened(stream, media_type) as container:
        film = film_of(container)
        if film is None:
            return None
        for tried, packet in enumerate(container.demux(film)):
            frame = _decoded(packet)
            if frame is not None:
                # Phones film sideways and note by how much the picture is to be turned, against the clock.
                upright: Image.Image = frame.to_image().rotate(frame.rotation, expand=True)  # type: ignore[no-untyped-call]  # PyAV leaves it untyped
                return upright
            if tried > PACKETS_TRIED:
                return None
    return None


def _decoded(packet: av.Packet[av.VideoStream]) -> av.VideoFrame | None:
    try:
        return next(iter(packet.decode()), None)
    except (av.FFmpegError, ValueError):
        return None

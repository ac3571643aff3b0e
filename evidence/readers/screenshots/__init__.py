"""Pictures: screenshots of conversations, inboxes and call logs are read, fully offline; other pictures give nothing.

Times come from what the picture shows and the day of its capture. Nothing is corrected: what is doubtful is marked.
"""

from __future__ import annotations

import importlib
from collections.abc import Iterator
from typing import BinaryIO

from evidence.readers.reading import Problems, Reading, ReadMessage

PICTURES = frozenset(
    {
        "image/jpeg", "image/png", "image/gif", "image/webp", "image/heic", "image/heif", "image/avif", "image/bmp",
        "image/tiff",
    }
)  # fmt: skip


def read_picture(stream: BinaryIO, head: bytes, media_type: str, *, name: str) -> Reading:
    """The messages that a picture shows. `name` is believed for one thing only, the moment of capture.

    The kind is `screenshot` where messages were found, else `picture`; facts are `width` and `height` of the picture
    held upright, `turned` (degrees clockwise, on top of what the file itself says), and for screenshots `app`, `theme`
    and `tilt` (degrees).
    """

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        # By name and only now: whoever reads a table must not wait for the engine and hold its 300 MB.
        pictures = importlib.import_module("evidence.readers.screenshots.pictures")
        told = pictures.read_pixels(stream, head, name, problems)
        reading.kind = told.kind
        reading.facts |= told.facts
        yield from told.messages

    reading = Reading("picture", media_type, messages)
    return reading

"""What a file says about its making, as names and short texts."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, BinaryIO

from evidence.making import Keep
from evidence.readers import documents, media, pictures


def told_by_picture(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """EXIF, its place, and PNG's texts. Asked: media_type. Raises PictureRefused."""
    return {"told": pictures.exif_of(stream, asked["media_type"])}


def told_by_document(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """Who wrote it, when, with what. Raises DocumentBroken."""
    return {"told": documents.properties_of(stream)}


def told_by_recording(stream: BinaryIO, asked: Mapping[str, Any], keep: Keep) -> dict[str, Any]:
    """What the container says of itself, and of each track under `track0.` and so on. Asked: media_type. Raises MediaBroken."""
    with media.opened(stream, asked["media_type"]) as container:
        told = dict(container.metadata)
        for place, track in enumerate(container.streams):
            told |= {f"track{place}.{name}": value for name, value in track.metadata.items()}
    return {"told": told}

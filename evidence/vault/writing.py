"""What every vault shares: how bytes are taken, and how a vault refuses."""

import contextlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

CHUNK_BYTES = 1024 * 1024
COPY_SUFFIX = ".vaultcopy"
"""Ends the name of a copy that a vault makes on this disk for as long as somebody reads it."""


class NameTaken(FileExistsError):
    """Something is kept under this name already; nothing was written."""


def pieces_of(content: Any, size: int = CHUNK_BYTES) -> Iterator[bytes]:
    """The content from its beginning, in pieces of `size` bytes; the last may be shorter."""
    content.seek(0)
    while piece := content.read(size):
        yield piece


def remove_if_older(path: Path, before: float) -> bool:
    """Whether the file was older than that moment (seconds since 1970) and is gone now."""
    # A writer may end its work and the file vanish while we look at it.
    with contextlib.suppress(FileNotFoundError):
        if path.stat().st_mtime < before:
            path.unlink()
            return True
    return False

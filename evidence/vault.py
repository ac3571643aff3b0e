"""Where the bytes lie: write-once storage behind Django's storage API.

A file is written under a temporary name, forced to disk, and moved to its final name in one step: at any byte a killed
process or full disk leaves either nothing or the whole item. A second write to a taken name is refused.
"""

import errno
import os
import uuid
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

CHUNK_BYTES = 1024 * 1024


class NameTaken(FileExistsError):
    """Something is kept under this name already; nothing was written."""


class LocalVault(FileSystemStorage):
    """A folder whose files are written once, readable by this process only, and never served by a URL."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"file_permissions_mode": 0o400, "directory_permissions_mode": 0o700, **options})

    def _save(self, name: str, content: "File[Any]") -> str:
        final = self.path(name)
        os.makedirs(os.path.dirname(final), mode=0o700, exist_ok=True)
        partial = f"{final}.{uuid.uuid4().hex}.partial"
        try:
            with open(partial, "xb") as out:
                for chunk in _chunks(content):
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.chmod(partial, 0o400)
            # link() refuses a taken name, unlike rename(), and is one step on POSIX file systems.
            os.link(partial, final)
        except FileExistsError as error:
            raise NameTaken(name) from error
        finally:
            if os.path.exists(partial):
                os.unlink(partial)
        _force_folder(os.path.dirname(final))
        return name

    def take_over(self, source: Path, name: str) -> bool:
        """The file at `source`, to which nobody writes any more, is kept under this name, read-only and forced to disk.

        Nothing is copied: both names lead to the same bytes until the caller removes his. False, and nothing done, where
        the source lies on another disk. Raises NameTaken.
        """
        final = self.path(name)
        os.makedirs(os.path.dirname(final), mode=0o700, exist_ok=True)
        with source.open("rb") as kept:
            os.fsync(kept.fileno())
            try:
                os.link(source, final)
            except FileExistsError as error:
                raise NameTaken(name) from error
            except OSError as error:
                if error.errno in {errno.EXDEV, errno.EPERM, errno.EMLINK, errno.ENOTSUP}:
                    return False
                raise
            os.fchmod(kept.fileno(), 0o400)
        _force_folder(os.path.dirname(final))
        return True

    def unfinished(self) -> Iterator[Path]:
        """Files that are being written now, or whose writer was killed; never a kept one."""
        yield from Path(self.location).rglob("*.partial")

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a taken name is an error here, never a reason to invent another."""
        return name

    def url(self, name: str | None) -> str:
        raise ValueError("The vault has no addresses: evidence goes out through an access-checked view only.")


def _chunks(content: Any) -> Iterator[bytes]:
    content.seek(0)
    while chunk := content.read(CHUNK_BYTES):
        yield chunk


def _force_folder(path: str) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

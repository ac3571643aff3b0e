"""A folder as vault.

A file is written under a temporary name, forced to disk, and linked to its final name in one step: at any byte a killed
process or full disk leaves either nothing or the whole item.
"""

import errno
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from django.core.files.base import File
from django.core.files.storage import FileSystemStorage

from evidence.vault.writing import NameTaken, pieces_of, remove_if_older

UNFINISHED = ".partial"


class LocalVault(FileSystemStorage):
    """A folder whose files are written once, readable by this process only, and never served by a URL."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**{"file_permissions_mode": 0o400, "directory_permissions_mode": 0o700, **options})

    def _save(self, name: str, content: "File[Any]") -> str:
        final = self.path(name)
        os.makedirs(os.path.dirname(final), mode=0o700, exist_ok=True)
        partial = f"{final}.{uuid.uuid4().hex}{UNFINISHED}"
        try:
            with open(partial, "xb") as out:
                for chunk in pieces_of(content):
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
        self._force_folders(Path(final).parent)
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
        self._force_folders(Path(final).parent)
        return True

    def _force_folders(self, folder: Path) -> None:
        """The entries of the folders are on the disk, up to the vault itself: a new folder can be lost like a new file."""
        top = Path(self.location)
        while folder.is_relative_to(top):
            _force_folder(folder)
            folder = folder.parent

    def sweep(self, before: float) -> int:
        """What killed writers left before that moment (seconds since 1970) is gone; never a kept file. How many there were."""
        return sum(remove_if_older(path, before) for path in Path(self.location).rglob(f"*{UNFINISHED}"))

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        """The kept file itself: read it and let it be."""
        yield Path(self.path(name))

    def stream(self, name: str) -> Iterator[bytes]:
        """The bytes in pieces. Raises FileNotFoundError, and OSError when the disk fails."""
        with open(self.path(name), "rb") as kept:
            yield from pieces_of(kept)

    def names(self) -> Iterator[str]:
        """The name of every whole file that is kept, known to somebody or not."""
        top = Path(self.location)
        for path in top.rglob("*"):
            if path.is_file() and path.suffix != UNFINISHED:
                yield path.relative_to(top).as_posix()

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a taken name is an error here, never a reason to invent another."""
        return name

    def url(self, name: str | None) -> str:
        raise ValueError("The vault has no addresses: evidence goes out through an access-checked view only.")


def _force_folder(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)

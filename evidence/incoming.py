"""Files on their way in: received into a folder of their own, and swept away when a killed process left them there."""

import contextlib
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile, UploadedFile
from django.core.files.uploadhandler import TemporaryFileUploadHandler

from evidence.vault import COPY_SUFFIX, remove_if_older, the_vault

LEFT_BEHIND_SECONDS = 24 * 60 * 60
"""No upload and no copying into the vault lasts so long: the process that wrote the file is gone."""


class FileNotStored(SimpleUploadedFile):
    """Stands in an upload for a file for which the disk had no room; nothing of it is left."""


class IncomingFileHandler(TemporaryFileUploadHandler):
    """Files stream to the disk. One for which there is no room is given up alone; the upload goes on without it."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """The next file begins."""
        self.is_lost = False
        try:
            super().new_file(*args, **kwargs)
        except OSError:
            self.is_lost = True

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """The piece is on the disk, or the file is lost."""
        if self.is_lost:
            return
        try:
            self.file.write(raw_data)
        except OSError:
            self._give_up()

    def file_complete(self, file_size: int) -> "UploadedFile[Any] | None":
        """The file as received, or FileNotStored."""
        if not self.is_lost:
            try:
                return super().file_complete(file_size)
            except OSError:
                self._give_up()
        return FileNotStored(self.file_name or "file", b"", self.content_type or "")

    def _give_up(self) -> None:
        self.is_lost = True
        # Closing writes what is buffered, which fails for the same reason; the file is removed all the same.
        with contextlib.suppress(OSError):
            self.file.close()


def sweep() -> int:
    """What killed processes left half received, half kept or copied for a reader a day ago is gone. How many there were."""
    before = time.time() - LEFT_BEHIND_SECONDS
    swept: int = the_vault().sweep(before)
    return swept + sum(remove_if_older(path, before) for path in _unfinished())


def _unfinished() -> Iterator[Path]:
    for pattern in ("tmp*.upload*", f"*{COPY_SUFFIX}"):
        yield from Path(settings.FILE_UPLOAD_TEMP_DIR).glob(pattern)

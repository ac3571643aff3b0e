"""Where the bytes lie: write-once storage behind Django's storage API, in a folder or in an S3-compatible store.

At any byte a killed process, a full disk or a lost connection leaves either nothing or the whole item. A second write to
a taken name is refused. Nothing here has an address: evidence goes out through an access-checked view only.
"""

from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from django.core.files.storage import storages

from evidence.vault.local import LocalVault
from evidence.vault.writing import CHUNK_BYTES, COPY_SUFFIX, NameTaken, remove_if_older

__all__ = [
    "CHUNK_BYTES",
    "COPY_SUFFIX",
    "LocalVault",
    "NameTaken",
    "local_copy",
    "remove_if_older",
    "the_vault",
]


def the_vault() -> Any:
    """The vault of this office, as its settings say."""
    return storages["vault"]


def local_copy(name: str) -> AbstractContextManager[Path]:
    """A path on this disk with the bytes kept under `name`, for readers and programs that want a file; only to be read.

    A folder lends its own file; from elsewhere the bytes are copied to FILE_UPLOAD_TEMP_DIR and removed afterwards.
    Raises FileNotFoundError, and OSError when the vault cannot be reached.
    """
    copy: AbstractContextManager[Path] = the_vault().local_copy(name)
    return copy

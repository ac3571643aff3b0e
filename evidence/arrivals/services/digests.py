"""The SHA-256 of a file counted while it arrives, so that it need not be read again.

Only a process that saw every byte in order may use what it counted: each digest is kept with the identity, size and time
of change of the file as it left it, and is thrown away when anybody else has touched the file since.
"""

import hashlib
import os
from collections import OrderedDict
from threading import Lock
from typing import Any

KEPT = 64
"""More arrivals at a time than this are rare; those pushed out are counted again at their end."""

Mark = tuple[int, int, int]


class Digests:
    """Digests under way in this process, by the arrival's code."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._known: OrderedDict[str, tuple[Mark, Any]] = OrderedDict()

    def take(self, code: str, descriptor: int) -> Any:
        """The digest of all bytes that are in the file now, to go on with; None when they must be counted anew."""
        mark = _mark(descriptor)
        with self._lock:
            known, digest = self._known.pop(code, (None, None))
        if not mark[1]:
            return hashlib.sha256()
        return digest if known == mark else None

    def put(self, code: str, descriptor: int, digest: Any) -> None:
        """Keep the digest until the file goes on."""
        with self._lock:
            self._known[code] = (_mark(descriptor), digest)
            while len(self._known) > KEPT:
                self._known.popitem(last=False)


def _mark(descriptor: int) -> Mark:
    told = os.fstat(descriptor)
    return told.st_ino, told.st_size, told.st_mtime_ns

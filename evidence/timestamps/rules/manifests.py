"""One digest for many files: a list of them as plain text, in the form that sha256sum writes and checks."""

import hashlib
from collections.abc import Iterable


def line_of(sha256: str, name: str) -> str:
    """One line of a manifest: the digest in hexadecimal, two spaces, the name (GNU coreutils, sha256sum)."""
    return f"{sha256}  {name}"


def manifest_of(lines: Iterable[tuple[str, str]]) -> bytes:
    """The manifest of (digest, name) pairs: sorted, each line ended by a line feed, UTF-8. The same pairs give the same bytes."""
    return "".join(f"{line}\n" for line in sorted(line_of(*pair) for pair in lines)).encode()


def digests_in(manifest: bytes) -> set[str]:
    """The digests that a manifest lists."""
    return {line.split("  ", 1)[0] for line in manifest.decode("utf-8", "replace").splitlines()}


def sha256_of(content: bytes) -> str:
    """SHA-256 as 64 hexadecimal digits."""
    return hashlib.sha256(content).hexdigest()

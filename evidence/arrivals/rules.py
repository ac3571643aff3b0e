"""What the headers of the tus protocol say (https://tus.io/protocols/resumable-upload, version 1.0.0)."""

import base64
import binascii
import re

VERSION = "1.0.0"
EXTENSIONS = ("creation", "creation-with-upload", "expiration", "checksum", "termination")
ALGORITHMS = ("sha1", "sha256")
PIECE_TYPE = "application/offset+octet-stream"


class Malformed(ValueError):
    """A header does not say what the protocol asks for; str() names the header."""


class UnknownAlgorithm(Malformed):
    """A checksum of a kind that is not offered."""


def whole_number(header: str, value: str | None) -> int:
    """A count of bytes: digits only. Raises Malformed with the header's name."""
    if value is None or not re.fullmatch(r"[0-9]{1,18}", value):
        raise Malformed(header)
    return int(value)


def metadata_of(value: str) -> dict[str, str]:
    """Upload-Metadata: pairs of key and Base64 text, parted by commas; a key alone is an empty text. Raises Malformed."""
    pairs = [pair.strip().partition(" ") for pair in value.split(",") if pair.strip()]
    if len(pairs) != len({key for key, _, _ in pairs}):
        raise Malformed("Upload-Metadata")
    try:
        return {key: base64.b64decode(text, validate=True).decode() for key, _, text in pairs}
    except (binascii.Error, UnicodeDecodeError) as error:
        raise Malformed("Upload-Metadata") from error


def checksum_of(value: str) -> tuple[str, bytes]:
    """Upload-Checksum: algorithm and digest of one piece. Raises Malformed, UnknownAlgorithm."""
    algorithm, _, text = value.partition(" ")
    if algorithm not in ALGORITHMS:
        raise UnknownAlgorithm("Upload-Checksum")
    try:
        return algorithm, base64.b64decode(text, validate=True)
    except binascii.Error as error:
        raise Malformed("Upload-Checksum") from error


def is_sha256(text: str) -> bool:
    """Whether this is a SHA-256 as written in lower-case hexadecimal."""
    return bool(re.fullmatch(r"[0-9a-f]{64}", text))

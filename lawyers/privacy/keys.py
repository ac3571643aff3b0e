"""Keys for encrypted fields and blind indexes, derived from settings.FIELD_KEYS (newest first).

Authenticated encryption is AES-256-GCM (NIST SP 800-38D) with a random 96-bit nonce; the associated data is the name of
the model and field, so that a value cannot be moved to another column. The stored text is `keyid.base64(nonce+ciphertext)`.
"""

import base64
import hashlib
import hmac
import os
from functools import lru_cache

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings

NONCE_BYTES = 12


class Undecipherable(ValueError):
    """No key opens this value, or it was altered or moved from another column."""


def _derive(secret: str, purpose: bytes) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=purpose).derive(secret.encode())


@lru_cache(maxsize=16)
def _cipher(secret: str) -> AESGCM:
    return AESGCM(_derive(secret, b"field encryption"))


@lru_cache(maxsize=16)
def key_id(secret: str) -> str:
    """Eight characters that name a key without revealing it."""
    return hashlib.sha256(_derive(secret, b"key id")).hexdigest()[:8]


@lru_cache(maxsize=16)
def _index_key(secret: str) -> bytes:
    return _derive(secret, b"blind index")


def encrypt(text: str, *, column: str) -> str:
    """The stored form of `text`, under the newest key."""
    secret = settings.FIELD_KEYS[0]
    nonce = os.urandom(NONCE_BYTES)
    sealed = _cipher(secret).encrypt(nonce, text.encode("utf-8", "surrogatepass"), column.encode())
    return f"{key_id(secret)}.{base64.urlsafe_b64encode(nonce + sealed).decode('ascii')}"


def decrypt(stored: str, *, column: str) -> str:
    """The text behind a stored value; Undecipherable when no key opens it."""
    name, _, body = stored.partition(".")
    secret = next((secret for secret in settings.FIELD_KEYS if key_id(secret) == name), None)
    if secret is None:
        raise Undecipherable(f"{column}: no key {name}")
    raw = base64.urlsafe_b64decode(body)
    try:
        return (
            _cipher(secret)
            .decrypt(raw[:NONCE_BYTES], raw[NONCE_BYTES:], column.encode())
            .decode("utf-8", "surrogatepass")
        )
    except InvalidTag as error:
        raise Undecipherable(column) from error


def blind_indexes(value: str) -> list[str]:
    """The index of a normalised value under every key, newest first; empty for an empty value."""
    if not value:
        return []
    return [
        hmac.new(_index_key(secret), value.encode("utf-8", "surrogatepass"), hashlib.sha256).hexdigest()[:40]
        for secret in settings.FIELD_KEYS
    ]

"""Secrets and receipt numbers. Pure functions."""

import re
import secrets

SECRET_BYTES = 24
"""192 bits: at a billion guesses a second, longer than the sun burns."""
LETTERS = "ABCDEFGHJKLMNPQRTUVWXY"
DIGITS = "2346789"
"""Without what is mixed up when somebody reads it out on the phone: 0 and O, 1 and I, 5 and S, Z."""
_REFERENCE = re.compile(f"^[{LETTERS}{DIGITS}]{{4}}-[{LETTERS}{DIGITS}]{{4}}$")


def new_secret() -> str:
    """A secret for an address: 32 characters of A-Z, a-z, 0-9, - and _."""
    return secrets.token_urlsafe(SECRET_BYTES)


def new_reference() -> str:
    """A receipt number that can be read out: K7M4-2X93."""
    drawn = "".join(secrets.choice(LETTERS + DIGITS) for _ in range(8))
    return f"{drawn[:4]}-{drawn[4:]}"


def is_reference(text: str) -> bool:
    """Whether this could be a receipt number of ours."""
    return bool(_REFERENCE.match(text))

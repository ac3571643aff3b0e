"""Why nothing can be had of a file that was opened: a short code that pages turn into a sentence."""

from __future__ import annotations


class Refusal(ValueError):
    """Nothing can be had of this file; `code` says why, and is one of CODES."""

    code = ""


CODES = frozenset(
    {
        "picture_too_large", "picture_damaged", "media_broken", "document_broken",
        "no_box", "not_solid", "other_parts", "not_readable",
    }
)  # fmt: skip

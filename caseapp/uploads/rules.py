"""The words of a statement as a file. Pure functions."""

from collections.abc import Sequence


def statement_file(title: str, facts: Sequence[tuple[str, str]], text: str) -> bytes:
    """A plain text in UTF-8: title, one line a fact, an empty line, and the words as they were written."""
    head = [title, *(f"{name}：{value}" for name, value in facts)]
    words = text.replace("\r\n", "\n").replace("\r", "\n").strip()
    return ("\n".join(head) + "\n\n" + words + "\n").encode("utf-8", "replace")

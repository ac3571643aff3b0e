"""Backups for tests: written by hand, so that each byte is known."""

from __future__ import annotations

import io
from xml.sax.saxutils import quoteattr

from evidence.readers import Problem, ReadMessage, read

AT_MS = 1_767_225_600_000
"""2026-01-01 08:00:00 +08:00."""
AT = "2026-01-01T08:00:00+08:00"
PEER = "19900000001"
LINE_BREAKS = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def element(name: str, inner: str | None = None, /, **attributes: object) -> str:
    """An element as a correct writer writes it; attributes that are None are left out."""
    fields = "".join(
        f" {key}={quoteattr(str(value), LINE_BREAKS)}"
        for key, value in attributes.items()
        if value is not None
    )
    return f"<{name}{fields} />" if inner is None else f"<{name}{fields}>{inner}</{name}>"


def sms(body: str | None = "请还款", **attributes: object) -> str:
    return element("sms", **({"address": PEER, "date": AT_MS, "type": 1, "body": body} | attributes))


def call(**attributes: object) -> str:
    usual: dict[str, object] = {"number": PEER, "duration": 30, "date": AT_MS, "type": 1, "presentation": 1}
    return element("call", **(usual | attributes))


def part(**attributes: object) -> str:
    return element("part", **({"seq": 0, "ct": "text/plain"} | attributes))


def addr(address: str, kind: int) -> str:
    return element("addr", address=address, type=kind, charset=106)


def mms(*parts: str, addrs: tuple[str, ...] = (), **attributes: object) -> str:
    inner = f"<parts>{''.join(parts)}</parts><addrs>{''.join(addrs)}</addrs>"
    return element("mms", inner, **({"address": PEER, "date": AT_MS, "msg_box": 1} | attributes))


def backup(*rows: str, root: str = "smses", count: object = None, head: str | None = None) -> bytes:
    opening = '<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n' if head is None else head
    said = len(rows) if count is None else count
    lines = "".join(f"  {row}\n" for row in rows)
    return f'{opening}<{root} count="{said}">\n{lines}</{root}>\n'.encode()


def reading(content: bytes, name: str = "backup.xml") -> tuple[list[ReadMessage], list[Problem]]:
    opened = read(io.BytesIO(content), name=name)
    messages = list(opened)
    return messages, opened.problems


def codes(problems: list[Problem]) -> list[str]:
    return [problem.code for problem in problems]


def texts(content: bytes) -> list[str]:
    return [message.text for message in reading(content)[0]]

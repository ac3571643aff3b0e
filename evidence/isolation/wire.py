"""How things cross between us and the child: one JSON document a line, plain values only, never pickles.

The bytes of a file that is made follow the line that says which file, where in it, and how many they are.
"""

import json
from datetime import datetime
from typing import Any

from evidence.readers import Attachment, Doubt, Problem, ReadMessage, Seen

REQUEST_BYTES = 16 * 1024
"""A request crosses in one piece, together with the descriptor."""
PIECE_BYTES = 256 * 1024


def line_of(kind: str, value: Any) -> bytes:
    """One line: what it is, and its value. Lone surrogates survive as escapes."""
    return json.dumps([kind, value], separators=(",", ":")).encode() + b"\n"


def piece_of(name: str, at: int, data: bytes) -> bytes:
    """Bytes of the file `name` from the place `at` on: at most PIECE_BYTES."""
    return line_of("piece", [name, at, len(data)]) + data


def parted(line: bytes) -> tuple[str, Any]:
    """What `line_of` was given. Raises ValueError for anything else: the child may be in a stranger's hands."""
    parts = json.loads(line)
    if not (isinstance(parts, list) and len(parts) == 2 and isinstance(parts[0], str)):
        raise ValueError("not a line of ours")
    return parts[0], parts[1]


def plain_message(message: ReadMessage) -> list[Any]:
    """A message as plain values."""
    parts = [[part.name, part.media_type, part.size, part.sha256] for part in message.attachments]
    return [
        message.at.isoformat() if message.at else None, *message[1:9], parts, message.seen and _plain_seen(message.seen),
    ]  # fmt: skip


def _plain_seen(seen: Seen) -> list[Any]:
    return [seen.box, seen.shown_at, seen.doubts, seen.peer_confidence]


def message_from(plain: list[Any]) -> ReadMessage:
    """The message that `plain_message` was given. Raises ValueError or TypeError when the values cannot be one."""
    at, kind, direction, peer, peer_name, text, duration_s, where, confidence, parts, seen = plain
    return ReadMessage(
        datetime.fromisoformat(at) if at else None, kind, direction, peer, peer_name, text, duration_s, where, confidence,
        tuple(Attachment(*part) for part in parts), _seen_from(*seen) if seen else None,
    )  # fmt: skip


def _seen_from(box: list[int], shown_at: str, doubts: list[list[Any]], peer_confidence: float) -> Seen:
    left, top, right, bottom = (int(edge) for edge in box)
    return Seen(
        (left, top, right, bottom), str(shown_at), tuple(Doubt(*doubt) for doubt in doubts), float(peer_confidence)
    )  # fmt: skip


def plain_problem(problem: Problem) -> list[Any]:
    """A problem as plain values."""
    return [problem.where, problem.code, {name: _plain(value) for name, value in problem.params.items()}]


def _plain(value: object) -> object:
    return value if isinstance(value, str | int | float | bool | None) else str(value)


def problem_from(plain: list[Any]) -> Problem:
    """The problem that `plain_problem` was given."""
    where, code, params = plain
    return Problem(str(where), str(code), dict(params))

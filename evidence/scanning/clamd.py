"""The clamd daemon, spoken to over its socket (clamd(8), INSTREAM): bytes go in pieces, one line comes back."""

import socket
import struct
from collections.abc import Iterable
from dataclasses import dataclass

TIMEOUT_SECONDS = 120
ANSWER_BYTES = 4096


class ScannerAway(RuntimeError):
    """clamd does not answer, or does not scan this file; it may be asked again."""


@dataclass(frozen=True)
class Verdict:
    """What clamd says of a file: the name of what it found, or nothing."""

    found: str


def scan(address: str, pieces: Iterable[bytes]) -> Verdict:
    """The verdict over all pieces. `address` is unix:/path or host:port. Raises ScannerAway."""
    try:
        with _connection(address) as line:
            line.sendall(b"zINSTREAM\0")
            for piece in pieces:
                line.sendall(struct.pack("!L", len(piece)) + piece)
            line.sendall(struct.pack("!L", 0))
            answer = _answer(line)
    except OSError as error:
        raise ScannerAway(str(error)) from error
    if answer.endswith(" FOUND"):
        return Verdict(answer.removeprefix("stream: ").removesuffix(" FOUND"))
    if answer == "stream: OK":
        return Verdict("")
    raise ScannerAway(answer or "no answer")


def version(address: str) -> str:
    """Engine and signatures, as clamd names them. Raises ScannerAway."""
    try:
        with _connection(address) as line:
            line.sendall(b"zVERSION\0")
            return _answer(line)
    except OSError as error:
        raise ScannerAway(str(error)) from error


def _connection(address: str) -> socket.socket:
    if address.startswith("unix:"):
        line = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
        line.settimeout(TIMEOUT_SECONDS)
        line.connect(address.removeprefix("unix:"))
        return line
    host, _, port = address.rpartition(":")
    return socket.create_connection((host, int(port)), TIMEOUT_SECONDS)


def _answer(line: socket.socket) -> str:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < ANSWER_BYTES and (piece := line.recv(ANSWER_BYTES)):
        answer += piece
    return answer.rstrip(b"\0\n").decode("utf-8", "replace")

"""A backup many times larger than the memory it may use."""

from __future__ import annotations

import io
import subprocess
import sys
from pathlib import Path

import pytest

from evidence.readers import read

ROOT = Path(__file__).resolve().parents[3]
LIMIT_MB = 60
GROWTH = """
import resource, sys
from evidence.readers import read
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
with open(sys.argv[1], "rb") as stream:
    opened = read(stream, name="x")
    messages = sum(1 for _ in opened)
grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
print(messages, len(opened.problems), grown // 1024)
"""
ROW = '<sms address="19900000001" date="1767225600000" type="1" body="请还款" />\n'.encode()
PICTURE = b"QUJD" * (1 << 18)


def measured(path: Path) -> list[int]:
    done = subprocess.run(
        [sys.executable, "-c", GROWTH, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return [int(figure) for figure in done.stdout.split()]


def write(path: Path, *pieces: tuple[bytes, int]) -> None:
    with path.open("wb") as stream:
        stream.write(b"<smses>\n")
        for piece, times in pieces:
            for _ in range(times):
                stream.write(piece)
        stream.write(b"</smses>")


@pytest.mark.parametrize(
    ("before", "repeated", "times", "after", "expected"),
    [
        (b'<mms date="1767225600000" address="1" msg_box="1"><parts><part ct="image/jpeg" data="', PICTURE, 100, b'"/></parts></mms>', (1, 0)),
        (b'<sms date="1767225600000" address="1" type="1" body="', PICTURE, 100, b'"/>', (1, 1)),
        (b"<!--", PICTURE, 60, b"", (0, 2)),
        (b"", PICTURE, 100, b"", (0, 1)),
        (b"<sms ", b" " * (1 << 20), 60, b"/>", (0, 1)),
        (b"", b"\n" * (1 << 20), 100, b"", (0, 0)),
        (b"", b"<mms>" * 200_000, 1, b"", (0, 1001)),
    ],
)  # fmt: skip
def test_no_single_piece_is_held(tmp_path, before, repeated, times, after, expected):
    path = tmp_path / "backup.xml"
    write(path, (before, 1), (repeated, times), (after, 1))
    messages, problems, grown = measured(path)
    assert (messages, problems) == expected
    assert grown < LIMIT_MB


def test_a_hundred_megabytes_of_messages_and_pictures(tmp_path):
    path = tmp_path / "backup.xml"
    picture = b'<mms date="1767225600000" address="1" msg_box="1"><parts><part ct="image/jpeg" data="%s"/></parts></mms>\n'
    write(path, (ROW * 400 + picture % PICTURE, 98))
    assert path.stat().st_size > 100 << 20
    messages, problems, grown = measured(path)
    assert (messages, problems) == (98 * 401, 0)
    assert grown < LIMIT_MB


TABLE = "起始时间,对方号码,通信方式,通信时长\n".encode("gb18030")
CALL = "2026-03-05 21:03:07,19900000312,被叫,1分24秒\n".encode("gb18030")
ITEM = (
    b'{"time": 1772715787, "talker": "wxid_a1", "sender": "wxid_a1", "isSelf": false, "content": "%s"},\n'
    % (b"x" * 200)
)
LINE = "2026-03-05 21:03:07 老王\n还钱\n\n".encode()


@pytest.mark.parametrize(
    ("head", "piece", "times", "tail"),
    [
        (TABLE, CALL * 3 + b'1,"2' + CALL * 20, 4_000, b""),
        (TABLE + CALL, b'"', 90_000_000, b""),
        (TABLE + CALL, b"x", 90_000_000, b""),
        (TABLE + CALL, b'"\n","', 500_000, b""),
        (b"[" + ITEM, b'{"content": "', 7_000_000, b"]"),
        (LINE * 4, b"x" * 100 + b"\n", 900_000, b""),
    ],
)
def test_exports_that_do_not_end_are_not_held(tmp_path, head, piece, times, tail):
    path = tmp_path / "export"
    with path.open("wb") as stream:
        stream.write(head)
        for _ in range(times // 1000):
            stream.write(piece * 1000)
        stream.write(tail)
    messages, _problems, grown = measured(path)
    assert messages > 0
    assert grown < LIMIT_MB


class Endless(io.RawIOBase):
    """A file without an end; `given` is how much of it was taken."""

    def __init__(self, head: bytes, piece: bytes) -> None:
        self._rest = head
        self._piece = piece
        self.given = 0

    def readable(self) -> bool:
        return True

    def read(self, size: int = -1) -> bytes:
        while len(self._rest) < size:
            self._rest += self._piece * (size // len(self._piece) + 1)
        self.given += size
        given, self._rest = self._rest[:size], self._rest[size:]
        return given


@pytest.mark.parametrize(
    ("head", "piece"),
    [(TABLE, CALL), (b"[", ITEM), (b"", LINE), (TABLE, b'2026-03-05 21:03:07,"1\n2",a,1\n')],
)
def test_messages_come_while_the_file_is_still_read(head, piece):
    stream = Endless(head, piece)
    opened = read(stream, name="x")
    for number in range(1, 20_001):
        next(opened)
        assert stream.given < (4 << 20) + 2 * number * len(piece)

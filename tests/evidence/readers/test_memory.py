"""A backup many times larger than the memory it may use."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

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

"""How fast a backup is read and how much memory that takes, beside bare lxml + base64 + SHA-256.

`python -m benchmarks.reading [MB]` writes a backup of that size into a temporary folder and reads it three times, each
time in a fresh process: with the reader, with the reader in the child as workers do, and with the least that could be done
(lxml's iterparse, base64 and SHA-256 of each picture, no repair, no message made). A second file, texts only, shows the
cost of a message. The peak is that of the process itself; a child has its own limit.
"""

from __future__ import annotations

import base64
import json
import os
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

from lxml import etree

from evidence.isolation import reading as far
from evidence.readers import read

MEGABYTE = 1 << 20
DEFAULT_MB = 1024
TEXTS_SHARE = 8
"""The file of texts is so many times smaller."""
ROOT = Path(__file__).resolve().parent.parent
WORDS = "您好尾号的借款已逾期请尽快处理否则将联系通讯录亲友告知情况谢谢配合【灰雁消费金融】"
START_MS = 1_735_689_600_000


@dataclass(frozen=True, slots=True)
class Run:
    """One reading in its own process."""

    way: str
    file: str
    megabytes: float
    messages: int
    seconds: float
    peak_mb: float

    @property
    def speed(self) -> float:
        """In MB/s."""
        return self.megabytes / self.seconds


def backup(size: int, *, pictures: bool) -> Iterator[bytes]:
    """A backup of about `size` bytes: texts, calls and, if asked for, pictures of 60 KB to 4 MB."""
    chance = random.Random(20260101)
    pixels = base64.b64encode(chance.randbytes(4 * MEGABYTE))
    yield b'<?xml version="1.0" encoding="UTF-8" standalone="yes" ?>\n<smses>\n'
    written, row = 0, 0
    while written < size:
        row += 1
        piece = b"".join(_text(chance, row + number) for number in range(40))
        if pictures:
            length = min(int(chance.lognormvariate(13, 0.8)), len(pixels)) & ~3
            piece += _multimedia(row, pixels[:length])
        row += 40
        written += len(piece)
        yield piece
    yield b"</smses>\n"


def _text(chance: random.Random, row: int) -> bytes:
    words = "".join(chance.choices(WORDS, k=chance.randint(8, 70)))
    emoji = "&#55357;&#56832;" if row % 9 == 0 else ""
    number = f"1990000{row % 10_000:04d}"
    return (
        f'  <sms protocol="0" address="{number}" date="{START_MS + row * 60_000}" type="{1 + row % 2}" subject="null" '
        f'body="{words}{emoji}" toa="null" sc_toa="null" service_center="null" read="1" status="-1" locked="0" '
        f'date_sent="{START_MS + row * 60_000}" sub_id="1" readable_date="{_printed(row)}" '
        f'contact_name="(Unknown)" />\n'
    ).encode()


def _printed(row: int) -> str:
    shown = time.gmtime(START_MS // 1000 + row * 60 + 8 * 3600)
    half = "上午" if shown.tm_hour < 12 else "下午"
    hour = shown.tm_hour % 12 or 12
    return f"{shown.tm_year}年{shown.tm_mon}月{shown.tm_mday}日 {half}{hour}:{shown.tm_min:02d}:{shown.tm_sec:02d}"


def _multimedia(row: int, picture: bytes) -> bytes:
    opening = (
        f'  <mms date="{START_MS + row * 60_000}" ct_t="application/vnd.wap.multipart.related" msg_box="1" '
        f'address="1990000{row % 10_000:04d}" sub="null" m_type="132" contact_name="(Unknown)">\n    <parts>\n'
        '      <part seq="0" ct="text/plain" name="null" chset="106" text="请看图片" />\n'
        '      <part seq="1" ct="image/jpeg" name="p.jpg" chset="null" cl="p.jpg" text="null" data="'
    )
    closing = (
        '" />\n    </parts>\n    <addrs>\n'
        f'      <addr address="1990000{row % 10_000:04d}" type="137" charset="106" />\n    </addrs>\n  </mms>\n'
    )
    return opening.encode() + picture + closing.encode()


def read_with_reader(path: Path) -> int:
    """The messages read; nothing of them is kept."""
    with path.open("rb") as stream:
        reading = read(stream, name=path.name)
        count = sum(1 for _ in reading)
    assert not reading.problems, reading.problems[:3]
    return count


def read_in_child(path: Path) -> int:
    """As `read_with_reader`, with the file handed to the child; starting it counts."""
    with path.open("rb") as stream:
        reading = far.read(stream, name=path.name)
        count = sum(1 for _ in reading)
    assert not reading.problems, reading.problems[:3]
    return count


def read_bare(path: Path) -> int:
    """The least work that reads the same file: elements counted, pictures decoded and hashed."""
    count = 0
    events = etree.iterparse(str(path), events=("end",), huge_tree=True, resolve_entities=False, recover=True)
    for _, element in events:
        picture = element.get("data")
        if picture:
            sha256(base64.b64decode(picture)).hexdigest()
        if element.tag in ("sms", "mms", "call"):
            count += 1
            element.clear()
            while element.getprevious() is not None:
                del element.getparent()[0]
    return count


WAYS: dict[str, Callable[[Path], int]] = {
    "reader": read_with_reader,
    "child": read_in_child,
    "bare lxml": read_bare,
}


def measure(way: str, path: Path) -> Run:
    """Read once, in this process, which should be fresh: the peak is that of the whole process."""
    begin = time.perf_counter()
    messages = WAYS[way](path)
    seconds = time.perf_counter() - begin
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return Run(way, path.name, path.stat().st_size / MEGABYTE, messages, seconds, peak_mb)


def _measured_apart(way: str, path: Path) -> Run:
    settings = {"DJANGO_SETTINGS_MODULE": "caseapp.settings"}
    command = [sys.executable, "-m", "benchmarks.reading", "--measure", way, str(path)]
    done = subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, check=True, env=settings | os.environ
    )
    return Run(**json.loads(done.stdout))


def run(size_mb: int = DEFAULT_MB) -> list[Run]:
    """Measure both ways on both files, print the table, give the figures."""
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for name, size, pictures in (
            ("pictures.xml", size_mb * MEGABYTE, True),
            ("texts.xml", size_mb * MEGABYTE // TEXTS_SHARE, False),
        ):
            path = Path(folder) / name
            with path.open("wb") as stream:
                stream.writelines(backup(size, pictures=pictures))
            runs += [_measured_apart(way, path) for way in WAYS]
            path.unlink()
    _print(runs)
    return runs


def _print(runs: list[Run]) -> None:
    print(f"{'file':14}{'way':12}{'MB':>8}{'messages':>10}{'s':>8}{'MB/s':>8}{'peak MB':>9}{'ratio':>7}")
    bare = {each.file: each.speed for each in runs if each.way == "bare lxml"}
    for each in runs:
        print(
            f"{each.file:14}{each.way:12}{each.megabytes:8.0f}{each.messages:10}{each.seconds:8.2f}"
            f"{each.speed:8.1f}{each.peak_mb:9.1f}{each.speed / bare[each.file]:7.2f}"
        )


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(asdict(measure(sys.argv[2], Path(sys.argv[3])))))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MB)

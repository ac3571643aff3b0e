"""How fast call sheets are read, beside bare calamine and bare csv.reader on the same files, and how much memory that takes.

`python -m benchmarks.sheets [ROWS]` writes the same calls as .xlsx and as GB18030 text and reads each twice, each time in
a fresh process: with the reader, and with the least that gives Python values of the same cells.
"""

from __future__ import annotations

import csv
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from openpyxl import Workbook
from python_calamine import CalamineWorkbook

from evidence.readers import read

ROOT = Path(__file__).resolve().parent.parent
DEFAULT_ROWS = 100_000
TEXT_TIMES = 20
"""The text file has so many times more rows: memory must not grow with it."""
NAMES = ["起始时间", "通信地点", "通信方式", "对方号码", "通信时长", "通信类型", "套餐优惠", "实收通信费"]


@dataclass(frozen=True, slots=True)
class Run:
    """One reading in its own process."""

    way: str
    file: str
    rows: int
    seconds: float
    peak_mb: float

    @property
    def speed(self) -> float:
        """In rows per second."""
        return self.rows / self.seconds


def calls(rows: int) -> Iterator[list[str]]:
    """Calls as a carrier lists them, always the same."""
    chance = random.Random(20260305)
    for row in range(rows):
        day, minute = row // 40 % 28 + 1, row % 1440
        yield [
            f"2026-{row // 1120 % 12 + 1:02d}-{day:02d} {minute // 60:02d}:{minute % 60:02d}:{row % 60:02d}", "杭州",
            "主叫" if row % 3 else "被叫", f"1990000{chance.randrange(10_000):04d}",
            f"{chance.randrange(1, 30)}分{chance.randrange(60)}秒", "本地通话", "", "0.00",
        ]  # fmt: skip


def write_book(path: Path, rows: int) -> None:
    """The calls as .xlsx, below two lines of title."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet("通话详单")
    for line in (["客户通话详单"], [], NAMES, *calls(rows)):
        sheet.append(line)
    book.save(path)


def write_text(path: Path, rows: int) -> None:
    """The calls as text in GB18030."""
    with path.open("w", encoding="gb18030", newline="") as stream:
        csv.writer(stream).writerows([["客户通话详单"], [], NAMES])
        csv.writer(stream).writerows(calls(rows))


def read_with_reader(path: Path) -> int:
    """The messages read; nothing of them is kept."""
    with path.open("rb") as stream:
        opened = read(stream, name=path.name)
        count = sum(1 for _ in opened)
    assert not opened.problems, opened.problems[:3]
    return count


def read_bare(path: Path) -> int:
    """The least that gives the cells: calamine for a book, csv.reader for text. Titles are not counted."""
    if path.suffix == ".xlsx":
        return sum(1 for _ in CalamineWorkbook.from_path(path).get_sheet_by_index(0).iter_rows()) - 3
    with path.open(encoding="gb18030", newline="") as stream:
        return sum(1 for _ in csv.reader(stream)) - 3


WAYS: dict[str, Callable[[Path], int]] = {"reader": read_with_reader, "bare": read_bare}


def measure(way: str, path: Path) -> Run:
    """Read once, in this process, which should be fresh: the peak is that of the whole process."""
    begin = time.perf_counter()
    rows = WAYS[way](path)
    seconds = time.perf_counter() - begin
    return Run(way, path.name, rows, seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)


def _measured_apart(way: str, path: Path) -> Run:
    command = [sys.executable, "-m", "benchmarks.sheets", "--measure", way, str(path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True)
    return Run(**json.loads(done.stdout))


def run(rows: int = DEFAULT_ROWS) -> list[Run]:
    """Measure both ways on all files, print the table, give the figures."""
    runs = []
    with tempfile.TemporaryDirectory() as folder:
        for name, write, count in (
            ("calls.xlsx", write_book, rows),
            ("calls.csv", write_text, rows),
            ("many.csv", write_text, rows * TEXT_TIMES),
        ):
            path = Path(folder) / name
            write(path, count)
            runs += [_measured_apart(way, path) for way in WAYS]
            path.unlink()
    print(f"{'file':12}{'way':8}{'rows':>10}{'s':>8}{'rows/s':>10}{'peak MB':>9}{'ratio':>7}")
    bare = {each.file: each.speed for each in runs if each.way == "bare"}
    for each in runs:
        print(
            f"{each.file:12}{each.way:8}{each.rows:10}{each.seconds:8.2f}{each.speed:10.0f}{each.peak_mb:9.1f}"
            f"{each.speed / bare[each.file]:7.2f}"
        )
    return runs


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        print(json.dumps(asdict(measure(sys.argv[2], Path(sys.argv[3])))))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_ROWS)

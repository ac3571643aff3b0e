"""How well and how fast screenshots are read, beside the bare engine on the same pictures in the same run.

`python -m benchmarks.screenshots [ROUNDS]`. Accuracy is judged on the held-out designs and texts; of these only totals
are looked at. Speed: whole pictures from their bytes, one process with a thread per core, the reader and the bare
engine in turn, so that a busy machine slows both. Then one process with two threads against two with one.
"""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

from rapidocr import RapidOCR

from evidence.readers import read
from evidence.readers.screenshots.engine import THREADS, threads
from evidence.readers.screenshots.opening import opened
from tests.evidence.screens import second
from tests.evidence.screens.material import pictures
from tests.evidence.screens.scoring import Score, encoded, read_screen
from tests.evidence.screens.truth import Screen

ROOT = Path(__file__).resolve().parent.parent
ALLOWED_RATIO = 1.15
SPEED_PICTURES = 14
TALLEST_PX = 4000
"""The bare engine reads nothing in longer pictures, so there is nothing to compare."""


def bare_engine() -> Callable[[bytes], object]:
    """The engine alone, with the settings that suit it: no turning of lines, a thread per core."""
    engine = RapidOCR(
        params={
            "Global.use_cls": False,
            "Global.log_level": "critical",
            "EngineConfig.onnxruntime.intra_op_num_threads": threads(),
        }
    )
    return lambda data: engine(opened(io.BytesIO(data), b"").pixels)


def with_reader(name: str, data: bytes) -> int:
    """Read as every file is read; the number of messages."""
    return len(list(read(io.BytesIO(data), name=name)))


def accuracy(split: str, rounds: int) -> Score:
    """Sums over a split."""
    score = Score()
    screens = second.pictures(split) if split in second.SETS else pictures(split, rounds=rounds)
    for screen in screens:
        messages, problems = read_screen(screen)
        score.add(screen, messages, problems)
    print(f"{split}: {score}")
    return score


def some(count: int) -> list[Screen]:
    """Screens of ordinary height."""
    chosen = (
        screen for screen in pictures("held_out") if screen.told and max(screen.image.size) < TALLEST_PX
    )
    return [screen for screen, _ in zip(chosen, range(count), strict=False)]


def speed(count: int = SPEED_PICTURES) -> float:
    """How many times longer the reader takes than the bare engine."""
    files = [(screen.name, encoded(screen)) for screen in some(count)]
    bare = bare_engine()
    bare(files[0][1])
    with_reader(*files[0])
    spent = {"bare engine": 0.0, "reader": 0.0}
    for name, data in files:
        begin = time.perf_counter()
        bare(data)
        middle = time.perf_counter()
        with_reader(name, data)
        spent["bare engine"] += middle - begin
        spent["reader"] += time.perf_counter() - middle
    ratio = spent["reader"] / spent["bare engine"]
    for way, seconds in spent.items():
        print(f"{way:14}{seconds / len(files):6.2f} s a picture, {threads()} threads")
    print(f"{'ratio':14}{ratio:6.2f} (allowed {ALLOWED_RATIO})")
    return ratio


def throughput(count: int = SPEED_PICTURES) -> None:
    """Pictures a minute: one process with two threads, two processes with one."""
    for processes, each in ((1, 2), (2, 1)):
        command = [sys.executable, "-m", "benchmarks.screenshots", "--work", str(count)]
        running = [
            subprocess.Popen(command, cwd=ROOT, env=os.environ | {THREADS: str(each)}, stdout=subprocess.PIPE)
            for _ in range(processes)
        ]
        done = [json.loads(process.communicate()[0]) for process in running]
        minutes = max(one["seconds"] for one in done) / 60
        peak = sum(one["peak_mb"] for one in done)
        print(
            f"{processes} x {each} threads {processes * count / minutes:6.1f} pictures a minute, {peak:.0f} MB in all"
        )


def work(count: int) -> dict[str, float]:
    """Read the pictures once, the engine loaded before; seconds and the peak of this process."""
    files = [(screen.name, encoded(screen)) for screen in some(count)]
    with_reader(*files[0])
    begin = time.perf_counter()
    for name, data in files:
        with_reader(name, data)
    peak = next(
        line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")
    )
    return {"seconds": time.perf_counter() - begin, "peak_mb": int(peak.split()[1]) / 1024}


def run(rounds: int = 1) -> None:
    """Accuracy, speed and throughput; prints the figures."""
    for split in ("held_out", *second.SETS):
        accuracy(split, rounds)
    speed()
    throughput()


if __name__ == "__main__":
    if sys.argv[1:2] == ["--work"]:
        print(json.dumps(work(int(sys.argv[2]))))
    else:
        run(int(sys.argv[1]) if len(sys.argv) > 1 else 1)

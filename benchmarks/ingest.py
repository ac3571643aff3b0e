"""How fast a large file comes in, and how much memory that takes, beside `cp` and `sha256sum` of the same file.

`python -m benchmarks.ingest [MB]` writes a file of that size (2 GiB) and takes it in twice: through gunicorn and tus, as
the evidence tab sends it, and with `manage.py add_evidence`, each in a fresh office. Both end with the bytes forced to
disk, which `cp` does not do: the second baseline does. The aim is 0.70 of `cp` + `sha256sum` and 150 MB.
"""

from __future__ import annotations

import os
import random
import resource
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

MEGABYTE = 1 << 20
DEFAULT_MB = 2048
ROOT = Path(__file__).resolve().parent.parent
TOKEN = "t" * 32
FURNISHING = """
import django
django.setup()
from django.core.management import call_command
from django.test import Client as Browser
from lawyers.people.models import User
call_command("migrate", verbosity=0)
from tests.factories.cases import CaseFactory
from tests.factories.lawyers import AssignmentFactory
matter = CaseFactory(matter__number="YL2026-0001").matter
AssignmentFactory(matter=matter, user__username="wen", user__organisation=matter.organisation)
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
print(browser.cookies["sessionid"].value, matter.case.code)
"""


@dataclass(frozen=True, slots=True)
class Run:
    """One way of taking the file in. `peak_mb` is that of the process that writes; None where it does not matter."""

    way: str
    megabytes: float
    seconds: float
    peak_mb: float | None = None


@dataclass(frozen=True, slots=True)
class Office:
    """A fresh office in a folder, and a session and case in it."""

    folder: Path
    session: str
    case: str

    @classmethod
    def furnished(cls, folder: Path) -> Office:
        """With its tables made and one case."""
        line = [sys.executable, "-W", "ignore", "-c", FURNISHING]
        done = subprocess.run(
            line, cwd=ROOT, env=_environment(folder), check=True, capture_output=True, text=True
        )
        session, case = done.stdout.split()[-2:]
        return cls(folder, session, case)


def _environment(folder: Path) -> dict[str, str]:
    given = {"DATA_DIR": str(folder), "DJANGO_SETTINGS_MODULE": "caseapp.settings", "PYTHONPATH": str(ROOT)}
    return {"PATH": os.environ["PATH"], "TASKS_EAGER": "0"} | given


def write_file(path: Path, size: int) -> None:
    """Bytes that do not repeat within a megabyte and that no reader knows."""
    piece = random.Random(20260101).randbytes(MEGABYTE)
    with path.open("wb") as out:
        for number in range(size // MEGABYTE):
            out.write(number.to_bytes(8, "big") + piece[8:])
        out.flush()
        os.fsync(out.fileno())


def copied(source: Path, folder: Path, *, forced: bool) -> None:
    """What the least careful office would do: copy, and count the hash."""
    copy = folder / "copy"
    subprocess.run(["cp", str(source), str(copy)], check=True)
    if forced:
        subprocess.run(["sync", str(copy)], check=True)
    subprocess.run(["sha256sum", str(source)], check=True, stdout=subprocess.DEVNULL)
    copy.unlink()


@contextmanager
def served(office: Office) -> Iterator[tuple[int, int]]:
    """Port of the web server as `manage.py serve` starts it, with one worker; and the worker's process id."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    line = [
        str(Path(sys.executable).parent / "gunicorn"), "caseapp.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "1",
        "--threads", "4", "--timeout", "120", "--log-level", "warning",
    ]  # fmt: skip
    server = subprocess.Popen(line, cwd=ROOT, env=_environment(office.folder), start_new_session=True)
    try:
        _wait_for(port)
        yield port, _child_of(server.pid)
    finally:
        server.send_signal(signal.SIGTERM)
        server.wait(30)


def _wait_for(port: int) -> None:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(port)


def _child_of(pid: int) -> int:
    until = time.monotonic() + 30
    while time.monotonic() < until:
        if children := Path(f"/proc/{pid}/task/{pid}/children").read_text().split():
            return int(children[0])
        time.sleep(0.1)
    raise TimeoutError(pid)


def _ask(
    port: int, office: Office, method: str, path: str, source: Path | None = None, **headers: str
) -> tuple[int, str]:
    """One request; the body is the whole file. The status, and where the answer leads."""
    size = source.stat().st_size if source else 0
    told = {
        "Host": "localhost", "Tus-Resumable": "1.0.0", "Cookie": f"sessionid={office.session}; csrftoken={TOKEN}", "X-CSRFToken": TOKEN,
        "Content-Length": str(size), "Connection": "close",
    } | {name.replace("_", "-"): value for name, value in headers.items()}  # fmt: skip
    head = (
        f"{method} {path} HTTP/1.1\r\n"
        + "".join(f"{name}: {value}\r\n" for name, value in told.items())
        + "\r\n"
    )
    with socket.create_connection(("127.0.0.1", port)) as connection:
        connection.sendall(head.encode())
        if source:
            with source.open("rb") as stream:
                connection.sendfile(stream)
        answer = b"".join(iter(lambda: connection.recv(65536), b"")).decode()
    lines = answer.partition("\r\n\r\n")[0].split("\r\n")
    places = [line.partition(": ")[2] for line in lines if line.lower().startswith("location:")]
    return int(lines[0].split()[1]), (places or [""])[0]


def sent(port: int, office: Office, source: Path) -> None:
    """Begin, send all in one piece, ask for the result."""
    place = f"/incidents/cases/{office.case}/evidence/arrivals/"
    status, place = _ask(port, office, "POST", place, Upload_Length=str(source.stat().st_size))
    assert status == 201
    piece = {"Upload_Offset": "0", "Content_Type": "application/offset+octet-stream"}
    assert _ask(port, office, "PATCH", place, source, **piece)[0] == 204
    assert _ask(port, office, "POST", f"{place}result/")[0] == 200


def _timed(work: Callable[[], object]) -> float:
    begin = time.perf_counter()
    work()
    return time.perf_counter() - begin


def by_page(source: Path, folder: Path) -> Run:
    """Through the web server, as a browser sends it."""
    office = Office.furnished(folder / "page")
    with served(office) as (port, worker):
        seconds = _timed(lambda: sent(port, office, source))
        status = Path(f"/proc/{worker}/status").read_text()
    peak = next(int(line.split()[1]) for line in status.splitlines() if line.startswith("VmHWM"))
    shutil.rmtree(folder / "page")
    return Run("gunicorn + tus", source.stat().st_size / MEGABYTE, seconds, peak / 1024)


def by_command(source: Path, folder: Path) -> Run:
    """With the command, its start and its looking for messages included."""
    office = Office.furnished(folder / "command")
    line = [
        sys.executable,
        "-W",
        "ignore",
        "manage.py",
        "add_evidence",
        str(source),
        "--matter",
        "YL2026-0001",
    ]
    # Nobody reads such a file, which the command says with 1.
    seconds = _timed(
        lambda: subprocess.run(line, cwd=ROOT, env=_environment(office.folder), stdout=subprocess.DEVNULL)
    )
    peak = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    assert len([path for path in (office.folder / "vault").rglob("*") if path.is_file()]) == 1
    shutil.rmtree(folder / "command")
    return Run("add_evidence", source.stat().st_size / MEGABYTE, seconds, peak)


def run(size_mb: int = DEFAULT_MB) -> list[Run]:
    """Measure all ways on one file, print the table, give the figures."""
    with tempfile.TemporaryDirectory(prefix="caseapp-ingest-") as name:
        folder = Path(name)
        source = folder / "recording.bin"
        write_file(source, size_mb * MEGABYTE)
        runs = [Run("cp + sha256sum", size_mb, _timed(lambda: copied(source, folder, forced=False)))]
        runs.append(
            Run("cp + sync + sha256sum", size_mb, _timed(lambda: copied(source, folder, forced=True)))
        )
        runs += [by_page(source, folder), by_command(source, folder)]
    _print(runs)
    return runs


def _print(runs: list[Run]) -> None:
    print(f"{'way':24}{'MB':>8}{'s':>8}{'MB/s':>8}{'peak MB':>9}{'of cp':>8}{'of sync':>9}")
    plain, forced = runs[0].seconds, runs[1].seconds
    for each in runs:
        peak = "" if each.peak_mb is None else f"{each.peak_mb:.0f}"
        print(
            f"{each.way:24}{each.megabytes:8.0f}{each.seconds:8.2f}{each.megabytes / each.seconds:8.0f}{peak:>9}"
            f"{plain / each.seconds:8.2f}{forced / each.seconds:9.2f}"
        )


if __name__ == "__main__":
    run(int(sys.argv[1]) if len(sys.argv) > 1 else DEFAULT_MB)

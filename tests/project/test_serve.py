"""One command serves pages and does the background work, and ends cleanly."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from tests.servers import children_of, free_port

TOP = Path(__file__).resolve().parents[2]


def start(port: int, data: Path) -> "subprocess.Popen[str]":
    given = {k: v for k, v in os.environ.items() if k not in {"DATABASE_URL", "REDIS_URL", "TASKS_EAGER"}}
    given |= {"PORT": str(port), "DATA_DIR": str(data), "DJANGO_SETTINGS_MODULE": "caseapp.settings"}
    subprocess.run(
        [sys.executable, "-W", "ignore", "manage.py", "migrate", "-v0"], cwd=TOP, env=given, check=True
    )
    line = [sys.executable, "-W", "ignore", "manage.py", "serve"]
    return subprocess.Popen(
        line, cwd=TOP, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    )


def answers(port: int) -> bool:
    try:
        urllib.request.urlopen(f"http://127.0.0.1:{port}/language/", timeout=5)
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_and_ends_without_leaving_anything(how: int, tmp_path: Path) -> None:
    port = free_port()
    server = start(port, tmp_path)
    try:
        until = time.monotonic() + 40
        while not answers(port):
            assert server.poll() is None, server.stdout.read() if server.stdout else ""
            assert time.monotonic() < until
            time.sleep(0.2)
        children = children_of(server.pid)
        assert len(children) == 3
    finally:
        server.send_signal(how)
        said = server.communicate(timeout=40)[0]
    assert server.returncode == 0, said
    assert "Traceback" not in said
    assert not [pid for pid in children if Path(f"/proc/{pid}").exists()]


def test_when_a_part_is_killed_nothing_of_it_stays(tmp_path: Path) -> None:
    port = free_port()
    server = start(port, tmp_path)
    until = time.monotonic() + 40
    while not answers(port):
        assert time.monotonic() < until
        time.sleep(0.2)
    parts = children_of(server.pid)
    worker = next(pid for pid in parts if b"worker\0" in Path(f"/proc/{pid}/cmdline").read_bytes())
    while not (children := children_of(worker)):
        assert time.monotonic() < until
        time.sleep(0.1)
    # Asleep, as if at work on something long.
    for pid in children:
        os.kill(pid, signal.SIGSTOP)
    os.kill(worker, signal.SIGKILL)
    said = server.communicate(timeout=40)[0]
    assert server.returncode == 1
    assert "The worker process ended by itself" in said
    until = time.monotonic() + 10
    while any(is_there(pid) for pid in (*parts, *children)):
        assert time.monotonic() < until
        time.sleep(0.1)


def is_there(pid: int) -> bool:
    """Whether the process does anything still; one that has ended may wait for somebody to take notice."""
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


def test_a_taken_port_is_one_sentence(tmp_path: Path) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        server = start(taken.getsockname()[1], tmp_path)
        said = server.communicate(timeout=40)[0]
    assert server.returncode == 2
    assert "is taken" in said
    assert "Traceback" not in said

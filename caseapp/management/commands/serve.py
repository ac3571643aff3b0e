"""manage.py serve: web server, worker and clock in one terminal, ended together."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path
from types import FrameType
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

GRACE_SECONDS = 15
POLL_SECONDS = 0.3


class Command(BaseCommand):
    help = "Serve pages and do background work until Ctrl-C; PORT chooses the port (8000), HOST the address (127.0.0.1)."

    def handle(self, *args: Any, **options: Any) -> None:
        host, port = os.environ.get("HOST", "127.0.0.1"), int(os.environ.get("PORT", "8000"))
        _require_free(host, port)
        self.asked_to_stop = False
        for number in (signal.SIGINT, signal.SIGTERM):
            signal.signal(number, self._stop)
        children = {name: _start(line) for name, line in _commands(host, port).items()}
        self.stdout.write(f"\nServing on http://{host}:{port} — Ctrl-C ends it.")
        fallen = self._watch(children)
        _end(children)
        if fallen:
            raise CommandError(f"The {fallen} process ended by itself; everything was stopped.")

    def _stop(self, number: int, frame: FrameType | None) -> None:
        if self.asked_to_stop:
            # A second Ctrl-C: do not wait any longer.
            raise KeyboardInterrupt
        self.asked_to_stop = True

    def _watch(self, children: dict[str, "subprocess.Popen[bytes]"]) -> str:
        """The name of a child that ended by itself, or nothing when we were asked to stop."""
        while not self.asked_to_stop:
            for name, child in children.items():
                if child.poll() is not None:
                    return name
            time.sleep(POLL_SECONDS)
        self.stdout.write("Ending…")
        return ""


def _start(line: list[str]) -> "subprocess.Popen[bytes]":
    """A child in a process group of its own, so that Ctrl-C reaches it only through us."""
    return subprocess.Popen(line, start_new_session=True)  # noqa: S603  # the virtual environment's own programs


def _require_free(host: str, port: int) -> None:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise CommandError(
                f"Port {port} is taken. Choose another: PORT=8001 make demo", returncode=2
            ) from error


def _commands(host: str, port: int) -> dict[str, list[str]]:
    folder = Path(sys.executable).parent
    web = [
        str(folder / "gunicorn"),
        "caseapp.wsgi:application",
        "--bind",
        f"{host}:{port}",
        "--workers",
        "2",
        "--threads",
        "4",
    ]
    worker = [
        str(folder / "celery"),
        "--quiet",
        "-A",
        "caseapp",
        "worker",
        "--concurrency",
        "2",
        "--loglevel",
        "warning",
    ]
    # Not within the worker: a clock that is killed there is missed by nobody, and nothing that was lost is found any more.
    clock = [str(folder / "celery"), "--quiet", "-A", "caseapp", "beat", "--loglevel", "warning"]
    return {
        "web": [*web, "--log-level", "warning", "--timeout", "120"],
        "worker": worker,
        "clock": [*clock, "--schedule", settings.CELERY_BEAT_SCHEDULE_FILENAME, "--pidfile="],
    }


def _end(children: dict[str, "subprocess.Popen[bytes]"]) -> None:
    """Ask every child to end its own helpers and itself; kill what has not ended in time or at a second Ctrl-C."""
    for child in children.values():
        if child.poll() is None:
            child.terminate()
        else:
            # It fell: what it had started may be at work still, with nobody over it.
            with contextlib.suppress(ProcessLookupError):
                os.killpg(child.pid, signal.SIGKILL)
    try:
        until = time.monotonic() + GRACE_SECONDS
        for child in children.values():
            child.wait(max(until - time.monotonic(), 0.1))
    except (subprocess.TimeoutExpired, KeyboardInterrupt):
        for child in children.values():
            if child.poll() is None:
                os.killpg(child.pid, signal.SIGKILL)
                child.wait()

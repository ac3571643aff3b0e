"""An office as it runs: PostgreSQL, Redis, web server, worker and clock, each of them processes that can be killed."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from tests.evidence.conftest import TOP, Office
from tests.servers import Server, children_of, free_port, postgres_server, redis_server

START_SECONDS = 30
LOOK_SECONDS = 0.5


@dataclass(frozen=True)
class ServedOffice(Office):
    """The office on its own servers; scripts run in it like in any other."""

    environment: dict[str, str] = field(default_factory=dict)

    def run(self, script: str, *arguments: str, **environment: str) -> "subprocess.CompletedProcess[str]":
        return super().run(script, *arguments, **self.environment | environment)


class Group:
    """A program of the product with all its processes, as under a service manager: what ends by itself is started again.

    A Celery worker does end by itself when one of its processes is killed before it was up.
    """

    def __init__(self, office: ServedOffice, *line: str, port: int = 0) -> None:
        self._office, self._line, self._port = office, line, port
        self.process: subprocess.Popen[bytes] | None = None
        self._turn = threading.RLock()

    def start(self) -> None:
        with self._turn:
            self._start()
        self._wait()

    def tend(self) -> None:
        """It runs, unless it was never started or was killed as a whole."""
        with self._turn:
            if self.process is not None and self.process.poll() is not None:
                self._start()

    def _start(self) -> None:
        given = {name: os.environ[name] for name in ("PATH", "SECRET_KEY", "FIELD_KEYS")}
        given |= {"DATA_DIR": str(self._office.folder), "PYTHONPATH": str(TOP)} | self._office.environment
        program = str(Path(sys.executable).parent / self._line[0])
        with (self._office.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                [program, *self._line[1:]], cwd=TOP, env=given, stdout=log, stderr=log, start_new_session=True
            )

    def kill(self) -> None:
        """At once, with everything it has started."""
        with self._turn:
            assert self.process is not None
            with contextlib.suppress(ProcessLookupError):
                os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()
            self.process = None

    def kill_one(self, number: int) -> None:
        """One of the processes that do the work, and what it has started; the rest goes on."""
        workers = self.children()
        if workers:
            with contextlib.suppress(ProcessLookupError):
                os.kill(workers[number % len(workers)], signal.SIGKILL)

    def grandchildren(self) -> list[int]:
        """What its workers have started: the processes that read."""
        return [pid for child in self.children() for pid in children_of(child)]

    def children(self) -> list[int]:
        """Its workers."""
        return children_of(self.process.pid) if self.process is not None else []

    def _wait(self) -> None:
        until = time.monotonic() + START_SECONDS
        while self._port and time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self._port)) == 0:
                    return
            time.sleep(0.05)


@dataclass
class Parts:
    """The parts of an office that can be killed."""

    office: ServedOffice
    port: int
    web: Group
    worker: Group
    clock: Group
    postgres: Server
    redis: Server


@contextmanager
def tended(groups: Sequence[Group]) -> Iterator[None]:
    """The groups run and are looked after until the block ends; then they are gone."""
    is_over = threading.Event()

    def look_after() -> None:
        while not is_over.wait(LOOK_SECONDS):
            for group in groups:
                group.tend()

    manager = threading.Thread(target=look_after)
    try:
        for group in groups:
            group.start()
        manager.start()
        yield
    finally:
        is_over.set()
        if manager.ident is not None:
            manager.join()
        for group in groups:
            if group.process is not None:
                group.kill()


@contextmanager
def served_office(folder: Path) -> Iterator[Parts]:
    """An office that serves, its command lines those of manage.py serve. Redis runs as it is installed: a kill takes all that it held in memory.

    PostgreSQL keeps what it confirmed, as it does everywhere unless somebody switches that off.
    """
    with (
        postgres_server(keeps_what_it_confirmed=True) as (postgres, database_url),
        redis_server() as (redis, redis_url),
    ):
        port = free_port()
        environment = {
            "DATABASE_URL": database_url, "REDIS_URL": redis_url, "DJANGO_SETTINGS_MODULE": "tests.faults.settings",
            "HTTPS": "0", "ALLOWED_HOSTS": "localhost,127.0.0.1", "TASKS_EAGER": "0", "TSA_URLS": "demo:", "OCR_THREADS": "1",
        }  # fmt: skip
        office = ServedOffice(folder, environment)
        web = Group(
            office, "gunicorn", "caseapp.wsgi:application", "--bind", f"127.0.0.1:{port}", "--workers", "2", "--threads", "4",
            "--log-level", "warning", "--timeout", "120", port=port,
        )  # fmt: skip
        worker = Group(
            office, "celery", "--quiet", "-A", "caseapp", "worker", "--concurrency", "2", "--loglevel", "warning",
        )  # fmt: skip
        clock = Group(
            office, "celery", "--quiet", "-A", "caseapp", "beat", "--loglevel", "warning", "--pidfile=", "--schedule",
            str(folder / "beat-schedule"),
        )  # fmt: skip
        done = office.run(
            "from django.core.management import call_command; call_command('migrate', verbosity=0)"
        )
        assert done.returncode == 0, done.stderr
        groups = (web, worker, clock)
        with tended(groups):
            yield Parts(office, port, web, worker, clock, postgres, redis)

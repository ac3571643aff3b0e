"""Private PostgreSQL and Redis for the tests: from their binaries, on free loopback ports, in a temporary folder."""

import contextlib
import os
import pwd
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

START_SECONDS = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def postgres_binaries() -> Path | None:
    """The folder with initdb and postgres: Debian's newest, or what PATH offers."""
    folders = sorted(
        Path("/usr/lib/postgresql").glob("*/bin"), key=lambda p: int(p.parent.name), reverse=True
    )
    folders += [Path(found).parent for name in ("postgres", "pg_ctl") if (found := shutil.which(name))]
    return next(
        (folder for folder in folders if (folder / "initdb").exists() and (folder / "postgres").exists()),
        None,
    )


def _ordinary_user() -> tuple[str, int, int] | None:
    """PostgreSQL refuses to run as root: then it runs as the user that Debian made for it."""
    if os.geteuid() != 0:
        return None
    entry = pwd.getpwnam("postgres")
    return entry.pw_name, entry.pw_uid, entry.pw_gid


class Server:
    """A program of ours on a port of its own. It can be killed and started again over what it left on the disk."""

    def __init__(
        self, line: list[str], port: int, log: Path, user: tuple[str, int, int] | None = None
    ) -> None:
        self._line, self._log = line, log
        self._as_user = {"user": user[1], "group": user[2], "extra_groups": []} if user else {}
        self.port = port
        self.process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """It answers on its port."""
        with self._log.open("ab") as log:
            self.process = subprocess.Popen(self._line, stdout=log, stderr=log, cwd="/", **self._as_user)
        _wait_for(self.port, self.process)

    def kill(self) -> None:
        """At once, with the processes it has started, which would not let another start while they are there."""
        assert self.process is not None
        doomed = [self.process.pid, *children_of(self.process.pid)]
        for pid in doomed:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self, how: int) -> None:
        """Asked to end, and killed where that takes too long."""
        if self.process is not None and self.process.poll() is None:
            _end(self.process, how)


@contextmanager
def postgres_server(*, keeps_what_it_confirmed: bool = False) -> Iterator[tuple[Server, str]]:
    """A fresh PostgreSQL and its URL; it ends with the block. FileNotFoundError where there are no binaries.

    Unless it must keep what it confirmed when it is killed, it saves the time for that. It never waits for the disk: a
    killed process, unlike a lost machine, has handed over what it wrote.
    """
    binaries = postgres_binaries()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL")
    user = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="caseapp-pg-"))
    as_user = {"user": user[1], "group": user[2], "extra_groups": []} if user else {}
    if user:
        os.chown(folder, user[1], user[2])
    line = [str(binaries / "initdb"), "-D", str(folder / "db"), "-U", "tests", "-A", "trust", "-E", "UTF8"]
    port = free_port()
    saving = ["fsync=off", "full_page_writes=off", "listen_addresses=127.0.0.1"]
    if not keeps_what_it_confirmed:
        saving.append("synchronous_commit=off")
    options = [word for one in saving for word in ("-c", one)]
    options += ["-k", str(folder), "-p", str(port), "-D", str(folder / "db")]
    server = Server([str(binaries / "postgres"), *options], port, folder / "log", user)
    try:
        subprocess.run(
            [*line, "--locale=C.UTF-8", "-N"], check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **as_user
        )  # fmt: skip
        server.start()
        yield server, f"postgres://tests@127.0.0.1:{port}/postgres"
    finally:
        server.end(signal.SIGINT)
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis_server(*options: str) -> Iterator[tuple[Server, str]]:
    """A fresh Redis and its URL; it ends with the block. FileNotFoundError where there is no redis-server."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise FileNotFoundError("Redis")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="caseapp-redis-") as folder:
        line = [binary, "--port", str(port), "--bind", "127.0.0.1", "--dir", folder, *options]
        server = Server(line, port, Path(folder) / "log")
        try:
            server.start()
            yield server, f"redis://127.0.0.1:{port}/0"
        finally:
            server.end(signal.SIGTERM)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh PostgreSQL that ends with the block. FileNotFoundError where there are no binaries."""
    with postgres_server() as (_, url):
        yield url


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a fresh Redis that ends with the block. FileNotFoundError where there is no redis-server."""
    with redis_server("--save", "", "--appendonly", "no") as (_, url):
        yield url


def children_of(pid: int) -> list[int]:
    """The processes that this one has started and that are still there."""
    found = []
    for status in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = status.read_text()
        except OSError:
            continue
        if int(text.rpartition(")")[2].split()[1]) == pid:
            found.append(int(status.parent.name))
    return found


def _wait_for(port: int, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until:
        if server.poll() is not None:
            raise RuntimeError(f"{server.args!r} ended at once with {server.returncode}")
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise TimeoutError(f"nothing answers on port {port}")


def _end(server: subprocess.Popen[bytes], how: int) -> None:
    server.send_signal(how)
    try:
        server.wait(START_SECONDS)
    except subprocess.TimeoutExpired:
        server.kill()
        server.wait()


if __name__ == "__main__":
    with postgres() as url:
        print(url)
        sys.stdin.read()

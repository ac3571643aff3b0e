"""Private PostgreSQL and Redis for the tests: from their binaries, on free loopback ports, in a temporary folder."""

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


def _run(command: list[str], user: tuple[str, int, int] | None) -> None:
    as_user = {"user": user[1], "group": user[2], "extra_groups": []} if user else {}
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd="/", **as_user)


@contextmanager
def postgres() -> Iterator[str]:
    """The URL of a fresh PostgreSQL that ends with the block. FileNotFoundError where there are no binaries."""
    binaries = postgres_binaries()
    if binaries is None:
        raise FileNotFoundError("PostgreSQL")
    user = _ordinary_user()
    folder = Path(tempfile.mkdtemp(prefix="caseapp-pg-"))
    port = free_port()
    if user:
        os.chown(folder, user[1], user[2])
    try:
        _run(
            [
                str(binaries / "initdb"),
                "-D",
                str(folder / "db"),
                "-U",
                "tests",
                "-A",
                "trust",
                "-E",
                "UTF8",
                "--locale=C.UTF-8",
                "-N",
            ],
            user,
        )
        options = [
            "-c",
            "fsync=off",
            "-c",
            "synchronous_commit=off",
            "-c",
            "full_page_writes=off",
            "-c",
            "listen_addresses=127.0.0.1",
        ]
        options += ["-k", str(folder), "-p", str(port), "-D", str(folder / "db")]
        as_user = {"user": user[1], "group": user[2], "extra_groups": []} if user else {}
        with (folder / "log").open("wb") as log:
            server = subprocess.Popen(
                [str(binaries / "postgres"), *options], stdout=log, stderr=log, cwd="/", **as_user
            )
        try:
            _wait_for(port, server)
            yield f"postgres://tests@127.0.0.1:{port}/postgres"
        finally:
            _end(server, signal.SIGINT)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def redis() -> Iterator[str]:
    """The URL of a fresh Redis that ends with the block. FileNotFoundError where there is no redis-server."""
    binary = shutil.which("redis-server")
    if binary is None:
        raise FileNotFoundError("Redis")
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="caseapp-redis-") as folder:
        options = [
            "--port",
            str(port),
            "--bind",
            "127.0.0.1",
            "--save",
            "",
            "--appendonly",
            "no",
            "--dir",
            folder,
        ]
        server = subprocess.Popen([binary, *options], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        try:
            _wait_for(port, server)
            yield f"redis://127.0.0.1:{port}/0"
        finally:
            _end(server, signal.SIGTERM)


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

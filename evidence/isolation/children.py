"""Our end of the line to the child: starting it, handing it files, hearing its answers, and ending it when it goes too far."""

import atexit
import contextlib
import os
import select
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from typing import Any, BinaryIO

from django.conf import settings

from evidence.isolation.wire import PIECE_BYTES, REQUEST_BYTES, line_of, parted

TICK_SECONDS = 5.0
SILENT_SECONDS = 600
"""A child that says nothing for so long is at an end, whatever it does: the longest picture takes a minute."""
BYTES_PER_SECOND = 500_000
"""Beyond its fixed allowance a file may cost a CPU second for so many bytes; backups take a tenth of that."""
LINE_BYTES = 64 * 1024 * 1024
KEPT_ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH")
BROUGHT_DOWN = frozenset({-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE})
"""A library was brought down by the file: it would be again."""

Waiting = Callable[[], None]


def do_nothing() -> None:
    """For callers who have nothing to do while the child is silent."""


class ReaderFault(RuntimeError):
    """The child failed by a fault of its own, or was ended from outside; the file may be tried again."""


class Ended(Exception):  # an event, not an error
    """The child is gone."""


class Child:
    """A running child and our end of the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-m", "evidence.isolation.child", str(theirs.fileno()), str(settings.READER_MEMORY_BYTES)],
                pass_fds=[theirs.fileno()], cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
                | {"OCR_THREADS": str(settings.OCR_THREADS)},
            )  # fmt: skip
        self.line = ours
        self.owner = os.getpid()
        self.was_silent = False
        self._heard = bytearray()

    @property
    def is_ours(self) -> bool:
        """Whether this process started it: after a fork the line belongs to the parent."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, kind: str, what: str, params: dict[str, Any], stream: BinaryIO) -> None:
        """Hand the file over. Raises Ended, and ValueError for parameters that are too long."""
        size = os.fstat(stream.fileno()).st_size
        seconds = settings.READER_CPU_SECONDS + size // BYTES_PER_SECOND
        request = line_of(kind, [what, params, seconds])
        if len(request) > REQUEST_BYTES:
            raise ValueError("too much is asked at once")
        try:
            socket.send_fds(self.line, [request], [stream.fileno()])
        except OSError as error:
            raise Ended from error

    def answers(self, while_waiting: Waiting) -> Iterator[tuple[str, Any]]:
        """What the child says: lines as kind and value, and `piece` with name, place and bytes.

        Raises Ended, and ReaderFault for what makes no sense.
        """
        while True:
            kind, value = _parted(self._next_line(while_waiting))
            yield kind, self._piece(value, while_waiting) if kind == "piece" else value

    def _next_line(self, while_waiting: Waiting) -> bytes:
        while (end := self._heard.find(b"\n")) < 0:
            if len(self._heard) > LINE_BYTES:
                raise ReaderFault("a line without an end")
            self._hear(while_waiting)
        return self._taken(end + 1)

    def _piece(self, told: Any, while_waiting: Waiting) -> tuple[str, int, bytes]:
        """The bytes that follow the line of a piece."""
        try:
            name, at, size = str(told[0]), int(told[1]), int(told[2])
        except (TypeError, ValueError, LookupError) as error:
            raise ReaderFault("a piece of nothing") from error
        if at < 0 or not 0 < size <= PIECE_BYTES:
            raise ReaderFault("a piece that is too large")
        while len(self._heard) < size:
            self._hear(while_waiting)
        return name, at, self._taken(size)

    def _taken(self, size: int) -> bytes:
        taken = bytes(self._heard[:size])
        del self._heard[:size]
        return taken

    def _hear(self, while_waiting: Waiting) -> None:
        """Something more was said. Raises Ended when the child is gone or has been silent for too long."""
        since = time.monotonic()
        while not select.select([self.line], [], [], TICK_SECONDS)[0]:
            while_waiting()
            if time.monotonic() - since > SILENT_SECONDS:
                self.was_silent = True
                raise Ended
        try:
            data = self.line.recv(1 << 20)
        except OSError as error:
            raise Ended from error
        if not data:
            raise Ended
        self._heard += data

    def end(self) -> int:
        """The child is gone. How it ended, as subprocess tells it."""
        self.line.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if not self.was_silent:
                return self.process.wait(timeout=1)
        self.process.kill()
        return self.process.wait()

    def let_go(self) -> None:
        """Our end of the line is closed, and what has ended is put away; a child that belongs to the parent runs on."""
        self.line.close()
        if self.owner == os.getpid():
            self.process.wait()

    def why_ended(self) -> str:
        """The code of what the file has done to the child: too_much_time, brought_down. Raises ReaderFault when it was not the file."""
        how = self.end()
        if how == -signal.SIGXCPU or self.was_silent:
            return "too_much_time"
        if how in BROUGHT_DOWN:
            return "brought_down"
        raise ReaderFault(f"the child ended with {how}")


def _parted(line: bytes) -> tuple[str, Any]:
    try:
        return parted(line)
    except (ValueError, RecursionError) as error:
        raise ReaderFault("a line that is no answer") from error


_turn = threading.Lock()
_running: list[Child] = []


@contextlib.contextmanager
def child_in_turn() -> Iterator[Child]:
    """The child of this process, started when there is none, for one file. Whoever leaves by an exception has ended it:

    what it would still say must not be taken for answers about the next file.
    """
    with _turn:
        child = _child()
        try:
            yield child
        except BaseException:
            child.end()
            raise


def _child() -> Child:
    if _running and not _running[0].is_ours:
        # It ended by itself, or with the thread that had started it (prctl(2)); after a fork it is the parent's.
        _running.pop().let_go()
    if not _running:
        _running.append(Child())
    return _running[0]


@atexit.register
def end_child() -> None:
    """No child runs for this process."""
    if _running and _running[0].is_ours:
        _running.pop().end()

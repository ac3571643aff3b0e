"""Our end of a reading at arm's length: starting the child, handing it files, and ending it when it goes too far."""

import atexit
import contextlib
import json
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

from evidence.isolation.wire import line_of, message_from, parted, problem_from
from evidence.readers import Problem, ReadMessage

TICK_SECONDS = 5.0
SILENT_SECONDS = 600
"""A child that says nothing for so long is at an end, whatever it does: the longest picture takes a minute."""
BYTES_PER_SECOND = 500_000
"""Beyond its fixed allowance a file may cost a CPU second for so many bytes; backups take a tenth of that."""
LINE_BYTES = 64 * 1024 * 1024
KEPT_ENVIRONMENT = ("PATH", "LANG", "LD_LIBRARY_PATH")


class ReaderFault(RuntimeError):
    """The reader failed by a fault of its own, or was ended from outside; the file may be tried again."""


class _Ended(Exception):  # an event, not an error
    """The child is gone."""


class FarReading(Iterator[ReadMessage]):
    """The messages of one file as the child reads them. `kind`, `facts` and `problems` are complete at the end."""

    def __init__(self, stream: BinaryIO, name: str, while_waiting: Callable[[], None]) -> None:
        self.kind = ""
        self.media_type = ""
        self.facts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._messages = self._run(stream, name, while_waiting)

    def __iter__(self) -> Iterator[ReadMessage]:
        return self._messages

    def __next__(self) -> ReadMessage:
        return next(self._messages)

    def _run(self, stream: BinaryIO, name: str, while_waiting: Callable[[], None]) -> Iterator[ReadMessage]:
        with _turn:
            child = _child()
            try:
                child.ask(stream, name)
                for kind, value in child.answers(while_waiting):
                    if kind == "messages":
                        yield from map(message_from, value)
                    else:
                        self._take(kind, value)
                    if kind == "ended":
                        return
                    if kind == "memory":
                        child.end()
                        return
            except _Ended:
                self._take_end(child)
            except BaseException:
                # Somebody stopped taking messages, or a line made no sense: the rest must not be taken for the next file.
                child.end()
                raise

    def _take(self, kind: str, value: Any) -> None:
        if kind == "begun":
            self.kind, self.media_type = value
        elif kind == "problem":
            self.problems.append(problem_from(value))
        elif kind == "ended":
            self.kind, self.facts = value
        elif kind == "memory":
            self.problems.append(Problem("", "too_much_memory"))
        else:
            raise ReaderFault(str(value) if kind == "fault" else "an unknown line")

    def _take_end(self, child: "_Child") -> None:
        how = child.end()
        if how == -signal.SIGXCPU or child.was_silent:
            self.problems.append(Problem("", "too_much_time"))
        elif how in {-signal.SIGABRT, -signal.SIGSEGV, -signal.SIGBUS, -signal.SIGILL, -signal.SIGFPE}:
            # A library of the reader was brought down by this file: it would be again.
            self.problems.append(Problem("", "brought_down"))
        else:
            raise ReaderFault(f"the reading process ended with {how}")


class _Child:
    """A running child and our end of the line to it."""

    def __init__(self) -> None:
        ours, theirs = socket.socketpair()
        with theirs:
            self.process = subprocess.Popen(  # noqa: S603  # our own interpreter and module
                [sys.executable, "-m", "evidence.isolation.child", str(theirs.fileno()), str(settings.READER_MEMORY_BYTES)],
                pass_fds=[theirs.fileno()], cwd=settings.BASE_DIR, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
                env={name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ} | {"OCR_THREADS": str(settings.OCR_THREADS)},
            )  # fmt: skip
        self.line = ours
        self.owner = os.getpid()
        self.was_silent = False
        self._heard = bytearray()

    @property
    def is_ours(self) -> bool:
        """Whether this process started it: after a fork the line belongs to the parent."""
        return self.owner == os.getpid() and self.process.poll() is None

    def ask(self, stream: BinaryIO, name: str) -> None:
        """Hand the file over. Raises _Ended."""
        size = os.fstat(stream.fileno()).st_size
        request = line_of("read", [name[:1000], settings.READER_CPU_SECONDS + size // BYTES_PER_SECOND])
        try:
            socket.send_fds(self.line, [request], [stream.fileno()])
        except OSError as error:
            raise _Ended from error

    def answers(self, while_waiting: Callable[[], None]) -> Iterator[tuple[str, Any]]:
        """What the child says, line by line. Raises _Ended, and ReaderFault for a line that is none."""
        heard_at = time.monotonic()
        while True:
            while (end := self._heard.find(b"\n")) >= 0:
                line = bytes(self._heard[:end])
                del self._heard[: end + 1]
                yield _parted(line)
            if len(self._heard) > LINE_BYTES:
                raise ReaderFault("a line without an end")
            if self._hear():
                heard_at = time.monotonic()
                continue
            while_waiting()
            if time.monotonic() - heard_at > SILENT_SECONDS:
                self.was_silent = True
                raise _Ended

    def _hear(self) -> bool:
        """Whether something came within a tick. Raises _Ended."""
        if not select.select([self.line], [], [], TICK_SECONDS)[0]:
            return False
        try:
            data = self.line.recv(1 << 20)
        except OSError as error:
            raise _Ended from error
        if not data:
            raise _Ended
        self._heard += data
        return True

    def end(self) -> int:
        """The child is gone. How it ended, as subprocess tells it."""
        self.line.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            if not self.was_silent:
                return self.process.wait(timeout=1)
        self.process.kill()
        return self.process.wait()


def _parted(line: bytes) -> tuple[str, Any]:
    try:
        return parted(line)
    except (ValueError, json.JSONDecodeError) as error:
        raise ReaderFault("a line that is no reading") from error


_turn = threading.Lock()
_running: list[_Child] = []


def _child() -> _Child:
    """The child of this process, started when there is none."""
    if _running and not _running[0].is_ours:
        _running.clear()
    if not _running:
        _running.append(_Child())
    return _running[0]


@atexit.register
def _end_child() -> None:
    if _running and _running[0].is_ours:
        _running.pop().end()


def read(stream: BinaryIO, *, name: str, while_waiting: Callable[[], None] = lambda: None) -> FarReading:
    """The messages of an open file (with a descriptor), read by the child from its beginning.

    `while_waiting` is called every few seconds of silence. A file that asks for too much memory or time, or brings the
    reader down, ends with a problem that says so, and what was read until then has been given. Raises ReaderFault while
    being taken when the reader itself is at fault.
    """
    return FarReading(stream, name, while_waiting)

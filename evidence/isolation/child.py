"""The child: `python -m evidence.isolation.child SOCKET MEMORY`. Works on one file after the other until its parent goes.

A file comes as an open descriptor, with what is to be done and CPU seconds. Messages go back as they are read; so do the
files that a job makes, piece by piece, for the child writes none.
"""

import ctypes
import io
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, NamedTuple

from evidence.isolation.wire import (
    PIECE_BYTES,
    REQUEST_BYTES,
    line_of,
    parted,
    piece_of,
    plain_message,
    plain_problem,
)
from evidence.making import job_named
from evidence.readers import ReadMessage, read
from evidence.readers.refusal import Refusal

BATCH_CHARACTERS = 200_000
"""Messages cross in batches: one at a time would cost more than reading them."""
BATCH = 200
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


class Request(NamedTuple):
    """What is to be done with which file, in how many CPU seconds. `what` is the file's name, or that of the job."""

    kind: str
    what: str
    params: dict[str, Any]
    seconds: int
    stream: BinaryIO


def main(descriptor: int, memory: int) -> None:
    """Serve requests on the socket until the other end closes it."""
    _shut_in(memory)
    with socket.socket(fileno=descriptor) as line:
        while (request := _next_request(line)) is not None:
            with request.stream:
                _allow(request.seconds)
                if not _serve(line, request):
                    return


def _shut_in(memory: int) -> None:
    """No more memory than `memory` bytes, no file written, no core dump, no new rights; ends with the parent."""
    for limit, value in ((resource.RLIMIT_AS, memory), (resource.RLIMIT_FSIZE, 0), (resource.RLIMIT_CORE, 0)):
        resource.setrlimit(limit, (value, value))
    if sys.platform == "linux":
        libc = ctypes.CDLL(None)
        libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
        libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)


def _allow(seconds: int) -> None:
    """From here on the process may use so many CPU seconds; then the kernel ends it."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (int(used.ru_utime + used.ru_stime) + seconds + 1, hard))


def _next_request(line: socket.socket) -> Request | None:
    data, descriptors, _flags, _address = socket.recv_fds(line, REQUEST_BYTES, 1)
    if not descriptors:
        return None
    kind, (what, params, seconds) = parted(data)
    return Request(kind, what, params, seconds, os.fdopen(descriptors[0], "rb"))


def _serve(line: socket.socket, request: Request) -> bool:
    """Whether the child is fit to go on: after running out of memory it is not."""
    try:
        request.stream.seek(0)
        if request.kind == "read":
            for answer in _read(request.stream, request.what):
                line.sendall(answer)
        else:
            line.sendall(_done(line, request))
    except (BrokenPipeError, ConnectionResetError):
        # The parent wants no more of this file, or of us.
        return False
    except MemoryError:
        line.sendall(line_of("memory", None))
        return False
    except Refusal as refusal:
        line.sendall(line_of("refused", refusal.code))
    except Exception as fault:
        # Only where and what kind: the words of an exception may quote the file.
        line.sendall(line_of("fault", _place_of(fault)))
    return True


def _done(line: socket.socket, request: Request) -> bytes:
    """The job is done and its files have crossed. The line that ends it."""

    def keep(name: str) -> BinaryIO:
        return io.BufferedWriter(_Crossing(line, name), PIECE_BYTES)

    return line_of("done", job_named(request.what)(request.stream, request.params, keep))


class _Crossing(io.RawIOBase):
    """A file that lies with the parent: what is written crosses at once, with its place."""

    def __init__(self, line: socket.socket, name: str) -> None:
        self._line, self._name, self._at, self._size = line, name, 0, 0

    def writable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self._at = offset + {os.SEEK_SET: 0, os.SEEK_CUR: self._at, os.SEEK_END: self._size}[whence]
        return self._at

    def write(self, data: Any) -> int:
        piece = bytes(memoryview(data)[:PIECE_BYTES])
        self._line.sendall(piece_of(self._name, self._at, piece))
        self._at += len(piece)
        self._size = max(self._size, self._at)
        return len(piece)


def _read(stream: BinaryIO, name: str) -> Iterator[bytes]:
    reading = read(stream, name=name)
    yield line_of("begun", [reading.kind, reading.media_type])
    for batch in _batches(reading):
        yield line_of("messages", [plain_message(message) for message in batch])
    for problem in reading.problems:
        yield line_of("problem", plain_problem(problem))
    yield line_of("ended", [reading.kind, reading.facts])


def _batches(messages: Iterable[ReadMessage]) -> Iterator[list[ReadMessage]]:
    batch: list[ReadMessage] = []
    characters = 0
    for message in messages:
        batch.append(message)
        characters += len(message.text)
        if len(batch) == BATCH or characters > BATCH_CHARACTERS:
            yield batch
            batch, characters = [], 0
    yield batch


def _place_of(fault: BaseException) -> str:
    frames = []
    trace = fault.__traceback__
    while trace is not None:
        frames.append(f"{os.path.basename(trace.tb_frame.f_code.co_filename)}:{trace.tb_lineno}")
        trace = trace.tb_next
    return f"{type(fault).__name__} at {' > '.join(frames[-6:])}"


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))

"""The child: `python -m evidence.isolation.child SOCKET MEMORY`. Reads one file after the other until its parent goes.

A file comes as an open descriptor with its name and CPU seconds; messages go back as they are read.
"""

import ctypes
import os
import resource
import signal
import socket
import sys
from collections.abc import Iterable, Iterator
from typing import BinaryIO

from evidence.isolation.wire import line_of, parted, plain_message, plain_problem
from evidence.readers import ReadMessage, read

BATCH_CHARACTERS = 200_000
"""Messages cross in batches: one at a time would cost more than reading them."""
BATCH = 200
REQUEST_BYTES = 64 * 1024
PR_SET_PDEATHSIG = 1
PR_SET_NO_NEW_PRIVS = 38


def main(descriptor: int, memory: int) -> None:
    """Serve readings on the socket until the other end closes it."""
    _shut_in(memory)
    with socket.socket(fileno=descriptor) as line:
        while (request := _next_request(line)) is not None:
            stream, name, seconds = request
            with stream:
                _allow(seconds)
                if not _serve(line, stream, name):
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


def _next_request(line: socket.socket) -> tuple[BinaryIO, str, int] | None:
    data, descriptors, _flags, _address = socket.recv_fds(line, REQUEST_BYTES, 1)
    if not descriptors:
        return None
    name, seconds = parted(data)[1]
    return os.fdopen(descriptors[0], "rb"), name, seconds


def _serve(line: socket.socket, stream: BinaryIO, name: str) -> bool:
    """Whether the child is fit to go on: after running out of memory it is not."""
    try:
        stream.seek(0)
        for answer in _answers(stream, name):
            line.sendall(answer)
    except (BrokenPipeError, ConnectionResetError):
        # The parent wants no more of this file, or of us.
        return False
    except MemoryError:
        line.sendall(line_of("memory", None))
        return False
    except Exception as fault:
        # Only where and what kind: the words of an exception may quote the file.
        line.sendall(line_of("fault", _place_of(fault)))
    return True


def _answers(stream: BinaryIO, name: str) -> Iterator[bytes]:
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

"""Having something made of a file in the child: copies, and what it says about itself."""

import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import IO, Any, BinaryIO

from evidence.isolation.children import Child, Ended, ReaderFault, Waiting, child_in_turn, do_nothing
from evidence.making import JOBS
from evidence.readers.refusal import CODES

HELD_IN_MEMORY = 16 * 1024 * 1024
"""Larger files go to the disk while they come."""
MADE_BYTES = 1024 * 1024 * 1024
"""All files of a job together; six hours of sound take 691 MB."""
FILES_AT_MOST = 8
new_file = partial(tempfile.SpooledTemporaryFile, max_size=HELD_IN_MEMORY)


class JobRefused(ValueError):
    """Nothing can be made of this file, now or later; `code` says why: one of the readers' CODES, or what the child ran into."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


@dataclass
class Made:
    """What a job returned, and the files it made, each from its beginning. The values are the child's: judge them."""

    told: dict[str, Any] = field(default_factory=dict)
    files: dict[str, IO[bytes]] = field(default_factory=dict)
    size: int = 0


@contextmanager
def do_job(
    job: str, stream: BinaryIO, *, while_waiting: Waiting = do_nothing, **params: Any
) -> Iterator[Made]:
    """What the child makes of an open file (with a descriptor); its files are gone after the block.

    `while_waiting` is called every few seconds of silence. Raises JobRefused when it is the file's doing, also that of too
    much memory or time, and ReaderFault when the child itself is at fault: then the job may be tried again.
    """
    if job not in JOBS:
        raise KeyError(job)
    with ExitStack() as opened:
        made = Made()
        if refusal := _have_done(made, opened, (job, params, stream), while_waiting):
            raise JobRefused(refusal)
        for file in made.files.values():
            file.seek(0)
        yield made


def _have_done(
    made: Made, opened: ExitStack, asked: tuple[str, dict[str, Any], BinaryIO], while_waiting: Waiting
) -> str:
    """The code of why nothing was made; empty when all is well. A child that only says no stays for the next file."""
    with child_in_turn() as child:
        try:
            child.ask("job", *asked)
            refusal = _take_all(child, made, opened, while_waiting)
        except Ended:
            return child.why_ended()
        if refusal == "too_much_memory":
            child.end()
    return refusal


def _take_all(child: Child, made: Made, opened: ExitStack, while_waiting: Waiting) -> str:
    for kind, value in child.answers(while_waiting):
        if kind == "piece":
            _take_piece(made, opened, *value)
        elif kind == "done" and isinstance(value, dict):
            made.told = value
            return ""
        elif kind == "memory":
            return "too_much_memory"
        elif kind == "refused" and isinstance(value, str) and value in CODES:
            return value
        else:
            raise ReaderFault(str(value) if kind == "fault" else "an unknown line")
    raise Ended


def _take_piece(made: Made, opened: ExitStack, name: str, at: int, data: bytes) -> None:
    """The piece stands in its file. A place beyond its end would let a few bytes make a huge file."""
    if name not in made.files:
        if len(made.files) == FILES_AT_MOST:
            raise ReaderFault("too many files")
        made.files[name] = opened.enter_context(new_file())
    file = made.files[name]
    end = file.seek(0, 2)
    made.size += max(0, at + len(data) - end)
    if at > end or made.size > MADE_BYTES:
        raise ReaderFault("a piece out of place")
    file.seek(at)
    file.write(data)

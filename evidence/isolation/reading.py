"""Reading a file in the child: its messages as they come, then its problems and facts."""

from collections.abc import Iterator
from typing import Any, BinaryIO

from evidence.isolation.children import Ended, ReaderFault, Waiting, child_in_turn, do_nothing
from evidence.isolation.wire import message_from, problem_from
from evidence.readers import Problem, ReadMessage

NAME_CHARACTERS = 1000


class FarReading(Iterator[ReadMessage]):
    """The messages of one file as the child reads them. `kind`, `facts` and `problems` are complete at the end."""

    def __init__(self, stream: BinaryIO, name: str, while_waiting: Waiting) -> None:
        self.kind = ""
        self.media_type = ""
        self.facts: dict[str, Any] = {}
        self.problems: list[Problem] = []
        self._messages = self._run(stream, name, while_waiting)

    def __iter__(self) -> Iterator[ReadMessage]:
        return self._messages

    def __next__(self) -> ReadMessage:
        return next(self._messages)

    def _run(self, stream: BinaryIO, name: str, while_waiting: Waiting) -> Iterator[ReadMessage]:
        with child_in_turn() as child:
            try:
                child.ask("read", name[:NAME_CHARACTERS], {}, stream)
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
            except Ended:
                self.problems.append(Problem("", child.why_ended()))

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


def read(stream: BinaryIO, *, name: str, while_waiting: Waiting = do_nothing) -> FarReading:
    """The messages of an open file (with a descriptor), read by the child from its beginning.

    `while_waiting` is called every few seconds of silence. A file that asks for too much memory or time, or brings the
    reader down, ends with a problem that says so, and what was read until then has been given. Raises ReaderFault while
    being taken when the reader itself is at fault.
    """
    return FarReading(stream, name, while_waiting)

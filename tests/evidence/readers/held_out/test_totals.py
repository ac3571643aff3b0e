from __future__ import annotations

import io

import pytest

from evidence.readers import ReadMessage, read
from tests.evidence.readers.held_out.cases import ANY, CASES, Case
from tests.evidence.readers.held_out.later import LATER


def told(message: ReadMessage) -> tuple[object, ...]:
    at = message.at.strftime("%Y-%m-%d %H:%M:%S") if message.at else None
    return (
        at,
        message.kind,
        message.direction,
        message.peer,
        message.peer_name,
        message.text,
        message.duration_s,
    )


def agrees(case: Case) -> bool:
    opened = read(io.BytesIO(case.content), name="x")
    found = [told(message) for message in opened]
    if len(found) != len(case.messages) or bool(opened.problems) != case.has_problems:
        return False
    return all(
        wanted is ANY or wanted == got
        for expected, seen in zip(case.messages, found, strict=True)
        for wanted, got in zip(expected, seen, strict=True)
    )


@pytest.mark.parametrize("case", [*CASES, *LATER], ids=lambda case: case.name)
def test_a_person_reads_the_same(case):
    assert agrees(case)

"""Several people or processes at the same moment: threads with a database connection each, let go together."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import TypeVar

from django.db import connection

T = TypeVar("T")
WAIT_SECONDS = 60


def at_once(*calls: Callable[[], T]) -> list[T]:
    """What the calls gave, in their order; the first exception of any of them is raised."""
    start = Barrier(len(calls))

    def run(call: Callable[[], T]) -> T:
        try:
            start.wait(WAIT_SECONDS)
            return call()
        finally:
            connection.close()

    with ThreadPoolExecutor(len(calls)) as pool:
        return list(pool.map(run, calls))

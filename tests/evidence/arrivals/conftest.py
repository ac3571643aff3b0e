"""Real web servers over offices of their own."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tests.evidence.arrivals.serving import Sender, Served
from tests.evidence.conftest import Office


@pytest.fixture(scope="module")
def shared(furnish: Callable[[Path], Office], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One server for the tests of a module that leave it as it is."""
    served = Served(furnish(tmp_path_factory.mktemp("served")))
    served.start()
    yield served
    served.kill()


@pytest.fixture(scope="module")
def sender(shared: Served) -> Sender:
    return shared.sender()


@pytest.fixture
def served(own_office: Office) -> Iterator[Served]:
    """A server of its own, which the test may kill."""
    made = Served(own_office)
    made.start()
    yield made
    made.kill()

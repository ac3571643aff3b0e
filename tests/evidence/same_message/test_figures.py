"""How often the import joins what does not belong together, and how often it leaves apart what does."""

import pytest

from benchmarks.same_message import Figures, worlds
from tests.evidence.same_message.importing import imported

pytestmark = pytest.mark.django_db

SEEDS = 3


@pytest.mark.parametrize("name", ["development", "held_out"])
def test_next_to_nothing_is_joined_wrongly_and_most_is_found(name: str) -> None:
    figures = sum((imported(files) for _, files in worlds(name, SEEDS)), Figures())
    assert figures.should > 250
    assert figures.wrong_share <= 0.01, figures
    assert figures.joined_share >= 0.8, figures
    assert figures.missed_share <= 0.15, figures
    assert figures.asked_rightly >= figures.asked * 0.5, figures

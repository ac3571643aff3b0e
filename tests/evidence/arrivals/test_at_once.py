"""Many requests end the same arrival at once, with and without a lock in common: one item, one receipt."""

import os
from functools import partial
from typing import Any

import pytest

from evidence.arrivals.models import Arrival
from evidence.arrivals.services import (
    Announced,
    ArrivalBusy,
    Piece,
    append_bytes,
    begin_arrival,
    finish_arrival,
)
from evidence.arrivals.services.finishing import _settle
from evidence.items.models import EvidenceItem, Receipt
from evidence.items.services import Origin, receive_file
from lawyers.matters.models import Matter
from tests.at_once import at_once

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
CONTENT = b"proof" * 100_000


@pytest.fixture
def arrival(matter: Matter) -> Arrival:
    made = begin_arrival(
        Announced("sms.xml", len(CONTENT)), purpose="test", owner="o", max_bytes=len(CONTENT), open_limit=1
    )
    append_bytes(made, Piece(0, len(CONTENT), [CONTENT]))
    return made


def keep(matter: Matter, arrival: Arrival, stream: Any, landing: Any) -> Any:
    return receive_file(
        None, matter=matter, stream=stream, name=arrival.name, origin=Origin(), landing=landing
    )


def ended(arrival: Arrival, matter: Matter) -> int | None:
    mine = Arrival.objects.get(pk=arrival.pk)
    try:
        return finish_arrival(mine, keep=partial(keep, matter)).item_id
    except ArrivalBusy:
        return None


def ended_without_lock(arrival: Arrival, matter: Matter) -> int | None:
    """As two machines would whose folder in common knows no locks."""
    mine = Arrival.objects.get(pk=arrival.pk)
    descriptor = os.open(mine.path, os.O_RDONLY)
    try:
        _settle(mine, descriptor, partial(keep, matter))
    except ArrivalBusy:
        return None
    finally:
        os.close(descriptor)
    return mine.item_id


@pytest.mark.parametrize("way", [ended, ended_without_lock])
def test_ended_by_many_it_is_kept_once(way: Any, arrival: Arrival, matter: Matter) -> None:
    told = at_once(*(partial(way, arrival, matter) for _ in range(8)))
    item = EvidenceItem.objects.get(matter=matter)
    assert set(told) - {None} == {item.pk}
    assert Receipt.objects.filter(item=item).count() == 1
    arrival.refresh_from_db()
    assert (arrival.state, arrival.item_id) == ("kept", item.pk)

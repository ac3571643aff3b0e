"""Many workers at the same moment: every item in one stamp, every stamp with one token."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial

import pytest

from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.timestamps import services as stamping
from evidence.timestamps.models import Stamp, StampedItem
from evidence.timestamps.services import gathering
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once
from tests.evidence.tampering import receive
from tests.evidence.test_two_at_once import assert_chain_holds
from tests.evidence.timestamps.authority import Service
from tests.evidence.timestamps.conftest import stamp_of

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
Bring = Callable[..., EvidenceItem]
WORKERS = 6


def test_passes_at_once_put_each_item_under_one_stamp(
    bring: Bring, services: list[Service], matter: Matter
) -> None:
    for n in range(20):
        bring(f"proof {n}".encode())
    at_once(*[stamping.stamp_waiting] * WORKERS)
    assert StampedItem.objects.count() == 20
    assert set(Stamp.objects.values_list("state", flat=True)) == {"stamped"}
    assert services[0].asked == Stamp.objects.count()
    assert assert_chain_holds(matter) == ["received"] * 20 + ["stamped"] * 20


def test_workers_with_the_same_stamp_ask_and_keep_once(bring: Bring, services: list[Service]) -> None:
    item = bring(b"proof")
    stamp = stamping.gather(item.matter)
    assert stamp is not None
    told = at_once(*[partial(stamping.ask_for_stamp, stamp.pk)] * WORKERS)
    assert (told.count(True), services[0].asked) == (1, 1)
    assert bytes(stamp_of(item).request) == services[0].seen[0]
    assert CustodyEvent.objects.filter(kind="stamped").count() == 1


def test_the_same_digest_asked_for_at_once_is_one_stamp(matter: Matter, services: list[Service]) -> None:
    asked = partial(stamping.stamp_digest, None, matter=matter, digest="ab" * 32, subject="chain:1")
    assert len({stamp.pk for stamp in at_once(*[asked] * WORKERS)}) == 1
    assert (Stamp.objects.get().state, services[0].asked) == ("stamped", 1)


def test_more_arrives_while_it_is_stamped(
    wen: User, services: list[Service], matter: Matter, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each file is received, whatever the clock does meanwhile, and at the end nothing is left without a stamp."""
    monkeypatch.setattr(gathering, "QUIET_FOR", timedelta(0))
    calls: list[Callable[[], object]] = [
        partial(receive, wen, matter, f"proof {n}".encode()) for n in range(5)
    ]
    at_once(*calls, *[stamping.stamp_waiting] * 3)
    stamping.stamp_waiting()
    assert set(EvidenceItem.objects.values_list("stampings__stamp__state", flat=True)) == {"stamped"}
    assert sorted(assert_chain_holds(matter)) == ["received"] * 5 + ["stamped"] * 5

"""Web server, worker, Redis and PostgreSQL are killed while people send, and files are read and stamped: nothing is lost.

All parts are real and are processes of the test; what counts as lost after minutes counts so after seconds here. The order
and the moments come from a seed. FAULT_SEEDS chooses others (FAULT_SEEDS="1 2 3 4 5"), FAULT_ROUNDS kills more often.
"""

import contextlib
import os
import random
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.evidence.arrivals.serving import SIGNING_IN, Sender
from tests.faults.building import Sent, message_count, phone_backup, sendings
from tests.faults.office import Parts, served_office
from tests.faults.sending import LinkSender, Told, deliver_all

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "20261125").split()]
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
QUIET_SECONDS = 60
BACKUPS = 4
PHONES, EACH = 20, 5

FURNISHING = """
from datetime import timedelta
from tests.factories.cases import CaseFactory, ContactFactory
from tests.factories.lawyers import AssignmentFactory
from tests.factories.links import link_of
from evidence.links import services as links
matter = CaseFactory(matter__number="YL2026-0001").matter
wen = AssignmentFactory(matter=matter, user__username="wen", user__organisation=matter.organisation).user
made = [link_of(wen, ContactFactory(matter=matter)) for _ in range(3)]
for link in made:
    links.agree(link)
print(json.dumps([[[link.secret, link.source_key] for link in made], f"client:{matter.client.code}"]))
"""
INSPECTING = """
from tests.faults import inspecting
left = inspecting.quiet_after(float(sys.argv[1]))
print(json.dumps({"left": left, "doubled": inspecting.doubled()} | inspecting.report()))
"""


@pytest.fixture
def parts(tmp_path: Path) -> Any:
    with served_office(tmp_path) as made:
        made.web.start()
        made.worker.start()
        yield made


def all_at_once(*calls: Callable[[], list[Told]]) -> Callable[[], list[Told]]:
    """The calls have begun; what is given waits for them."""
    pool = ThreadPoolExecutor(len(calls))
    futures = [pool.submit(call) for call in calls]

    def ended() -> list[Told]:
        with pool:
            return [one for future in futures for one in future.result()]

    return ended


def is_reading(parts: Parts) -> bool:
    """Whether a worker is at an item at this moment."""
    asked = "SELECT EXISTS (SELECT FROM evidence_evidenceitem WHERE reading = 'running')"
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(parts.office.environment["DATABASE_URL"]) as line:
        row = line.execute(asked).fetchone()
        return bool(row and row[0])
    return False


def faults(parts: Parts, chance: random.Random) -> list[Callable[[], None]]:
    """Every kind of fault, each as one call that does it and mends it again."""

    def down(*doomed: Any) -> None:
        for one in doomed:
            one.kill()
        time.sleep(chance.random())
        for one in doomed:
            one.start()

    def while_reading(fault: Callable[[], None]) -> None:
        until = time.monotonic() + 3
        while not is_reading(parts) and time.monotonic() < until:
            time.sleep(0.02)
        fault()

    def kill_reader() -> None:
        for pid in parts.worker.grandchildren()[:1]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, 9)

    number = chance.randrange(100)
    return [
        partial(down, parts.web), partial(while_reading, partial(down, parts.worker)), partial(down, parts.redis),
        partial(down, parts.postgres), partial(parts.web.kill_one, number), partial(parts.worker.kill_one, number),
        partial(while_reading, kill_reader), partial(while_reading, partial(down, parts.postgres)),
        partial(down, parts.redis, parts.worker),
    ]  # fmt: skip


def trouble(parts: Parts, chance: random.Random, is_over: Callable[[], bool]) -> None:
    """One fault after the other, each kind once a round."""
    for _ in range(ROUNDS):
        for fault in chance.sample(faults(parts, chance), k=9):
            time.sleep(0.3 + chance.random())
            fault()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_doubled_or_stuck(parts: Parts, seed: int) -> None:
    chance = random.Random(seed)
    (links, client) = parts.office.told(FURNISHING)
    session, case = parts.office.told(SIGNING_IN, "wen")
    people: list[tuple[Sender, str]] = [
        (LinkSender(parts.port, "", "", secret=secret), key) for secret, key in links[:2]
    ]
    people.append((Sender(parts.port, session, case), client))
    files = {key: sendings(chance, key[-4:], BACKUPS, 3, 2) for _, key in people}
    ended = all_at_once(
        *(
            partial(deliver_all, sender, half, {"source_key": key}, lambda: chance.random() * 0.5)
            for sender, key in people
            for half in (files[key][::2], files[key][1::2])
        )
    )
    trouble(parts, chance, lambda: False)
    told = ended()
    found = parts.office.told(INSPECTING, str(QUIET_SECONDS))
    import pprint; pprint.pprint(found, width=200, compact=True)
    assert_all_is_well(found, told, files)


def assert_all_is_well(found: dict[str, Any], told: list[Told], files: dict[str, list[Sent]]) -> None:
    digests = [sha256(sent.content).hexdigest() for each in files.values() for sent in each]
    assert found["left"] == {}
    assert {one.state for one in told if one.stayed} == {"kept"}
    assert found["items"] == sorted(set(digests))
    arrivals = {code: (state, digest) for code, state, digest, _ in found["arrivals"]}
    for one in told:
        assert arrivals.pop(one.place.rstrip("/").rpartition("/")[2]) == ("kept", one.sha256)
    # What is left was begun by a request whose answer got lost: nobody sent a byte to it.
    assert {state for state, _ in arrivals.values()} <= {"open"}
    assert found["receipts"] == Counter(one.sha256 for one in told)
    assert found["doubled"] == 0
    assert found["readings"] == {"read": len(set(digests))}
    assert found["messages"] == {key: message_count(BACKUPS) for key in files}
    assert found["message_sum"] == message_count(BACKUPS) * len(files)
    assert (found["faults"], found["stamp_faults"]) == ([], [])
    assert found["stamped"] == len(set(digests))
    assert found["custody"]["received"] == found["custody"]["read"] == found["custody"]["stamped"] == len(set(digests))
    assert [link for link in found["links"] if link[:2] != link[2:]] == []
    assert found["unsealed"] == 0
    assert found["preparations"] == [[["done", ""], 15]]

"""Web server, worker, clock, Redis and PostgreSQL are killed while people send and files are read and stamped: nothing is lost.

All parts are real and are processes of the test; what counts as lost after minutes counts so after seconds here. Which part
is killed when comes from a seed. FAULT_SEEDS="1 2 3" tries others, FAULT_ROUNDS=4 goes on for longer.
"""

import contextlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from hashlib import sha256
from typing import Any

import psycopg
import pytest

from tests.evidence.arrivals.serving import Sender
from tests.faults.building import SPAN, Sent, message_count, phone_backup, sendings
from tests.faults.office import Parts, served_office
from tests.faults.sending import LinkSender, Told, deliver_all

pytestmark = [pytest.mark.postgres, pytest.mark.redis]

SEEDS = [int(seed) for seed in os.environ.get("FAULT_SEEDS", "20261125").split()]
ROUNDS = int(os.environ.get("FAULT_ROUNDS", "1"))
QUIET_SECONDS = 90
PIECE_PAUSE_SECONDS = 0.5
BACKUPS, PICTURES, RECORDINGS = 4, 2, 2
AT_ONCE, EACH = 20, 5

FURNISHING = """
from tests.factories.cases import CaseFactory, ContactFactory
from tests.factories.lawyers import AssignmentFactory, OrganisationFactory
from tests.factories.links import link_of
from evidence.links import services as links
from lawyers.people.models import Organisation
number = sys.argv[1]
organisation = Organisation.objects.first() or OrganisationFactory()
matter = CaseFactory(matter__number=number, matter__organisation=organisation).matter
person = AssignmentFactory(matter=matter, user__username=number, user__organisation=matter.organisation).user
made = [link_of(person, ContactFactory(matter=matter)) for _ in range(2)]
for link in made:
    links.agree(link)
browser = Browser(SERVER_NAME="localhost")
browser.force_login(person, backend="lawyers.people.backends.ActivePersonBackend")
told = {"links": [[link.secret, link.source_key] for link in made], "client": f"client:{matter.client.code}"}
print(json.dumps(told | {"session": browser.cookies["sessionid"].value, "case": str(matter.case.code)}))
"""
INSPECTING = """
from tests.faults import inspecting
number, seconds, *codes = sys.argv[1:]
found = {"left": inspecting.quiet_within(float(seconds)), "arrivals": inspecting.arrivals(codes)}
print(json.dumps(found | inspecting.report(number) | {"unsent": inspecting.bytes_that_nobody_sent_on()}))
"""
SWEEPING = """
from tests.faults import inspecting
print(json.dumps(inspecting.left_after_the_sweep()))
"""


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Parts]:
    with served_office(tmp_path_factory.mktemp("office")) as made:
        yield made


def begun(calls: list[Callable[[], list[Told]]]) -> Callable[[], list[Told]]:
    """The calls have begun, each in a thread of its own; what is given waits for the end of them all."""
    pool = ThreadPoolExecutor(len(calls))
    futures = [pool.submit(call) for call in calls]

    def ended() -> list[Told]:
        with pool:
            return [one for future in futures for one in future.result()]

    return ended


def found_in(parts: Parts, number: str, told: list[Told], *, patience: float = 0) -> dict[str, Any]:
    """What the matter has when the office is quiet, or when so many seconds are over."""
    found: dict[str, Any] = parts.office.told(INSPECTING, number, str(patience), *(one.code for one in told))
    return found


def assert_kept_once(found: dict[str, Any], told: list[Told], files: list[Sent]) -> None:
    """Every file is one item with as many receipts as it was sent, and all who waited for it were told so."""
    digests = [sha256(sent.content).hexdigest() for sent in files]
    assert {one.state for one in told if one.stayed} == {"kept"}
    assert sorted(one.sha256 for one in told) == sorted(digests)
    assert found["items"] == sorted(set(digests))
    assert found["arrivals"] == [["kept", one.sha256] for one in told]
    assert found["receipts"] == Counter(digests)
    assert [room for room in found["room"] if room[:2] != room[2:]] == []
    # Begun by a request whose answer got lost: nobody sent a byte to it.
    assert found["unsent"] == 0


def assert_stamped_and_whole(found: dict[str, Any], count: int) -> None:
    """Every item has its stamp and each event once, and all of it can be checked."""
    events = {name: found["custody"].get(name) for name in ("received", "read", "stamped")}
    assert events == {"received": count, "read": count, "stamped": count}
    assert found["custody"].get("received_again", 0) == sum(found["receipts"].values()) - count
    assert (found["stamped"], found["stamp_faults"]) == (count, [])
    assert found["verified"] == {"items": count, "ok": count, "broken": []}


def test_a_hundred_files_at_once_through_one_link(parts: Parts) -> None:
    office = parts.office.told(FURNISHING, "YL2026-0100")
    secret, _ = office["links"][0]
    files = [Sent(phone_backup("手机", n, 2), f"短信{n}.xml") for n in range(AT_ONCE * EACH)]
    sender = LinkSender(parts.port, "", "", secret=secret)
    told = begun([partial(deliver_all, sender, files[n::AT_ONCE], {}, lambda: 0) for n in range(AT_ONCE)])()
    found = found_in(parts, "YL2026-0100", told)
    assert_kept_once(found, told, files)
    assert sum(room[0] for room in found["room"]) == found["custody"]["received"] == len(files)
    assert found["verified"] == {"items": len(files), "ok": len(files), "broken": []}


READING = "SELECT EXISTS (SELECT FROM evidence_evidenceitem WHERE reading = 'running')"
HALF_READ = """
SELECT EXISTS (SELECT FROM evidence_message m JOIN evidence_evidenceitem i ON m.item_id = i.id WHERE i.reading = 'running')
"""


def is_so(parts: Parts, asked: str) -> bool:
    """What the database answers; no, while it is away."""
    url = parts.office.environment["DATABASE_URL"]
    with contextlib.suppress(psycopg.OperationalError), psycopg.connect(url) as line:
        row = line.execute(asked).fetchone()
        return bool(row and row[0])
    return False


def once(parts: Parts, asked: str, fault: Callable[[], None]) -> None:
    """The fault happens when this is so, or in three seconds."""
    until = time.monotonic() + 3
    while not is_so(parts, asked) and time.monotonic() < until:
        time.sleep(0.01)
    fault()


def kill_reader(parts: Parts) -> None:
    for pid in parts.worker.grandchildren()[:1]:
        with contextlib.suppress(ProcessLookupError):
            os.kill(pid, signal.SIGKILL)


def faults(parts: Parts, chance: random.Random) -> dict[str, Callable[[], None]]:
    """Every kind of fault, each as a call that does it and lets things go on."""

    def down(*doomed: Any) -> Callable[[], None]:
        pause = chance.random()

        def happen() -> None:
            for one in doomed:
                one.kill()
            time.sleep(pause)
            for one in doomed:
                one.start()

        return happen

    reading, half_read = (partial(partial, once, parts, asked) for asked in (READING, HALF_READ))
    everything = (parts.web, parts.worker, parts.clock, parts.redis, parts.postgres)
    return {
        "web": down(parts.web), "one web process": partial(parts.web.kill_one, chance.randrange(100)),
        "worker": half_read(down(parts.worker)), "one worker process": half_read(partial(parts.worker.kill_one, chance.randrange(100))),
        "reader": reading(partial(kill_reader, parts)), "clock": down(parts.clock), "redis": down(parts.redis),
        "postgres": down(parts.postgres), "postgres while reading": half_read(down(parts.postgres)),
        "all": down(*everything),
    }  # fmt: skip


def trouble(parts: Parts, chance: random.Random) -> None:
    """One fault after the other, each kind once a round."""
    for _ in range(ROUNDS):
        happening = faults(parts, chance)
        for name in chance.sample(sorted(happening), k=len(happening)):
            time.sleep(0.2 + 0.8 * chance.random())
            happening[name]()


@pytest.mark.parametrize("seed", SEEDS)
def test_nothing_is_lost_doubled_or_stuck(parts: Parts, seed: int) -> None:
    chance = random.Random(seed)
    number = f"YL2026-{1000 + SEEDS.index(seed)}"
    office = parts.office.told(FURNISHING, number)
    people: list[tuple[Sender, str]] = [
        (LinkSender(parts.port, "", "", secret=secret), key) for secret, key in office["links"]
    ]
    people.append((Sender(parts.port, office["session"], office["case"]), office["client"]))
    files = {
        key: sendings(chance, f"{seed}{place}", BACKUPS, PICTURES, RECORDINGS)
        for place, (_, key) in enumerate(people)
    }
    ended = begun([
        partial(deliver_all, sender, half, {"source_key": key}, partial(chance.uniform, 0, ROUNDS * PIECE_PAUSE_SECONDS))
        for sender, key in people
        for half in (files[key][::2], files[key][1::2])
    ])  # fmt: skip
    trouble(parts, chance)
    told = ended()
    found = found_in(parts, number, told, patience=QUIET_SECONDS)
    assert found["left"] == {}
    sent = [one for each in files.values() for one in each]
    assert_kept_once(found, told, sent)
    assert_stamped_and_whole(found, len(found["items"]))
    assert_read_once(found, list(files))
    assert_prepared(found, len(people))
    swept = parts.office.told(SWEEPING)
    assert swept == {"incoming": [], "partial": [], "arrivals": [], "strange": []}


def assert_read_once(found: dict[str, Any], keys: list[str]) -> None:
    """Every message stands once, and every other place where it stands is a source."""
    once = message_count(BACKUPS)
    assert found["messages"] == dict.fromkeys(keys, once)
    assert found["message_counts"] == once * len(keys)
    assert found["sources"] == (SPAN * BACKUPS - once) * len(keys)
    assert found["readings"]["短信.xml read"] == BACKUPS * len(keys)
    assert found["readings"]["录音.wav read"] == RECORDINGS * len(keys)


def assert_prepared(found: dict[str, Any], people: int) -> None:
    pictures, recordings = PICTURES * people, RECORDINGS * people
    assert found["preparations"] == {"done ": pictures + recordings}
    assert found["unsealed"] == 0
    assert found["copies"] == {
        "截图.jpg preview": pictures, "截图.jpg thumbnail": pictures, "录音.wav waveform": recordings,
    }  # fmt: skip

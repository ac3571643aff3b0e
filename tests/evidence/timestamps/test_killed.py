"""A worker that is killed while it stamps: nothing is lost, nothing is stamped twice, another takes over."""

import signal
from collections.abc import Callable
from datetime import timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest

from caseapp.celery import app
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.timestamps import services as stamping
from evidence.timestamps.models import HELD_FOR, Stamp
from tests.evidence.conftest import Office
from tests.evidence.timestamps.authority import Service, answering
from tests.evidence.timestamps.conftest import stamp_of
from tests.incidents.test_worker import Worker, broker, start, until

__all__ = ["broker", "start"]

RECEIVED = """
from datetime import timedelta
from io import BytesIO
from django.utils import timezone
from evidence.items.models import CustodyEvent
from evidence.items.services import Origin, receive_file
from evidence.timestamps import services as stamping
from evidence.timestamps import tsa
from evidence.timestamps.models import HELD_FOR, Stamp, StampedItem
from evidence.timestamps.services import asking
matter = Matter.objects.get()
"""
KILLED_AT_A_STEP = (
    RECEIVED
    + """
for n in range(2):
    receive_file(None, matter=matter, stream=BytesIO(b"proof%d" % n), name="proof", origin=Origin())

def deadly(whole):
    def die(*arguments, **named):
        if sys.argv[1].startswith("after"):
            whole(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

step = sys.argv[1].partition(" ")[2]
place = {"gathering": StampedItem.objects, "asking": tsa, "keeping": asking}[step]
name = {"gathering": "bulk_create", "asking": "ask", "keeping": "record_custody"}[step]
setattr(place, name, deadly(getattr(place, name)))
stamping.stamp_now(matter)
"""
)
AGAIN = (
    RECEIVED
    + """
before = [[stamp.state, stamp.held_since is None] for stamp in Stamp.objects.all()]
stamping.stamp_now(matter)
at_once = Stamp.objects.filter(state="stamped").count()
Stamp.objects.filter(held_since__isnull=False).update(held_since=timezone.now() - HELD_FOR - timedelta(seconds=1))
stamping.stamp_now(matter)
stamp = Stamp.objects.get()
print(json.dumps([before, at_once, stamp.state, stamp.members.count(), stamping.verify_stamp(stamp), CustodyEvent.objects.filter(kind="stamped").count()]))
"""
)


@pytest.mark.parametrize(
    ("step", "before", "at_once"),
    [
        ("before gathering", [], 1), ("after gathering", [], 1), ("before asking", [["pending", False]], 0),
        ("after asking", [["pending", False]], 0), ("before keeping", [["pending", False]], 0),
        ("after keeping", [["pending", False]], 0),
    ],
)  # fmt: skip
def test_killed_at_a_step(step: str, before: list[Any], at_once: int, own_office: Office) -> None:
    assert own_office.run(KILLED_AT_A_STEP, step).returncode == -signal.SIGKILL
    assert own_office.told(AGAIN) == [before, at_once, "stamped", 2, [], 2]


@pytest.fixture
def killing(services: list[Service]) -> list[Worker]:
    """The worker in this list is killed while the first service thinks about its answer."""
    doomed: list[Worker] = []

    def kill_and_answer(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        service.behave = answering(service.authority.reply)
        doomed.pop().kill()

    services[0].behave = kill_and_answer
    return doomed


@pytest.mark.postgres
@pytest.mark.redis
@pytest.mark.django_db(transaction=True)
def test_a_real_worker_killed_while_it_waits_for_the_answer(
    bring: Callable[..., EvidenceItem], services: list[Service], killing: list[Worker], start: Any, settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setenv("TSA_URLS", " ".join(settings.TSA_URLS))
    monkeypatch.setenv("TSA_CA_FILE", settings.TSA_CA_FILE)
    item = bring(b"proof")
    first = start()
    killing.append(first)
    app.send_task("evidence.stamp_waiting")
    until(lambda: first.process.poll() is not None, first.said)
    stamp = stamp_of(item)
    assert (stamp.state, stamp.held_since is not None, services[0].asked) == ("pending", True, 1)
    second = start()
    app.send_task("evidence.stamp_waiting")
    until(lambda: second.said().count("evidence.stamp_waiting") >= 2, second.said)
    assert (stamp_of(item).state, services[0].asked) == ("pending", 1)
    Stamp.objects.update(held_since=stamp.held_since - HELD_FOR - timedelta(seconds=1))
    app.send_task("evidence.stamp_waiting")
    until(lambda: stamp_of(item).state == "stamped", second.said)
    assert (services[0].asked, CustodyEvent.objects.filter(kind="stamped").count()) == (2, 1)
    assert stamping.verify_stamp(stamp_of(item)) == []
    assert Path(settings.TSA_CA_FILE).is_dir()


UPLOADED = """
from django.core.files.uploadedfile import SimpleUploadedFile
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
place = f"/incidents/cases/{Matter.objects.get().case.code}/evidence/upload/"
browser.post(place, {"file": SimpleUploadedFile("sms.xml", b"<smses/>")}, headers={"X-Upload": "1"})
"""
ON_THE_CLOCK = (
    RECEIVED
    + """
from caseapp.celery import app
from evidence.tasks import stamp_waiting
assert any(entry["task"] == stamp_waiting.name for entry in app.conf.beat_schedule.values())
from tests.evidence.tampering import backdate
backdate(EvidenceItem.objects.get(), timezone.now() - timedelta(minutes=1))
stamp_waiting.apply()
print(json.dumps(list(Stamp.objects.values_list("state", flat=True))))
"""
)


def test_what_was_brought_in_while_the_broker_was_away_is_found_by_the_clock(own_office: Office) -> None:
    done = own_office.run(UPLOADED, REDIS_URL="redis://127.0.0.1:1/0")
    assert done.returncode == 0, done.stderr
    assert own_office.told(ON_THE_CLOCK, TASKS_EAGER="1") == ["stamped"]

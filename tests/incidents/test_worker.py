"""A real worker over a real broker: what is brought in is read once, whatever happens to the process that reads it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import redis
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection, transaction
from django.test import Client as Browser

from caseapp.celery import app
from caseapp.incidents.models import Suggestion
from caseapp.incidents.services import read_item, suggest_for_matter
from evidence.items.models import HELD_FOR, EvidenceItem
from evidence.messages.models import Message, MessageSource
from lawyers.matters.models import Matter
from lawyers.queue import enqueue
from tests.evidence.tampering import backdate
from tests.evidence.test_two_at_once import assert_chain_holds
from tests.incidents.test_from_file_to_incident import THREAT, backup, sms
from tests.servers import children_of

pytestmark = [pytest.mark.postgres, pytest.mark.redis, pytest.mark.django_db(transaction=True)]

TOP = Path(__file__).resolve().parents[2]
MANY = 6_000
PATIENCE_S = 120
RECEIVED = "Task incidents.read_item"


def until(holds: Callable[[], Any], said: Callable[[], str] = lambda: "") -> None:
    end = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end, said()
        time.sleep(0.05)


class Worker:
    """A Celery worker with one child, as an office runs it."""

    def __init__(self, broker: str, log: Path) -> None:
        self._log = log
        given = os.environ | {
            "DJANGO_SETTINGS_MODULE": "caseapp.settings", "DATABASE_URL": database_url(), "REDIS_URL": broker, "TASKS_EAGER": "0",
            "DATA_DIR": str(settings.DATA_DIR),
        }  # fmt: skip
        line = [sys.executable, "-m", "celery", "-A", "caseapp", "worker", "--concurrency", "1"]
        with log.open("ab") as out:
            self.process = subprocess.Popen(
                [*line, "--loglevel", "info"], cwd=TOP, env=given, stdout=out, stderr=out
            )
        until(lambda: self.said().count(" ready.") or self.process.poll() is not None, self.said)

    def said(self) -> str:
        return self._log.read_text()

    @property
    def child(self) -> int:
        return children_of(self.process.pid)[0]

    def kill(self) -> None:
        """At once, with its child, as when a machine loses its power."""
        for pid in (*children_of(self.process.pid), self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def end(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            self.process.wait(PATIENCE_S)


def database_url() -> str:
    at = connection.settings_dict
    return f"postgres://{at['USER']}:{at['PASSWORD']}@{at['HOST']}:{at['PORT']}/{at['NAME']}"


@pytest.fixture
def broker() -> Iterator[str]:
    """Tasks of this process go to Redis instead of being run at once."""
    url = os.environ["TEST_REDIS_URL"]
    with redis.Redis.from_url(url) as server:
        server.flushdb()
    app.conf.task_always_eager = False
    yield url
    app.conf.task_always_eager = True


@pytest.fixture
def start(broker: str, tmp_path: Path) -> Iterator[Callable[[], Worker]]:
    workers: list[Worker] = []

    def started() -> Worker:
        workers.append(Worker(broker, tmp_path / f"worker{len(workers)}.log"))
        return workers[-1]

    yield started
    for worker in workers:
        worker.end()


@pytest.fixture
def bring(caseworker_client: Browser, matter: Matter) -> Callable[[bytes], EvidenceItem]:
    def brought(content: bytes) -> EvidenceItem:
        data = {"file": SimpleUploadedFile("sms.xml", content)}
        caseworker_client.post(f"/incidents/cases/{matter.case.code}/evidence/upload/", data)
        return EvidenceItem.objects.get(matter=matter)

    return brought


@pytest.fixture
def shown(caseworker_client: Browser, matter: Matter) -> Callable[[], str]:
    """The state that the evidence tab shows for the only item."""
    words = [str(label) for label in ("等待读取", "正在读取", "已读取")]

    def state() -> str:
        page = caseworker_client.get(f"/incidents/cases/{matter.case.code}/evidence/").content.decode()
        return next(word for word in words if word in page)

    return state


def large() -> bytes:
    rows = (sms(f"第{n}条", date=1794000000000 + n * 1000) for n in range(MANY))
    return backup(sms(THREAT, date=1793999000000), *rows, sms(THREAT, date=1795999000000))


def is_read(item: EvidenceItem) -> bool:
    item.refresh_from_db()
    return item.reading == "read"


def hold_runs_out(item: EvidenceItem) -> None:
    """Let the time pass after which a silent worker counts as lost."""
    item.refresh_from_db()
    long_ago = item.reading_since - HELD_FOR - timedelta(seconds=1)
    EvidenceItem.objects.filter(pk=item.pk).update(reading_since=long_ago)
    backdate(item, long_ago)


def put_to_sleep(process: int, item: EvidenceItem) -> None:
    """Stop the process between two batches: within one, the database waits for it and nobody else gets on."""
    while True:
        os.kill(process, signal.SIGSTOP)
        try:
            with transaction.atomic():
                Matter.objects.select_for_update(nowait=True, no_key=True).get(pk=item.matter_id)
        except OperationalError:
            os.kill(process, signal.SIGCONT)
            time.sleep(0.01)
        else:
            return


def assert_read_once(item: EvidenceItem) -> None:
    item.refresh_from_db()
    assert (item.reading, item.message_count, item.duplicate_count, item.problems) == (
        "read",
        MANY + 2,
        0,
        [],
    )
    messages = Message.objects.filter(item=item)
    assert (messages.count(), MessageSource.objects.count()) == (MANY + 2, 0)
    assert Suggestion.objects.filter(message__text=THREAT, kind="V02").count() == 2
    suggested = set(Suggestion.objects.values_list("code", "message", "kind"))
    suggest_for_matter(item.matter, source_key="")
    assert set(Suggestion.objects.values_list("code", "message", "kind")) == suggested
    assert assert_chain_holds(item.matter) == ["received", "read"]


def test_an_upload_becomes_messages_and_suggestions(start: Any, bring: Any, shown: Any) -> None:
    item = bring(backup(sms(THREAT), sms("妈，晚上回家吃饭", address="19900000001")))
    assert (item.reading, shown()) == ("waiting", "等待读取")
    worker = start()
    until(lambda: is_read(item), worker.said)
    assert (item.message_count, shown()) == (2, "已读取")
    assert Suggestion.objects.filter(message__text=THREAT, kind="V02").exists()
    assert assert_chain_holds(item.matter) == ["received", "read"]


def test_a_child_killed_while_it_reads_costs_and_doubles_nothing(start: Any, bring: Any, shown: Any) -> None:
    worker = start()
    item = bring(large())
    until(lambda: Message.objects.filter(item=item).count() > 1000, worker.said)
    os.kill(worker.child, signal.SIGKILL)
    # The broker delivers the task again; the item is still held by the lost child, so that nothing happens yet.
    until(lambda: worker.said().count(RECEIVED) >= 3, worker.said)
    assert not is_read(item)
    assert (shown(), Message.objects.filter(item=item).count() < MANY) == ("正在读取", True)
    hold_runs_out(item)
    assert shown() == "等待读取"
    app.send_task("incidents.read_waiting")
    until(lambda: is_read(item), worker.said)
    assert shown() == "已读取"
    assert_read_once(item)


def test_a_worker_that_vanishes_is_followed_by_another(start: Any, bring: Any, shown: Any) -> None:
    first = start()
    item = bring(large())
    until(lambda: Message.objects.filter(item=item).count() > 1000, first.said)
    first.kill()
    second = start()
    app.send_task("incidents.read_waiting")
    until(lambda: second.said().count("incidents.read_waiting") >= 2, second.said)
    assert (shown(), is_read(item)) == ("正在读取", False)
    hold_runs_out(item)
    app.send_task("incidents.read_waiting")
    until(lambda: is_read(item), second.said)
    assert_read_once(item)


def test_a_worker_that_only_seemed_lost_lets_the_item_be(start: Any, bring: Any) -> None:
    """A machine was put to sleep and wakes up after another worker has done the work."""
    worker = start()
    item = bring(large())
    until(lambda: Message.objects.filter(item=item).count() > 1000, worker.said)
    put_to_sleep(worker.child, item)
    try:
        hold_runs_out(item)
        read_item(item.pk)
    finally:
        os.kill(worker.child, signal.SIGCONT)
    until(lambda: "another worker has taken over" in worker.said(), worker.said)
    assert_read_once(item)


def test_a_task_sent_many_times_is_done_once(start: Any, bring: Any) -> None:
    item = bring(large())
    for _ in range(5):
        enqueue("incidents.read_item", item_id=item.pk)
    worker = start()
    until(lambda: worker.said().count("succeeded in") >= 6, worker.said)
    assert_read_once(item)

"""Files are read again on the clock, and what is broken stands on desks and is mailed once."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.test import Client as Browser
from django.utils import timezone

from caseapp.celery import app
from evidence import tasks
from evidence.derivatives.services import prepare_item
from evidence.fixity.models import ChainCheck, ChainSeal, CopyCheck, FixityAlarm, ItemCheck, Result
from evidence.fixity.services import (
    AlreadyAcknowledged,
    acknowledge_alarm,
    check_chain,
    check_item,
    check_sample,
    digest_of,
    seal_text,
    tell_alarm,
)
from evidence.items.models import CustodyEvent
from evidence.items.services import withdraw_item
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import picture
from tests.evidence.tampering import overwrite, receive, sql, unguarded, vault_path

pytestmark = pytest.mark.django_db


@pytest.fixture
def mailed(wen: User, chen: User, ning: User, li: User, zhao: User) -> list[User]:
    """Everybody has an address; those of the other office must hear nothing."""
    for person in (wen, chen, ning, zhao):
        person.email = f"{person.username}@example.org"
        person.save()
    return [wen, chen, ning]


def test_a_whole_item_is_written_down_as_such(matter: Matter, wen: User) -> None:
    item = receive(wen, matter, b"proof")
    assert check_item(item).result == Result.WHOLE
    assert not FixityAlarm.objects.exists()
    assert not CustodyEvent.objects.filter(kind="verified").exists()


def test_an_altered_item_raises_one_alarm_and_mails_once(
    matter: Matter, wen: User, mailed: list[User], django_capture_on_commit_callbacks: Any
) -> None:
    item = receive(wen, matter, b"proof")
    overwrite(item, b"Proof")
    with django_capture_on_commit_callbacks(execute=True):
        assert check_item(item).result == Result.ALTERED
        assert check_item(item).result == Result.ALTERED
    alarm = FixityAlarm.objects.get()
    assert (alarm.item, alarm.what) == (item, "altered")
    assert sorted(one.to[0] for one in mail.outbox) == sorted(person.email for person in mailed)
    assert matter.number in mail.outbox[0].subject
    assert item.name not in mail.outbox[0].body
    assert tell_alarm(alarm.pk) == 0
    assert Event.objects.filter(name="evidence.found_broken", matter_id=matter.pk).count() == 1


def test_an_alarm_that_was_acknowledged_comes_back_only_for_something_new(matter: Matter, wen: User) -> None:
    item = receive(wen, matter, b"proof")
    overwrite(item, b"Proof")
    check_item(item)
    acknowledge_alarm(wen, alarm=FixityAlarm.objects.get(), why="磁盘损坏")
    check_item(item)
    assert not FixityAlarm.objects.open().exists()
    overwrite(item, b"proof")
    check_item(item)
    overwrite(item, b"Proof")
    check_item(item)
    assert FixityAlarm.objects.open().count() == 1


def test_an_alarm_is_acknowledged_once(matter: Matter, wen: User, chen: User) -> None:
    item = receive(wen, matter, b"proof")
    vault_path(item).unlink()
    check_item(item)
    alarm = FixityAlarm.objects.get()
    acknowledge_alarm(wen, alarm=alarm, why="磁盘损坏")
    with pytest.raises(AlreadyAcknowledged):
        acknowledge_alarm(chen, alarm=alarm, why="x")
    alarm.refresh_from_db()
    assert (alarm.acknowledged_by, alarm.why) == (wen, "磁盘损坏")


def test_a_mail_server_that_is_away_is_asked_again(
    matter: Matter, wen: User, mailed: list[User], settings: Any
) -> None:
    item = receive(wen, matter, b"proof")
    overwrite(item, b"Proof")
    check_item(item)
    alarm = FixityAlarm.objects.get()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", 1
    assert tell_alarm(alarm.pk) == 0
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    tasks.tell_untold()
    assert len(mail.outbox) == len(mailed)
    tasks.tell_untold()
    assert len(mail.outbox) == len(mailed)


def test_the_sample_takes_what_was_checked_longest_ago(matter: Matter, wen: User, settings: Any) -> None:
    items = [receive(wen, matter, b"%d" % n * 100) for n in range(4)]
    settings.FIXITY_ITEMS_AT_ONCE = 3
    assert check_sample().items == 3
    assert set(ItemCheck.objects.values_list("item", flat=True)) == {item.pk for item in items[:3]}
    assert check_sample().items == 1
    assert check_sample().items == 0
    long_ago = timezone.now() - timedelta(days=3)
    ItemCheck.objects.filter(item=items[1]).update(checked_at=long_ago)
    ItemCheck.objects.filter(item=items[2]).update(checked_at=long_ago - timedelta(days=1))
    settings.FIXITY_ITEMS_AT_ONCE = 1
    check_sample()
    assert ItemCheck.objects.get(item=items[2]).checked_at > long_ago
    assert ItemCheck.objects.get(item=items[1]).checked_at == long_ago


def test_the_sample_stops_at_its_bytes_but_takes_one_at_least(
    matter: Matter, wen: User, settings: Any
) -> None:
    for n in range(3):
        receive(wen, matter, b"%d" % n * 1000)
    settings.FIXITY_BYTES_AT_ONCE = 2500
    assert (check_sample().items, ItemCheck.objects.count()) == (2, 2)
    settings.FIXITY_BYTES_AT_ONCE = 10
    assert check_sample().items == 1


def test_the_sample_counts_what_is_broken_and_checks_withdrawn_items_too(matter: Matter, wen: User) -> None:
    item = receive(wen, matter, b"proof")
    withdraw_item(wen, item=item, why="误传")
    overwrite(item, b"Proof")
    sample = check_sample()
    assert (sample.items, sample.bytes, sample.broken) == (1, 5, 1)


def test_copies_take_their_turn_in_the_sample(matter: Matter, wen: User, settings: Any) -> None:
    item = receive(wen, matter, picture(), "a.jpg")
    prepare_item(item.pk)
    settings.FIXITY_ITEMS_AT_ONCE = 2
    first, second = check_sample(), check_sample()
    assert [(one.items, one.copies, one.broken) for one in (first, second)] == [(1, 1, 0), (0, 1, 0)]
    assert check_sample().bytes == 0
    long_ago = timezone.now() - timedelta(days=3)
    CopyCheck.objects.update(checked_at=long_ago)
    overwrite(CopyCheck.objects.first().copy, b"Proof")
    third = check_sample()
    assert (third.items, third.copies, third.broken) == (0, 2, 1)
    assert FixityAlarm.objects.get().what == "copy"


def test_a_vault_that_is_away_stops_the_sample_without_alarm(matter: Matter, wen: User) -> None:
    item = receive(wen, matter, b"proof")
    vault_path(item).unlink()
    vault_path(item).mkdir()
    try:
        assert check_sample().items == 0
    finally:
        vault_path(item).rmdir()
    assert not FixityAlarm.objects.exists()
    assert not ItemCheck.objects.exists()


def test_a_broken_chain_raises_one_alarm(matter: Matter, wen: User) -> None:
    receive(wen, matter, b"proof")
    with unguarded("evidence_custodyevent"):
        sql("UPDATE evidence_custodyevent SET actor_name = 'x'")
    tasks.check_chains()
    alarm = FixityAlarm.objects.get()
    assert (alarm.matter, alarm.item, alarm.what) == (matter, None, "chain")
    assert not ChainCheck.objects.get().is_intact
    acknowledge_alarm(wen, alarm=alarm, why="误操作")
    check_chain(matter)
    assert not FixityAlarm.objects.open().exists()


def test_chains_are_gone_through_in_turn(
    matter: Matter, other_matter: Matter, wen: User, zhao: User, settings: Any
) -> None:
    receive(wen, matter, b"proof")
    receive(zhao, other_matter, b"proof")
    settings.FIXITY_CHAINS_AT_ONCE = 1
    for expected in (1, 2, 2):
        tasks.check_chains()
        assert ChainCheck.objects.count() == expected


def test_a_seal_is_a_text_that_anybody_can_hash(matter: Matter, other_matter: Matter, wen: User) -> None:
    receive(wen, matter, b"proof")
    tasks.seal_chains()
    receive(wen, matter, b"more")
    receive(wen, other_matter, b"proof")
    tasks.seal_chains()
    tasks.seal_chains()
    first, second = ChainSeal.objects.all()
    assert (first.previous, second.previous) == ("", first.digest)
    ends = [(str(head.matter.code), head.count, head.hash) for head in second.heads.all()]
    assert sorted(count for _, count, _ in ends) == [1, 2]
    assert second.digest == digest_of(first.digest, ends) == digest_of(first.digest, ends[::-1])
    assert seal_text(first.digest, ends).splitlines()[0] == first.digest


def test_all_of_it_happens_on_the_clock() -> None:
    scheduled = {entry["task"] for entry in app.conf.beat_schedule.values()}
    assert {
        "evidence.check_sample",
        "evidence.check_chains",
        "evidence.seal_chains",
        "evidence.tell_untold",
    } <= scheduled


def test_the_desk_shows_alarms_to_those_who_answer_for_the_matter(
    matter: Matter, wen: User, chen: User, ning: User, zhao: User, signed_in: Callable[[User], Browser]
) -> None:
    item = receive(wen, matter, b"proof")
    overwrite(item, b"Proof")
    check_item(item)
    address = f"/evidence/alarms/{FixityAlarm.objects.get().code}/acknowledge/"
    for person in (wen, chen, ning):
        assert address in signed_in(person).get("/").content.decode()
        assert signed_in(person).get(address).status_code == 200
    assert address not in signed_in(zhao).get("/").content.decode()
    assert signed_in(zhao).get(address).status_code == 404


def test_an_alarm_is_acknowledged_on_its_page(matter: Matter, wen: User, caseworker_client: Browser) -> None:
    item = receive(wen, matter, b"proof")
    overwrite(item, b"Proof")
    check_item(item)
    address = f"/evidence/alarms/{FixityAlarm.objects.get().code}/acknowledge/"
    assert caseworker_client.post(address, {"reason": " "}).status_code == 422
    answer = caseworker_client.post(address, {"reason": "磁盘损坏", "next": "https://elsewhere.example/"})
    assert (answer.status_code, answer.url) == (302, "/")
    assert address not in caseworker_client.get("/").content.decode()
    item_page = caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    assert address not in item_page

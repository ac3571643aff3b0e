"""An item is held while it is read, waits again after a fault, and is given up when faults do not end."""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.test import Client as Browser
from django.utils import timezone

from caseapp.incidents import services
from caseapp.incidents.models import Suggestion
from evidence.items.models import HELD_FOR, CustodyEvent, EvidenceItem
from evidence.items.services import READING_TRIES, HoldLost, Origin, finish_reading, give_back, hold_to_read
from evidence.messages.models import Message
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import film, sound
from tests.evidence.tampering import backdate
from tests.incidents.test_from_file_to_incident import THREAT, backup, sms

pytestmark = pytest.mark.django_db
NOTHING_READ = {
    "kind": "", "message_count": 0, "duplicate_count": 0, "problems": [], "problem_count": 0, "facts": {},
}  # fmt: skip


@pytest.fixture
def take_in(matter: Matter, wen: User) -> Any:
    def taken(*rows: str) -> EvidenceItem:
        return services.receive_upload(
            wen, matter=matter, stream=BytesIO(backup(*rows)), name="sms.xml", origin=Origin(), reads_later=False
        ).item  # fmt: skip

    return taken


@pytest.fixture
def item(take_in: Any) -> EvidenceItem:
    return take_in(sms(THREAT))


def later(item: EvidenceItem, **fields: Any) -> EvidenceItem:
    """The item, as if what happened to it had happened long ago."""
    long_ago = timezone.now() - HELD_FOR - timedelta(seconds=1)
    item.refresh_from_db()
    since = long_ago if item.reading_since else None
    EvidenceItem.objects.filter(pk=item.pk).update(reading_since=since, **fields)
    backdate(item, long_ago)
    item.refresh_from_db()
    return item


def in_vault(item: EvidenceItem) -> Path:
    return Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / item.vault_name


def test_a_held_item_is_not_taken_by_another(item: EvidenceItem) -> None:
    assert hold_to_read(item.pk)
    assert services.read_item(item.pk) is None
    assert services.read_waiting() == 0
    assert not Message.objects.exists()


def test_a_hold_that_ran_out_is_taken_and_the_first_one_changes_nothing_more(item: EvidenceItem) -> None:
    first = hold_to_read(item.pk)
    assert first
    assert later(item).reading_now == "waiting"
    assert services.read_item(item.pk).new == 1
    with pytest.raises(HoldLost):
        finish_reading(first, **NOTHING_READ)
    give_back(first)
    item.refresh_from_db()
    assert (item.reading, item.message_count) == ("read", 1)
    assert CustodyEvent.objects.filter(item=item, kind="read").count() == 1


def test_after_a_fault_the_item_waits_and_is_read_when_the_fault_is_gone(item: EvidenceItem) -> None:
    place = in_vault(item)
    away = place.rename(place.with_suffix(".away"))
    with pytest.raises(FileNotFoundError):
        services.read_item(item.pk)
    item.refresh_from_db()
    assert (item.reading, item.reading_since) == ("waiting", None)
    away.rename(place)
    assert services.read_item(item.pk).new == 1


def test_a_file_that_fails_too_often_is_given_up_and_the_page_says_so(
    item: EvidenceItem, caseworker_client: Browser
) -> None:
    in_vault(item).unlink()
    for _ in range(READING_TRIES):
        with pytest.raises(FileNotFoundError):
            services.read_item(item.pk)
    assert services.read_item(item.pk) is None
    later(item)
    assert services.read_waiting() == 0
    item.refresh_from_db()
    assert (item.reading, item.reading_tries) == ("unreadable", READING_TRIES)
    page = caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    assert f"开始过 {READING_TRIES} 次" in page
    assert services.read_waiting() == 0


def test_what_waits_too_long_is_queued_again_oldest_first(
    item: EvidenceItem, django_capture_on_commit_callbacks: Any
) -> None:
    assert services.read_waiting() == 0
    later(item)
    with django_capture_on_commit_callbacks(execute=True):
        assert services.read_waiting() == 1
    item.refresh_from_db()
    assert item.reading == "read"


def test_a_suggestion_that_still_holds_stays_the_same_row(take_in: Any, item: EvidenceItem) -> None:
    """Somebody may be about to press its button."""
    services.read_item(item.pk)
    before = set(Suggestion.objects.values_list("code", flat=True))
    Suggestion.objects.filter(kind="V02").update(why="older reason")
    outdated = Suggestion.objects.create(message=Message.objects.get(), kind="V99", why="no rule says so")
    services.read_item(take_in(sms("另一条", date=1795000000000)).pk)
    assert set(Suggestion.objects.values_list("code", flat=True)) == before
    assert not Suggestion.objects.filter(why="older reason").exists()
    assert not Suggestion.objects.filter(pk=outdated.pk).exists()


def test_a_decided_suggestion_stays_as_it_was_decided(take_in: Any, item: EvidenceItem, wen: User) -> None:
    services.read_item(item.pk)
    rejected = Suggestion.objects.filter(kind="V02").get()
    services.reject_suggestion(wen, suggestion=rejected)
    services.read_item(take_in(sms("另一条", date=1795000000000)).pk)
    rejected.refresh_from_db()
    assert (rejected.state, rejected.decided_by) == ("rejected", wen)
    assert Suggestion.objects.filter(kind="V02").count() == 1


def test_an_item_counts_as_read_only_when_its_suggestions_stand(
    item: EvidenceItem, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as broken:
        broken.setattr("caseapp.incidents.services.reading.suggest_for_matter", ends_the_process)
        with pytest.raises(KeyboardInterrupt):
            services.read_item(item.pk)
    assert later(item).reading_now == "waiting"
    services.read_item(item.pk)
    item.refresh_from_db()
    assert (item.reading, item.message_count, item.duplicate_count) == ("read", 1, 0)
    assert Suggestion.objects.filter(kind="V02").exists()


def ends_the_process(*args: Any, **named: Any) -> None:
    raise KeyboardInterrupt


CUT_WAV = sound("wav", 3)[:30_000]


@pytest.mark.parametrize(
    ("content", "state", "says"),
    [
        (sound("m4a"), "read", "write down what is said"), (film("mp4"), "read", "write down what is said"),
        (CUT_WAV, "incomplete", "Part of it can be"), (film("mp4")[:9000], "unreadable", "Why it is not read"),
        (b"\x02#!SILK_V3" + bytes(range(256)), "unreadable", "Why it is not read"),
    ],
    ids=["recording", "video", "cut off", "broken", "silk"],
)  # fmt: skip
def test_of_a_recording_nothing_was_to_be_read_and_the_page_says_so(
    matter: Matter, wen: User, caseworker_client: Browser, content: bytes, state: str, says: str
) -> None:
    taken = services.receive_upload(
        wen, matter=matter, stream=BytesIO(content), name="a", origin=Origin(), reads_later=False
    ).item
    services.read_item(taken.pk)
    taken.refresh_from_db()
    assert (taken.reading, taken.message_count) == (state, 0)
    caseworker_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    page = caseworker_client.get(f"/incidents/evidence/{taken.code}/")
    assert says in page.content.decode()

"""Redacted copies are made once by whichever worker lives, and say why when they are not made."""

import signal
from collections.abc import Callable, Iterator
from datetime import timedelta
from functools import partial

import pytest
from django.conf import LazySettings
from django.conf import settings as django_settings
from django.db import IntegrityError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from evidence.derivatives.models import REDACTION_HELD_FOR, Derivative, Redaction
from evidence.derivatives.services import (
    NoBoxInPicture,
    ask_for_redaction,
    make_redaction,
    make_waiting_redactions,
    redacting,
)
from evidence.isolation import children
from evidence.isolation.children import ReaderFault
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import ItemWithdrawn, withdraw_item
from evidence.making.boxes import Box
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once
from tests.evidence.conftest import Office
from tests.evidence.derivatives.building import picture
from tests.evidence.derivatives.conftest import Bring
from tests.evidence.tampering import overwrite

pytestmark = pytest.mark.django_db
BOX = Box(10, 10, 100, 100)


@pytest.fixture
def small_child(settings: LazySettings) -> Iterator[Callable[[int], None]]:
    """From here on the child has so much memory, in bytes."""

    def small(memory: int) -> None:
        settings.READER_MEMORY_BYTES = memory
        children.end_child()

    yield small
    children.end_child()


@pytest.fixture
def item(bring: Bring) -> EvidenceItem:
    return bring(picture("PNG"))


def ask(who: User, item: EvidenceItem, *boxes: Box) -> Redaction:
    return ask_for_redaction(who, item=item, boxes=boxes or [BOX], reason="无关人员的电话")


def made(item: EvidenceItem) -> tuple[int, int, int]:
    """Copies, custody events that say so, audit events that say so."""
    return (
        Derivative.objects.filter(item=item, kind="redacted").count(),
        CustodyEvent.objects.filter(item=item, kind="derived", particulars__copy_kind="redacted").count(),
        Event.objects.filter(name="evidence.redacted", subject=f"evidence:{item.code}").count(),
    )


def state_of(redaction: Redaction) -> tuple[str, str]:
    redaction.refresh_from_db()
    return redaction.state, redaction.problem


def test_it_is_made_once_in_the_name_of_whoever_asked(item: EvidenceItem, wen: User) -> None:
    asked = ask(wen, item)
    assert (asked.is_going_on, made(item)) == (True, (0, 0, 0))
    assert (make_redaction(asked.pk), make_redaction(asked.pk)) == (True, False)
    assert (state_of(asked), made(item)) == (("ready", ""), (1, 1, 1))
    copy = asked.copy
    assert copy is not None
    assert (copy.made_by, copy.parameters["checked"]) == (wen, ["solid", "only_pixels"])
    assert CustodyEvent.objects.filter(item=item, kind="derived").latest("sequence").actor_id == wen.pk


def test_asking_twice_is_asking_once_until_it_is_made(item: EvidenceItem, wen: User, chen: User) -> None:
    first = ask(wen, item)
    assert ask(wen, item) == first
    assert len({first.pk, ask(chen, item).pk, ask(wen, item, Box(0, 0, 5, 5)).pk}) == 3
    make_redaction(first.pk)
    assert ask(wen, item) != first


def test_boxes_are_cut_to_the_picture(item: EvidenceItem, wen: User) -> None:
    assert ask(wen, item, Box(500, 300, 9000, 9000)).boxes == [[500, 300, 600, 400]]
    with pytest.raises(NoBoxInPicture):
        ask(wen, item, Box(5000, 5000, 6000, 6000))


def test_what_the_child_runs_into_is_said(
    bring: Bring, wen: User, small_child: Callable[[int], None], caseworker_client: Browser
) -> None:
    item = bring(picture("PNG", size=(5000, 5000)))
    small_child(240 * 1024**2)
    asked = ask(wen, item)
    assert make_redaction(asked.pk) is True
    assert (state_of(asked), made(item)) == (("failed", "too_much_memory"), (0, 0, 0))
    caseworker_client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    page = caseworker_client.get(f"/evidence/{item.code}/redact/").content.decode()
    assert "Making it takes more memory than is allowed." in page
    again = caseworker_client.get(f"/evidence/{item.code}/redact/?again={asked.code}").content.decode()
    assert [f'value="{edge}"' in again for edge in (10, 100)] == [True, True]
    assert "无关人员的电话" in again
    for wrong in ("x", "00000000-0000-0000-0000-000000000000"):
        assert caseworker_client.get(f"/evidence/{item.code}/redact/?again={wrong}").status_code == 200


def test_a_picture_that_was_altered_meanwhile_gives_no_copy(item: EvidenceItem, wen: User) -> None:
    asked = ask(wen, item)
    overwrite(item, picture("PNG")[:2000])
    assert make_redaction(asked.pk) is True
    assert (state_of(asked), made(item)) == (("failed", "picture_damaged"), (0, 0, 0))


def test_a_withdrawn_picture_is_not_redacted(item: EvidenceItem, wen: User) -> None:
    asked = ask(wen, item)
    withdraw_item(wen, item=item, why="误传")
    assert make_redaction(asked.pk) is True
    assert (state_of(asked), made(item)) == (("failed", "withdrawn"), (0, 0, 0))
    with pytest.raises(ItemWithdrawn):
        ask(wen, item)


def test_after_a_fault_it_waits_again_and_is_given_up_in_the_end(
    item: EvidenceItem, wen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def killed_from_outside(*arguments: object, **more: object) -> None:
        raise ReaderFault("the child ended with -9")

    monkeypatch.setattr(redacting, "made_of", killed_from_outside)
    asked = ask(wen, item)
    for _ in range(redacting.TRIES):
        with pytest.raises(ReaderFault):
            make_redaction(asked.pk)
        assert state_of(asked) == ("waiting", "")
    assert make_redaction(asked.pk) is False
    make_waiting_redactions()
    assert (state_of(asked), made(item)) == (("failed", "given_up"), (0, 0, 0))


def test_what_was_lost_is_queued_again(item: EvidenceItem, wen: User) -> None:
    asked = ask(wen, item)
    assert make_waiting_redactions() == 0
    long_ago = timezone.now() - REDACTION_HELD_FOR - timedelta(minutes=1)
    Redaction.objects.update(asked_at=long_ago)
    assert make_waiting_redactions() == 1
    Redaction.objects.update(state="running", since=timezone.now())
    assert (make_waiting_redactions(), make_redaction(asked.pk)) == (0, False)
    Redaction.objects.update(since=long_ago)
    assert (make_waiting_redactions(), make_redaction(asked.pk), made(item)) == (1, True, (1, 1, 1))


def test_the_page_shows_what_is_being_made(item: EvidenceItem, wen: User, caseworker_client: Browser) -> None:
    caseworker_client.cookies[django_settings.LANGUAGE_COOKIE_NAME] = "en"
    address = f"/evidence/{item.code}/redact/"
    asked = ask(wen, item)
    for place in (address, f"/incidents/evidence/{item.code}/"):
        page = caseworker_client.get(place).content.decode()
        assert ("being made" in page, "Look again" in page) == (True, True)
    assert 'hx-trigger="every 2s"' in caseworker_client.get(address).content.decode()
    make_redaction(asked.pk)
    page = caseworker_client.get(address).content.decode()
    copy = Derivative.objects.get(item=item, kind="redacted")
    assert ("being made" in page, "hx-trigger" in page, f"/evidence/copies/{copy.code}/" in page) == (False, False, True)  # fmt: skip


@pytest.mark.parametrize("wrong", [{"state": "ready"}, {"state": "failed"}, {"problem": "given_up"}])
def test_the_database_refuses_what_cannot_be(item: EvidenceItem, wen: User, wrong: dict[str, str]) -> None:
    asked = ask(wen, item)
    with pytest.raises(IntegrityError), transaction.atomic():
        Redaction.objects.filter(pk=asked.pk).update(**wrong)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_workers_make_one_copy(bring: Bring, wen: User, matter: Matter) -> None:
    item = bring(picture("PNG"))
    asked = Redaction.objects.create(item=item, boxes=[list(BOX)], reason="x", asked_by=wen)
    done = at_once(*(partial(make_redaction, asked.pk) for _ in range(4)))
    assert (sorted(done), made(item)) == ([False, False, False, True], (1, 1, 1))


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_a_worker_that_was_taken_for_lost_keeps_nothing(
    bring: Bring, wen: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It wakes up when another has made the copy: its own bytes are gone again."""
    item = bring(picture("PNG"))
    asked = Redaction.objects.create(item=item, boxes=[list(BOX)], reason="x", asked_by=wen)
    whole = redacting.keep_copy

    def late(*arguments: object, **more: object) -> object:
        monkeypatch.setattr(redacting, "keep_copy", whole)
        Redaction.objects.update(since=timezone.now() - REDACTION_HELD_FOR - timedelta(seconds=1))
        assert make_redaction(asked.pk) is True
        return whole(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(redacting, "keep_copy", late)
    make_redaction(asked.pk)
    assert (state_of(asked), made(item)) == (("ready", ""), (1, 1, 1))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM evidence_derivative WHERE kind = 'redacted'")
        assert cursor.fetchone() == (1,)


ASKED = """
from datetime import timedelta
from io import BytesIO
from django.utils import timezone
from evidence.derivatives.models import REDACTION_HELD_FOR, Derivative, Redaction
from evidence.derivatives.services import ask_for_redaction, keeping, make_redaction, make_waiting_redactions, prepare_item, redacting
from evidence.fixity.services import chain_faults
from evidence.items.models import CustodyEvent
from evidence.items.services import Origin, receive_file
from evidence.making.boxes import Box
from tests.evidence.derivatives.building import picture
wen = User.objects.get(username="wen")
matter = Matter.objects.get()
"""
KILLED_AT_A_STEP = (
    ASKED
    + """
item = receive_file(wen, matter=matter, stream=BytesIO(picture("PNG")), name="a.png", origin=Origin()).item
prepare_item(item.pk)
asked = ask_for_redaction(wen, item=item, boxes=[Box(10, 10, 100, 100)], reason="x")

def deadly(whole):
    def die(*arguments, **named):
        if sys.argv[1].startswith("after"):
            whole(*arguments, **named)
        os.kill(os.getpid(), signal.SIGKILL)
    return die

step = sys.argv[1].partition(" ")[2]
place, name = {"making": (redacting, "made_of"), "keeping": (redacting, "keep_copy"), "writing": (keeping, "_write_down"), "finishing": (redacting, "_finish")}[step]
setattr(place, name, deadly(getattr(place, name)))
make_redaction(asked.pk)
"""
)
AGAIN = (
    ASKED
    + """
asked = Redaction.objects.get()
before = [asked.state, Derivative.objects.filter(kind="redacted").count()]
at_once = make_redaction(asked.pk)
Redaction.objects.filter(state="running").update(since=timezone.now() - REDACTION_HELD_FOR - timedelta(seconds=1))
make_redaction(asked.pk)
events = CustodyEvent.objects.filter(kind="derived", actor_id=wen.pk).count()
print(json.dumps([before, at_once, Redaction.objects.get().state, Derivative.objects.filter(kind="redacted").count(), events, chain_faults(matter)]))
"""
)


@pytest.mark.parametrize(
    ("step", "before"),
    [
        ("before making", ["running", 0]), ("before keeping", ["running", 0]), ("before writing", ["running", 0]),
        ("after finishing", ["running", 0]), ("after keeping", ["ready", 1]),
    ],
)  # fmt: skip
def test_a_killed_worker_is_followed_by_another(own_office: Office, step: str, before: list[object]) -> None:
    assert own_office.run(KILLED_AT_A_STEP, step).returncode == -signal.SIGKILL
    assert own_office.told(AGAIN) == [before, False, "ready", 1, 1, []]

"""Readings become sources of one message: which one stays, that it happens once, and that people have the last word."""

from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest

from evidence.items.models import EvidenceItem
from evidence.messages.models import MaybeSame, Message, MessageSource
from evidence.messages.services import BothDecided, decide_same, import_messages, part_reading
from evidence.readers import ReadMessage, Seen
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once
from tests.evidence.same_message.importing import received

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 13, 3, 20, tzinfo=UTC)
MINUTE = AT.replace(second=0)
TEXT = "请转告何小宁，其欠款18,642.50元今日必须处理"


def exported(text: str = TEXT, at: datetime = AT, place: int = 1) -> ReadMessage:
    return ReadMessage(at, "sms", "in", "10690000771200", None, text, None, f"sms[{place}]")


def shown(text: str = TEXT, at: datetime | None = MINUTE, top: int = 100) -> ReadMessage:
    seen = Seen((10, top, 500, top + 60), "21:03")
    return ReadMessage(at, "sms", "in", "10690000771200", None, text, None, f"box[{top}]", 0.93, (), seen)


def bring(item: EvidenceItem, *rows: ReadMessage, **facts: Any) -> Any:
    return import_messages(item, rows, phone="p", source_key="p", **facts)


@pytest.fixture
def files(matter: Matter, wen: User) -> tuple[EvidenceItem, EvidenceItem]:
    """A picture and an export."""
    return received(matter, wen), received(matter, wen)


@pytest.mark.parametrize("picture_first", [True, False])
def test_the_export_speaks_and_the_picture_stays_as_a_source(
    files: tuple[EvidenceItem, EvidenceItem], picture_first: bool
) -> None:
    picture, export = files
    steps = [partial(bring, picture, shown(TEXT.replace("，", ","))), partial(bring, export, exported())]
    told = [step() for step in (steps if picture_first else steps[::-1])]
    message = Message.objects.get()
    assert (message.item, message.at, message.text) == (export, AT, TEXT)
    source = MessageSource.objects.get()
    assert (source.message, source.item, source.confidence) == (message, picture, 0.93)
    assert source.text == TEXT.replace("，", ",")
    assert source.seen is not None
    assert source.seen["box"] == [10, 100, 500, 160]
    assert [(one.new, one.duplicate) for one in told] == [(1, 0), (0, 1)]


def test_reading_again_changes_nothing(files: tuple[EvidenceItem, EvidenceItem]) -> None:
    picture, export = files
    for _ in range(2):
        bring(picture, shown())
        bring(export, exported())
    assert (Message.objects.count(), Message.readings.count(), MessageSource.objects.count()) == (1, 2, 1)


def test_what_a_person_decided_about_stays_the_message(files: tuple[EvidenceItem, EvidenceItem]) -> None:
    picture, export = files
    bring(picture, shown())
    message = Message.objects.get()
    bring(export, exported(), settled=lambda ids: {message.pk} & set(ids))
    assert Message.objects.get() == message
    assert MessageSource.objects.get().item == export


def test_what_stands_twice_in_a_picture_was_sent_twice(files: tuple[EvidenceItem, EvidenceItem]) -> None:
    picture, _ = files
    bring(picture, shown(top=100), shown(top=300))
    assert Message.objects.count() == 2


def test_readings_in_several_files_that_were_not_joined_yet_are_one(
    files: tuple[EvidenceItem, EvidenceItem], matter: Matter, wen: User
) -> None:
    pictures = [files[0], received(matter, wen)]
    for item in pictures:
        bring(item, shown())
    Message.readings.update(folded_into=None, folded_as="")
    MessageSource.objects.all().delete()
    bring(files[1], exported())
    assert Message.objects.get().item == files[1]
    assert MessageSource.objects.count() == 2


def test_another_amount_phone_or_matter_is_another_message(
    files: tuple[EvidenceItem, EvidenceItem], other_matter: Matter, zhao: User
) -> None:
    picture, export = files
    bring(export, exported())
    bring(picture, shown(TEXT.replace("50元", "60元")))
    import_messages(received(export.matter, zhao), [shown()], phone="q", source_key="q")
    bring(received(other_matter, zhao), shown())
    assert Message.objects.count() == 4
    assert not MessageSource.objects.exists()


def asked(files: tuple[EvidenceItem, EvidenceItem]) -> MaybeSame:
    picture, export = files
    bring(export, exported())
    bring(picture, shown(at=None))
    return MaybeSame.objects.get()


def test_a_person_says_that_two_are_one(files: tuple[EvidenceItem, EvidenceItem], wen: User) -> None:
    pair = asked(files)
    stays = decide_same(wen, pair=pair, is_same=True)
    assert stays is not None
    assert Message.objects.get() == stays
    assert stays.item == files[1]
    assert decide_same(wen, pair=pair, is_same=False) is None


def test_a_person_says_that_two_are_two_and_it_is_remembered(
    files: tuple[EvidenceItem, EvidenceItem], wen: User
) -> None:
    pair = asked(files)
    decide_same(wen, pair=pair, is_same=False)
    bring(files[0], shown(at=None))
    bring(files[1], exported())
    assert Message.objects.count() == 2
    assert [one.state for one in MaybeSame.objects.all()] == ["different"]


def test_two_decisions_are_not_joined_silently(files: tuple[EvidenceItem, EvidenceItem], wen: User) -> None:
    pair = asked(files)
    with pytest.raises(BothDecided):
        decide_same(wen, pair=pair, is_same=True, settled=set)
    assert MaybeSame.objects.get().state == "open"


def test_a_wrongly_folded_reading_is_parted_for_good(
    files: tuple[EvidenceItem, EvidenceItem], wen: User
) -> None:
    picture, export = files
    bring(picture, shown())
    bring(export, exported())
    source = MessageSource.objects.get()
    parted = part_reading(wen, source=source)
    assert parted is not None
    assert parted.item == picture
    assert Message.objects.count() == 2
    bring(picture, shown())
    bring(export, exported())
    assert Message.objects.count() == 2
    assert not MessageSource.objects.exists()


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_picture_and_export_read_at_once_are_one_message(matter: Matter, wen: User) -> None:
    pictures = [received(matter, wen) for _ in range(3)]
    export = received(matter, wen)
    at_once(*(partial(bring, picture, shown()) for picture in pictures), partial(bring, export, exported()))
    message = Message.objects.get()
    assert (message.item, MessageSource.objects.filter(message=message).count()) == (export, 3)

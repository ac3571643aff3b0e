"""The same bytes from two people at once, and a custody chain that many write at once."""

from functools import partial
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.db import connection
from django.test.utils import CaptureQueriesContext

from evidence.fixity.models import FixityAlarm
from evidence.fixity.services import chain_faults, check_item, verify_matter
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt, Withdrawal
from evidence.items.services import (
    AlreadySo,
    Origin,
    Received,
    custody_hash,
    receive_file,
    record_custody,
    record_view,
    withdraw_item,
)
from evidence.messages.models import Message, MessageSource
from evidence.messages.services import import_messages
from evidence.readers import read
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once
from tests.evidence.readers.building import backup
from tests.evidence.tampering import overwrite

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
WRITERS = 8


def received(who: User, matter: Matter, content: bytes, name: str = "sms.xml") -> Received:
    return receive_file(
        who, matter=matter, stream=BytesIO(content), name=name, origin=Origin(source=who.name)
    )


def assert_chain_holds(matter: Matter) -> list[str]:
    """The kinds of the chain, whose links and hashes are checked one by one."""
    before, kinds = "", []
    for place, event in enumerate(CustodyEvent.objects.filter(matter=matter).order_by("sequence"), start=1):
        assert (event.sequence, event.previous_hash, event.hash) == (place, before, custody_hash(event))
        before = event.hash
        kinds.append(event.kind)
    return kinds


def in_the_vault() -> set[str]:
    folder = Path(settings.STORAGES["vault"]["OPTIONS"]["location"])
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_same_bytes_at_once_are_one_item_with_a_receipt_for_each(
    matter: Matter, wen: User, li: User
) -> None:
    content, before = b"<smses>" + b" " * 3_000_000 + b"</smses>", in_the_vault()
    people = [wen, li] * (WRITERS // 2)
    told = at_once(*(partial(received, who, matter, content) for who in people))
    item = EvidenceItem.objects.get(matter=matter)
    assert {one.item for one in told} == {item}
    assert [one.is_duplicate for one in told].count(False) == 1
    receipts = Receipt.objects.filter(item=item)
    assert sorted(receipts.values_list("source", flat=True)) == sorted(who.name for who in people)
    assert in_the_vault() - before == {item.vault_name}
    assert sorted(assert_chain_holds(matter)) == ["received", *["received_again"] * (WRITERS - 1)]
    assert Event.objects.filter(name="evidence.received").count() == 1


def test_different_files_at_once_have_numbers_of_their_own(matter: Matter, wen: User) -> None:
    told = at_once(*(partial(received, wen, matter, bytes([65 + n]) * 2000) for n in range(WRITERS)))
    numbers = EvidenceItem.objects.filter(matter=matter).values_list("number", flat=True)
    assert len(set(numbers)) == WRITERS
    assert not any(one.is_duplicate for one in told)
    assert assert_chain_holds(matter) == ["received"] * WRITERS


def test_the_custody_chain_does_not_fork_however_many_write(matter: Matter, wen: User) -> None:
    items = [received(wen, matter, f"<smses n='{n}'/>".encode()).item for n in range(2)]

    def note(place: int) -> None:
        for _ in range(10):
            record_custody(wen, item=items[place % 2], kind=CustodyEvent.Kind.DOWNLOADED)

    at_once(*(partial(note, place) for place in range(WRITERS)))
    assert assert_chain_holds(matter) == ["received"] * 2 + ["downloaded"] * 10 * WRITERS


def test_twenty_writers_take_turns(matter: Matter, wen: User) -> None:
    """Nobody tries in vain: what each writes costs the same whether one writes or twenty."""
    item = received(wen, matter, b"<smses/>").item
    asked: list[int] = []

    def note() -> None:
        with CaptureQueriesContext(connection) as queries:
            record_custody(wen, item=item, kind=CustodyEvent.Kind.DOWNLOADED)
        asked.append(len(queries))

    at_once(*[note] * 20)
    assert assert_chain_holds(matter) == ["received"] + ["downloaded"] * 20
    assert len(set(asked)) == 1
    assert chain_faults(matter) == []


def test_two_who_withdraw_at_once_are_one_withdrawal(matter: Matter, wen: User, li: User) -> None:
    item = received(wen, matter, b"<smses/>").item

    def withdraw(who: User) -> bool:
        try:
            withdraw_item(who, item=item, why="误传")
        except AlreadySo:
            return False
        return True

    assert sorted(at_once(*(partial(withdraw, who) for who in [wen, li] * 4))) == [False] * 7 + [True]
    assert Withdrawal.objects.count() == 1
    assert assert_chain_holds(matter) == ["received", "withdrawn"]


def test_a_page_that_asks_for_much_at_once_is_one_look(matter: Matter, wen: User) -> None:
    item = received(wen, matter, b"<smses/>").item
    told = at_once(*[partial(record_view, wen, item=item)] * WRITERS)
    assert sorted(told) == [False] * (WRITERS - 1) + [True]
    assert assert_chain_holds(matter) == ["received", "viewed"]


def test_what_is_found_broken_by_two_at_once_is_one_alarm(matter: Matter, wen: User) -> None:
    item = received(wen, matter, b"<smses/>").item
    overwrite(item, b"<Smses/>")
    at_once(*[partial(check_item, item)] * 4)
    assert FixityAlarm.objects.count() == 1


def test_verifying_while_others_write_finds_nothing(matter: Matter, wen: User) -> None:
    items = [received(wen, matter, f"<smses n='{n}'/>".encode()).item for n in range(2)]

    def note(place: int) -> list[Any]:
        for _ in range(8):
            record_custody(wen, item=items[place % 2], kind=CustodyEvent.Kind.DOWNLOADED)
        return []

    def verify() -> list[Any]:
        return [fault for _ in range(4) for fault in verify_matter(matter).faults]

    told = at_once(*(partial(note, n) for n in range(4)), verify, verify)
    assert [fault for faults in told for fault in faults] == []
    assert len(assert_chain_holds(matter)) == 2 + 8 * 4 + 8


def test_overlapping_files_read_at_once_lose_and_double_nothing(matter: Matter, wen: User) -> None:
    """Newest first and oldest first: no message twice, and the second file is a source of all that it repeats."""
    rows = [
        f'<sms address="10690000{n:04d}" date="{1794000000000 + n * 1000}" type="1" body="第{n}条"/>'
        for n in range(900)
    ]
    items = [
        received(wen, matter, backup(*ordered), name).item
        for name, ordered in (("old.xml", rows), ("new.xml", rows[::-1]))
    ]

    def bring_in(item: EvidenceItem) -> Any:
        with open(Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / item.vault_name, "rb") as stream:
            return import_messages(item, read(stream, name="x"), phone="p", source_key="")

    told = at_once(*(partial(bring_in, item) for item in items))
    assert Message.objects.filter(matter=matter).count() == 900
    assert MessageSource.objects.filter(message__matter=matter).count() == 900
    assert sum(one.new for one in told) == 900
    assert sum(one.duplicate for one in told) == 900

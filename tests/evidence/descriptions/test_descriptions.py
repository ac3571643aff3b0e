"""What people say about items: versions that stay, what is owed, and the statement that is printed."""

from collections.abc import Callable
from functools import partial
from io import BytesIO

import pytest
from django.db import DatabaseError, transaction
from django.test import Client as Browser

from evidence.descriptions import rules
from evidence.descriptions.models import Description
from evidence.descriptions.selectors import known_about, owed_of, rows_of
from evidence.descriptions.services import describe_item, facts_sha256
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import Origin, receive_file
from lawyers.audit.models import AppendOnly, Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.at_once import at_once

ALL_KNOWN = {
    "holder": "王小兰", "device": "华为", "obtained_how": "screenshot", "obtained_on": "2026-11-20", "made_on": "2026-11-19",
    "carrier_kept": "yes", "carrier_with": "王小兰", "original_seen": "yes", "seen_by": "温以宁", "seen_on": "2026-11-21",
} | {point: "unknown" for point in rules.POINTS}  # fmt: skip


def brought(wen: User, matter: Matter, name: str, holder: str = "") -> EvidenceItem:
    origin = Origin(source="母亲", holder=holder)
    return receive_file(wen, matter=matter, stream=BytesIO(name.encode()), name=name, origin=origin).item


@pytest.fixture
def item(wen: User, matter: Matter) -> EvidenceItem:
    return brought(wen, matter, "a.txt", holder="王小兰")


def test_nothing_known_owes_everything_and_unknown_points_are_an_answer() -> None:
    assert rules.owed({}) == [
        "original_unseen", "carrier_unknown", "holder", "device", "how", "obtained_on", "made_on", "points",
    ]  # fmt: skip
    assert rules.owed(ALL_KNOWN) == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"original_seen": "no"}, "original_unseen"), ({"original_seen": "unknown"}, "original_unseen"), ({"seen_on": ""}, "seen_by_whom"),
        ({"carrier_kept": "unknown"}, "carrier_unknown"), ({"carrier_with": ""}, "carrier_with"), ({"obtained_how": "unknown"}, "how"),
        ({"made_on": ""}, "made_on"), ({"complete": ""}, "points"),
    ],
)  # fmt: skip
def test_what_is_owed_follows_from_the_answers(change: dict[str, str], code: str) -> None:
    assert rules.owed(ALL_KNOWN | change) == [code]


def test_an_original_that_is_not_kept_is_an_answer() -> None:
    assert rules.owed(ALL_KNOWN | {"carrier_kept": "no", "carrier_with": ""}) == []


@pytest.mark.django_db
def test_before_anybody_describes_it_the_receipt_speaks(item: EvidenceItem) -> None:
    known = known_about(item)
    assert known.facts == {"source": "母亲", "holder": "王小兰"}
    assert "holder" not in known.owed
    assert {row.key: row.answer for row in rows_of(known, is_masked=True)}["holder"] == "王*兰"


@pytest.mark.django_db
def test_each_saying_is_a_version_noted_in_the_chain(item: EvidenceItem, wen: User) -> None:
    describe_item(wen, item=item, facts={"holder": "甲"})
    described = describe_item(wen, item=item, facts=ALL_KNOWN | {"system": ""})
    assert (described.version, known_about(item).owed) == (2, [])
    assert Description.objects.get(item=item, version=1).facts == {"holder": "甲"}
    events = CustodyEvent.objects.filter(item=item, kind="described").order_by("sequence")
    assert [event.particulars for event in events] == [
        {"version": one.version, "facts_sha256": facts_sha256(one.facts)}
        for one in Description.objects.filter(item=item).order_by("version")
    ]
    assert Event.objects.filter(name="evidence.described").count() == 2


@pytest.mark.django_db
def test_said_for_several_files_at_once_it_takes_nothing_away(
    item: EvidenceItem, wen: User, matter: Matter
) -> None:
    other = brought(wen, matter, "b.txt")
    describe_item(wen, item=other, facts={"made_on": "2026-11-01", "device": "小米"})
    describe_item(
        wen, item=item, facts={"device": "华为", "made_on": "", "system": "Android 14"}, also=[other]
    )
    assert known_about(item).facts == {"device": "华为", "system": "Android 14"}
    assert known_about(other).facts == {"made_on": "2026-11-01", "device": "华为", "system": "Android 14"}


@pytest.mark.django_db
def test_only_facts_are_taken(item: EvidenceItem, wen: User) -> None:
    with pytest.raises(ValueError, match="password"):
        describe_item(wen, item=item, facts={"password": "x"})


@pytest.mark.django_db(transaction=True)
def test_no_version_can_be_changed_or_taken_away(item: EvidenceItem, wen: User) -> None:
    made = describe_item(wen, item=item, facts={"holder": "甲"})
    for attempt in (
        made.save,
        made.delete,
        Description.objects.all().delete,
        partial(Description.objects.update, version=9),
    ):
        with pytest.raises(AppendOnly):
            attempt()
    with pytest.raises(DatabaseError), transaction.atomic():
        Description.objects.all()._raw_delete("default")
    assert Description.objects.get().facts == {"holder": "甲"}


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_two_who_describe_at_once_are_both_kept(item: EvidenceItem, wen: User) -> None:
    at_once(*(partial(describe_item, wen, item=item, facts={"holder": str(n)}) for n in range(6)))
    assert sorted(Description.objects.values_list("version", flat=True)) == [1, 2, 3, 4, 5, 6]


@pytest.mark.django_db
def test_what_a_list_owes_costs_one_question(
    item: EvidenceItem, wen: User, matter: Matter, django_assert_num_queries: Callable[[int], object]
) -> None:
    describe_item(wen, item=brought(wen, matter, "b.txt"), facts=ALL_KNOWN)
    rows = list(EvidenceItem.objects.prefetch_related("receipts"))
    with django_assert_num_queries(1):  # type: ignore[attr-defined]  # a context manager
        owed = owed_of(rows)
    assert sorted(len(codes) for codes in owed.values()) == [0, 7]


@pytest.mark.django_db
def test_the_page_writes_it_down_and_leads_back(
    item: EvidenceItem, wen: User, matter: Matter, caseworker_client: Browser
) -> None:
    other = brought(wen, matter, "b.txt")
    place = f"/evidence/{item.code}/describe/"
    shown = caseworker_client.get(place, {"next": "/incidents/"})
    assert "王小兰".encode() in shown.content
    answer = caseworker_client.post(
        place, {"holder": "李四", "made_on": "2026-11-01", "also": [str(other.code)], "next": "/incidents/"}
    )
    assert (answer.status_code, answer.url) == (302, "/incidents/")
    assert [known_about(one).facts["holder"] for one in (item, other)] == ["李四", "李四"]
    assert caseworker_client.post(place, {"next": "https://elsewhere.example/"}).url == "/"
    wrong = caseworker_client.post(place, {"made_on": "2999-01-01"})
    assert wrong.status_code == 422
    assert "这一天还没到".encode() in wrong.content


@pytest.mark.django_db
def test_the_statement_says_what_is_known_and_records_the_look(
    item: EvidenceItem, wen: User, caseworker_client: Browser
) -> None:
    describe_item(wen, item=item, facts={"holder": "王小兰", "complete": "no", "complete_words": "删过三条"})
    answer = caseworker_client.get(f"/evidence/{item.code}/statement/")
    page = answer.content.decode()
    assert all(word in page for word in ("王小兰", "删过三条", item.sha256, "温以宁"))
    assert 'class="blank"' in page
    assert answer["Cache-Control"] == "no-store"
    assert (
        Event.objects.filter(name="personal_data.seen", is_look=True, subject=f"evidence:{item.code}").count()
        == 1
    )


@pytest.mark.django_db
def test_nobody_of_another_office_sees_either(
    item: EvidenceItem, zhao: User, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(zhao)
    for page in ("describe", "statement"):
        for ask in (browser.get, browser.post):
            assert ask(f"/evidence/{item.code}/{page}/").status_code in {404, 405}
    assert Description.objects.count() == 0

"""Putting readings right: what is kept, what follows, what is refused, and who is told when two do it at once."""

import json
from datetime import UTC, datetime
from functools import partial
from typing import Any

import pytest
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser

from caseapp.incidents import services
from caseapp.incidents.models import Incident, Review, Suggestion
from caseapp.incidents.selectors import ReviewFilter, progress_of
from evidence.items.models import EvidenceItem
from evidence.messages.models import Correction, MaybeSame, Message
from evidence.messages.selectors import picture_of
from evidence.messages.services import (
    ChangedMeanwhile,
    NothingToUndo,
    NotNeighbours,
    NowhereToSplit,
    last_change,
)
from lawyers.audit.models import AppendOnly, Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from lawyers.privacy.rotation import rotate
from tests.at_once import at_once
from tests.factories.cases import DebtFactory
from tests.incidents.pictures import Said, picture

pytestmark = pytest.mark.django_db

AT = datetime(2026, 11, 2, 2, 16, tzinfo=UTC)
THREAT = "老赖，再不还款就上门找你家人"


@pytest.fixture
def item(matter: Matter, wen: User) -> EvidenceItem:
    DebtFactory(matter=matter)
    rows = [
        Said(f"{THREAT}。\n欠款1864.50元", AT, doubts=((20, 24, 0.6),), confidence=0.6, shown_at="10:16"),
        Said("我没有钱", AT.replace(minute=20), "out"),
        Said("你好", AT.replace(minute=21)),
        Said("明天再说", AT.replace(minute=22)),
    ]
    made = picture(matter, wen, rows)
    services.suggest_for_matter(matter, source_key="")
    return made


def of(item: EvidenceItem, words: str) -> Message:
    found: Message = Message.objects.get(item=item, text__contains=words)
    return found


def kinds(message: Message) -> set[str]:
    return set(Suggestion.objects.filter(message=message, state="open").values_list("kind", flat=True))


def put_right(who: User, message: Message, revision: int | None = None, **changes: Any) -> bool:
    seen = message.revision if revision is None else revision
    return services.correct_message(who, message=message, changes=changes, revision=seen)


def test_words_put_right_are_sure_judged_anew_and_the_machines_are_kept(
    item: EvidenceItem, wen: User
) -> None:
    message = of(item, THREAT)
    assert kinds(message)
    assert put_right(wen, message, text="您好，请查收快递")
    message.refresh_from_db()
    assert (message.confidence, message.revision, message.is_corrected) == (1.0, 1, True)
    assert message.seen is not None
    assert message.seen["doubts"] == []
    assert message.seen["box"]
    assert kinds(message) == set()
    made = Correction.objects.get()
    assert json.loads(made.before)["text"].startswith(THREAT)
    assert json.loads(made.before)["confidence"] == 0.6
    assert (made.made_by, json.loads(made.after)["text"]) == (wen, "您好，请查收快递")
    event = Event.objects.get(name="message.corrected")
    assert event.particulars == {"fields": ["text"]}


def test_history_is_encrypted_and_written_once(item: EvidenceItem, wen: User) -> None:
    put_right(wen, of(item, THREAT), text="改过")
    made = Correction.objects.get()
    with connection.cursor() as cursor:
        cursor.execute("SELECT before, after FROM evidence_correction")
        assert not any(THREAT in told or "改过" in told for told in cursor.fetchone())
    with pytest.raises(AppendOnly):
        made.save()
    with pytest.raises(AppendOnly):
        Correction.objects.all().delete()
    for statement in ("UPDATE evidence_correction SET kind = 'split'", "DELETE FROM evidence_correction"):
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    list(rotate())
    assert json.loads(Correction.objects.get().after)["text"] == "改过"


def test_every_fact_can_be_put_right_and_undone(item: EvidenceItem, wen: User) -> None:
    message = of(item, THREAT)
    then = AT.replace(day=1)
    changes = {
        "at": then,
        "direction": "out",
        "peer": "19900001122",
        "peer_name": "李",
        "source_key": "client",
    }
    assert put_right(wen, message, **changes)
    assert not put_right(wen, Message.objects.get(pk=message.pk), **changes)
    message.refresh_from_db()
    index = message.peer_index
    assert (message.at, message.direction, message.peer, message.source_key) == (
        then,
        "out",
        "19900001122",
        "client",
    )
    assert message.confidence == 0.6
    last = last_change(message)
    assert last is not None
    services.undo_correction(wen, correction=last, revision=message.revision)
    message.refresh_from_db()
    assert (message.at, message.direction, message.peer, message.source_key) == (
        AT,
        "in",
        "10690000771200",
        "",
    )
    assert message.peer_index != index
    assert not message.is_corrected
    assert kinds(message)
    with pytest.raises(NothingToUndo):
        services.undo_correction(wen, correction=last, revision=message.revision)


def test_split_divides_words_doubts_and_box_and_comes_back(item: EvidenceItem, wen: User) -> None:
    message = of(item, THREAT)
    seen, text = message.seen, message.text
    assert seen is not None
    cut = text.index("欠款1864")
    tail = services.split_message(wen, message=message, at_character=cut, revision=0)
    message.refresh_from_db()
    assert (message.text, tail.text) == (f"{THREAT}。", "欠款1864.50元")
    assert message.seen is not None
    assert tail.seen is not None
    left, top, right, bottom = seen["box"]
    middle = message.seen["box"][3]
    assert top < middle < bottom
    assert tail.seen["box"] == [left, middle, right, bottom]
    assert message.seen["doubts"] == []
    assert tail.seen["doubts"] == [[20 - cut, 24 - cut, 0.6]]
    order = list(Message.objects.filter(item=item).in_reading_order().values_list("text", flat=True))
    assert order[:2] == [f"{THREAT}。", "欠款1864.50元"]
    last = last_change(message)
    assert last is not None
    services.undo_correction(wen, correction=last, revision=message.revision)
    assert (of(item, THREAT).text, of(item, THREAT).seen) == (text, seen)
    assert Message.objects.filter(item=item).count() == 4


def test_joined_neighbours_are_one_and_come_back(item: EvidenceItem, wen: User) -> None:
    first, second = of(item, "你好"), of(item, "明天再说")
    services.merge_with_next(wen, message=first, revision=0)
    joined = of(item, "你好")
    assert joined.text == "你好\n明天再说"
    assert joined.seen is not None
    assert first.seen is not None
    assert second.seen is not None
    assert joined.seen["box"] == [*first.seen["box"][:2], *second.seen["box"][2:]]
    assert not Message.objects.filter(pk=second.pk).exists()
    with pytest.raises(services.FoldedAway):
        services.dismiss_message(wen, message=second)
    last = last_change(joined)
    assert last is not None
    services.undo_correction(wen, correction=last, revision=1)
    assert (of(item, "你好").text, of(item, "明天再说").pk) == ("你好", second.pk)


def test_what_cannot_be_is_refused_and_changes_nothing(item: EvidenceItem, wen: User) -> None:
    message = of(item, THREAT)
    for place in (0, 999):
        with pytest.raises(NowhereToSplit):
            services.split_message(wen, message=message, at_character=place, revision=0)
    for words in (THREAT, "明天再说"):
        with pytest.raises(NotNeighbours):
            services.merge_with_next(wen, message=of(item, words), revision=0)
    with pytest.raises(ChangedMeanwhile):
        put_right(wen, message, revision=3, text="x")
    assert not Correction.objects.exists()
    assert not Message.objects.filter(revision__gt=0).exists()


def test_words_on_which_a_decision_rests_stay(item: EvidenceItem, wen: User) -> None:
    message = of(item, THREAT)
    services.accept_message(wen, message=message)
    for act in (
        partial(put_right, wen, message, text="x"),
        partial(services.split_message, wen, message=message, at_character=5, revision=0),
        partial(services.merge_with_next, wen, message=message, revision=0),
    ):
        with pytest.raises(services.StandsOnIt):
            act()
    services.undo_review(wen, message=message)
    assert put_right(wen, message, text="x")
    assert Incident.objects.get().text.startswith(THREAT)


@pytest.mark.postgres
@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_at_once_one_wins_and_the_other_is_told(
    item: EvidenceItem, wen: User, li: User
) -> None:
    message = of(item, THREAT)

    def attempt(who: User, words: str) -> str:
        try:
            put_right(who, Message.objects.get(pk=message.pk), revision=0, text=words)
        except ChangedMeanwhile:
            return ""
        return words

    told = at_once(partial(attempt, wen, "温写的"), partial(attempt, li, "李写的"))
    message.refresh_from_db()
    assert sorted(told)[0] == ""
    assert message.text == max(told)
    assert Correction.objects.count() == 1


def test_looking_is_enough_where_nothing_is_suggested(
    item: EvidenceItem, wen: User, caseworker_client: Browser
) -> None:
    message = of(item, "你好")
    caseworker_client.post(f"/incidents/messages/{message.code}/accept/", {"query": "all=1"})
    assert Review.objects.get(message=message).outcome == "looked_at"
    assert not Incident.objects.exists()
    with pytest.raises(services.AlreadyReviewed):
        services.look_at_message(wen, message=of(item, THREAT))


def test_lists_of_pictures_add_up_and_put_the_unsure_first(
    item: EvidenceItem, matter: Matter, wen: User
) -> None:
    Message.objects.create(
        matter=matter, item=item, where="sms[1]", kind="sms", direction="in", fingerprint="f", at=AT.replace(day=1), text=THREAT
    )  # fmt: skip
    services.suggest_for_matter(matter, source_key="")
    assert (
        progress_of(matter, (), wen).waiting,
        progress_of(matter, (), wen, is_of_pictures=True).waiting,
    ) == (2, 1)
    chosen = ReviewFilter(is_of_pictures=True)
    assert chosen.rows(matter).count() == 1
    everything = ReviewFilter("all", is_unsure_first=True).rows(matter)
    assert next(row.confidence for row in everything) == 0.6
    assert everything.filter(direction="out").count() == 1


def test_boxes_are_of_the_messages_that_stand(item: EvidenceItem, wen: User) -> None:
    message = of(item, THREAT)
    found = picture_of(item)
    assert found is not None
    assert [box.is_unsure for box in found.boxes] == [True, False, False, False]
    assert (found.boxes[0].left, found.boxes[0].top) == tuple((message.seen or {})["box"][:2])
    item.facts = {}
    assert picture_of(item) is None


def test_the_pages_say_why_not_and_where_it_went(
    item: EvidenceItem, matter: Matter, wen: User, li: User, caseworker_client: Browser
) -> None:
    message, second = of(item, "你好"), of(item, "明天再说")
    pair = MaybeSame.objects.create(first=message, second=second)
    page = caseworker_client.get(f"/incidents/cases/{matter.case.code}/review/?show=same")
    assert [row.message for row in page.context["rows"]] == [message, second]
    caseworker_client.post(f"/incidents/pairs/{pair.code}/decide/", {"same": "no"})
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == ("different", wen)
    services.merge_with_next(li, message=message, revision=0)
    answer = caseworker_client.post(
        f"/incidents/messages/{second.code}/correct/", {"text": "x", "direction": "in", "revision": 0}
    )
    assert answer.status_code == 302
    assert str(message.code) in answer.url
    assert not Correction.objects.filter(kind="corrected").exists()

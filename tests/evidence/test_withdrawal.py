"""Evidence that is withdrawn is kept and listed, and neither opened, read, reviewed nor handed out."""

from collections.abc import Callable
from datetime import timedelta

import pytest
import time_machine
from django.test import Client as Browser
from django.utils import timezone

from caseapp.incidents.models import Suggestion
from caseapp.incidents.selectors import waiting_matters
from caseapp.incidents.services import AlreadyReviewed, accept_message, read_item
from evidence.derivatives.models import Derivative
from evidence.derivatives.services import ask_for_redaction, make_redaction, prepare_item, prepare_waiting
from evidence.items.models import CustodyEvent, EvidenceItem, Withdrawal
from evidence.items.services import (
    AlreadySo,
    ItemWithdrawn,
    bring_back_item,
    open_bytes,
    record_view,
    withdraw_item,
)
from evidence.making.boxes import Box
from evidence.messages.models import Message, MessageSource
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import picture, sound
from tests.evidence.derivatives.conftest import Bring, bring
from tests.evidence.derivatives.test_pages import body
from tests.evidence.readers.building import backup
from tests.evidence.tampering import backdate, receive
from tests.factories.cases import IncidentFactory

__all__ = ["bring"]
pytestmark = pytest.mark.django_db
THREAT = "段嘉禾的家属：其欠款已逾期47天，请督促还款，否则将上门走访并通知其单位。"


@pytest.fixture
def item(wen: User, matter: Matter) -> EvidenceItem:
    """Read, with one message that has suggestions."""
    row = f'<sms address="10690000771200" date="1794000000000" type="1" body="{THREAT}"/>'
    made = receive(wen, matter, backup(row), "sms.xml")
    read_item(made.pk)
    assert Suggestion.objects.filter(message__item=made, state="open").exists()
    return made


def test_withdrawing_and_bringing_back_are_both_kept(item: EvidenceItem, wen: User, chen: User) -> None:
    withdraw_item(wen, item=item, why="误传")
    with pytest.raises(AlreadySo):
        withdraw_item(chen, item=item, why="x")
    bring_back_item(chen, item=item, why="核对无误")
    with pytest.raises(AlreadySo):
        bring_back_item(wen, item=item, why="x")
    withdraw_item(chen, item=item, why="又误")
    told = [(one.number, one.by, one.why, hasattr(one, "end")) for one in Withdrawal.objects.all()]
    assert told == [(1, wen, "误传", True), (2, chen, "又误", False)]
    kinds = CustodyEvent.objects.filter(item=item).order_by("sequence").values_list("kind", flat=True)
    assert list(kinds)[-3:] == ["withdrawn", "brought_back", "withdrawn"]


def test_sealed_bytes_are_not_opened(item: EvidenceItem, wen: User, caseworker_client: Browser) -> None:
    download = f"/incidents/evidence/{item.code}/download/"
    withdraw_item(wen, item=item, why="误传")
    with pytest.raises(ItemWithdrawn):
        open_bytes(item)
    answer = caseworker_client.get(download)
    assert answer.status_code == 403
    assert "撤回" in answer.content.decode() or "withdrawn" in answer.content.decode()
    assert not CustodyEvent.objects.filter(kind="downloaded").exists()
    bring_back_item(wen, item=item, why="核对无误")
    answer = caseworker_client.get(download)
    assert b"".join(answer.streaming_content)
    answer.close()


def test_sealed_items_are_not_read(wen: User, matter: Matter) -> None:
    item = receive(wen, matter, b"<smses></smses>", "sms.xml")
    withdraw_item(wen, item=item, why="误传")
    assert read_item(item.pk) is None
    bring_back_item(wen, item=item, why="核对无误")
    assert read_item(item.pk) is not None


def test_messages_of_sealed_items_are_not_offered(
    item: EvidenceItem, matter: Matter, wen: User, caseworker_client: Browser
) -> None:
    review = f"/incidents/cases/{matter.case.code}/review/"
    message = Message.objects.get(item=item)
    original = f"/incidents/messages/{message.code}/original/"
    assert THREAT[:10] in caseworker_client.get(original).content.decode()
    withdraw_item(wen, item=item, why="误传")
    assert list(waiting_matters(wen)) == []
    assert str(message.code) not in caseworker_client.get(review + "?all=1").content.decode()
    assert str(message.code) not in caseworker_client.get(review + "?show=decided").content.decode()
    assert caseworker_client.get(original).status_code == 404
    with pytest.raises(AlreadyReviewed, match="sealed"):
        accept_message(wen, message=message, lender=None, at=timezone.now())
    assert Message.objects.filter(pk=message.pk).exists()
    bring_back_item(wen, item=item, why="核对无误")
    assert waiting_matters(wen)[0]["messages"] == 1
    assert str(message.code) in caseworker_client.get(review).content.decode()


def test_a_message_that_stands_in_another_file_too_stays(
    item: EvidenceItem, matter: Matter, wen: User
) -> None:
    message = Message.objects.get(item=item)
    second = receive(wen, matter, b"second", "second.xml")
    MessageSource.objects.create(message=message, item=second, where="sms[1]")
    withdraw_item(wen, item=item, why="误传")
    assert waiting_matters(wen)[0]["messages"] == 1
    withdraw_item(wen, item=second, why="误传")
    assert list(waiting_matters(wen)) == []


def test_an_incident_says_that_its_source_was_withdrawn(
    item: EvidenceItem, matter: Matter, wen: User, caseworker_client: Browser
) -> None:
    incident = IncidentFactory(matter=matter, message=Message.objects.get(item=item), confirmed_by=wen)
    place = f"/incidents/{incident.code}/"
    assert "误传的截图" not in caseworker_client.get(place).content.decode()
    withdraw_item(wen, item=item, why="误传的截图")
    page = caseworker_client.get(place)
    assert (page.status_code, "误传的截图" in page.content.decode()) == (200, True)


def test_the_pages_ask_for_a_reason_and_lead_back(
    item: EvidenceItem, wen: User, caseworker_client: Browser, matter: Matter
) -> None:
    page, address = f"/incidents/evidence/{item.code}/", f"/evidence/items/{item.code}/withdraw/"
    assert f"{address}?next={page}" in caseworker_client.get(page).content.decode()
    assert caseworker_client.get(address, {"next": page}).status_code == 200
    assert caseworker_client.post(address, {"reason": "", "next": page}).status_code == 422
    assert not Withdrawal.objects.exists()
    answer = caseworker_client.post(address, {"reason": "误传", "next": page})
    assert (answer.status_code, answer.url) == (302, page)
    shown = caseworker_client.get(page).content.decode()
    assert "误传" in shown
    assert f"/incidents/evidence/{item.code}/download/" not in shown
    listed = caseworker_client.get(f"/incidents/cases/{matter.case.code}/evidence/").content.decode()
    assert "state-rejected" in listed
    caseworker_client.post(f"/evidence/items/{item.code}/bring-back/", {"reason": "核对无误", "next": page})
    assert f"/incidents/evidence/{item.code}/download/" in caseworker_client.get(page).content.decode()


def test_only_who_works_on_the_matter_withdraws(
    item: EvidenceItem, ning: User, zhao: User, chen: User, signed_in: Callable[[User], Browser]
) -> None:
    address = f"/evidence/items/{item.code}/withdraw/"
    for person, status in ((ning, 403), (zhao, 404)):
        assert signed_in(person).get(address).status_code == status
        assert signed_in(person).post(address, {"reason": "x"}).status_code == status
    assert signed_in(chen).post(address, {"reason": "误传"}).status_code == 302
    assert Withdrawal.objects.get().by == chen


def test_opening_again_within_the_hour_is_one_look(item: EvidenceItem, wen: User, chen: User) -> None:
    start = timezone.now()
    with time_machine.travel(start, tick=False):
        assert record_view(wen, item=item)
        assert not record_view(wen, item=item)
        assert record_view(chen, item=item)
    with time_machine.travel(start + timedelta(minutes=61), tick=False):
        assert record_view(wen, item=item)
    assert CustodyEvent.objects.filter(item=item, kind="viewed").count() == 3


def test_the_review_is_a_look_at_the_file(
    item: EvidenceItem, matter: Matter, caseworker_client: Browser, wen: User
) -> None:
    for _ in range(3):
        caseworker_client.get(f"/incidents/cases/{matter.case.code}/review/")
    assert [event.actor_id for event in CustodyEvent.objects.filter(item=item, kind="viewed")] == [wen.pk]


def statuses(browser: Browser, pages: list[str]) -> list[int]:
    answers = [browser.get(page) for page in pages]
    for answer in answers:
        body(answer)
    return [answer.status_code for answer in answers]


def test_copies_of_a_sealed_item_are_not_shown(bring: Bring, wen: User, caseworker_client: Browser) -> None:
    item = bring(picture())
    make_redaction(ask_for_redaction(wen, item=item, boxes=[Box(0, 0, 9, 9)], reason="x").pk)
    copy = Derivative.objects.get(item=item, kind="redacted")
    pages = [f"/evidence/{item.code}/{name}/" for name in ("preview", "thumbnail", "redact")]
    pages.append(f"/evidence/copies/{copy.code}/")
    assert statuses(caseworker_client, pages) == [200] * 4
    withdraw_item(wen, item=item, why="误传")
    assert statuses(caseworker_client, pages) == [403] * 4
    assert caseworker_client.post(f"/evidence/{item.code}/metadata/").status_code == 403
    bring_back_item(wen, item=item, why="核对无误")
    assert statuses(caseworker_client, pages) == [200] * 4


def test_a_sealed_recording_is_neither_played_nor_written_down(
    bring: Bring, wen: User, caseworker_client: Browser
) -> None:
    item = bring(sound("m4a"))
    withdraw_item(wen, item=item, why="误传")
    for name in ("play", "transcript"):
        assert caseworker_client.get(f"/evidence/{item.code}/{name}/").status_code == 403
    assert not CustodyEvent.objects.filter(item=item, kind="viewed").exists()


def test_a_sealed_item_is_prepared_when_it_is_brought_back(bring: Bring, wen: User) -> None:
    item = bring(picture(), prepares=False)
    backdate(item, timezone.now() - timedelta(hours=1))
    withdraw_item(wen, item=item, why="误传")
    assert (prepare_item(item.pk), prepare_waiting()) == (False, 0)
    bring_back_item(wen, item=item, why="核对无误")
    assert (prepare_waiting(), prepare_item(item.pk)) == (1, True)

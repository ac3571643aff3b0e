"""Working on a case: notes, next step, status, closing and reopening, people."""

from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from caseapp.cases import services
from caseapp.cases.models import Case, Note, TimelineEntry
from lawyers.audit.models import Event
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import User

pytestmark = pytest.mark.django_db


def events(matter: Matter) -> list[str]:
    return list(Event.objects.filter(matter_id=matter.pk).order_by("id").values_list("name", flat=True))


def test_a_note_stands_on_the_timeline(caseworker_client: Browser, matter: Matter) -> None:
    caseworker_client.post(f"/cases/{matter.case.code}/notes/", {"text": "受援人说下午三点后方便"})
    page = caseworker_client.get(f"/cases/{matter.case.code}/?show=note").content.decode()
    assert "受援人说下午三点后方便" in page
    assert events(matter)[-1] == "note.added"


def test_an_empty_note_is_refused_with_words(caseworker_client: Browser, matter: Matter) -> None:
    answer = caseworker_client.post(f"/cases/{matter.case.code}/notes/", {"text": " "}, follow=True)
    assert "请先写" in answer.content.decode()
    assert not Note.objects.exists()


def test_the_next_step_shows_in_the_head_and_on_the_desk(caseworker_client: Browser, matter: Matter) -> None:
    today = timezone.localdate().isoformat()
    caseworker_client.post(f"/cases/{matter.case.code}/plan/", {"next_step": "陪同报案", "next_on": today})
    assert "陪同报案" in caseworker_client.get(f"/cases/{matter.case.code}/people/").content.decode()
    assert "陪同报案" in caseworker_client.get("/").content.decode()


def test_closing_needs_a_reason_and_is_undone_with_one(caseworker_client: Browser, matter: Matter) -> None:
    address = f"/cases/{matter.case.code}"
    caseworker_client.post(f"{address}/close/", {"reason": ""})
    assert not Case.objects.get(matter=matter).is_closed
    caseworker_client.post(f"{address}/close/", {"reason": "stopped"})
    case = Case.objects.get(matter=matter)
    assert (case.status, case.close_reason, case.next_step) == ("closed", "stopped", "")
    caseworker_client.post(f"{address}/reopen/", {"reason": ""})
    assert Case.objects.get(matter=matter).is_closed
    caseworker_client.post(f"{address}/reopen/", {"reason": "又收到短信"})
    assert Case.objects.get(matter=matter).status == "evidence"
    assert "又收到短信" in caseworker_client.get(f"{address}/").content.decode()
    assert events(matter)[-2:] == ["case.closed", "case.reopened"]


@pytest.mark.parametrize(
    ("what", "given"),
    [("move", {"status": "action"}), ("plan", {"next_step": "催问"}), ("close", {"reason": "stopped"})],
)
def test_a_closed_case_says_so_and_does_not_move(
    caseworker_client: Browser, matter: Matter, wen: User, what: str, given: dict[str, str]
) -> None:
    services.close_case(wen, case=matter.case, reason="stopped")
    before = TimelineEntry.objects.count()
    answer = caseworker_client.post(f"/cases/{matter.case.code}/{what}/", given, follow=True)
    assert answer.context["messages"]
    assert Case.objects.get(matter=matter).status == "closed"
    assert TimelineEntry.objects.count() == before


def test_the_second_to_close_is_told(matter: Matter, wen: User, li: User) -> None:
    services.close_case(wen, case=matter.case, reason="stopped")
    with pytest.raises(services.CaseIsClosed):
        services.close_case(li, case=matter.case, reason="decided")
    assert Case.objects.get(matter=matter).close_reason == "stopped"


def test_the_same_status_again_tells_nothing(matter: Matter, wen: User) -> None:
    for _ in range(2):
        services.move_case(wen, case=matter.case, status="action")
    assert TimelineEntry.objects.filter(name="case.moved").count() == 1


def test_assigning_opens_the_case_and_ending_it_hides_it(
    supervisor_client: Browser, matter: Matter, li: User, zhao: User, signed_in: Any
) -> None:
    Assignment.objects.filter(user=li).delete()
    lawyer = signed_in(li)
    address = f"/cases/{matter.case.code}/"
    assert lawyer.get(address).status_code == 404
    supervisor_client.post(f"{address}people/assign/", {"user": str(li.code), "part": "counsel"})
    assert lawyer.get(address).status_code == 200
    given = Assignment.objects.get(user=li, matter=matter)
    supervisor_client.post(f"{address}people/{given.pk}/end/")
    assert lawyer.get(address).status_code == 404
    assert {"matter.assigned", "matter.unassigned"} <= set(events(matter))


def test_who_is_not_in_charge_assigns_nobody(matter: Matter, li: User, signed_in: Any) -> None:
    answer = signed_in(li).post(
        f"/cases/{matter.case.code}/people/assign/", {"user": str(li.code), "part": "lead"}
    )
    assert answer.status_code == 403
    assert "只有督导和主办人" in answer.content.decode()

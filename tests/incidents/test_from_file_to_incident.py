"""From a phone's backup to a confirmed incident, through the pages."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from caseapp.cases.models import TimelineEntry
from caseapp.incidents.models import Incident, Suggestion
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.items.services import custody_hash, safe_name
from evidence.messages.models import Message, MessageSource
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import ContactFactory

pytestmark = pytest.mark.django_db

THREAT = "【衡信通】段嘉禾的家属：其欠款18,642.50元已逾期47天，请你今日督促还款，否则将上门走访并通知其单位。"


def sms(body: str, *, date: int = 1794000000000, address: str = "10690000771200", kind: int = 1) -> str:
    return f'<sms address="{address}" date="{date}" type="{kind}" body="{body}" />'


def backup(*rows: str) -> bytes:
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><smses count="{len(rows)}">{"".join(rows)}</smses>'.encode()
    )


@pytest.fixture
def mother(matter: Matter) -> str:
    return f"contact:{ContactFactory(matter=matter, relationship='parent').code}"


@pytest.fixture
def bring(caseworker_client: Browser, matter: Matter, django_capture_on_commit_callbacks: Any) -> Any:
    def bring_in(content: bytes, name: str = "sms.xml", **fields: str) -> Any:
        with django_capture_on_commit_callbacks(execute=True):
            data = {"file": SimpleUploadedFile(name, content), **fields}
            return caseworker_client.post(f"/incidents/cases/{matter.case.code}/evidence/upload/", data)

    return bring_in


def test_a_backup_becomes_messages_with_suggestions(bring: Any, matter: Matter, mother: str) -> None:
    bring(
        backup(sms(THREAT), sms("妈，晚上回家吃饭", address="19900000001", date=1794000001000)),
        source_key=mother,
    )
    item = EvidenceItem.objects.get(matter=matter)
    assert (item.reading, item.message_count, item.kind) == ("read", 2, "sms_backup")
    kinds = set(Suggestion.objects.filter(message__text=THREAT).values_list("kind", flat=True))
    assert {"V02", "V06"} <= kinds
    assert not Suggestion.objects.exclude(message__text=THREAT).exists()


def test_a_file_is_read_again_when_somebody_asks_and_nothing_comes_twice(
    bring: Any,
    caseworker_client: Browser,
    matter: Matter,
    mother: str,
    django_capture_on_commit_callbacks: Any,
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    item = EvidenceItem.objects.get(matter=matter)
    given_up = [{"where": "", "code": "given_up", "params": {"tries": "10"}}]
    EvidenceItem.objects.update(reading="unreadable", reading_tries=10, problems=given_up, message_count=0)
    Message.objects.all().delete()
    with django_capture_on_commit_callbacks(execute=True):
        caseworker_client.post(f"/incidents/evidence/{item.code}/read/")
        caseworker_client.post(f"/incidents/evidence/{item.code}/read/")
    item.refresh_from_db()
    assert (item.reading, item.message_count, item.problems) == ("read", 1, [])
    with django_capture_on_commit_callbacks(execute=True):
        caseworker_client.post(f"/incidents/evidence/{item.code}/read/")
    assert Message.objects.count() == 1
    assert MessageSource.objects.count() == 0


def test_overlapping_backups_add_nothing_twice(bring: Any, matter: Matter, mother: str) -> None:
    first, second, third = (
        sms("一", date=1794000000000),
        sms("二", date=1794000060000),
        sms("三", date=1794000120000),
    )
    bring(backup(first, second), source_key=mother)
    bring(backup(second, third), name="later.xml", source_key=mother)
    assert sorted(Message.objects.filter(matter=matter).values_list("text", flat=True)) == ["一", "三", "二"]
    assert MessageSource.objects.count() == 1


def test_the_same_words_on_two_phones_are_two_messages(bring: Any, matter: Matter, mother: str) -> None:
    other = f"contact:{ContactFactory(matter=matter).code}"
    bring(backup(sms(THREAT)), source_key=mother)
    bring(backup(sms(THREAT), sms("别的")), name="other.xml", source_key=other)
    assert Message.objects.filter(matter=matter, text=THREAT).count() == 2


def test_the_same_bytes_twice_are_one_item_with_two_receipts(bring: Any, matter: Matter) -> None:
    for _ in range(2):
        bring(backup(sms("一")))
    item = EvidenceItem.objects.get(matter=matter)
    assert Receipt.objects.filter(item=item).count() == 2
    assert list(CustodyEvent.objects.filter(matter=matter).values_list("kind", flat=True)) == [
        "received",
        "read",
        "received_again",
    ]


def test_the_custody_chain_is_linked_and_every_hash_is_of_its_event(bring: Any, matter: Matter) -> None:
    for number in range(3):
        bring(backup(sms(str(number))), name=f"{number}.xml")
    before = ""
    for place, event in enumerate(CustodyEvent.objects.filter(matter=matter).order_by("sequence"), start=1):
        assert (event.sequence, event.previous_hash, event.hash) == (place, before, custody_hash(event))
        before = event.hash


def test_confirming_makes_an_incident_that_counts(
    bring: Any, caseworker_client: Browser, matter: Matter, mother: str, wen: User
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    message = Message.objects.get(matter=matter)
    review = caseworker_client.get(f"/incidents/cases/{matter.case.code}/review/").content.decode()
    assert "<mark" in review
    caseworker_client.post(
        f"/incidents/cases/{matter.case.code}/review/decide/", {"message": str(message.code), "act": "accept"}
    )
    incident = Incident.objects.get(matter=matter)
    assert (incident.recipient, incident.confirmed_by, incident.text, incident.has_disclosure) == (
        "contact",
        wen,
        THREAT,
        True,
    )
    assert incident.violations.filter(kind="V02").exists()
    assert TimelineEntry.objects.filter(case=matter.case, name="incident.confirmed").count() == 1
    assert not Suggestion.objects.filter(message=message, state="open").exists()
    for address in (
        f"/incidents/{incident.code}/",
        f"/incidents/cases/{matter.case.code}/",
        f"/cases/{matter.case.code}/",
    ):
        assert caseworker_client.get(address).status_code == 200


def test_a_second_decision_changes_nothing(
    bring: Any, caseworker_client: Browser, matter: Matter, mother: str
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    data = {"message": str(Message.objects.get(matter=matter).code), "act": "accept"}
    for _ in range(2):
        caseworker_client.post(f"/incidents/cases/{matter.case.code}/review/decide/", data)
    assert Incident.objects.filter(matter=matter).count() == 1


def test_undo_opens_the_message_again_and_the_incident_stops_counting(
    bring: Any, caseworker_client: Browser, matter: Matter, mother: str
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    message = Message.objects.get(matter=matter)
    caseworker_client.post(
        f"/incidents/cases/{matter.case.code}/review/decide/", {"message": str(message.code), "act": "accept"}
    )
    caseworker_client.post(f"/incidents/messages/{message.code}/undo/")
    assert not Incident.objects.filter(matter=matter, withdrawn_at__isnull=True).exists()
    assert Suggestion.objects.filter(message=message, state="open").exists()


@pytest.mark.parametrize(
    ("content", "name"),
    [(b"", "empty.xml"), (b"\x89PNG\r\n\x1a\n", "picture.xml"), (b"<smses count='1'><sms", "cut.xml")],
)
def test_bad_files_are_kept_or_refused_with_a_reason_and_the_rest_goes_on(
    content: bytes, name: str, bring: Any, matter: Matter
) -> None:
    answer = bring(content, name=name)
    assert answer.status_code == 302
    kept = EvidenceItem.objects.filter(matter=matter).first()
    assert (kept is None) == (content == b"")
    if kept:
        assert kept.reading == "unreadable"
        assert kept.problems


@pytest.mark.parametrize(
    ("hostile", "plain"),
    [
        ("../../etc/passwd", "passwd"),
        ("a\u202egnp.exe", "agnp.exe"),
        ("C:\\x\\y.xml", "y.xml"),
        ("", "file"),
        ("a\x00b.xml", "ab.xml"),
        ("长" * 300 + ".xml", "长" * 78 + ".xml"),
        ("a" * 300, "a" * 240),
        ("x." + "y" * 300, "x." + "y" * 20),
        ("录音 ①😀.m4a", "录音 ①😀.m4a"),
        ("cafe\u0301.txt", "café.txt"),
        (".htaccess", "htaccess"),
        ("...", "file"),
        ("con.txt", "_con.txt"),
        ("LPT9", "_LPT9"),
        ("console.txt", "console.txt"),
        ('a<b>:"c"|?*.txt', "a_b___c____.txt"),
        ("\u200b\ufeffhidden .txt. ", "hidden .txt"),
    ],
)
def test_hostile_file_names(hostile: str, plain: str) -> None:
    assert safe_name(hostile) == plain


def test_a_download_is_never_a_page(bring: Any, caseworker_client: Browser, matter: Matter) -> None:
    bring(b"<html><script>alert(1)</script></html>", name="x.html")
    item = EvidenceItem.objects.get(matter=matter)
    answer = caseworker_client.get(f"/incidents/evidence/{item.code}/download/")
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert b"".join(answer.streaming_content) == b"<html><script>alert(1)</script></html>"
    assert CustodyEvent.objects.filter(item=item, kind="downloaded").count() == 1


def test_nothing_of_another_office_is_there(
    bring: Any, matter: Matter, zhao: User, signed_in: Any, mother: str
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    item, browser = EvidenceItem.objects.get(matter=matter), signed_in(zhao)
    for address in (
        f"/incidents/evidence/{item.code}/", f"/incidents/evidence/{item.code}/download/", f"/incidents/cases/{matter.case.code}/review/",
        f"/incidents/cases/{matter.case.code}/", f"/incidents/cases/{matter.case.code}/evidence/", f"/cases/{matter.case.code}/",
    ):  # fmt: skip
        assert browser.get(address).status_code == 404
    assert matter.number not in browser.get("/incidents/").content.decode()


def test_words_are_escaped(bring: Any, caseworker_client: Browser, matter: Matter, mother: str) -> None:
    bring(backup(sms(THREAT + "&lt;script&gt;alert(1)&lt;/script&gt;")), source_key=mother)
    page = caseworker_client.get(f"/incidents/cases/{matter.case.code}/review/").content.decode()
    assert "<script>alert" not in page


def test_an_incident_by_hand_with_only_a_day(caseworker_client: Browser, matter: Matter, mother: str) -> None:
    data = {
        "occurred_on": "2026-11-02",
        "channel": "call",
        "person": mother,
        "kinds": ["V06"],
        "text": "说要上门",
    }
    answer = caseworker_client.post(f"/incidents/cases/{matter.case.code}/new/", data)
    incident = Incident.objects.get(matter=matter)
    assert answer.url == f"/incidents/{incident.code}/"
    assert (incident.occurred_at, incident.sender, incident.lender, incident.has_threat) == (
        None,
        "",
        None,
        True,
    )


def test_the_timeline_says_to_whom_what_and_which_rules(
    bring: Any, caseworker_client: Browser, matter: Matter, mother: str
) -> None:
    bring(backup(sms(THREAT)), source_key=mother)
    message = Message.objects.get(matter=matter)
    caseworker_client.post(f"/incidents/messages/{message.code}/accept/", {"kinds": ["V02", "V06"]})
    incident = Incident.objects.get(message=message)
    page = caseworker_client.get(f"/cases/{matter.case.code}/").content.decode()
    assert f'href="/incidents/{incident.code}/"' in page
    assert "联系人（父母）" in page
    assert THREAT[:40] in page
    assert "向第三人披露债务、威胁恐吓" in page
    assert "10690000771200" not in page

"""What comes in through a link, what is written down about it, and how a person says no."""

import hashlib
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile

from caseapp.cases.models import TimelineEntry
from caseapp.clients.models import Contact
from caseapp.uploads.services import finish_left_arrivals
from evidence.arrivals.models import Arrival
from evidence.items.models import CustodyEvent, EvidenceItem, Receipt
from evidence.items.services import open_bytes
from evidence.links.models import UploadLink
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.readers.building import backup
from tests.uploads.conftest import Phone

pytestmark = pytest.mark.django_db


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_files_are_kept_with_receipt_custody_and_person(
    phone: Phone, link: UploadLink, contact: Contact
) -> None:
    answer = phone.send(b"first", b"second", reference="ABCD-2346")
    assert answer.url == f"/u/{link.secret}/receipts/"
    items = EvidenceItem.objects.filter(matter=link.matter).order_by("number")
    assert [item.sha256 for item in items] == [
        hashlib.sha256(text).hexdigest() for text in (b"first", b"second")
    ]
    receipt = Receipt.objects.get(item=items[0])
    assert (receipt.way, receipt.reference, receipt.received_by) == ("link", "ABCD-2346", None)
    assert receipt.source_key == f"contact:{contact.code}"
    event = CustodyEvent.objects.get(item=items[0], kind="received")
    assert (event.actor_name, event.actor_id) == ("upload link", None)
    link.refresh_from_db()
    assert (link.file_count, link.byte_count) == (2, 11)
    told = text_of(phone.get("receipts/"))
    assert "ABCD-2346" in told
    assert all(item.sha256 in told for item in items)
    kept = phone.get("receipt.txt")
    assert kept["Content-Disposition"].startswith("attachment")
    assert all(item.sha256 in text_of(kept) for item in items)


def test_a_backup_sent_by_link_is_read(
    phone: Phone, matter: Matter, django_capture_on_commit_callbacks: Any
) -> None:
    rows = '<sms address="10690000771201" date="1794000060000" type="1" body="让他今天还钱，不然爆他通讯录"/>'
    with django_capture_on_commit_callbacks(execute=True):
        phone.send(backup(rows), kind="backups", name="sms.xml")
    item = EvidenceItem.objects.get(matter=matter)
    assert (item.reading, item.message_count) == ("read", 1)
    assert TimelineEntry.objects.filter(case=matter.case, name="evidence.received").count() == 1


def test_what_is_not_kept_is_said_by_name_and_the_rest_goes_on(
    phone: Phone, matter: Matter, link: UploadLink
) -> None:
    phone.post("pictures/", file=[SimpleUploadedFile("空.png", b""), SimpleUploadedFile("好.png", b"x")])
    assert EvidenceItem.objects.filter(matter=matter).count() == 1
    told = text_of(phone.get("receipts/"))
    assert "空.png：" in told
    link.refresh_from_db()
    assert (link.file_count, link.byte_count) == (1, 1)
    assert "好.png" in told


def test_nothing_chosen_is_said(phone: Phone) -> None:
    answer = phone.post("pictures/", reference="")
    assert answer.status_code == 422
    assert 'role="alert"' in text_of(answer)


def test_number_and_size_are_limited_and_what_fails_takes_no_room(phone: Phone, link: UploadLink) -> None:
    UploadLink.objects.filter(pk=link.pk).update(max_files=2, max_bytes=10)
    phone.send(b"12345", b"123456", b"1234", b"1")
    link.refresh_from_db()
    assert (link.file_count, link.byte_count) == (2, 9)
    assert sorted(EvidenceItem.objects.values_list("size", flat=True)) == [4, 5]


def test_what_is_larger_than_the_link_takes_is_refused_before_it_is_read(
    phone: Phone, link: UploadLink
) -> None:
    UploadLink.objects.filter(pk=link.pk).update(max_bytes=10)
    before = set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir())
    answer = phone.send(b"x" * 3_000_000)
    assert answer.status_code == 413
    assert set(Path(settings.FILE_UPLOAD_TEMP_DIR).iterdir()) == before
    assert not EvidenceItem.objects.exists()


def test_sending_again_takes_no_room_and_is_one_item(phone: Phone, link: UploadLink) -> None:
    for _ in range(3):
        phone.send(b"the same")
    link.refresh_from_db()
    assert (link.file_count, link.byte_count) == (1, 8)
    assert EvidenceItem.objects.count() == 1
    assert Receipt.objects.count() == 3
    assert text_of(phone.get("receipts/")).count("SHA-256 ") >= 1


def test_a_statement_is_a_text_file_of_its_own(phone: Phone, matter: Matter) -> None:
    words = "11月20日 他们打了三次。\r\n说要去我单位。"
    answer = phone.post("statement/", text=words, written_by="王小兰", is_own="on")
    assert answer.status_code == 302
    item = EvidenceItem.objects.get(matter=matter)
    assert (item.kind, item.reading, item.media_type) == ("statement", "read", "text/plain")
    with open_bytes(item) as stream:
        head, _, body = stream.read().decode().partition("\n\n")
    assert body == "11月20日 他们打了三次。\n说要去我单位。\n"
    assert "王小兰" in head
    assert Receipt.objects.get(item=item).reference in head


def test_a_statement_is_not_lost_by_an_error(phone: Phone) -> None:
    answer = phone.post("statement/", text="我写了很久", written_by="")
    assert answer.status_code == 422
    assert "我写了很久" in text_of(answer)
    assert not EvidenceItem.objects.exists()


def test_saying_no_is_seen_by_the_office_and_removes_nothing(
    phone: Phone, link: UploadLink, contact: Contact
) -> None:
    phone.send(b"x")
    assert phone.post("refuse/", why="我怕", wants_back="on").url.endswith("/refused/")
    link.refresh_from_db()
    contact.refresh_from_db()
    assert (link.state, link.refused_why, contact.consent) == ("refused", "我怕", "refused")
    assert link.wants_back_at is not None
    assert EvidenceItem.objects.count() == 1
    entry = TimelineEntry.objects.get(name="link.refused")
    assert entry.particulars == {"wants_back": True}
    assert phone.get("pictures/").url == f"/u/{link.secret}/"
    assert phone.get("refused/").status_code == 200


def test_a_person_may_change_their_mind(phone: Phone, link: UploadLink, contact: Contact) -> None:
    phone.post("refuse/")
    phone.post("agree/")
    contact.refresh_from_db()
    link.refresh_from_db()
    assert (contact.consent, link.state) == ("agreed", "consented")
    assert list(Event.objects.filter(name__startswith="link.").order_by("id").values_list("name", flat=True)) == [
        "link.made", "link.agreed", "link.refused", "link.agreed",
    ]  # fmt: skip
    assert Event.objects.filter(name="link.agreed", actor_id=None, actor_name="upload link").count() == 2


def test_the_script_learns_what_became_of_each_file_and_no_number(phone: Phone, link: UploadLink) -> None:
    address = f"/u/{link.secret}/pictures/"
    told = phone.browser.post(
        address, {"file": SimpleUploadedFile("a.png", b"x")}, headers={"x-upload": "1"}
    ).json()
    assert told == {"files": [{"name": "a.png", "is_kept": True, "text": ""}]}


# --- in pieces

TUS = {"tus-resumable": "1.0.0"}
PIECE = "application/offset+octet-stream"


def begun(phone: Phone, size: int) -> Any:
    # "截图.png" and "ABCD-2346" in base64, as tus wants them.
    metadata = "filename 5oiq5Zu+LnBuZw==,reference QUJDRC0yMzQ2"
    headers = TUS | {"upload-length": str(size), "upload-metadata": metadata}
    return phone.browser.post(f"/u/{phone.link.secret}/arrivals/", headers=headers)


def piece(phone: Phone, address: str, offset: int, content: bytes) -> Any:
    return phone.browser.patch(
        address, content, content_type=PIECE, headers=TUS | {"upload-offset": str(offset)}
    )


def test_a_file_in_pieces_is_kept_like_any_other(phone: Phone, link: UploadLink) -> None:
    address = begun(phone, 10)["Location"]
    piece(phone, address, 0, b"01234")
    assert phone.browser.head(address, headers=TUS)["Upload-Offset"] == "5"
    piece(phone, address, 5, b"56789")
    for _ in range(2):
        told = phone.browser.post(f"{address}result/").json()
        assert (told["state"], told["sha256"]) == ("kept", hashlib.sha256(b"0123456789").hexdigest())
        assert set(told) == {"state", "sha256", "text"}
    receipt = Receipt.objects.get()
    assert (receipt.way, receipt.reference, receipt.name) == ("link", "ABCD-2346", "截图.png")
    link.refresh_from_db()
    assert (link.file_count, link.byte_count) == (1, 10)


def test_pieces_of_another_link_are_not_found(phone: Phone, wen: User, matter: Matter) -> None:
    address = begun(phone, 10)["Location"].replace(phone.link.secret, "y" * 32)
    assert piece(phone, address, 0, b"01234").status_code == 404


def test_what_is_announced_counts_against_the_limit(phone: Phone, link: UploadLink) -> None:
    UploadLink.objects.filter(pk=link.pk).update(max_bytes=15)
    assert begun(phone, 10).status_code == 201
    assert begun(phone, 10).status_code == 403
    UploadLink.objects.filter(pk=link.pk).update(max_files=0)
    assert begun(phone, 1).status_code == 403


def test_no_piece_without_agreement(link: UploadLink) -> None:
    assert begun(Phone(link), 10).status_code == 403


def test_a_link_taken_back_while_a_file_arrives_keeps_nothing(
    phone: Phone, link: UploadLink, wen: User
) -> None:
    address = begun(phone, 3)["Location"]
    UploadLink.objects.filter(pk=link.pk).update(revoked_at=link.created_at, revoked_by=wen, revoked_why="x")
    assert piece(phone, address, 0, b"abc").status_code == 410
    assert not EvidenceItem.objects.exists()


def test_a_whole_file_that_a_killed_process_left_is_kept_by_the_clock(phone: Phone, link: UploadLink) -> None:
    code = begun(phone, 3)["Location"].rstrip("/").rpartition("/")[2]
    arrival = Arrival.objects.get(code=code)
    arrival.path.parent.mkdir(exist_ok=True)
    arrival.path.write_bytes(b"abc")
    Arrival.objects.filter(pk=arrival.pk).update(begun_at=link.created_at.replace(year=2025))
    assert finish_left_arrivals() == 1
    assert finish_left_arrivals() == 0
    assert Receipt.objects.get().reference == "ABCD-2346"

"""tus 1.0.0 as its specification says it, over a real server."""

import base64
import hashlib
from hashlib import sha256

import pytest

from tests.evidence.arrivals.serving import Sender, Served

CONTENT = b"<smses>" + bytes(range(256)) * 4000
ITEM = """
from evidence.items.models import Receipt
item = EvidenceItem.objects.get(sha256=sys.argv[1])
print(json.dumps([item.name, item.size, [[r.received_by.username, r.holder] for r in item.receipts.order_by("id")]]))
"""
PUT_AWAY = """
from django.utils import timezone
from evidence.arrivals.models import Arrival
Arrival.objects.filter(code=sys.argv[1]).update(expires_at=timezone.now())
print(json.dumps(None))
"""
SWEEP = """
from evidence.tasks import sweep
sweep.apply()
print(json.dumps(None))
"""


def new_content(mark: str) -> bytes:
    return mark.encode() + CONTENT


def test_it_says_what_it_can(sender: Sender) -> None:
    answer = sender.ask("OPTIONS", sender.place)
    assert answer.status == 204
    assert answer.headers["Tus-Version"] == answer.headers["Tus-Resumable"] == "1.0.0"
    assert answer.headers["Tus-Extension"].split(",") == [
        "creation", "creation-with-upload", "expiration", "checksum", "termination",
    ]  # fmt: skip
    assert answer.headers["Tus-Max-Size"] == str(2 * 1024**3)


def test_a_file_in_three_pieces_is_kept_once(sender: Sender, shared: Served) -> None:
    content = new_content("three")
    place = sender.begun(len(content), holder="王小兰")
    assert sender.offset(place) == 0
    at = 0
    for end in (1, 300_000, len(content)):
        answer = sender.send(place, at, content[at:end])
        assert (answer.status, answer.offset) == (204, end)
        assert "GMT" in answer.headers["Upload-Expires"]
        at = end
    told = sender.result(place)
    assert told.status == 200
    assert (told.json()["state"], told.json()["sha256"]) == ("kept", sha256(content).hexdigest())
    # Whoever lost the answer asks again, in whatever way, and nothing changes.
    assert sender.result(place).json() == told.json()
    assert sender.offset(place) == len(content)
    assert sender.send(place, len(content), b"").status == 204
    kept = shared.office.told(ITEM, sha256(content).hexdigest())
    assert kept == ["短信.xml", len(content), [["wen", "王小兰"]]]


def test_the_same_bytes_again_are_one_item_with_two_receipts(sender: Sender, shared: Served) -> None:
    content = new_content("twice")
    told = []
    for _ in range(2):
        place = sender.begun(len(content))
        sender.send(place, 0, content)
        told += [sender.result(place).json(), sender.result(place).json()]
    assert len({one["address"] for one in told}) == 1
    assert len(shared.office.told(ITEM, sha256(content).hexdigest())[2]) == 2


def test_bytes_may_come_with_the_beginning(sender: Sender) -> None:
    answer = sender.ask(
        "POST", sender.place, b"abc", Upload_Length="5", Content_Type="application/offset+octet-stream"
    )
    assert (answer.status, answer.offset) == (201, 3)
    assert sender.offset(answer.headers["Location"]) == 3


def test_its_metadata_comes_back(sender: Sender) -> None:
    answer = sender.ask("HEAD", sender.begun(5, name="录音 ①.m4a"))
    assert answer.headers["Upload-Length"] == "5"
    told = dict(pair.split(" ") for pair in answer.headers["Upload-Metadata"].split(","))
    assert base64.b64decode(told["filename"]).decode() == "录音 ①.m4a"


@pytest.mark.parametrize(("offset", "status"), [(0, 409), (2, 409), (4, 409), (99, 409)])
def test_bytes_for_another_place_are_refused(offset: int, status: int, sender: Sender) -> None:
    place = sender.begun(10)
    sender.send(place, 0, b"abc")
    assert sender.send(place, offset, b"xy").status == status
    assert sender.offset(place) == 3


def test_more_than_announced_is_refused(sender: Sender) -> None:
    place = sender.begun(5)
    assert sender.send(place, 0, b"123456").status == 413
    assert sender.offset(place) == 0
    assert sender.begin(2 * 1024**3 + 1).status == 413


def test_checksums(sender: Sender) -> None:
    place = sender.begun(6)
    wrong = base64.b64encode(b"\0" * 20).decode()
    assert sender.send(place, 0, b"abc", Upload_Checksum=f"sha1 {wrong}").status == 460
    assert sender.offset(place) == 0
    at = 0
    for name in ("sha1", "sha256"):
        right = base64.b64encode(hashlib.new(name, b"abc").digest()).decode()
        assert sender.send(place, at, b"abc", Upload_Checksum=f"{name} {right}").status == 204
        at += 3
    assert sender.send(place, 6, b"", Upload_Checksum="md5 AAAA").status == 400


def test_a_file_that_changed_on_its_way_is_refused_loudly(sender: Sender, shared: Served) -> None:
    content = new_content("changed")
    place = sender.begun(len(content), sha256=sha256(b"other").hexdigest())
    assert sender.send(place, 0, content).status == 204
    told = sender.result(place).json()
    assert (told["state"], told["sha256"]) == ("refused", None)
    assert "SHA-256" in told["text"]
    assert sha256(content).hexdigest() not in {digest for _, _, digest, _ in shared.office.items()}
    assert place.split("/")[-2] not in "".join(shared.office.incoming())


def test_an_empty_file_is_refused_with_its_reason(sender: Sender) -> None:
    told = sender.result(sender.begun(0)).json()
    assert told["state"] == "refused"


def test_a_file_that_is_not_whole_has_no_result_yet(sender: Sender) -> None:
    place = sender.begun(5)
    assert sender.result(place).status == 409


def test_given_up_is_gone(sender: Sender, shared: Served) -> None:
    place = sender.begun(5)
    sender.send(place, 0, b"abc")
    assert any(place.split("/")[-2] in name for name in shared.office.incoming())
    assert sender.ask("DELETE", place).status == 204
    assert sender.ask("HEAD", place).status == sender.send(place, 3, b"de").status == 404
    assert not any(place.split("/")[-2] in name for name in shared.office.incoming())


def test_what_was_kept_cannot_be_given_up(sender: Sender) -> None:
    content = new_content("kept")
    place = sender.begun(len(content))
    sender.send(place, 0, content)
    assert sender.ask("DELETE", place).status == 403
    assert sender.result(place).json()["state"] == "kept"


def test_its_time_passes(sender: Sender, shared: Served) -> None:
    place = sender.begun(5)
    sender.send(place, 0, b"abc")
    shared.office.told(PUT_AWAY, place.split("/")[-2])
    assert sender.ask("HEAD", place).status == sender.send(place, 3, b"de").status == 410
    shared.office.told(SWEEP)
    assert sender.ask("HEAD", place).status == 404
    assert not any(place.split("/")[-2] in name for name in shared.office.incoming())


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Upload_Length": "x"}, 400), ({}, 400), ({"Upload_Defer_Length": "1"}, 400), ({"Upload_Length": "-1"}, 400),
        ({"Upload_Length": "3", "Upload_Metadata": "filename %%%"}, 400), ({"Upload_Length": "3", "Tus_Resumable": "0.2.2"}, 412),
        ({"Upload_Length": "3", "Upload_Metadata": "filename YQ==,filename YQ=="}, 400),
        ({"Upload_Length": "3", "X_HTTP_Method_Override": "BREW"}, 405),
    ],
)  # fmt: skip
def test_what_it_does_not_understand(headers: dict[str, str], status: int, sender: Sender) -> None:
    answer = sender.ask("POST", sender.place, b"", **headers)
    assert (answer.status, answer.headers["Tus-Resumable"]) == (status, "1.0.0")


def test_a_browser_that_cannot_patch_says_so_in_a_header(sender: Sender) -> None:
    place = sender.begun(3)
    answer = sender.ask(
        "POST", place, b"abc", Upload_Offset="0", Content_Type="application/offset+octet-stream", X_HTTP_Method_Override="PATCH",
    )  # fmt: skip
    assert (answer.status, answer.offset) == (204, 3)


def test_a_piece_of_another_type(sender: Sender) -> None:
    place = sender.begun(3)
    assert sender.ask("PATCH", place, b"abc", Upload_Offset="0", Content_Type="text/plain").status == 415


def test_without_the_forms_token_nothing_begins(sender: Sender) -> None:
    assert sender.ask("POST", sender.place, b"", Upload_Length="3", X_CSRFToken="").status == 403

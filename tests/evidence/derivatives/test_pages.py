"""Pages over what was made: who may see it, how it is sent, redaction, transcripts, the sealed record."""

import json
from collections.abc import Callable
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils.html import escape
from PIL import Image

from evidence.derivatives.models import Derivative, Redaction
from evidence.derivatives.selectors import transcript_lines
from evidence.derivatives.services import make_redaction, open_copy
from evidence.items.models import CustodyEvent, EvidenceItem
from lawyers.audit.models import Event
from lawyers.people.models import User
from tests.evidence.derivatives.building import film, picture, sound
from tests.evidence.derivatives.conftest import Bring

pytestmark = pytest.mark.django_db


def body(answer: Any) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else bytes(answer.content)


def custody(item: EvidenceItem, kind: str) -> int:
    return CustodyEvent.objects.filter(item=item, kind=kind).count()


def is_fenced(answer: Any) -> bool:
    wanted = {
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "default-src 'none'; sandbox",
        "Cache-Control": "private, no-store",
    }
    return {name: answer[name] for name in wanted} == wanted


def test_a_preview_is_shown_and_the_look_noted_once(bring: Bring, caseworker_client: Browser) -> None:
    item = bring(picture())
    address = f"/evidence/{item.code}/preview/"
    for _ in range(2):
        body(caseworker_client.get(address))
    answer = caseworker_client.get(address)
    assert (answer.status_code, answer["Content-Type"], answer["Content-Disposition"]) == (
        200,
        "image/jpeg",
        "inline",
    )
    assert is_fenced(answer)
    assert Image.open(BytesIO(body(answer))).size == (600, 400)
    assert (custody(item, "viewed"), Event.objects.filter(name="evidence.viewed", is_look=True).count()) == (
        1,
        1,
    )


@pytest.mark.parametrize("name", ["preview", "thumbnail", "play", "transcript", "redact"])
def test_nobody_else_sees_anything(
    bring: Bring, signed_in: Callable[[User], Browser], zhao: User, ning: User, name: str
) -> None:
    item = bring(sound("m4a") if name in {"play", "transcript"} else picture())
    address = f"/evidence/{item.code}/{name}/"
    assert Browser().get(address).status_code == 302
    assert signed_in(zhao).get(address).status_code == 404
    # An administrator sees that the matter exists, and not what is in it.
    assert signed_in(ning).get(address).status_code == 403
    assert custody(item, "viewed") == 0


@pytest.mark.parametrize(
    "content",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>",
        b"<html><script>1</script>",
        picture()[:9000],
    ],
)
def test_what_was_not_encoded_here_is_never_shown(
    bring: Bring, caseworker_client: Browser, content: bytes
) -> None:
    item = bring(content, "a.jpg")
    for name in ("preview", "thumbnail", "play"):
        assert caseworker_client.get(f"/evidence/{item.code}/{name}/").status_code == 404


def test_a_recording_comes_whole_and_in_pieces(bring: Bring, caseworker_client: Browser) -> None:
    content = sound("m4a", 3)
    item = bring(content)
    address, size = f"/evidence/{item.code}/play/", len(content)
    whole = caseworker_client.get(address)
    assert (whole.status_code, whole["Content-Type"], whole["Accept-Ranges"], whole["ETag"]) == (
        200,
        "audio/mp4",
        "bytes",
        f'"{item.sha256}"',
    )
    assert (body(whole), is_fenced(whole), whole["Content-Length"]) == (content, True, str(size))
    piece = caseworker_client.get(address, headers={"Range": "bytes=100-299"})
    assert (piece.status_code, piece["Content-Range"], piece["Content-Length"]) == (
        206,
        f"bytes 100-299/{size}",
        "200",
    )
    assert (body(piece), is_fenced(piece)) == (content[100:300], True)
    assert body(caseworker_client.get(address, headers={"Range": "bytes=-50"})) == content[-50:]
    for asked in ("bytes=0-1,5-6", f"bytes={size}-"):
        refused = caseworker_client.get(address, headers={"Range": asked})
        assert (refused.status_code, refused["Content-Range"]) == (416, f"bytes */{size}")
    assert custody(item, "viewed") == 1


def test_a_piece_of_something_else_is_not_sent(bring: Bring, caseworker_client: Browser) -> None:
    item = bring(sound("m4a"))
    address = f"/evidence/{item.code}/play/"
    same = caseworker_client.get(address, headers={"Range": "bytes=0-9", "If-Range": f'"{item.sha256}"'})
    other = caseworker_client.get(address, headers={"Range": "bytes=0-9", "If-Range": '"other"'})
    dated = caseworker_client.get(
        address, headers={"Range": "bytes=0-9", "If-Range": "Wed, 25 Nov 2026 10:00:00 GMT"}
    )
    assert [answer.status_code for answer in (same, other, dated)] == [206, 200, 200]
    assert [len(body(answer)) for answer in (same, other, dated)] == [10, item.size, item.size]


def test_asking_for_the_head_is_no_look(bring: Bring, caseworker_client: Browser) -> None:
    content = sound("amr")
    item = bring(content)
    answer = caseworker_client.head(f"/evidence/{item.code}/play/", headers={"Range": "bytes=0-9"})
    copy = Derivative.objects.get(item=item, kind="preview")
    assert (answer.status_code, answer["Content-Type"], answer["Content-Length"], answer.content) == (
        200,
        "audio/wav",
        str(copy.size),
        b"",
    )
    assert custody(item, "viewed") == 0


BOXES = {
    "box-TOTAL_FORMS": "2", "box-INITIAL_FORMS": "0", "box-0-left": "13", "box-0-top": "17", "box-0-right": "301", "box-0-bottom": "203",
    "box-1-left": "", "box-1-top": "", "box-1-right": "", "box-1-bottom": "",
}  # fmt: skip


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "HEIF", "WEBP"])
def test_a_redacted_copy_is_black_where_it_must_be_and_holds_only_pixels(
    bring: Bring, caseworker_client: Browser, wen: User, format_name: str
) -> None:
    item = bring(picture(format_name, orientation=1 if format_name == "HEIF" else 6, size=(601, 403)))
    answer = caseworker_client.post(f"/evidence/{item.code}/redact/", BOXES | {"reason": "无关人员的电话"})
    assert answer.status_code == 302
    assert not Derivative.objects.filter(item=item, kind="redacted").exists()
    make_redaction(Redaction.objects.get(item=item).pk)
    made = Derivative.objects.get(item=item, kind="redacted")
    with open_copy(made) as stream:
        content = stream.read()
    copy = Image.open(BytesIO(content))
    assert copy.size == ((601, 403) if format_name == "HEIF" else (403, 601))
    assert copy.convert("RGB").crop((13, 17, 301, 203)).getextrema() == ((0, 0),) * 3
    assert copy.convert("RGB").crop((320, 220, 400, 400)).getextrema() != ((0, 0),) * 3
    assert (dict(copy.getexif()), set(copy.info) - {"jfif", "jfif_version", "jfif_unit", "jfif_density"}) == (
        {},
        set(),
    )
    for private in (b"HUAWEI", b"Exif", "何小宁".encode()):
        assert private not in content
    assert (made.made_by, made.parent_sha256, made.parameters["reason"]) == (
        wen,
        item.sha256,
        "无关人员的电话",
    )
    event = CustodyEvent.objects.get(item=item, kind="derived", actor_id=wen.pk)
    assert (event.particulars["copy_kind"], event.particulars["sha256"]) == ("redacted", made.sha256)
    shown = caseworker_client.get(f"/evidence/copies/{made.code}/")
    assert (body(shown), is_fenced(shown)) == (content, True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"reason": ""}, {"box-0-left": ""}, {"box-0-left": "400"}, {"box-0-left": "-5"}, {"box-0-right": "很多"},
        {"box-0-left": "5000", "box-0-right": "6000"}, dict.fromkeys(("box-0-left", "box-0-top", "box-0-right", "box-0-bottom"), ""),
    ],
)  # fmt: skip
def test_what_cannot_be_redacted_is_said_and_nothing_typed_is_lost(
    bring: Bring, caseworker_client: Browser, wrong: dict[str, str]
) -> None:
    item = bring(picture())
    answer = caseworker_client.post(
        f"/evidence/{item.code}/redact/", BOXES | {"reason": "无关人员的电话"} | wrong
    )
    assert (answer.status_code, Redaction.objects.exists()) == (422, False)
    assert ('value="203"' in answer.content.decode()) == ("box-0-bottom" not in wrong)


def test_more_rows_are_given_without_script_and_keep_what_was_typed(
    bring: Bring, caseworker_client: Browser
) -> None:
    item = bring(picture())
    answer = caseworker_client.post(f"/evidence/{item.code}/redact/", BOXES | {"reason": "甲", "more": "1"})
    page = answer.content.decode()
    assert ('id="id_box-5-left"' in page, 'value="203"' in page, 'value="甲"' in page) == (True, True, True)
    assert '<rect class="redact-box" x="13" y="17" width="288" height="186"/>' in page


def test_only_people_of_the_matter_change_it(
    bring: Bring, signed_in: Callable[[User], Browser], ning: User, li: User
) -> None:
    item = bring(sound("m4a"))
    lines = {"text": "[00:01] 甲：你好"}
    assert signed_in(ning).post(f"/evidence/{item.code}/transcript/", lines).status_code == 403
    assert signed_in(li).post(f"/evidence/{item.code}/transcript/", lines).status_code == 302


def test_every_version_of_a_transcript_stays(bring: Bring, caseworker_client: Browser, wen: User) -> None:
    item = bring(sound("amr", 8))
    address = f"/evidence/{item.code}/transcript/"
    for text in ("[00:01] 甲：你好", "[00:01] 甲：你好\n[00:04] 乙：你是谁\n别打了"):
        assert caseworker_client.post(address, {"text": text}).status_code == 302
    first, second = Derivative.objects.filter(item=item, kind="transcript")
    assert [(line.at_s, line.speaker, line.text) for line in transcript_lines(item)] == [
        (1, "甲", "你好"),
        (4, "乙", "你是谁\n别打了"),
    ]
    page = caseworker_client.get(address).content.decode()
    assert "[00:04] 乙：你是谁\n别打了" in page
    assert CustodyEvent.objects.filter(item=item, kind="derived", actor_id=wen.pk).count() == 2
    old = caseworker_client.get(f"/evidence/copies/{first.code}/")
    assert old["Content-Disposition"].startswith("attachment")
    text = body(old).decode()
    assert (item.sha256 in text, "你好" in text, "你是谁" in text, second.parameters) == (
        True,
        True,
        False,
        {"lines": 2},
    )


@pytest.mark.parametrize("text", ["你好", "", "[00:05] 甲：一\n[00:01] 乙：二", "[59:00] 甲：一"])
def test_a_transcript_that_is_wrong_is_given_back(
    bring: Bring, caseworker_client: Browser, text: str
) -> None:
    item = bring(sound("amr"))
    answer = caseworker_client.post(f"/evidence/{item.code}/transcript/", {"text": text})
    assert (answer.status_code, Derivative.objects.filter(kind="transcript").exists()) == (422, False)
    assert escape(text) in answer.content.decode()


def test_the_sealed_record_is_shown_on_request_and_the_look_recorded(
    bring: Bring, caseworker_client: Browser, signed_in: Callable[[User], Browser], ning: User
) -> None:
    item = bring(picture(software="Adobe Photoshop 27.1"))
    page = caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    assert ("HUAWEI" in page, "30.25" in page) == (False, False)
    address = f"/evidence/{item.code}/metadata/"
    assert caseworker_client.get(address).status_code == 405
    assert signed_in(ning).post(address).status_code == 403
    assert not Event.objects.filter(name="personal_data.seen").exists()
    for headers in ({}, {"HX-Request": "true"}):
        answer = caseworker_client.post(address, {"next": "https://elsewhere.example/"}, headers=headers)
        told = answer.content.decode()
        assert (
            "2026-03-05 21:03" in told,
            "HUAWEI NOH-AN00" in told,
            "Photoshop" in told,
            "30.25" in told,
        ) == (True,) * 4
        assert ("elsewhere" in told, answer["Cache-Control"]) == (False, "no-store")
    looks = Event.objects.filter(name="personal_data.seen", is_look=True, subject=f"evidence:{item.code}")
    assert [look.particulars for look in looks] == [{"field": "metadata"}] * 2
    assert "HUAWEI" not in json.dumps(list(Event.objects.values_list("particulars", flat=True)))


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (picture(), "preview/"),
        (sound("amr"), "<audio"),
        (film("mp4"), "<video"),
        (b"\x02#!SILK_V3\x00\xff", ""),
        (b"text", ""),
    ],
    ids=["picture", "amr", "mp4", "silk", "text"],
)
def test_the_item_page_shows_what_there_is(
    bring: Bring, caseworker_client: Browser, content: bytes, expected: str
) -> None:
    item = bring(content)
    page = caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    assert expected in page
    assert ("<video" in page, "<audio" in page) == (expected == "<video", expected == "<audio")


def test_the_item_page_waits_for_what_is_not_made_yet(bring: Bring, caseworker_client: Browser) -> None:
    item = bring(picture(), prepares=False)
    page = caseworker_client.get(f"/incidents/evidence/{item.code}/").content.decode()
    assert ("preview/" in page, 'role="status"' in page) == (False, True)


def test_a_voice_message_that_nothing_plays_can_be_written_down(
    bring: Bring, caseworker_client: Browser
) -> None:
    item = bring(b"\x02#!SILK_V3" + bytes(range(256)))
    address = f"/evidence/{item.code}/transcript/"
    assert "SILK" in caseworker_client.get(address).content.decode()
    assert caseworker_client.post(address, {"text": "[00:01] 甲：你好"}).status_code == 302
    assert [line.text for line in transcript_lines(item)] == ["你好"]

"""Copies for the pages and the sealed record: made once, from whatever people bring, with nothing carried along."""

import hashlib
import json
import os
import signal
import zipfile
from collections.abc import Callable, Iterator
from datetime import timedelta
from io import BytesIO

import pytest
from django.conf import LazySettings
from django.core.files.storage import storages
from django.db import DatabaseError, connection, transaction
from django.test import override_settings
from django.utils import timezone
from PIL import Image

from evidence.derivatives.models import HELD_FOR, Derivative, ItemMetadata, Preparation
from evidence.derivatives.selectors import machine_copy, shown
from evidence.derivatives.services import open_copy, prepare_item, prepare_waiting
from evidence.derivatives.services.preparing import TRIES
from evidence.isolation import children
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import bring_back_item, withdraw_item
from evidence.readers import sniff
from lawyers.audit.models import AppendOnly
from lawyers.people.models import User
from lawyers.privacy.rotation import rotate
from tests.evidence.derivatives.building import bomb, film, picture, sound
from tests.evidence.derivatives.conftest import Bring
from tests.evidence.tampering import backdate, vault_path

pytestmark = pytest.mark.django_db


def kinds(item: EvidenceItem) -> set[str]:
    return set(Derivative.objects.filter(item=item).values_list("kind", flat=True))


def preparation(item: EvidenceItem) -> Preparation:
    return Preparation.objects.get(item=item)


def image_of(item: EvidenceItem, kind: str) -> tuple[Image.Image, bytes]:
    found = machine_copy(item, kind)
    assert found is not None
    with open_copy(found) as stream:
        content = stream.read()
    assert (hashlib.sha256(content).hexdigest(), len(content)) == (found.sha256, found.size)
    return Image.open(BytesIO(content)), content


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP", "HEIF"])
def test_a_picture_gets_an_upright_preview_that_carries_nothing_along(bring: Bring, format_name: str) -> None:
    # Saving HEIF turns the pixels itself; for the others a phone only notes that the picture is to be turned.
    orientation = 1 if format_name == "HEIF" else 6
    item = bring(picture(format_name, orientation=orientation))
    size = (600, 400) if orientation == 1 else (400, 600)
    made, content = image_of(item, "preview")
    assert (made.format, made.size, dict(made.getexif())) == ("JPEG", size, {})
    assert not {"exif", "comment", "icc_profile"} & set(made.info)
    for private in (b"HUAWEI", b"Exif", "何小宁".encode()):
        assert private not in content
    red = (10, 10) if orientation == 1 else (390, 10)
    r, g, b = made.getpixel(red)
    assert (r > 180, g < 80, b < 80) == (True, True, True)
    assert preparation(item).facts == {"width": size[0], "height": size[1]}
    small, _ = image_of(item, "thumbnail")
    assert (small.width, small.height <= 480) == (320, True)


def test_a_long_capture_is_shown_point_by_point_and_a_wide_photo_narrower(bring: Bring) -> None:
    long, wide = bring(picture("PNG", size=(1080, 9000))), bring(picture(size=(4000, 3000)))
    assert image_of(long, "preview")[0].size == (1080, 9000)
    assert image_of(long, "thumbnail")[0].size == (320, 480)
    assert image_of(wide, "preview")[0].size == (2000, 1500)
    assert preparation(wide).facts == {"width": 4000, "height": 3000}


def test_a_picture_bomb_is_kept_and_not_opened(bring: Bring) -> None:
    item = bring(bomb())
    assert (preparation(item).state, preparation(item).problem, kinds(item)) == (
        "done",
        "picture_too_large",
        set(),
    )
    assert shown(item).problem


def test_a_damaged_picture_says_so(bring: Bring) -> None:
    item = bring(picture()[:9000])
    assert (preparation(item).problem, kinds(item)) == ("picture_damaged", set())


SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


@pytest.mark.parametrize("content", [SVG, b"<html><script>alert(1)</script>", b"plain", b"%PDF-1.7\n"])
def test_what_is_no_picture_is_left_alone(bring: Bring, content: bytes) -> None:
    item = bring(content, "a.jpg")
    assert (Preparation.objects.count(), kinds(item), shown(item).kind) == (0, set(), "")
    assert prepare_item(item.pk) is False


def test_a_picture_that_is_also_a_page_loses_the_page_in_its_copy(bring: Bring) -> None:
    item = bring(picture() + b"<html><script>alert(1)</script></html>")
    assert b"script" not in image_of(item, "preview")[1]


def test_a_gif_that_is_also_a_script_is_a_broken_picture(bring: Bring) -> None:
    content = b"GIF89a/*" + b"\x00" * 40 + b"*/=1;alert(1)//"
    assert sniff("a.js", content) == "image/gif"
    assert preparation(bring(content)).problem == "picture_damaged"


@pytest.mark.parametrize(
    ("make", "ending", "expected", "played_as"),
    [
        (sound, "m4a", {"waveform"}, "audio/mp4"), (sound, "amr", {"waveform", "preview"}, None),
        (film, "mp4", {"waveform", "thumbnail"}, "video/mp4"), (film, "3gp", {"waveform", "thumbnail", "preview"}, None),
    ],
)  # fmt: skip
def test_recordings_get_what_a_browser_needs(
    bring: Bring, make: Callable[[str], bytes], ending: str, expected: set[str], played_as: str | None
) -> None:
    item = bring(make(ending))
    assert kinds(item) == expected
    assert preparation(item).facts.get("played_as") == played_as
    page = shown(item)
    assert (page.is_playable, page.is_copy_played, page.wave is not None) == (True, played_as is None, True)
    if played_as is None:
        copy = machine_copy(item, "preview")
        assert copy is not None
        with open_copy(copy) as stream:
            assert sniff("", stream.read(8192)) == "audio/x-wav"


def test_a_broken_recording_says_so(bring: Bring) -> None:
    item = bring(film("mp4")[:9000])
    assert (preparation(item).problem, kinds(item), shown(item).is_playable) == ("media_broken", set(), False)


def test_what_the_file_says_is_sealed_and_its_hash_stands_in_the_chain(bring: Bring) -> None:
    item = bring(picture("JPEG"))
    sealed = ItemMetadata.objects.get(item=item)
    told = json.loads(sealed.sealed)
    assert (told["Make"], told["DateTimeOriginal"]) == ("HUAWEI", "2026:03:05 21:03:10")
    assert (told["latitude"], told["longitude"]) == ("30.250000", "120.175000")
    canonical = json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    assert hashlib.sha256(canonical.encode()).hexdigest() == sealed.sha256
    event = CustodyEvent.objects.get(item=item, kind="derived")
    assert event.particulars["sha256"] == sealed.sha256
    with connection.cursor() as cursor:
        cursor.execute("SELECT sealed FROM evidence_itemmetadata")
        assert "HUAWEI" not in cursor.fetchone()[0]


def test_other_files_say_who_made_them_too(bring: Bring) -> None:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w/>")
        core = '<c xmlns:d="urn:d"><d:creator>甲</d:creator><d:created>2026-03-05T01:00:00Z</d:created></c>'
        parts.writestr("docProps/core.xml", core)
    document = bring(out.getvalue())
    assert document.media_type.endswith("wordprocessingml.document")
    assert json.loads(ItemMetadata.objects.get(item=document).sealed) == {
        "creator": "甲",
        "created": "2026-03-05T01:00:00Z",
    }
    heic, recording = bring(picture("HEIF")), bring(film("mov"))
    assert json.loads(ItemMetadata.objects.get(item=heic).sealed)["Model"] == "NOH-AN00"
    told = json.loads(ItemMetadata.objects.get(item=recording).sealed)
    assert "2026-03-05" in told["creation_time"]
    assert "track0.handler_name" in told


def test_a_document_full_of_entities_expands_nothing(bring: Bring) -> None:
    out = BytesIO()
    lines = "".join(f'<!ENTITY e{n} "{f"&e{n - 1};" * 10}">' for n in range(1, 12))
    with zipfile.ZipFile(out, "w") as parts:
        parts.writestr("[Content_Types].xml", "<Types/>")
        parts.writestr("word/document.xml", "<w/>")
        parts.writestr(
            "docProps/core.xml", f'<!DOCTYPE c [<!ENTITY e0 "x">{lines}]><c><creator>&e11;</creator></c>'
        )
    item = bring(out.getvalue())
    assert (preparation(item).problem, ItemMetadata.objects.exists()) == ("document_broken", False)


def test_copies_and_records_stay_as_they_were_written(bring: Bring) -> None:
    item = bring(picture())
    made, sealed = Derivative.objects.filter(item=item)[0], ItemMetadata.objects.get(item=item)
    for change in (
        made.save,
        made.delete,
        sealed.save,
        Derivative.objects.all().delete,
        lambda: Derivative.objects.update(size=1),
    ):
        with pytest.raises(AppendOnly):
            change()
    for statement in (
        "UPDATE evidence_derivative SET sha256 = ''", "DELETE FROM evidence_derivative", "DELETE FROM evidence_itemmetadata",
        "UPDATE evidence_itemmetadata SET sha256 = ''",
    ):  # fmt: skip
        with pytest.raises(DatabaseError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_the_sealed_record_can_be_encrypted_under_a_new_key(bring: Bring) -> None:
    item = bring(picture())
    before = ItemMetadata.objects.get(item=item).sealed
    with override_settings(FIELD_KEYS=["a-newer-key", "tests-only-field-key"]):
        assert dict(rotate())["evidence.ItemMetadata"] == 1
    with override_settings(FIELD_KEYS=["a-newer-key"]):
        assert ItemMetadata.objects.get(item=item).sealed == before


def test_a_copy_is_written_once_apart_from_the_original(bring: Bring) -> None:
    item = bring(picture())
    made = Derivative.objects.filter(item=item)
    assert all(one.vault_name.startswith("derived/") and one.parent_sha256 == item.sha256 for one in made)
    assert prepare_item(item.pk) is False
    assert made.count() == 2
    with pytest.raises(FileExistsError):
        storages["vault"].save(made[0].vault_name, BytesIO(b"x"))


def test_work_that_was_lost_is_found_and_given_up_after_some_tries(bring: Bring) -> None:
    item = bring(picture(), prepares=False)
    long_ago = timezone.now() - HELD_FOR - timedelta(seconds=1)
    assert prepare_waiting() == 0
    backdate(item, long_ago)
    assert prepare_waiting() == 1
    Preparation.objects.create(item=item, state="running", since=timezone.now(), tries=1)
    assert (prepare_waiting(), prepare_item(item.pk)) == (0, False)
    Preparation.objects.update(since=long_ago)
    assert prepare_waiting() == 1
    Preparation.objects.update(tries=TRIES)
    assert prepare_waiting() == 0
    assert (preparation(item).state, preparation(item).problem) == ("failed", "given_up")


def test_after_a_fault_the_work_waits_again(bring: Bring) -> None:
    item = bring(picture(), prepares=False)
    away = vault_path(item).with_suffix(".away")
    vault_path(item).rename(away)
    with pytest.raises(FileNotFoundError):
        prepare_item(item.pk)
    assert (preparation(item).state, prepare_waiting()) == ("waiting", 1)
    away.rename(vault_path(item))
    assert prepare_item(item.pk) is True


def test_what_is_withdrawn_waits_until_it_is_brought_back(bring: Bring, chen: User) -> None:
    item = bring(picture(), prepares=False)
    backdate(item, timezone.now() - timedelta(hours=1))
    withdraw_item(chen, item=item, why="误传")
    assert (prepare_waiting(), prepare_item(item.pk)) == (0, False)
    bring_back_item(chen, item=item, why="核对无误")
    assert (prepare_waiting(), prepare_item(item.pk)) == (1, True)


def test_a_lost_worker_is_followed_by_another_that_doubles_nothing(bring: Bring) -> None:
    item = bring(picture())
    Preparation.objects.update(state="running", since=timezone.now() - HELD_FOR - timedelta(seconds=1))
    assert prepare_item(item.pk) is True
    assert Derivative.objects.filter(item=item).count() == 2
    assert CustodyEvent.objects.filter(item=item).count() == 2


@pytest.fixture
def limited(settings: LazySettings) -> Iterator[LazySettings]:
    """A child of this test's own, to which the limits apply that the test sets."""
    children.end_child()
    yield settings
    children.end_child()


def test_what_takes_too_much_is_done_and_says_so(bring: Bring, limited: LazySettings) -> None:
    limited.READER_MEMORY_BYTES = 300 * 1024**2
    large = bring(picture("PNG", size=(5000, 5000)))
    assert (preparation(large).state, preparation(large).problem) == ("done", "too_much_memory")
    assert (kinds(large), bool(shown(large).problem)) == (set(), True)
    # What it says about its making needs no decoding.
    assert json.loads(ItemMetadata.objects.get(item=large).sealed)["Model"] == "NOH-AN00"


def test_after_a_fault_the_item_waits_and_is_prepared_by_the_next_child(
    bring: Bring, monkeypatch: pytest.MonkeyPatch
) -> None:
    item = bring(picture(), prepares=False)

    def killed(*arguments: object) -> None:
        os.kill(children._running[0].process.pid, signal.SIGKILL)
        whole(*arguments)  # type: ignore[arg-type]

    whole = children.Child.ask
    with monkeypatch.context() as patched:
        patched.setattr(children.Child, "ask", killed)
        with pytest.raises(children.ReaderFault):
            prepare_item(item.pk)
    assert (preparation(item).state, preparation(item).tries) == ("waiting", 1)
    assert (prepare_item(item.pk), preparation(item).state) == (True, "done")

"""Whatever is altered, removed or reordered is found by verify_evidence, and the item is named."""

import json
from collections.abc import Callable
from contextlib import suppress
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db import connection

from evidence.derivatives.models import Derivative
from evidence.derivatives.services import ask_for_redaction, make_redaction, prepare_item
from evidence.fixity.models import ChainCheck, CopyCheck, FixityAlarm, ItemCheck
from evidence.fixity.services import keepers, seal_chains
from evidence.items.models import CustodyEvent, CustodyHead, EvidenceItem, Receipt
from evidence.items.services import (
    bring_back_item,
    custody_hash,
    record_custody,
    record_matter_custody,
    withdraw_item,
)
from evidence.making.boxes import Box
from lawyers.audit import guards
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import picture
from tests.evidence.tampering import overwrite, receive, sql, unguarded, vault_path

pytestmark = pytest.mark.django_db
EVENTS, HEADS = "evidence_custodyevent", "evidence_custodyhead"


def verified(*arguments: str) -> tuple[int, dict[str, Any], str]:
    """Exit code, what stdout says, what stderr says."""
    out, told, code = StringIO(), StringIO(), 0
    try:
        call_command("verify_evidence", *arguments, "--json", stdout=out, stderr=told)
    except SystemExit as ended:
        code = int(ended.code or 0)
    return code, json.loads(out.getvalue()), told.getvalue()


def broken() -> set[tuple[str | None, str]]:
    code, told, _ = verified()
    assert code == (1 if told["broken"] else 0)
    assert all(set(one) == {"item", "what", "why"} and one["why"] for one in told["broken"])
    return {(one["item"], one["what"]) for one in told["broken"]}


def items_in(found: set[tuple[str | None, str]]) -> set[str | None]:
    return {item for item, _ in found}


@pytest.fixture
def items(wen: User, matter: Matter) -> list[EvidenceItem]:
    """Three items: events 1 to 3 receive them, 4 to 6 are downloads of each, 7 and 8 seal and unseal the second."""
    made = [receive(wen, matter, f"proof {n}".encode(), f"{n}.txt") for n in range(3)]
    for item in made:
        record_custody(wen, item=item, kind=CustodyEvent.Kind.DOWNLOADED)
    withdraw_item(wen, item=made[1], why="误传")
    bring_back_item(wen, item=made[1], why="核对无误")
    return made


def codes(items: list[EvidenceItem], *places: int) -> set[str | None]:
    return {str(items[place].code) for place in places}


def test_what_is_whole_is_found_whole(items: list[EvidenceItem], matter: Matter) -> None:
    code, told, _ = verified()
    assert (code, told) == (0, {"items": 3, "ok": 3, "broken": []})
    assert set(ItemCheck.objects.values_list("result", flat=True)) == {"whole"}
    assert ChainCheck.objects.get(matter=matter).is_intact
    last = CustodyEvent.objects.filter(matter=matter).latest("sequence")
    assert (last.kind, last.item, last.particulars) == ("verified", None, {"items": 3, "broken": 0})
    assert verified()[0] == 0


def test_a_matter_is_verified_by_its_number(
    items: list[EvidenceItem], matter: Matter, other_matter: Matter, zhao: User
) -> None:
    other = receive(zhao, other_matter, b"other")
    overwrite(other, b"0ther")
    assert verified("--matter", matter.number)[:2] == (0, {"items": 3, "ok": 3, "broken": []})
    assert verified("--matter", other_matter.number)[1]["ok"] == 0
    with pytest.raises(CommandError) as refused:
        call_command("verify_evidence", "--matter", "NONE")
    assert refused.value.returncode == 2


@pytest.mark.parametrize(
    ("tamper", "result"),
    [
        (lambda item: overwrite(item, b"Proof 1"), "altered"),
        (lambda item: overwrite(item, b"proof 1 and more"), "size"),
        (lambda item: overwrite(item, b""), "size"),
        (lambda item: vault_path(item).unlink(), "missing"),
    ],
)
def test_a_file_that_changed_is_named(
    items: list[EvidenceItem], tamper: Callable[[EvidenceItem], Any], result: str
) -> None:
    tamper(items[1])
    assert broken() == {(str(items[1].code), "file")}
    assert ItemCheck.objects.get(item=items[1]).result == result
    assert FixityAlarm.objects.open().get().what == result
    assert verified()[1]["ok"] == 2


@pytest.mark.parametrize(
    "change",
    [
        "actor_name = '别人'", "actor_id = 999", "at = '2026-01-01 00:00:00+00:00'", "kind = 'viewed'", "particulars = '{\"a\": 1}'",
        "hash = 'f00d'", "previous_hash = 'f00d'", "item_id = {other}",
    ],
)  # fmt: skip
def test_a_field_of_an_event_that_changed_is_named(items: list[EvidenceItem], change: str) -> None:
    with unguarded(EVENTS):
        change = change.replace("{other}", str(items[2].pk))
        assert sql(f"UPDATE {EVENTS} SET {change} WHERE sequence = 5") == 1  # noqa: S608
    found = broken()
    wanted = items[2] if "item_id" in change else items[1]
    assert (str(wanted.code), "custody event 5") in found


def test_an_event_that_was_altered_with_its_hash_breaks_the_link_after_it(items: list[EvidenceItem]) -> None:
    event = CustodyEvent.objects.get(sequence=5)
    event.actor_name = "别人"
    with unguarded(EVENTS):
        sql(f"UPDATE {EVENTS} SET actor_name = %s, hash = %s WHERE sequence = 5", "别人", custody_hash(event))  # noqa: S608
    assert broken() == {(str(items[2].code), "custody event 6")}


def test_a_chain_that_was_written_anew_to_its_end_does_not_reach_its_head(items: list[EvidenceItem]) -> None:
    previous = None
    with unguarded(EVENTS):
        for event in CustodyEvent.objects.filter(sequence__gte=5).order_by("sequence"):
            event.actor_name = "别人"
            event.previous_hash = previous or event.previous_hash
            previous = event.hash = custody_hash(event)
            sql(
                f"UPDATE {EVENTS} SET actor_name = %s, hash = %s, previous_hash = %s WHERE id = %s",  # noqa: S608
                event.actor_name, event.hash, event.previous_hash, event.pk,
            )  # fmt: skip
    assert {(None, "custody chain"), (str(items[1].code), "custody events")} <= broken()


@pytest.mark.parametrize(
    ("sequence", "place"), [(1, 0), (2, 1), (3, 2), (4, 0), (5, 1), (6, 2), (7, 1), (8, 1)]
)
def test_the_item_of_an_event_that_was_deleted_is_named(
    items: list[EvidenceItem], sequence: int, place: int
) -> None:
    with unguarded(EVENTS):
        assert sql(f"DELETE FROM {EVENTS} WHERE sequence = %s", sequence) == 1  # noqa: S608
    found = broken()
    assert (str(items[place].code), "custody events") in found
    assert (None, "custody chain") in found
    assert items_in(found) == {None, str(items[place].code)}


def test_events_that_were_reordered_are_named(items: list[EvidenceItem]) -> None:
    with unguarded(EVENTS):
        for one, other in ((4, 99), (5, 4), (99, 5)):
            sql(f"UPDATE {EVENTS} SET sequence = %s WHERE sequence = %s", other, one)  # noqa: S608
    assert codes(items, 0, 1) <= items_in(broken())


def test_an_event_that_was_put_in_is_named(items: list[EvidenceItem], matter: Matter) -> None:
    """With the right link and hash, but past what the head says."""
    last = CustodyEvent.objects.filter(matter=matter).select_related("item").latest("sequence")
    last.pk, last.previous_hash, last.sequence = None, last.hash, last.sequence + 1
    last.hash = custody_hash(last)
    CustodyEvent.objects.bulk_create([last])
    assert {(None, "custody chain"), (str(items[1].code), "custody events")} <= broken()
    # The case can be worked on all the same, and the fault stays.
    record_custody(None, item=items[0], kind=CustodyEvent.Kind.DOWNLOADED)
    assert {(None, "custody chain"), (str(items[1].code), "custody events")} <= broken()


def test_the_end_of_a_chain_that_is_gone_is_found_by_its_head(items: list[EvidenceItem]) -> None:
    with unguarded(EVENTS):
        sql(f"DELETE FROM {EVENTS} WHERE sequence > 6")  # noqa: S608
    assert broken() == {(None, "custody chain"), (str(items[1].code), "custody events"), (str(items[1].code), "withdrawn"), (str(items[1].code), "brought_back")}  # fmt: skip


def test_the_gap_stays_when_the_chain_goes_on(items: list[EvidenceItem], wen: User) -> None:
    with unguarded(EVENTS):
        sql(f"DELETE FROM {EVENTS} WHERE sequence = 8")  # noqa: S608
    record_custody(wen, item=items[0], kind=CustodyEvent.Kind.DOWNLOADED)
    assert CustodyEvent.objects.latest("sequence").sequence == 9
    assert {(None, "custody chain"), (str(items[1].code), "custody events")} <= broken()


def test_an_end_that_is_gone_with_its_heads_contradicts_the_seal(
    items: list[EvidenceItem], matter: Matter
) -> None:
    assert seal_chains() is not None
    assert seal_chains() is None
    with unguarded(EVENTS, HEADS, "evidence_withdrawal", "evidence_withdrawalend"):
        sql("DELETE FROM evidence_withdrawalend")
        sql("DELETE FROM evidence_withdrawal")
        sql(f"DELETE FROM {EVENTS} WHERE sequence > 6")  # noqa: S608
        sql(f"DELETE FROM {HEADS}")  # noqa: S608
        ends: dict[int | None, tuple[int, str]] = {}
        for event in CustodyEvent.objects.order_by("sequence"):
            ends[None] = (event.sequence, event.hash)
            ends[event.item_id] = (ends.get(event.item_id, (0, ""))[0] + 1, event.hash)
        for item_id, (count, hash_) in ends.items():
            CustodyHead.objects.create(matter=matter, item_id=item_id, count=count, hash=hash_)
    assert broken() == {(None, "custody chain")}


@pytest.mark.parametrize(
    ("table", "change"),
    [
        ("evidence_chainseal", "digest = 'f00d'"), ("evidence_chainseal", "previous = 'f00d'"), ("evidence_sealedhead", "count = 3"),
        ("evidence_sealedhead", "hash = 'f00d'"),
    ],
)  # fmt: skip
def test_a_seal_that_was_altered_is_found(items: list[EvidenceItem], table: str, change: str) -> None:
    seal_chains()
    with unguarded(table):
        sql(f"UPDATE {table} SET {change}")  # noqa: S608
    assert (None, "seal over the custody chains") in broken()


@pytest.mark.parametrize(
    ("change", "what"),
    [
        ("name = 'other.txt'", "facts"), ("size = 8", "size"), ("number = 77", "facts"), ("media_type = 'x/y'", "facts"),
        ("received_at = '2026-01-01 00:00:00+00:00'", "facts"),
    ],
)  # fmt: skip
def test_a_fact_of_an_item_that_changed_is_named(items: list[EvidenceItem], change: str, what: str) -> None:
    with unguarded("evidence_evidenceitem"):
        sql(f"UPDATE evidence_evidenceitem SET {change} WHERE id = %s", items[1].pk)  # noqa: S608
    assert (str(items[1].code), what) in broken()


def test_a_file_that_was_exchanged_with_its_hash_is_named(items: list[EvidenceItem]) -> None:
    """Whoever owns database and vault writes the hash of the forged file: the chain knows the first one."""
    forged = "9f2e" * 16
    overwrite(items[1], b"Proof 1")
    with unguarded("evidence_evidenceitem"):
        sql("UPDATE evidence_evidenceitem SET sha256 = %s WHERE id = %s", forged, items[1].pk)
    assert (str(items[1].code), "sha256") in broken()


@pytest.mark.parametrize(
    "change",
    ["source = '别人'", "name = 'other.txt'", "received_by_id = NULL", "holder = '别人'", "device = '别的'"],
)
def test_a_receipt_that_changed_is_named(items: list[EvidenceItem], change: str) -> None:
    with unguarded("evidence_receipt"):
        sql(f"UPDATE evidence_receipt SET {change} WHERE item_id = %s", items[1].pk)  # noqa: S608
    assert (str(items[1].code), "receipt") in broken()


def test_a_receipt_that_was_removed_or_put_in_is_named(items: list[EvidenceItem], wen: User) -> None:
    with unguarded("evidence_receipt"):
        sql("DELETE FROM evidence_receipt WHERE item_id = %s", items[1].pk)
    Receipt.objects.create(item=items[2], name="x", received_by=wen)
    assert broken() == {(str(items[1].code), "receipt"), (str(items[2].code), "receipt")}


def test_the_same_bytes_twice_are_two_receipts_that_the_chain_knows(
    items: list[EvidenceItem], matter: Matter, wen: User
) -> None:
    assert receive(wen, matter, b"proof 1", "1.txt") == items[1]
    assert broken() == set()


@pytest.mark.parametrize("table", ["evidence_withdrawal", "evidence_withdrawalend"])
def test_a_reason_that_changed_is_named(items: list[EvidenceItem], table: str) -> None:
    with unguarded(table):
        sql(f"UPDATE {table} SET why = 'x'")  # noqa: S608
    assert items_in(broken()) == codes(items, 1)


def test_an_item_that_was_removed_with_its_events_leaves_a_gap(items: list[EvidenceItem]) -> None:
    tables = (EVENTS, HEADS, "evidence_receipt", "evidence_evidenceitem")
    with unguarded(*tables):
        for table in tables[:3]:
            sql(f"DELETE FROM {table} WHERE item_id = %s", items[2].pk)  # noqa: S608
        sql("DELETE FROM evidence_evidenceitem WHERE id = %s", items[2].pk)
    assert broken() == {(None, "custody chain")}


def test_events_of_older_versions_vouch_without_digests(matter: Matter, wen: User) -> None:
    item = EvidenceItem.objects.create(
        matter=matter, number=1, name="old", size=3, sha256="0" * 64, media_type="x", vault_name="old/one"
    )
    Receipt.objects.create(item=item, name="old", received_by=wen)
    record_custody(wen, item=item, kind=CustodyEvent.Kind.RECEIVED, sha256=item.sha256, size=item.size)
    assert broken() == {(str(item.code), "file")}


def test_a_vault_that_cannot_be_read_is_no_alarm_but_no_success(
    items: list[EvidenceItem], monkeypatch: pytest.MonkeyPatch
) -> None:
    path = vault_path(items[1])
    path.unlink()
    path.mkdir()
    try:
        assert broken() == {(str(items[1].code), "file")}
        assert not FixityAlarm.objects.exists()
    finally:
        path.rmdir()


def test_files_that_nobody_knows_are_listed_and_are_no_fault(items: list[EvidenceItem]) -> None:
    folder = Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / "zz"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "stray").write_bytes(b"x")
    (folder / "half.partial").write_bytes(b"x")
    try:
        code, _, told = verified()
    finally:
        for name in ("stray", "half.partial"):
            (folder / name).unlink()
        with suppress(OSError):
            folder.rmdir()
    assert code == 0
    assert "zz/stray" in told
    assert "half.partial" not in told
    assert items[0].vault_name not in told


def test_a_copy_for_the_pages_is_known(wen: User, matter: Matter) -> None:
    item = receive(wen, matter, picture(), "a.jpg")
    prepare_item(item.pk)
    copies = set(item.derivatives.values_list("vault_name", flat=True))
    assert copies
    told = verified()[2]
    assert not {name for name in copies if name in told}


def test_missing_rules_are_told(items: list[EvidenceItem]) -> None:
    editor = connection.schema_editor()
    connection.check_constraints()
    guards.lift(editor, EVENTS)
    code, _, told = verified()
    guards.lay(editor, EVENTS)
    assert code == 0
    assert f"{EVENTS}_no_delete" in told


def test_one_chain_holds_events_of_the_whole_matter(matter: Matter, items: list[EvidenceItem]) -> None:
    event = record_matter_custody(None, matter=matter, kind=CustodyEvent.Kind.EXPORTED, items=3)
    assert (event.sequence, event.hash) == (9, custody_hash(event))
    assert broken() == set()


def test_what_is_told_in_words(items: list[EvidenceItem]) -> None:
    overwrite(items[1], b"Proof 1")
    out = StringIO()
    with pytest.raises(SystemExit, match="1"):
        call_command("verify_evidence", stdout=out, stderr=StringIO())
    first, last = out.getvalue().splitlines()
    assert first.startswith(f"{items[1].code} file: the bytes are not those that were received")
    assert last == "3 items, 2 whole, 1 faults"


@pytest.fixture
def copies(wen: User, matter: Matter) -> list[Derivative]:
    """What the machine made of a picture, and a copy that Wen had redacted."""
    item = receive(wen, matter, picture(), "a.jpg")
    prepare_item(item.pk)
    make_redaction(ask_for_redaction(wen, item=item, boxes=[Box(0, 0, 9, 9)], reason="x").pk)
    return list(Derivative.objects.filter(item=item).select_related("item"))


def test_copies_that_are_whole_are_known_and_found_whole(copies: list[Derivative]) -> None:
    assert {copy.kind for copy in copies} == {"preview", "thumbnail", "redacted"}
    code, told, warned = verified()
    assert (code, told["broken"]) == (0, [])
    assert not [copy for copy in copies if copy.vault_name in warned]
    assert list(CopyCheck.objects.values_list("result", flat=True)) == ["whole"] * 3


@pytest.mark.parametrize("kind", ["preview", "redacted"])
@pytest.mark.parametrize(
    ("tamper", "result"),
    [
        (lambda path: path.write_bytes(bytes(path.stat().st_size)), "altered"),
        (lambda path: path.write_bytes(b"x"), "size"),
        (lambda path: path.unlink(), "missing"),
    ],
)
def test_a_copy_that_changed_is_named_with_its_item(
    copies: list[Derivative], kind: str, tamper: Callable[[Path], Any], result: str
) -> None:
    copy = next(one for one in copies if one.kind == kind)
    path = Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / copy.vault_name
    path.chmod(0o600)
    tamper(path)
    assert broken() == {(str(copy.item.code), f"{kind} copy {copy.code}")}
    assert CopyCheck.objects.get(copy=copy).result == result
    alarm = FixityAlarm.objects.open().get()
    assert (alarm.item, alarm.what) == (copy.item, "copy")
    assert verified()[1]["ok"] == 0
    assert FixityAlarm.objects.count() == 1


def test_a_copy_whose_row_was_altered_is_named(copies: list[Derivative]) -> None:
    with unguarded("evidence_derivative"):
        sql("UPDATE evidence_derivative SET sha256 = %s WHERE id = %s", "0" * 64, copies[0].pk)
    assert broken() == {(str(copies[0].item.code), f"{copies[0].kind} copy {copies[0].code}")}


def test_every_room_that_keeps_files_in_the_vault_is_asked() -> None:
    assert {model.__name__ for model in keepers()} == {"EvidenceItem", "Derivative"}

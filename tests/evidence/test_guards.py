"""The database itself refuses to change what is kept, on both databases."""

import pytest
from django.db import DatabaseError, connection, transaction

from evidence.derivatives.services import prepare_item
from evidence.descriptions.services import describe_item
from evidence.fixity.services import seal_chains
from evidence.items.models import CustodyEvent, CustodyHead, EvidenceItem, Receipt
from evidence.items.services import bring_back_item, withdraw_item
from evidence.messages.models import Correction, Message
from lawyers.audit import guards
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.derivatives.building import picture
from tests.evidence.tampering import receive, sql, unguarded

pytestmark = pytest.mark.django_db

FROZEN = [(table, column) for table, guard in guards.GUARDS.items() for column in guard.frozen]
EMPTY_ALWAYS = [table for table, guard in guards.GUARDS.items() if not guard.frozen]


@pytest.fixture
def item(wen: User, matter: Matter) -> EvidenceItem:
    """With a row in every guarded table."""
    made = receive(wen, matter, b"proof")
    withdraw_item(wen, item=made, why="x")
    bring_back_item(wen, item=made, why="y")
    seal_chains()
    describe_item(wen, item=made, facts={"carrier_kept": "yes"})
    shot = receive(wen, matter, picture(), "a.jpg")
    prepare_item(shot.pk)
    message = Message.objects.create(
        matter=matter, item=made, where="sms[1]", kind="sms", direction="in", fingerprint="f", text="x"
    )
    Correction.objects.create(message=message, kind="corrected", made_by=wen)
    return made


def refused(statement: str) -> None:
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        sql(statement)


def test_every_rule_stands_after_all_migrations() -> None:
    """SQLite forgets the rules of a table that a migration makes anew: that migration lays them again."""
    assert guards.missing(connection) == []


def test_a_rule_that_is_gone_is_missed() -> None:
    with unguarded("evidence_custodyevent"):
        assert "evidence_custodyevent_no_update" in guards.missing(connection)


@pytest.mark.parametrize("table", guards.GUARDS)
def test_nothing_is_deleted(table: str, item: EvidenceItem) -> None:
    assert sql(f"SELECT 1 FROM {table}")  # noqa: S608  # our own names
    refused(f"DELETE FROM {table}")  # noqa: S608


@pytest.mark.parametrize(("table", "column"), FROZEN)
def test_facts_do_not_change(table: str, column: str, item: EvidenceItem) -> None:
    other = dict.fromkeys(("made_at", "read_at", "received_at"), "CURRENT_TIMESTAMP") | {
        "received_by_id": "NULL"
    }
    # No row of this test has so high a number, whatever ran before on the same database.
    number = "170017" if connection.vendor == "sqlite" or column not in {"code"} else "gen_random_uuid()"
    refused(f"UPDATE {table} SET {column} = {other.get(column, number)}")  # noqa: S608


@pytest.mark.parametrize("table", EMPTY_ALWAYS)
def test_rows_that_are_written_once_do_not_change_at_all(table: str, item: EvidenceItem) -> None:
    refused(f"UPDATE {table} SET id = id")  # noqa: S608


@pytest.mark.postgres
@pytest.mark.parametrize("table", guards.GUARDS)
def test_tables_are_not_emptied(table: str, item: EvidenceItem) -> None:
    connection.check_constraints()
    refused(f"TRUNCATE {table} CASCADE")


@pytest.mark.parametrize("change", ["count = count", "count = count - 1", "count = count + 2"])
def test_the_head_of_a_chain_moves_by_one_only(change: str, item: EvidenceItem) -> None:
    refused(f"UPDATE evidence_custodyhead SET {change}")  # noqa: S608


def test_the_state_of_reading_moves(item: EvidenceItem) -> None:
    moved = EvidenceItem.objects.filter(pk=item.pk)
    assert moved.update(reading="read", reading_tries=2, message_count=3, kind="x", facts={"a": 1}) == 1


def test_the_trail_is_not_emptied_by_the_models_either(item: EvidenceItem) -> None:
    for call in (item.delete, Receipt.objects.all().delete, CustodyHead.objects.all().delete):
        with pytest.raises((DatabaseError, TypeError)), transaction.atomic():
            call()
    with pytest.raises(TypeError):
        CustodyEvent.objects.all().delete()

"""Doing what nobody may: raw SQL behind the rules' back, and other bytes in the vault."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import connection

from evidence.derivatives.models import Derivative
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from lawyers.audit import guards
from lawyers.matters.models import Matter
from lawyers.people.models import User


def receive(who: User | None, matter: Matter, content: bytes, name: str = "a.txt") -> EvidenceItem:
    origin = Origin(source="段嘉禾", source_key="client", holder="段嘉禾", device="手机")
    return receive_file(who, matter=matter, stream=BytesIO(content), name=name, origin=origin).item


@contextmanager
def unguarded(*tables: str) -> Iterator[None]:
    """As somebody who owns the database: the rules are lifted, and laid again as if nothing had been."""
    # PostgreSQL alters no table whose foreign keys are still to be checked in this transaction.
    connection.check_constraints()
    editor = connection.schema_editor()
    for table in tables:
        guards.lift(editor, table)
    yield
    connection.check_constraints()
    for table in tables:
        guards.lay(editor, table)


def sql(statement: str, *values: Any) -> int:
    """The number of rows it touched."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return int(cursor.rowcount)


def backdate(item: EvidenceItem, at: datetime) -> None:
    """As if the item had been received at that moment, which nobody may write down afterwards."""
    with unguarded("evidence_evidenceitem"):
        EvidenceItem.objects.filter(pk=item.pk).update(received_at=at)


def vault_path(item: EvidenceItem | Derivative) -> Path:
    return Path(settings.STORAGES["vault"]["OPTIONS"]["location"]) / item.vault_name


def overwrite(item: EvidenceItem | Derivative, content: bytes) -> None:
    path = vault_path(item)
    os.chmod(path, 0o600)
    path.write_bytes(content)
    os.chmod(path, 0o400)

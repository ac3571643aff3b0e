"""Database rules that refuse changes which nobody may make, on both databases.

They are laid by migrations. SQLite makes a table anew for many alterations and forgets its rules: a migration that alters
a guarded table lays them again, and `missing` says where none stand. Emptying a whole database for a new demo world or
between tests lifts them first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Guard:
    """What is refused beside deleting: every change, or only those of `frozen` columns and of counts that do not go up by one."""

    frozen: tuple[str, ...] = ()
    counts_up: str = ""

    def refused_when(self, differs: str) -> str:
        """The condition, as SQL, under which an UPDATE is refused; empty for always."""
        changes = [f"OLD.{column} {differs} NEW.{column}" for column in self.frozen]
        if self.counts_up:
            changes.append(f"NEW.{self.counts_up} <> OLD.{self.counts_up} + 1")
        return " OR ".join(changes)


GUARDS = {
    "lawyers_event": Guard(),
    "evidence_custodyevent": Guard(),
    "evidence_custodyhead": Guard(frozen=("matter_id", "item_id"), counts_up="count"),
    "evidence_evidenceitem": Guard(
        frozen=(
            "id", "code", "matter_id", "number", "name", "size", "sha256", "media_type", "vault_name", "received_at",
        )
    ),
    "evidence_receipt": Guard(
        frozen=(
            "id", "item_id", "name", "received_at", "received_by_id", "source", "source_key", "holder", "device", "way", "way_key",
            "reference",
        )
    ),
    "evidence_description": Guard(),
    "evidence_derivative": Guard(),
    # What is encrypted is written anew when keys are replaced.
    "evidence_itemmetadata": Guard(
        frozen=("id", "item_id", "sha256", "entry_count", "tool", "version", "read_at")
    ),
    "evidence_correction": Guard(
        frozen=("id", "code", "message_id", "other_id", "kind", "undoes_id", "made_by_id", "made_at")
    ),
    "evidence_withdrawal": Guard(),
    "evidence_withdrawalend": Guard(),
    "evidence_chainseal": Guard(),
    "evidence_sealedhead": Guard(),
}  # fmt: skip
VERBS = ("update", "delete")


def _sqlite(table: str) -> list[str]:
    condition = GUARDS[table].refused_when("IS NOT")
    when = {"update": f"WHEN {condition} " if condition else "", "delete": ""}
    made = [
        f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} {when[verb]}"
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb in VERBS
    ]
    return _sqlite_lift(table) + made


def _sqlite_lift(table: str) -> list[str]:
    return [f"DROP TRIGGER IF EXISTS {table}_no_{verb}" for verb in VERBS]


def _postgresql(table: str) -> list[str]:
    condition = GUARDS[table].refused_when("IS DISTINCT FROM")
    events = [
        ("update", f"UPDATE ON {table} FOR EACH ROW {f'WHEN ({condition})' if condition else ''}"),
        ("delete", f"DELETE ON {table} FOR EACH ROW"),
        ("truncate", f"TRUNCATE ON {table} FOR EACH STATEMENT"),
    ]
    function = f"{table}_append_only"
    return [
        *_postgresql_lift(table),
        f"CREATE FUNCTION {function}() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        *(
            f"CREATE TRIGGER {table}_no_{verb} BEFORE {event} EXECUTE FUNCTION {function}()"
            for verb, event in events
        ),
    ]


def _postgresql_lift(table: str) -> list[str]:
    return [f"DROP FUNCTION IF EXISTS {table}_append_only() CASCADE"]


def lay(editor: Any, table: str) -> None:
    """After this, the database itself refuses to change or delete what is kept in `table`. Laying twice is the same."""
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[editor.connection.vendor](table):
        editor.execute(statement)


def lift(editor: Any, table: str) -> None:
    """Take the rules of `table` away again."""
    lifting = {"sqlite": _sqlite_lift, "postgresql": _postgresql_lift}[editor.connection.vendor]
    for statement in lifting(table):
        editor.execute(statement)


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """All guarded tables may be emptied inside this block."""
    with connection.schema_editor() as editor:
        for table in GUARDS:
            lift(editor, table)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for table in GUARDS:
                lay(editor, table)


def missing(connection: Any) -> list[str]:
    """The names of the rules that should stand and do not, or are switched off."""
    if connection.vendor == "sqlite":
        verbs: tuple[str, ...] = VERBS
        asked = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    else:
        verbs = (*VERBS, "truncate")
        asked = "SELECT tgname FROM pg_trigger WHERE tgenabled <> 'D'"
    with connection.cursor() as cursor:
        cursor.execute(asked)
        standing = {name for (name,) in cursor.fetchall()}
    wanted = [f"{table}_no_{verb}" for table in GUARDS for verb in verbs]
    return [name for name in wanted if name not in standing]

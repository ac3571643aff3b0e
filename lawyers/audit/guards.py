"""Database rules that refuse UPDATE and DELETE on append-only tables, on both databases.

They are laid by migrations. Emptying a whole database for a new demo world or between tests lifts them first.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

APPEND_ONLY_TABLES = ("lawyers_event", "evidence_custodyevent", "evidence_correction")
# A table that holds personal data lets its ciphertext be written anew under a new key, and nothing else.
GUARDED_COLUMNS = {
    "evidence_correction": (
        "id", "code", "message_id", "other_id", "kind", "undoes_id", "made_by_id", "made_at",
    ),
}  # fmt: skip


def _update(table: str) -> str:
    """UPDATE, of the guarded columns only where some are free."""
    columns = GUARDED_COLUMNS.get(table)
    return f"UPDATE OF {', '.join(columns)}" if columns else "UPDATE"


def _sqlite(table: str) -> list[str]:
    return [
        f"CREATE TRIGGER IF NOT EXISTS {table}_no_{verb} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        for verb, event in (("update", _update(table)), ("delete", "DELETE"))
    ]


def _postgresql(table: str) -> list[str]:
    return [
        f"CREATE OR REPLACE FUNCTION {table}_append_only() RETURNS trigger LANGUAGE plpgsql AS "
        f"$$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$",
        f"CREATE OR REPLACE TRIGGER {table}_append_only BEFORE {_update(table)} OR DELETE ON {table} "
        f"FOR EACH ROW EXECUTE FUNCTION {table}_append_only()",
    ]


def lay(editor: Any, table: str) -> None:
    """After this, the database itself refuses to change or delete a row of `table`. Laying twice is the same."""
    for statement in {"sqlite": _sqlite, "postgresql": _postgresql}[editor.connection.vendor](table):
        editor.execute(statement)


def lift(editor: Any, table: str) -> None:
    """Take the rules of `table` away again."""
    if editor.connection.vendor == "sqlite":
        for verb in ("update", "delete"):
            editor.execute(f"DROP TRIGGER IF EXISTS {table}_no_{verb}")
        return
    editor.execute(f"DROP FUNCTION IF EXISTS {table}_append_only() CASCADE")


@contextmanager
def lifted(connection: Any) -> Iterator[None]:
    """All append-only tables may be emptied inside this block."""
    with connection.schema_editor() as editor:
        for table in APPEND_ONLY_TABLES:
            lift(editor, table)
    try:
        yield
    finally:
        with connection.schema_editor() as editor:
            for table in APPEND_ONLY_TABLES:
                lay(editor, table)

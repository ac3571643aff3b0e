"""Showing personal data on request, and writing down that somebody looked."""

from typing import Any

from lawyers.audit.services import record
from lawyers.privacy.registry import revealable


def reveal(actor: Any, *, row: Any, field: str) -> str:
    """The full value of one field, after recording that `actor` looked. LookupError for a field that is not revealable."""
    if field not in revealable(row._meta.model_name).fields:
        raise LookupError(field)
    record(
        actor,
        "personal_data.seen",
        subject=f"{row._meta.model_name}:{row.code}",
        matter=row.matter,
        is_look=True,
        field=field,
    )
    return str(getattr(row, field) or "")

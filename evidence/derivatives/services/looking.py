"""Noting who looked at what an item shows."""

from typing import Any

from django.db import transaction

from evidence.items.models import EvidenceItem
from evidence.items.services import record_view
from lawyers.audit.services import record


@transaction.atomic
def note_view(actor: Any, *, item: EvidenceItem) -> None:
    """The custody chain says that `actor` looked at the item, once within an hour; so does the audit trail."""
    if record_view(actor, item=item):
        record(actor, "evidence.viewed", subject=f"evidence:{item.code}", matter=item.matter, is_look=True)

"""Noting who looked at an item or listened to it."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_custody
from lawyers.audit.services import record

ONE_LOOK = timedelta(hours=1)
"""A player asks for a recording piece by piece; that is one look."""


@transaction.atomic
def note_view(actor: Any, *, item: EvidenceItem) -> None:
    """The custody chain says that `actor` looked at the item, once within an hour; so does the audit trail."""
    since = timezone.now() - ONE_LOOK
    looks = CustodyEvent.objects.filter(
        item=item, kind=CustodyEvent.Kind.VIEWED, actor_id=actor.pk, at__gte=since
    )
    if looks.exists():
        return
    record_custody(actor, item=item, kind=CustodyEvent.Kind.VIEWED)
    record(actor, "evidence.viewed", subject=f"evidence:{item.code}", matter=item.matter, is_look=True)

"""Looks at the content of an item."""

from datetime import timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services.custody import record_custody, take_turn

ONE_LOOK = timedelta(hours=1)
"""Opening, going back and opening again is one look: the chain stays readable."""


def record_view(actor: Any, *, item: EvidenceItem) -> bool:
    """The chain says that this person viewed the item, at most once an hour. Whether it says so only now."""
    if _has_viewed(actor, item):
        return False
    with transaction.atomic():
        take_turn(item.matter_id)
        # A page that asks for picture and text at once comes here twice.
        if _has_viewed(actor, item):
            return False
        record_custody(actor, item=item, kind=CustodyEvent.Kind.VIEWED)
    return True


def _has_viewed(actor: Any, item: EvidenceItem) -> bool:
    looks = CustodyEvent.objects.filter(item=item, kind=CustodyEvent.Kind.VIEWED, actor_id=actor.pk)
    return bool(looks.filter(at__gt=timezone.now() - ONE_LOOK).exists())

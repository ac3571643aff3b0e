"""The custody chain: one event after the other, each hash-linked to the one before in its matter."""

import hashlib
import json
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from evidence.items.models import CustodyEvent, EvidenceItem

CHAIN_TRIES = 50


def record_custody(actor: Any, *, item: EvidenceItem, kind: str, **particulars: Any) -> CustodyEvent:
    """Append one event to the matter's chain, hash-linked to the one before. Concurrent writers take turns by the constraint."""
    for _attempt in range(CHAIN_TRIES):
        last = CustodyEvent.objects.filter(matter_id=item.matter_id).order_by("-sequence").first()
        event = CustodyEvent(
            matter_id=item.matter_id, item=item, sequence=(last.sequence if last else 0) + 1, at=timezone.now(), kind=kind,
            actor_id=getattr(actor, "pk", None), actor_name=getattr(actor, "name", ""), particulars=particulars,
            previous_hash=last.hash if last else "",
        )  # fmt: skip
        event.hash = custody_hash(event)
        try:
            with transaction.atomic():
                event.save(force_insert=True)
        except IntegrityError:
            continue
        return event
    raise RuntimeError(f"No place in the custody chain of matter {item.matter_id} after {CHAIN_TRIES} tries.")


def custody_hash(event: CustodyEvent) -> str:
    """SHA-256 of the event's text."""
    return hashlib.sha256(custody_text(event).encode()).hexdigest()


def custody_text(event: CustodyEvent) -> str:
    """Every field of the event and the hash before it, as one line of canonical JSON: keys sorted, no spaces, UTF-8."""
    told = {
        "sequence": event.sequence, "at": event.at.isoformat(), "item": str(event.item.code), "kind": str(event.kind), "actor": event.actor_id,
        "actor_name": event.actor_name, "particulars": event.particulars, "previous": event.previous_hash,
    }  # fmt: skip
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

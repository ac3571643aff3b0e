"""The custody chain: one event after the other, each hash-linked to the one before in its matter."""

import hashlib
import json
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from evidence.items.models import CustodyEvent, CustodyHead, EvidenceItem, Receipt
from lawyers.matters.models import Matter


def record_custody(actor: Any, *, item: EvidenceItem, kind: str, **particulars: Any) -> CustodyEvent:
    """Append one event about the item to its matter's chain, hash-linked to the one before. Concurrent writers take turns."""
    return _append(actor, item.matter_id, item, kind, particulars)


def record_matter_custody(actor: Any, *, matter: Matter, kind: str, **particulars: Any) -> CustodyEvent:
    """Append one event about all items of the matter to its chain."""
    return _append(actor, matter.pk, None, kind, particulars)


def take_turn(matter_id: int) -> None:
    """Until this transaction ends, nobody else appends to the matter's chain.

    The matter's row is the lock, as for reading: two locks could be taken in two orders. SQLite, which has no row locks,
    lets one transaction write at a time.
    """
    Matter.objects.select_for_update(no_key=True).get(pk=matter_id)


@transaction.atomic
def _append(
    actor: Any, matter_id: int, item: EvidenceItem | None, kind: str, particulars: dict[str, Any]
) -> CustodyEvent:
    take_turn(matter_id)
    heads = CustodyHead.objects.filter(Q(item__isnull=True) | Q(item=item), matter_id=matter_id)
    by_item = {head.item_id: head for head in heads}
    count, previous = _end_of_chain(matter_id, by_item.get(None))
    event = CustodyEvent(
        matter_id=matter_id, item=item, sequence=count + 1, at=timezone.now(), kind=kind, actor_id=getattr(actor, "pk", None),
        actor_name=getattr(actor, "name", ""), particulars=particulars, previous_hash=previous,
    )  # fmt: skip
    event.hash = custody_hash(event)
    event.save(force_insert=True)
    _move(by_item.get(None), event, item=None, count=count + 1)
    if item is not None:
        _move(by_item.get(item.pk), event, item=item, count=1)
    return event


def _end_of_chain(matter_id: int, head: CustodyHead | None) -> tuple[int, str]:
    """The number of the last event, and the hash to go on from.

    The hash is what the head says, not what stands last: where the end of the chain is gone or something was put in, the
    fault must stay to be found, and the chain must go on all the same.
    """
    last = CustodyEvent.objects.filter(matter_id=matter_id).order_by("-sequence").first()
    number, hash_ = (last.sequence, last.hash) if last else (0, "")
    return (max(number, head.count), head.hash) if head else (number, hash_)


def _move(head: CustodyHead | None, event: CustodyEvent, *, item: EvidenceItem | None, count: int) -> None:
    if head is None:
        CustodyHead.objects.create(matter_id=event.matter_id, item=item, count=count, hash=event.hash)
    else:
        CustodyHead.objects.filter(pk=head.pk).update(count=head.count + 1, hash=event.hash)


def custody_hash(event: CustodyEvent) -> str:
    """SHA-256 of the event's text."""
    return hashlib.sha256(custody_text(event).encode()).hexdigest()


def custody_text(event: CustodyEvent) -> str:
    """Every field of the event and the hash before it, as one line of canonical JSON: keys sorted, no spaces, UTF-8."""
    return _canonical({
        "sequence": event.sequence, "at": event.at.isoformat(), "item": str(event.item.code) if event.item else None,
        "kind": str(event.kind), "actor": event.actor_id, "actor_name": event.actor_name, "particulars": event.particulars,
        "previous": event.previous_hash,
    })  # fmt: skip


def item_digest(item: EvidenceItem) -> str:
    """SHA-256 over what never changes about an item; its first event carries it, so that the chain vouches for it."""
    return _digest({
        "code": str(item.code), "number": item.number, "name": item.name, "size": item.size, "sha256": item.sha256,
        "media_type": item.media_type, "vault_name": item.vault_name, "received_at": item.received_at.isoformat(),
    })  # fmt: skip


def receipt_digest(receipt: Receipt) -> str:
    """SHA-256 over what never changes about a receipt; the event of that moment carries it."""
    return _digest({
        "name": receipt.name, "received_at": receipt.received_at.isoformat(), "received_by": receipt.received_by_id,
        "source": receipt.source, "source_key": receipt.source_key, "holder": receipt.holder, "device": receipt.device, "way": receipt.way, "way_key": receipt.way_key,
        "reference": receipt.reference,
    })  # fmt: skip


def _digest(told: dict[str, Any]) -> str:
    return hashlib.sha256(_canonical(told).encode()).hexdigest()


def _canonical(told: dict[str, Any]) -> str:
    return json.dumps(told, sort_keys=True, ensure_ascii=False, separators=(",", ":"))

"""Sealing an item, and bringing it back."""

import hashlib
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from evidence.items.models import CustodyEvent, EvidenceItem, Withdrawal, WithdrawalEnd
from evidence.items.services.custody import record_custody, take_turn
from lawyers.access import Refused
from lawyers.audit.services import record


class ItemWithdrawn(Refused):
    """The item is sealed: its bytes are neither shown nor handed out. str() is the sentence that the person reads."""


class AlreadySo(ValueError):
    """Somebody else has withdrawn the item or brought it back meanwhile."""


def require_in_use(item: EvidenceItem) -> None:
    """Nothing, or ItemWithdrawn."""
    if Withdrawal.objects.standing().filter(item=item).exists():
        raise ItemWithdrawn(
            _("This evidence was withdrawn. It is kept under seal and not shown or handed out.")
        )


@transaction.atomic
def withdraw_item(actor: Any, *, item: EvidenceItem, why: str) -> Withdrawal:
    """The item is sealed, with reason and custody event. Its file, messages and incidents stay. Raises AlreadySo."""
    take_turn(item.matter_id)
    if Withdrawal.objects.standing().filter(item=item).exists():
        raise AlreadySo(item.pk)
    number = item.withdrawals.count() + 1
    withdrawal = Withdrawal.objects.create(item=item, number=number, by=actor, why=why)
    record_custody(
        actor, item=item, kind=CustodyEvent.Kind.WITHDRAWN, withdrawal=number, why_digest=why_digest(why)
    )
    record(actor, "evidence.withdrawn", subject=f"evidence:{item.code}", matter=item.matter)
    return withdrawal


@transaction.atomic
def bring_back_item(actor: Any, *, item: EvidenceItem, why: str) -> WithdrawalEnd:
    """The item is in use again, with reason and custody event; both rows stay. Raises AlreadySo."""
    take_turn(item.matter_id)
    withdrawal = Withdrawal.objects.standing().filter(item=item).first()
    if withdrawal is None:
        raise AlreadySo(item.pk)
    end = WithdrawalEnd.objects.create(withdrawal=withdrawal, by=actor, why=why)
    record_custody(
        actor,
        item=item,
        kind=CustodyEvent.Kind.BROUGHT_BACK,
        withdrawal=withdrawal.number,
        why_digest=why_digest(why),
    )
    record(actor, "evidence.brought_back", subject=f"evidence:{item.code}", matter=item.matter)
    return end


def why_digest(why: str) -> str:
    """SHA-256 of the reason: the chain vouches for it and does not hand it out."""
    return hashlib.sha256(why.encode()).hexdigest()

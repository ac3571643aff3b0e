"""Reading items for pages."""

from evidence.items.models import EvidenceItem, Withdrawal


def standing_withdrawal(item: EvidenceItem) -> Withdrawal | None:
    """Who sealed the item, when and why; None while it is in use."""
    found: Withdrawal | None = Withdrawal.objects.standing().filter(item=item).select_related("by").first()
    return found

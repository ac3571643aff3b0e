"""Writing down what is said about items."""

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from django.db import IntegrityError, transaction

from evidence.descriptions import rules
from evidence.descriptions.models import Description
from evidence.descriptions.selectors import known_about
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_custody
from lawyers.audit.services import record

TRIES = 20


@transaction.atomic
def describe_item(
    actor: Any, *, item: EvidenceItem, facts: dict[str, str], also: Iterable[EvidenceItem] = ()
) -> Description:
    """A new version says `facts` about the item. What was said holds for `also` too, over what is known of each.

    The custody chain notes each version with its hash, and no word of it. Raises ValueError for unknown keys.
    """
    if unknown := set(facts) - set(rules.KEYS):
        raise ValueError(f"Not facts of an item: {sorted(unknown)}")
    said = {key: value for key, value in facts.items() if value}
    for other in also:
        _write(actor, other, rules.laid_over(known_about(other).facts, said))
    return _write(actor, item, said)


def _write(actor: Any, item: EvidenceItem, facts: dict[str, str]) -> Description:
    made = _next_version(actor, item, facts)
    record_custody(
        actor,
        item=item,
        kind=CustodyEvent.Kind.DESCRIBED,
        version=made.version,
        facts_sha256=facts_sha256(facts),
    )
    record(
        actor, "evidence.described", subject=f"evidence:{item.code}", matter=item.matter, version=made.version
    )
    return made


def _next_version(actor: Any, item: EvidenceItem, facts: dict[str, str]) -> Description:
    for _attempt in range(TRIES):
        last = Description.objects.filter(item=item).order_by("-version").first()
        made = Description(item=item, version=(last.version if last else 0) + 1, facts=facts, by=actor)
        try:
            with transaction.atomic():
                made.save(force_insert=True)
        except IntegrityError:
            # Somebody described it at the same moment; both versions stay, one after the other.
            continue
        return made
    raise RuntimeError(f"No version for item {item.pk} after {TRIES} tries.")


def facts_sha256(facts: dict[str, str]) -> str:
    """SHA-256 of the facts as canonical JSON: what the custody chain holds of a version."""
    return hashlib.sha256(
        json.dumps(facts, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    ).hexdigest()

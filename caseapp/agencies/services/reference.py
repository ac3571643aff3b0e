"""Loading the reference lists. Loading again changes nothing that a person has changed since."""

from collections import Counter
from typing import Any

from django.db import transaction

from caseapp.agencies.models import Funding, Lender, LenderAlias, LoanProduct, Platform, ProductAlias
from caseapp.agencies.reference.lists import consumer_finance_rows, day_or_none, product_rows


@transaction.atomic
def load_reference() -> dict[str, int]:
    """All rows of the shipped lists stand in the database afterwards. How many of each kind were new."""
    new: Counter[str] = Counter()
    for row in consumer_finance_rows():
        _load_consumer_finance(row, new)
    for row in product_rows():
        _load_product(row, new)
    return dict(new)


def _get_or_create(model: Any, new: Counter[str], defaults: dict[str, Any], **key: Any) -> Any:
    found, is_new = model._default_manager.get_or_create(**key, defaults=defaults)
    new[model._meta.model_name] += is_new
    return found


def _marks(row: dict[str, str]) -> dict[str, Any]:
    return {
        "is_verified": row["is_verified"] == "1",
        "confidence": row["confidence"],
        "source": row["source"],
    }


def _load_consumer_finance(row: dict[str, str], new: Counter[str]) -> None:
    fields = _marks(row) | {"licence_kind": "consumer_finance", "institution_code": row["institution_code"]}
    lender = _get_or_create(Lender, new, fields, name=row["legal_name"])
    if row["former_name"]:
        source = row["source"] if row["former_is_verified"] == "1" else ""
        former = {"valid_to": day_or_none(row["former_until"]), "source": source}
        _get_or_create(LenderAlias, new, former, lender=lender, name=row["former_name"])


def _load_product(row: dict[str, str], new: Counter[str]) -> None:
    platform = _get_or_create(Platform, new, _marks(row), name=row["platform"]) if row["platform"] else None
    product = _get_or_create(LoanProduct, new, _marks(row) | {"platform": platform}, name=row["product"])
    for name in filter(None, row["other_names"].split(";")):
        _get_or_create(ProductAlias, new, {}, product=product, name=name)
    if not row["lender"]:
        return
    lender = _get_or_create(
        Lender, new, _marks(row) | {"licence_kind": row["licence_kind"]}, name=row["lender"]
    )
    period = {"since_on": day_or_none(row["valid_from"]), "until_on": day_or_none(row["valid_to"])}
    partners = {"has_partners": row["has_partners"] == "1"}
    _get_or_create(Funding, new, _marks(row) | partners, product=product, lender=lender, **period)

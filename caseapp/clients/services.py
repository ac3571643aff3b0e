"""Changing clients, contacts and debts."""

from typing import Any, TypeVar

from django.db import transaction

from caseapp.agencies.selectors import company_named
from caseapp.clients.models import Client, Contact, Debt
from lawyers.audit.services import record
from lawyers.matters.models import Matter

RowT = TypeVar("RowT", Client, Contact, Debt)


@transaction.atomic
def save_client(actor: Any, *, matter: Matter, **fields: Any) -> Client:
    """The matter's client with these fields; made when there is none yet. The matter's debts are this person's."""
    client = Client.objects.filter(matter=matter).first() or Client(matter=matter)
    saved = _save(actor, client, "client", fields)
    Debt.objects.filter(matter=matter).exclude(client=saved.person_id).update(client=saved.person_id)
    return saved


@transaction.atomic
def save_contact(actor: Any, *, matter: Matter, contact: Contact | None = None, **fields: Any) -> Contact:
    """A contact of the matter with these fields; a new one when none is given."""
    return _save(actor, contact or Contact(matter=matter), "contact", fields)


@transaction.atomic
def save_debt(actor: Any, *, matter: Matter, debt: Debt | None = None, **fields: Any) -> Debt:
    """A debt with these fields. What the client calls it finds lender and product where that is certain."""
    lender, product = company_named(fields.get("told_as", ""))
    return _save(actor, debt or Debt(matter=matter), "debt", fields | {"lender": lender, "product": product})


@transaction.atomic
def remove_debt(actor: Any, *, debt: Debt) -> None:
    """The debt does not stand any more; the audit trail keeps that it did."""
    record(actor, "debt.removed", subject=f"debt:{debt.code}", matter=debt.matter)
    debt.delete()


def _save(actor: Any, row: RowT, word: str, fields: dict[str, Any]) -> RowT:
    is_new = row.pk is None
    changed = sorted(name for name, value in fields.items() if getattr(row, name) != value)
    if not is_new and not changed:
        return row
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    record(
        actor,
        f"{word}.{'added' if is_new else 'changed'}",
        subject=f"{word}:{row.code}",
        matter=row.matter,
        fields=changed,
    )
    return row

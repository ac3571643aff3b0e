"""What is pointed out while an intake is typed: likely the same person, and conflicts of interest.

What a person may not see is told without number or name: only that there is something, and whom to ask.
"""

from dataclasses import dataclass
from typing import Any

from caseapp.cases.forms import IntakeForms
from caseapp.cases.models import Case
from caseapp.clients.selectors import client_named_as_contact, opposed_parties, similar_clients
from lawyers.matters.models import Matter

SHOWN_AT_MOST = 5


@dataclass(frozen=True)
class Hint:
    """One thing worth a look: `kind` is duplicate or conflict, `case` is None when the reader may not see it."""

    kind: str
    case: Case | None
    client: Any = None
    is_closed: bool = False


def hints_for(user: Any, forms: IntakeForms, matter: Matter | None) -> list[Hint]:
    """Duplicates first, then conflicts."""
    if user.organisation is None:
        return []
    typed = {name: str(forms.client[name].value() or "") for name in ("name", "phone", "id_number")}
    same = similar_clients(user.organisation, **typed, but=matter)[:SHOWN_AT_MOST]
    contacts = [
        (str(form["name"].value() or ""), str(form["phone"].value() or "")) for form in forms.contacts
    ]
    opposed = opposed_parties(
        user.organisation, names=[], phones=[phone for _, phone in contacts if phone], but=matter
    )
    named = client_named_as_contact(user.organisation, phone=typed["phone"], but=matter)
    rows = [("duplicate", row) for row in same]
    rows += [("conflict", row) for row in (*opposed[:SHOWN_AT_MOST], *named[:SHOWN_AT_MOST])]
    seen = {
        case.matter_id: case
        for case in Case.objects.visible_to(user)
        .filter(matter__in=[row.matter_id for _, row in rows])
        .select_related("matter")
    }
    return [Hint(kind, seen.get(row.matter_id), row if row.matter_id in seen else None) for kind, row in rows]

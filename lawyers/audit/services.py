"""Writing the audit trail: called by the service that acts, inside its own transaction."""

from typing import Any

from lawyers.audit.models import Event


def record(
    actor: Any,
    name: str,
    *,
    subject: str = "",
    matter: Any = None,
    organisation_id: int | None = None,
    is_look: bool = False,
    **particulars: Any,
) -> Event:
    """Append one event. `actor` is a user or None (the system); `name` is past tense, `noun.verbed`.

    `particulars` must be JSON and hold no personal data: codes, counts, field names, dates.
    """
    if organisation_id is None:
        organisation_id = (
            matter.organisation_id if matter is not None else getattr(actor, "organisation_id", None)
        )
    return Event.objects.create(
        actor_id=getattr(actor, "pk", None),
        actor_name=getattr(actor, "name", ""),
        organisation_id=organisation_id,
        matter_id=getattr(matter, "pk", None),
        matter_number=getattr(matter, "number", ""),
        name=name,
        subject=subject,
        particulars=particulars,
        is_look=is_look,
    )

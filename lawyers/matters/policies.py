"""May this person do this with this matter?"""

from typing import Any

from django.utils.translation import gettext as _

from lawyers.access import ALLOWED, Decision, refused, rule
from lawyers.matters.models import Assignment


def remember_assigned(user: Any, matter: Any, is_assigned: bool) -> None:
    """Whoever has read who works on the matter says so for the rest of the request: whoever signs in is read anew for each."""
    if not hasattr(user, "_is_assigned_to"):
        user._is_assigned_to = {}
    user._is_assigned_to[matter.pk] = is_assigned


def _is_assigned(user: Any, matter: Any) -> bool:
    """Asked once per request, like `works_elsewhere`."""
    if matter.pk not in getattr(user, "_is_assigned_to", {}):
        current = Assignment.objects.current().filter(user=user, matter=matter)
        remember_assigned(user, matter, current.exists())
    return bool(user._is_assigned_to[matter.pk])


@rule("matter.work")
def may_work(user: Any, matter: Any) -> Decision:
    """Change the file: people assigned to it, and supervisors of the owning organisation."""
    if user.is_supervisor and user.organisation_id == matter.organisation_id:
        return ALLOWED
    if _is_assigned(user, matter):
        return ALLOWED
    return refused(
        _("Only people who work on this case and supervisors may change it. Ask a supervisor to assign you.")
    )


@rule("matter.assign")
def may_assign(user: Any, matter: Any) -> Decision:
    """Say who works on it: supervisors, and whoever is in charge of it."""
    if user.is_supervisor and user.organisation_id == matter.organisation_id:
        return ALLOWED
    if Assignment.objects.current().filter(user=user, matter=matter, part=Assignment.Part.LEAD).exists():
        return ALLOWED
    return refused(_("Only supervisors and the person in charge may say who works on a case."))


@rule("personal_data.reveal")
def may_reveal(user: Any, matter: Any) -> Decision:
    """See full names and numbers: those who work on the matter, and supervisors. Every look is recorded."""
    if may_work(user, matter):
        return ALLOWED
    return refused(
        _("Full names and numbers are shown only to people who work on this case and to supervisors.")
    )

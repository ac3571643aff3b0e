"""May this person do this with cases?"""

from typing import Any

from django.utils.translation import gettext as _

from lawyers.access import ALLOWED, Decision, refused, rule


@rule("case.open")
def may_open(user: Any, subject: Any) -> Decision:
    """Take in a client: everybody who works on cases."""
    if user.role in {"caseworker", "lawyer", "supervisor"}:
        return ALLOWED
    return refused(
        _("Administrators look after people and settings; caseworkers, lawyers and supervisors open cases.")
    )

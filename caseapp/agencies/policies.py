"""May this person change reference data, which all organisations share?"""

from typing import Any

from django.utils.translation import gettext as _

from lawyers.access import ALLOWED, Decision, refused, rule


@rule("company.add")
def may_add(user: Any, company: Any) -> Decision:
    """Everybody who works here may add a company that is missing, or another name; it stands as unchecked."""
    return ALLOWED if user.role else refused(_("Only people of an organisation may add companies."))


@rule("company.change")
def may_change(user: Any, company: Any) -> Decision:
    """Supervisors change, check and merge, because other organisations rely on the same row."""
    if user.is_supervisor:
        return ALLOWED
    return refused(
        _("Companies are shared by all organisations: only supervisors may change, check or merge them.")
    )


@rule("mandate.change")
def may_change_mandate(user: Any, company: Any) -> Decision:
    """For whom a law firm acts its supervisors and lawyers write down."""
    if user.is_supervisor or user.role == "lawyer":
        return ALLOWED
    return refused(_("Supervisors and lawyers write down for whom your organisation acts."))

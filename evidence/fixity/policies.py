"""Who may say what became of an alarm."""

from typing import Any

from lawyers.access import ALLOWED, Decision, decide, rule


@rule("alarm.acknowledge")
def may_acknowledge(user: Any, alarm: Any) -> Decision:
    """People who work on the matter, and those who answer for the whole office."""
    if user.sees_whole_organisation and user.organisation_id == alarm.matter.organisation_id:
        return ALLOWED
    return decide("matter.work", user, alarm.matter)

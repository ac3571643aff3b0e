"""Everything that changes a case file."""

from caseapp.cases.services.timeline import take_back, tell

__all__ = ["take_back", "tell"]

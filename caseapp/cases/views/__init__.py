"""Pages of the case file."""

from caseapp.cases.views import intake, listing, work

__all__ = ["intake", "listing", "work"]

"""Pages of the incidents room."""

from caseapp.incidents.views import evidence, incidents, review

__all__ = ["evidence", "incidents", "review"]

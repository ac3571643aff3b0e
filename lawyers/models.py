"""Every table of the office, gathered for Django."""

from lawyers.audit.models import Event
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Invitation, Organisation, User

__all__ = ["Assignment", "Event", "Invitation", "Matter", "Organisation", "User"]

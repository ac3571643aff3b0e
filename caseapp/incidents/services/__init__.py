"""Everything that changes suggestions and incidents."""

from caseapp.incidents.services.deciding import (
    AlreadyReviewed,
    Facts,
    NothingToConfirm,
    accept_message,
    attribute,
    dismiss_message,
    record_incident,
    reject_suggestion,
    undo_review,
    withdraw_incident,
)
from caseapp.incidents.services.reading import read_item, read_waiting, receive_upload
from caseapp.incidents.services.suggesting import suggest_for_matter

__all__ = [
    "AlreadyReviewed",
    "Facts",
    "NothingToConfirm",
    "accept_message",
    "attribute",
    "dismiss_message",
    "read_item",
    "read_waiting",
    "receive_upload",
    "record_incident",
    "reject_suggestion",
    "suggest_for_matter",
    "undo_review",
    "withdraw_incident",
]

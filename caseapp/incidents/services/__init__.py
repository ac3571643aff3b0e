"""Everything that changes suggestions and incidents."""

from caseapp.incidents.services.deciding import (
    AlreadyReviewed,
    accept_message,
    confirm_suggestion,
    dismiss_message,
    reject_suggestion,
)
from caseapp.incidents.services.reading import ask_to_read_again, read_item, read_waiting, receive_upload
from caseapp.incidents.services.recording import (
    Facts,
    NothingToConfirm,
    attribute,
    record_incident,
    withdraw_incident,
)
from caseapp.incidents.services.suggesting import suggest_for_matter
from caseapp.incidents.services.undoing import reopen_suggestion, undo_decisions, undo_review

__all__ = [
    "AlreadyReviewed",
    "Facts",
    "NothingToConfirm",
    "accept_message",
    "ask_to_read_again",
    "attribute",
    "confirm_suggestion",
    "dismiss_message",
    "read_item",
    "read_waiting",
    "receive_upload",
    "record_incident",
    "reject_suggestion",
    "reopen_suggestion",
    "suggest_for_matter",
    "undo_decisions",
    "undo_review",
    "withdraw_incident",
]

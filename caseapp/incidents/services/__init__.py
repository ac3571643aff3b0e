"""Everything that changes suggestions and incidents."""

from caseapp.incidents.services.arriving import (
    ARRIVING_FOR_CASE,
    arrival_owner,
    arrival_particulars,
    finish_arrivals,
    keep_arrival,
)
from caseapp.incidents.services.correcting import (
    StandsOnIt,
    correct_message,
    decide_same,
    merge_with_next,
    part_reading,
    split_message,
    undo_correction,
)
from caseapp.incidents.services.deciding import (
    AlreadyReviewed,
    FoldedAway,
    accept_message,
    confirm_suggestion,
    decided_among,
    dismiss_message,
    look_at_message,
    reject_suggestion,
)
from caseapp.incidents.services.reading import (
    Listener,
    ask_to_read_again,
    read_item,
    read_waiting,
    receive_upload,
)
from caseapp.incidents.services.recording import (
    Facts,
    NothingToConfirm,
    attribute,
    record_incident,
    withdraw_incident,
)
from caseapp.incidents.services.suggesting import suggest_for_matter, suggest_phone
from caseapp.incidents.services.undoing import reopen_suggestion, undo_decisions, undo_review

__all__ = [
    "ARRIVING_FOR_CASE",
    "AlreadyReviewed",
    "Facts",
    "FoldedAway",
    "Listener",
    "NothingToConfirm",
    "StandsOnIt",
    "accept_message",
    "arrival_owner",
    "arrival_particulars",
    "ask_to_read_again",
    "attribute",
    "confirm_suggestion",
    "correct_message",
    "decide_same",
    "decided_among",
    "dismiss_message",
    "finish_arrivals",
    "keep_arrival",
    "look_at_message",
    "merge_with_next",
    "part_reading",
    "read_item",
    "read_waiting",
    "receive_upload",
    "record_incident",
    "reject_suggestion",
    "reopen_suggestion",
    "split_message",
    "suggest_for_matter",
    "suggest_phone",
    "undo_correction",
    "undo_decisions",
    "undo_review",
    "withdraw_incident",
]

"""Making copies, reading what files say about their making, redacting, transcribing, and noting who looked."""

from evidence.derivatives.services.keeping import keep_copy, open_copy
from evidence.derivatives.services.looking import note_view
from evidence.derivatives.services.metadata import show_metadata
from evidence.derivatives.services.preparing import prepare_item, prepare_waiting
from evidence.derivatives.services.redacting import (
    NoBoxInPicture,
    ask_for_redaction,
    make_redaction,
    make_waiting_redactions,
)
from evidence.derivatives.services.transcribing import write_transcript

__all__ = [
    "NoBoxInPicture",
    "ask_for_redaction",
    "keep_copy",
    "make_redaction",
    "make_waiting_redactions",
    "note_view",
    "open_copy",
    "prepare_item",
    "prepare_waiting",
    "show_metadata",
    "write_transcript",
]

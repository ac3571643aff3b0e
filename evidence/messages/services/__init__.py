"""Bringing messages into the matter, each once, and everything that people change in them."""

from evidence.messages.services.correcting import (
    FIELDS,
    ChangedMeanwhile,
    NothingToUndo,
    NotNeighbours,
    NowhereToSplit,
    correct_message,
    last_change,
    merge_messages,
    next_in_file,
    split_message,
    undo_correction,
)
from evidence.messages.services.folding import fold_readings
from evidence.messages.services.importing import Imported, fingerprint, import_messages
from evidence.messages.services.joining import BothDecided, Settled, decide_same, part_reading

__all__ = [
    "FIELDS",
    "BothDecided",
    "ChangedMeanwhile",
    "Imported",
    "NotNeighbours",
    "NothingToUndo",
    "NowhereToSplit",
    "Settled",
    "correct_message",
    "decide_same",
    "fingerprint",
    "fold_readings",
    "import_messages",
    "last_change",
    "merge_messages",
    "next_in_file",
    "part_reading",
    "split_message",
    "undo_correction",
]

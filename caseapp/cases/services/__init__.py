"""Everything that changes a case file."""

from caseapp.cases.services.folding import fold_intake
from caseapp.cases.services.intake import Intake, IntakeFinished, finish_intake, save_draft, typed_so_far
from caseapp.cases.services.timeline import take_back, tell
from caseapp.cases.services.work import (
    CaseIsClosed,
    CaseIsOpen,
    add_note,
    close_case,
    delete_filter,
    move_case,
    plan_next_step,
    reopen_case,
    save_filter,
)

__all__ = [
    "CaseIsClosed",
    "CaseIsOpen",
    "Intake",
    "IntakeFinished",
    "add_note",
    "close_case",
    "delete_filter",
    "finish_intake",
    "fold_intake",
    "move_case",
    "plan_next_step",
    "reopen_case",
    "save_draft",
    "save_filter",
    "take_back",
    "tell",
    "typed_so_far",
]

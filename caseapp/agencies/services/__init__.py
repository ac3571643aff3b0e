"""Everything that changes companies and products."""

from caseapp.agencies.services.companies import (
    NameTaken,
    add_alias,
    add_engagement,
    add_mandate,
    create_company,
    end_engagement,
    end_mandate,
    mark_verified,
    update_company,
)
from caseapp.agencies.services.merging import CannotMerge, merge, undo_merge
from caseapp.agencies.services.reference import load_reference

__all__ = [
    "CannotMerge",
    "NameTaken",
    "add_alias",
    "add_engagement",
    "add_mandate",
    "create_company",
    "end_engagement",
    "end_mandate",
    "load_reference",
    "mark_verified",
    "merge",
    "undo_merge",
    "update_company",
]

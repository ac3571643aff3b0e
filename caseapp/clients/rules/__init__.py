"""Amounts, regions and names as people write them. Pure functions."""

from caseapp.clients.rules.amounts import NotAnAmount, amount_of
from caseapp.clients.rules.names import given_name
from caseapp.clients.rules.regions import NoSuchRegion, region_choices, region_code, region_name, region_stem

__all__ = [
    "NoSuchRegion",
    "NotAnAmount",
    "amount_of",
    "given_name",
    "region_choices",
    "region_code",
    "region_name",
    "region_stem",
]

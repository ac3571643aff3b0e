"""Checking, alarming, sealing and verifying what is kept."""

from evidence.fixity.services.alarms import (
    AlreadyAcknowledged,
    acknowledge_alarm,
    raise_alarm,
    tell_alarm,
    tell_untold,
)
from evidence.fixity.services.chains import Fault, chain_faults
from evidence.fixity.services.checking import Sample, check_copy, check_item, check_sample, record_check
from evidence.fixity.services.sealing import digest_of, seal_chains, seal_text
from evidence.fixity.services.verifying import (
    Verified,
    check_chain,
    check_chains,
    keepers,
    matters_to_verify,
    seal_faults,
    unknown_files,
    verify_matter,
)

__all__ = [
    "AlreadyAcknowledged",
    "Fault",
    "Sample",
    "Verified",
    "acknowledge_alarm",
    "chain_faults",
    "check_chain",
    "check_chains",
    "check_copy",
    "check_item",
    "check_sample",
    "digest_of",
    "keepers",
    "matters_to_verify",
    "raise_alarm",
    "record_check",
    "seal_chains",
    "seal_faults",
    "seal_text",
    "tell_alarm",
    "tell_untold",
    "unknown_files",
    "verify_matter",
]

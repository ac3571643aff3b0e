"""What a time-stamp is made of and when it holds: requests, answers, manifests, back-off."""

from evidence.timestamps.rules.answers import (
    Answer,
    NotAnAnswer,
    Refusal,
    chain_of,
    check_answer,
    pem_of,
    question_of,
    read_answer,
    request_for,
    signer_of,
    vouching,
)
from evidence.timestamps.rules.backoff import wait_after
from evidence.timestamps.rules.manifests import digests_in, manifest_of, sha256_of

__all__ = [
    "Answer",
    "NotAnAnswer",
    "Refusal",
    "chain_of",
    "check_answer",
    "digests_in",
    "manifest_of",
    "pem_of",
    "question_of",
    "read_answer",
    "request_for",
    "sha256_of",
    "signer_of",
    "vouching",
    "wait_after",
]

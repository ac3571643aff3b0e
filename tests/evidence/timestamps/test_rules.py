"""Answers that were tampered with are judged in no time, whatever is wrong with them."""

import random
import warnings
from dataclasses import replace
from datetime import timedelta

import pytest
from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding

from evidence.timestamps.rules import (
    NotAnAnswer,
    Refusal,
    chain_of,
    check_answer,
    digests_in,
    manifest_of,
    question_of,
    read_answer,
    request_for,
    signer_of,
    vouching,
    wait_after,
)
from tests.evidence.timestamps.authority import Authority, certificate

DIGEST = bytes(range(32))


def judged(content: bytes, roots: list[x509.Certificate]) -> str:
    try:
        answer = read_answer(content)
        chain_of(answer, roots)
        check_answer(answer, digest=DIGEST, nonce=7, roots=roots)
    except NotAnAnswer:
        return "not_an_answer"
    except Refusal as error:
        return error.code
    return "holds"


def test_answers_with_changed_bytes_are_judged_and_never_crash(authorities: list[Authority]) -> None:
    """Among these were numbers so large that encoding the answer anew took hours."""
    chance = random.Random(20260301)
    answer = authorities[0].reply(request_for(DIGEST, 7))
    roots = [x509.load_pem_x509_certificate(authorities[0].root_file.read_bytes())]
    assert judged(answer, roots) == "holds"
    with warnings.catch_warnings(action="ignore"):
        for _ in range(1500):
            changed = bytearray(answer)
            for _ in range(chance.choice([1, 1, 2, 5])):
                changed[chance.randrange(len(changed))] = chance.randrange(256)
            if chance.random() < 0.2:
                del changed[chance.randrange(len(changed)) :]
            if judged(bytes(changed), roots) == "holds":
                # Certificates above the signer may be spoiled: the office knows its root, and the rest holds without them.
                said = read_answer(bytes(changed))
                assert (said.at, said.serial, said.digest) == (
                    read_answer(answer).at, read_answer(answer).serial, DIGEST,
                )  # fmt: skip


def test_a_question_says_what_was_asked() -> None:
    assert question_of(request_for(DIGEST, 2**63)) == (DIGEST, 2**63)
    with pytest.raises(NotAnAnswer):
        question_of(b"0")


def test_a_list_is_sorted_and_the_same_whatever_the_order() -> None:
    lines = [("bb", "2"), ("aa", "3"), ("aa", "1")]
    assert manifest_of(lines) == manifest_of(reversed(lines)) == b"aa  1\naa  3\nbb  2\n"
    assert digests_in(manifest_of(lines)) == {"aa", "bb"}


def test_pauses_grow_to_six_hours() -> None:
    assert [wait_after(n) for n in (1, 2, 3, 9, 10, 30000)] == [
        timedelta(minutes=1), timedelta(minutes=2), timedelta(minutes=4), timedelta(minutes=256), timedelta(hours=6), timedelta(hours=6),
    ]  # fmt: skip


def test_certificates_that_vouch_for_each_other_in_a_circle_end(authorities: list[Authority]) -> None:
    first, second = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    one = certificate("one", first, (certificate("two", second, None), second), is_authority=True)
    two = certificate("two", second, (one, first), is_authority=True)
    answer = read_answer(authorities[0].reply(request_for(DIGEST, 7)))
    forged = replace(answer, certificates=tuple(c.public_bytes(Encoding.DER) for c in (one, two)))
    assert chain_of(forged, []) == [one, two]


def test_the_chain_begins_with_whoever_signed(authorities: list[Authority]) -> None:
    answer = read_answer(authorities[0].reply(request_for(DIGEST, 7)))
    chain = chain_of(answer, [])
    assert [signer_of([link]) for link in chain] == ["甲时间戳", "甲时间戳 issuer", "甲时间戳 root"]
    assert [signer_of([link]) for link in vouching(chain)] == ["甲时间戳 root"]
    assert (vouching(chain[:1]), signer_of([])) == ([], "")

"""Checking a kept stamp with nothing but what is kept."""

from cryptography import x509
from django.utils.translation import gettext as _

from evidence.timestamps import tsa
from evidence.timestamps.models import Stamp
from evidence.timestamps.rules import (
    Answer,
    NotAnAnswer,
    Refusal,
    check_answer,
    digests_in,
    question_of,
    read_answer,
    sha256_of,
    vouching,
)
from evidence.timestamps.sentences import failure_words


def verify_stamp(stamp: Stamp) -> list[str]:
    """What is wrong with the stamp, in sentences; an empty list when all of it holds. Asks nobody and changes nothing.

    Checked are the files' place in the manifest, the manifest's digest, the token's signature, digest and nonce, and what is told of
    it on screen. A stamp that still waits for its token has nothing wrong with it. What is kept of a token that others must check
    (state `unchecked`) is compared as far as it can be read. The files' bytes are not read: their SHA-256 is taken as recorded.
    """
    problems = _about_the_files(stamp)
    if not stamp.is_owed:
        problems += _about_the_token(stamp)
    return problems


def _about_the_files(stamp: Stamp) -> list[str]:
    members = [(member.item.number, member.item.sha256) for member in stamp.members.select_related("item")]
    if stamp.manifest is None:
        lost = [number for number, sha256 in members if sha256 != stamp.digest]
    else:
        manifest = bytes(stamp.manifest)
        if sha256_of(manifest) != stamp.digest:
            return [_("The list of files was changed after it was time-stamped.")]
        listed = digests_in(manifest)
        lost = [number for number, sha256 in members if sha256 not in listed]
    words = _("The time-stamp does not cover the SHA-256 of evidence %(number)d.")
    return [words % {"number": number} for number in lost]


def _about_the_token(stamp: Stamp) -> list[str]:
    try:
        answer = read_answer(bytes(stamp.response or b""))
        digest, nonce = question_of(bytes(stamp.request or b""))
        _check(stamp, answer, nonce)
    except NotAnAnswer:
        return [_("The kept question or answer of the time-stamping service cannot be read.")]
    except Refusal as error:
        return [failure_words(error.code)]
    except (OSError, ValueError):
        return [failure_words("bad_certificates")]
    told = (stamp.stamped_at, stamp.serial, stamp.policy, stamp.hash_algorithm, stamp.digest)
    if told != (answer.at, answer.serial, answer.policy, answer.hash_algorithm, digest.hex()):
        return [_("The recorded time or number differs from the one in the token.")]
    return []


def _check(stamp: Stamp, answer: Answer, nonce: int | None) -> None:
    roots = vouching(x509.load_pem_x509_certificates(stamp.chain.encode())) if stamp.chain else []
    if stamp.is_trusted:
        roots = tsa.trusted_roots()
    try:
        check_answer(answer, digest=bytes.fromhex(stamp.digest), nonce=nonce, roots=roots)
    except Refusal as error:
        if stamp.state != Stamp.State.UNCHECKED or error.code not in {"not_checkable", "no_root"}:
            raise

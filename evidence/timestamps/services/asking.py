"""Asking the authorities, one after the other, until one gives a valid answer; the answer is kept once.

One that only others can check (SM2, SM3) is kept when none of them gives a better one.
"""

import logging
import secrets
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from evidence.items.models import CustodyEvent
from evidence.items.services import record_custody
from evidence.timestamps import tsa
from evidence.timestamps.models import TRIES_BEFORE_FAILED, Stamp
from evidence.timestamps.rules import (
    Answer,
    NotAnAnswer,
    Refusal,
    chain_of,
    check_answer,
    pem_of,
    read_answer,
    request_for,
    signer_of,
    vouching,
    wait_after,
)
from lawyers.audit.services import record
from lawyers.queue.holds import Hold, HoldLost

log = logging.getLogger(__name__)
UNCHECKABLE = {"not_checkable", "no_root"}
"""The answer fits the question, but nothing here can tell whether the signature is good."""


@dataclass(frozen=True)
class _Got:
    """An answer that may be kept."""

    url: str
    request: bytes
    response: bytes
    answer: Answer
    chain: str
    signer: str
    state: str
    is_trusted: bool


def ask_for_stamp(stamp_id: int) -> bool:
    """The stamp has its token, or its failure and the time of the next try are noted. True when it was got just now.

    Safe to run again and by two workers at once: one of them asks, and one token is kept. Nothing is done before the pause is over.
    """
    hold = _hold(stamp_id)
    if hold is None:
        return False
    try:
        return _ask_in_turn(hold)
    except HoldLost:
        log.warning("stamp %s: another worker has taken over", stamp_id)
        return False


def _hold(stamp_id: int) -> Hold[Stamp] | None:
    now = timezone.now()
    free = Stamp.objects.due(now).filter(pk=stamp_id, is_demo=tsa.is_demonstration())
    if not free.update(held_since=now, tries=F("tries") + 1):
        return None
    stamp = Stamp.objects.select_related("matter").get(pk=stamp_id)
    return Hold(stamp, Stamp.objects.owed(), "held_since", now)


def _ask_in_turn(hold: Hold[Stamp]) -> bool:
    failure, where = tsa.TsaFailed("not_set_up"), ""
    second_best: _Got | None = None
    for url in tsa.addresses():
        hold.renew()
        try:
            got = _ask_one(url, bytes.fromhex(hold.row.digest))
        except tsa.TsaFailed as error:
            failure, where = error, tsa.shown(url)
            log.warning("stamp %s: %s from %s", hold.row.pk, error.code, where)
            continue
        if got.state == Stamp.State.STAMPED:
            _keep(hold, got)
            return True
        second_best = second_best or got
    if second_best is None:
        _note_failure(hold, failure, where)
        return False
    _keep(hold, second_best)
    return True


def _ask_one(url: str, digest: bytes) -> _Got:
    """A valid answer of this service, or one that only others can check. Raises TsaFailed."""
    nonce = secrets.randbits(63) + 1
    request = request_for(digest, nonce)
    response = tsa.ask(url, request)
    try:
        answer = read_answer(response)
        roots = [tsa.demonstration.root()] if tsa.is_demonstration() else tsa.trusted_roots()
        chain = chain_of(answer, roots)
        state, is_trusted = _judge(answer, digest, nonce, roots or vouching(chain), bool(roots))
    except NotAnAnswer as error:
        raise tsa.TsaFailed("not_an_answer", str(error)[:200]) from error
    except Refusal as error:
        raise tsa.TsaFailed(error.code, error.detail) from error
    except (OSError, ValueError) as error:
        raise tsa.TsaFailed("bad_certificates", type(error).__name__) from error
    return _Got(url, request, response, answer, pem_of(chain), signer_of(chain), state, is_trusted)


def _judge(
    answer: Answer, digest: bytes, nonce: int, roots: list[Any], is_configured: bool
) -> tuple[str, bool]:
    """The state that the answer deserves, and whether it is trusted. Raises Refusal when it is not to be kept."""
    try:
        check_answer(answer, digest=digest, nonce=nonce, roots=roots)
    except Refusal as error:
        if error.code in UNCHECKABLE:
            return Stamp.State.UNCHECKED, False
        raise
    return Stamp.State.STAMPED, is_configured and not tsa.is_demonstration()


@transaction.atomic
def _keep(hold: Hold[Stamp], got: _Got) -> None:
    """Token, custody events and audit event stand together, once. Raises HoldLost and keeps nothing when it is no longer ours."""
    stamp, answer = hold.row, got.answer
    hold.change(
        state=got.state, held_since=None, next_try_at=None, failure="", failure_detail="", request=got.request, response=got.response,
        tsa=tsa.shown(got.url), tsa_name=got.signer, stamped_at=answer.at, serial=answer.serial, policy=answer.policy,
        hash_algorithm=answer.hash_algorithm, chain=got.chain, is_trusted=got.is_trusted,
    )  # fmt: skip
    told = {
        "stamp": str(stamp.code), "digest": stamp.digest, "serial": answer.serial, "time": answer.at.isoformat(),
        "tsa": tsa.shown(got.url), "trusted": got.is_trusted,
    }  # fmt: skip
    for member in stamp.members.select_related("item").order_by("item__number"):
        record_custody(None, item=member.item, kind=CustodyEvent.Kind.STAMPED, **told)
    record(None, "stamp.got", subject=f"stamp:{stamp.code}", matter=stamp.matter, trusted=got.is_trusted)


def _note_failure(hold: Hold[Stamp], failure: tsa.TsaFailed, where: str) -> None:
    stamp = hold.row
    state = Stamp.State.FAILED if stamp.tries >= TRIES_BEFORE_FAILED else Stamp.State.PENDING
    hold.change(
        state=state, held_since=None, next_try_at=timezone.now() + wait_after(stamp.tries), failure=failure.code,
        failure_detail=failure.detail[:300], tsa=where,
    )  # fmt: skip

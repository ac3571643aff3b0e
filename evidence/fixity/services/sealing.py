"""Sealing the ends of the chains, so that removing an end contradicts something that lies elsewhere."""

import hashlib
from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.db.models import F, OuterRef, Q, Subquery

from evidence.fixity.models import ChainSeal, SealedHead
from evidence.items.models import CustodyHead
from evidence.timestamps.rules import manifest_of
from evidence.timestamps.services import stamp_list


@transaction.atomic
def seal_chains() -> ChainSeal | None:
    """The end of every chain that moved since it was last sealed is under one digest, and one time-stamp for all of them is asked for.

    None when none has moved.
    """
    moved = list(_moved())
    if not moved:
        return None
    last = ChainSeal.objects.order_by("-id").first()
    previous = last.digest if last else ""
    ends = [(str(head.matter.code), head.count, head.hash) for head in moved]
    seal = ChainSeal.objects.create(previous=previous, digest=digest_of(previous, ends))
    SealedHead.objects.bulk_create(
        SealedHead(seal=seal, matter_id=head.matter_id, count=head.count, hash=head.hash) for head in moved
    )
    stamp_list(manifest=ends_listed(head.hash for head in moved), subject=stamp_subject(seal))
    return seal


def stamp_subject(seal: ChainSeal) -> str:
    """The key under which the seal's time-stamp is found."""
    return f"seal:{seal.code}"


def ends_listed(hashes: Iterable[str]) -> bytes:
    """What is time-stamped for a seal: the hash at each end, and nothing that says whose it is, for the list goes out with each matter."""
    return manifest_of((hash_, "custody") for hash_ in hashes)


def _moved() -> Iterable[CustodyHead]:
    sealed = SealedHead.objects.filter(matter=OuterRef("matter")).order_by("-id").values("count")[:1]
    heads = CustodyHead.objects.filter(item__isnull=True).annotate(sealed=Subquery(sealed))
    moved: Any = heads.filter(Q(sealed__isnull=True) | ~Q(sealed=F("count")))
    rows: Iterable[CustodyHead] = moved.select_related("matter")
    return rows


def seal_text(previous: str, ends: Iterable[tuple[str, int, str]]) -> str:
    """What is sealed, as a text whose SHA-256 anybody can take: the digest before, then a line for each matter."""
    lines = [f"{code} {count} {hash_}" for code, count, hash_ in sorted(ends)]
    return "\n".join([previous or "-", *lines]) + "\n"


def digest_of(previous: str, ends: Iterable[tuple[str, int, str]]) -> str:
    """SHA-256 of the text, as 64 hexadecimal digits."""
    return hashlib.sha256(seal_text(previous, ends).encode("ascii")).hexdigest()

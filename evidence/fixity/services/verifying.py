"""Verifying all that is kept for a matter, the seals over the chains, and what lies in the vault beside it."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import islice

from django.apps import apps
from django.conf import settings
from django.db import transaction
from django.db.models import F, Model, Q
from django.utils import timezone, translation

from evidence.derivatives.models import Derivative
from evidence.fixity.models import ChainCheck, ChainSeal, FixityAlarm, Result
from evidence.fixity.services.alarms import raise_alarm
from evidence.fixity.services.chains import Fault, chain_faults
from evidence.fixity.services.checking import check_copy, check_item
from evidence.fixity.services.sealing import digest_of, ends_listed, stamp_subject
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import record_matter_custody
from evidence.timestamps.models import Stamp
from evidence.timestamps.services import verify_stamp
from evidence.vault import the_vault
from lawyers.matters.models import Matter

CHECKED_ENOUGH = timedelta(days=1)
NAMES_AT_ONCE = 500
SEALS = "seal over the custody chains"
FILE_FAULTS = {
    Result.MISSING: "the file is missing from the vault",
    Result.SIZE: "the file has another size than was received",
    Result.ALTERED: "the bytes are not those that were received: their SHA-256 is another",
}
COPY_FAULTS = {
    Result.MISSING: "the copy is missing from the vault",
    Result.SIZE: "the copy has another size than was made",
    Result.ALTERED: "the bytes are not those that were made: their SHA-256 is another",
}


@dataclass(frozen=True)
class Verified:
    """What was found in one matter."""

    items: int
    faults: list[Fault]


def verify_matter(matter: Matter, *, on_item: Callable[[], None] = lambda: None) -> Verified:
    """Every file has been read again and the chain gone through; the chain has one event that says so and how it ended."""
    faults: list[Fault] = []
    items = list(EvidenceItem.objects.filter(matter=matter).order_by("number").defer("problems", "facts"))
    for item in items:
        item.matter = matter
        faults += _file_faults(item)
        faults += _copy_faults(item)
        on_item()
    faults += check_chain(matter)
    faults += _stamp_faults(matter)
    record_matter_custody(
        None, matter=matter, kind=CustodyEvent.Kind.VERIFIED, items=len(items), broken=len(faults)
    )
    return Verified(len(items), faults)


def _file_faults(item: EvidenceItem) -> Iterator[Fault]:
    try:
        result = check_item(item).result
    except OSError as error:
        yield Fault(str(item.code), "file", f"it could not be read: {error}")
        return
    if result != Result.WHOLE:
        yield Fault(str(item.code), "file", FILE_FAULTS[Result(result)])


def _copy_faults(item: EvidenceItem) -> Iterator[Fault]:
    for copy in Derivative.objects.filter(item=item):
        copy.item = item
        what = f"{copy.kind} copy {copy.code}"
        try:
            result = check_copy(copy).result
        except OSError as error:
            yield Fault(str(item.code), what, f"it could not be read: {error}")
            continue
        if result != Result.WHOLE:
            yield Fault(str(item.code), what, COPY_FAULTS[Result(result)])


def _stamp_faults(matter: Matter) -> Iterator[Fault]:
    for stamp in Stamp.objects.filter(matter=matter).order_by("id").iterator(chunk_size=100):
        members = list(stamp.members.values_list("item__code", flat=True)[:2])
        item = str(members[0]) if len(members) == 1 else None
        with translation.override("en"):
            yield from (Fault(item, "time-stamp", why) for why in verify_stamp(stamp))


@transaction.atomic
def check_chain(matter: Matter) -> list[Fault]:
    """The chain has been gone through and the result is written down; more faults than before have raised an alarm."""
    faults = chain_faults(matter)
    before = ChainCheck.objects.filter(matter=matter).values_list("fault_count", flat=True).first() or 0
    ChainCheck.objects.update_or_create(
        matter=matter, defaults={"checked_at": timezone.now(), "fault_count": len(faults)}
    )
    # What was broken stays so: the alarm that somebody has acknowledged does not come back every day.
    if len(faults) > before:
        raise_alarm(matter=matter, what=FixityAlarm.What.CHAIN)
    return faults


def check_chains() -> int:
    """The chains whose last check is longest ago have been gone through. Their number."""
    old = Q(chain_check__isnull=True) | Q(chain_check__checked_at__lt=timezone.now() - CHECKED_ENOUGH)
    oldest = F("chain_check__checked_at").asc(nulls_first=True)
    due = Matter.objects.filter(old, evidence_items__isnull=False).distinct().order_by(oldest, "id")
    matters = list(due[: settings.FIXITY_CHAINS_AT_ONCE])
    for matter in matters:
        check_chain(matter)
    return len(matters)


def matters_to_verify() -> Iterable[Matter]:
    """Those with evidence or with a chain, by number."""
    some = Q(evidence_items__isnull=False) | Q(custody_events__isnull=False)
    rows: Iterable[Matter] = Matter.objects.filter(some).distinct().order_by("number")
    return rows


def seal_faults() -> list[Fault]:
    """Seals that were altered or removed. Whether the chains reach what was sealed, `chain_faults` says."""
    faults, previous = [], ""
    for seal in ChainSeal.objects.order_by("id").prefetch_related("heads__matter"):
        place = f"that of {seal.made_at.isoformat(timespec='seconds')}"
        if seal.previous != previous:
            faults.append(Fault(None, SEALS, f"{place} does not follow on the one before"))
        ends = [(str(head.matter.code), head.count, head.hash) for head in seal.heads.all()]
        if digest_of(seal.previous, ends) != seal.digest:
            faults.append(Fault(None, SEALS, f"{place} was altered"))
        faults += _faults_of_its_stamp(seal, place)
        previous = seal.digest
    return faults


def _faults_of_its_stamp(seal: ChainSeal, place: str) -> Iterator[Fault]:
    for stamp in Stamp.objects.filter(subject=stamp_subject(seal)):
        if bytes(stamp.manifest or b"") != ends_listed(head.hash for head in seal.heads.all()):
            yield Fault(None, SEALS, f"{place} does not hold the ends that were time-stamped")
        with translation.override("en"):
            yield from (Fault(None, SEALS, f"{place}: {why}") for why in verify_stamp(stamp))


def unknown_files() -> Iterator[str]:
    """Whole files in the vault that no row knows: what they are of was never written down. Better too many than too few."""
    names: Iterator[str] = the_vault().names()
    while batch := list(islice(names, NAMES_AT_ONCE)):
        known = {name for model in keepers() for name in _known(model, batch)}
        yield from (name for name in batch if name not in known)


def keepers() -> list[type[Model]]:
    """Every model whose rows keep a file in the vault, of whatever room: those with a column `vault_name`."""
    return [
        model
        for model in apps.get_models()
        if any(field.name == "vault_name" for field in model._meta.fields)
    ]


def _known(model: type[Model], names: list[str]) -> Iterable[str]:
    known: Iterable[str] = model._default_manager.filter(vault_name__in=names).values_list(
        "vault_name", flat=True
    )
    return known

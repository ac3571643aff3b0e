"""The time-stamps of a matter as files of a bag, so that openssl can check them with nothing but the bag."""

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from pathlib import Path

from django.db.models import Q
from django.utils import timezone

from evidence.fixity.models import SealedHead
from evidence.timestamps.models import Stamp, StampedItem
from lawyers.matters.models import Matter
from lawyers.pages.downloads import csv_text

HEAD = ("时间戳文件", "证明的对象", "SHA-256", "时间", "时间戳服务", "是否可信")
TRUST = {True: "可信", False: "不可信"}


@dataclass(frozen=True)
class Proofs:
    """How many time-stamps went into a bag: over lists, over single digests, and how many of all these prove nothing."""

    batches: int = 0
    singles: int = 0
    untrusted: int = 0


def write_stamps(matter: Matter, items: Collection[int], folder: Path) -> Proofs:
    """Answer, question, certificates and list or digest of each stamp over one of `items` or over the chain lie in `folder`, with an index."""
    folder.mkdir()
    rows: list[tuple[str, ...]] = []
    batches = untrusted = number = 0
    for number, stamp in enumerate(_stamps_for(matter, items), start=1):
        name = f"{'single' if stamp.manifest is None else 'batch'}-{number:04}"
        _write_parts(stamp, folder, name)
        rows += [(f"{name}.tsr", *row) for row in _covered(matter, stamp, items)]
        batches += stamp.manifest is not None
        untrusted += not stamp.is_trusted
    (folder / "index.csv").write_text(csv_text(HEAD, rows), encoding="utf-8", newline="")
    return Proofs(batches, number - batches, untrusted)


def _stamps_for(matter: Matter, items: Collection[int]) -> Iterator[Stamp]:
    seals = SealedHead.objects.filter(matter=matter).values_list("seal__code", flat=True)
    over_items = Q(pk__in=StampedItem.objects.filter(item__in=items).values("stamp"))
    over_chain = Q(subject__in=[f"seal:{code}" for code in seals])
    got = Stamp.objects.filter(
        over_items | over_chain, state__in=[Stamp.State.STAMPED, Stamp.State.UNCHECKED]
    )
    yield from got.order_by("id")


def _write_parts(stamp: Stamp, folder: Path, name: str) -> None:
    (folder / f"{name}.tsr").write_bytes(bytes(stamp.response or b""))
    (folder / f"{name}.tsq").write_bytes(bytes(stamp.request or b""))
    (folder / f"{name}.pem").write_text(stamp.chain, encoding="ascii")
    if stamp.manifest is None:
        (folder / f"{name}.sha256").write_text(f"{stamp.digest}\n", encoding="ascii")
    else:
        (folder / f"{name}.txt").write_bytes(bytes(stamp.manifest))


def _covered(matter: Matter, stamp: Stamp, items: Collection[int]) -> Iterator[tuple[str, ...]]:
    at = timezone.localtime(stamp.stamped_at).isoformat() if stamp.stamped_at else ""
    told = (at, stamp.tsa_name or stamp.tsa, TRUST[stamp.is_trusted])
    if stamp.matter_id is None:
        seal = stamp.subject.removeprefix("seal:")
        for head in SealedHead.objects.filter(matter=matter, seal__code=seal):
            yield (f"保管记录第1至{head.count}条", head.hash, *told)
        return
    for member in stamp.members.filter(item__in=items).select_related("item").order_by("item__number"):
        yield (f"{member.item.number:04}-{member.item.name}", member.item.sha256, *told)

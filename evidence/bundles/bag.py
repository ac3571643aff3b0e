"""Writing a bag (BagIt, RFC 8493): a folder with originals, catalogue, custody log, time-stamps and a guide to checking it."""

import hashlib
import os
import shutil
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

import bagit
from django.utils import timezone, translation

from evidence.bundles.paper import set_paper
from evidence.bundles.proofs import Proofs, write_stamps
from evidence.bundles.selectors import Listed, catalogue_of
from evidence.fixity.models import Result
from evidence.fixity.services import record_check
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.services import custody_text, open_bytes
from lawyers.matters.models import Matter
from lawyers.pages.downloads import csv_text

CHUNK_BYTES = 1024 * 1024
CHECKSUMS = ["sha256", "sha512"]
GUIDE = "核对说明-How-to-check.pdf"
PAPER_LANGUAGE = "zh-hans"
"""What goes to a court or the police is Chinese, whoever asks for it."""


class FolderTaken(FileExistsError):
    """There is something under the name of the bag already; nothing was written."""


@dataclass
class Bag:
    """A bag as written: its folder, what it holds, and the items whose bytes are not what was received."""

    folder: Path
    size: int = 0
    item_ids: list[int] = field(default_factory=list)
    left_out: list[dict[str, Any]] = field(default_factory=list)

    @property
    def item_count(self) -> int:
        return len(self.item_ids)


def write_bag(
    matter: Matter, folder: Path, *, done: Callable[[EvidenceItem], None] = lambda item: None
) -> Bag:
    """A whole bag stands in `folder`, or nothing does. `done` is called for each original. Raises FolderTaken and OSError.

    Every original is hashed again on its way; one that is not what was received is left out and told in `left_out`.
    """
    if folder.exists():
        raise FolderTaken(folder)
    partial = folder.with_name(f".{folder.name}.partial")
    shutil.rmtree(partial, ignore_errors=True)
    bag = Bag(folder)
    try:
        partial.mkdir(parents=True)
        with translation.override(PAPER_LANGUAGE):
            _fill(matter, partial, bag, done)
        os.replace(partial, folder)
    except BaseException:
        shutil.rmtree(partial, ignore_errors=True)
        raise
    return bag


def _fill(matter: Matter, partial: Path, bag: Bag, done: Callable[[EvidenceItem], None]) -> None:
    catalogue = catalogue_of(matter)
    (partial / "originals").mkdir()
    for row in catalogue:
        if not row.is_withdrawn:
            _copy(row.item, partial / "originals", bag)
        done(row.item)
    _write_catalogue(matter, catalogue, partial)
    head = _write_custody(matter, partial)
    proofs = write_stamps(matter, bag.item_ids, partial / "timestamps")
    told = {
        "Source-Organization": matter.organisation.name, "External-Identifier": matter.number,
        "Bag-Software-Agent": "caseapp, evidence bundle 1", "Custody-Chain-Head": head,
    }  # fmt: skip
    bagit.make_bag(str(partial), told, checksums=CHECKSUMS)
    (partial / GUIDE).write_bytes(_guide(matter, catalogue, bag, proofs))
    # The guide stands beside the payload; the library takes up such files when it writes the manifests anew.
    bagit.Bag(str(partial)).save(manifests=False)


def _guide(matter: Matter, catalogue: list[Listed], bag: Bag, proofs: Proofs) -> bytes:
    left_out = [f"{row['number']} {row['name']}（内容与收到时不一致）" for row in bag.left_out]
    left_out += [f"{row.item.number} {row.item.name}（已撤下）" for row in catalogue if row.is_withdrawn]
    facts = {
        "number": matter.number,
        "organisation": matter.organisation.name,
        "made_at": _moment(timezone.now()),
        "items": bag.item_count,
    }
    return set_paper("guide", {**facts, **asdict(proofs), "left_out": left_out})


def original_name(item: EvidenceItem) -> str:
    """How an original is called in a bag: its number, and the name under which it came."""
    return f"{item.number:04}-{item.name}"


def _copy(item: EvidenceItem, folder: Path, bag: Bag) -> None:
    target = folder / original_name(item)
    digest = hashlib.sha256()
    try:
        with open_bytes(item) as source, target.open("xb") as out:
            while chunk := source.read(CHUNK_BYTES):
                digest.update(chunk)
                out.write(chunk)
    except FileNotFoundError:
        _leave_out(bag, item, target, Result.MISSING)
        return
    if digest.hexdigest() != item.sha256:
        _leave_out(bag, item, target, Result.ALTERED)
        return
    record_check(item, Result.WHOLE)
    bag.item_ids.append(item.pk)
    bag.size += item.size


def _leave_out(bag: Bag, item: EvidenceItem, target: Path, why: Result) -> None:
    target.unlink(missing_ok=True)
    record_check(item, why)
    bag.left_out.append({"number": item.number, "name": item.name, "item": str(item.code), "why": str(why)})


CATALOGUE_HEAD = ("证据编号", "收件编号", "证据名称", "来源", "原件或复制件", "页数", "时长（秒）", "持有人", "证明内容", "文件名", "大小（字节）", "SHA-256", "收到时间", "备注")  # fmt: skip


def catalogue_cells(row: Listed) -> tuple[Any, ...]:
    """A line of the catalogue as cells of a table, in the order of CATALOGUE_HEAD."""
    exhibit = row.exhibit
    return (
        row.number, row.item.number, row.name, row.source, str(exhibit.get_form_display()) if exhibit else "", row.pages, row.duration_s,
        row.holder, exhibit.proves if exhibit else "", original_name(row.item), row.item.size, row.item.sha256, _moment(row.received_at), "已撤下" if row.is_withdrawn else "",
    )  # fmt: skip


def catalogue_paper(matter: Matter, rows: Iterable[Listed]) -> bytes:
    """The evidence catalogue (证据目录) as a PDF: exhibits only, in the order of their numbers."""
    told = [_paper_row(row) for row in rows if row.exhibit]
    facts = {
        "number": matter.number,
        "organisation": matter.organisation.name,
        "made_on": _moment(timezone.now())[:10],
    }
    return set_paper("catalogue", {**facts, "rows": told})


def _paper_row(row: Listed) -> dict[str, Any]:
    exhibit = row.exhibit
    extent = f"{row.pages}页" if row.pages else ""
    if row.duration_s is not None:
        minutes, seconds = divmod(round(row.duration_s), 60)
        extent = f"{minutes}分{seconds:02}秒"
    return {
        "number": row.number, "name": f"{row.name}（已撤下）" if row.is_withdrawn else row.name, "source": row.source, "form": str(exhibit.get_form_display()) if exhibit else "", "extent": extent,
        "holder": row.holder, "proves": exhibit.proves if exhibit else "", "sha256": row.item.sha256, "received_on": _moment(row.received_at)[:10],
    }  # fmt: skip


def _write_catalogue(matter: Matter, catalogue: list[Listed], folder: Path) -> None:
    table = csv_text(CATALOGUE_HEAD, [catalogue_cells(row) for row in catalogue])
    (folder / "catalogue.csv").write_text(table, encoding="utf-8", newline="")
    if any(row.exhibit for row in catalogue):
        (folder / "catalogue.pdf").write_bytes(catalogue_paper(matter, catalogue))


def _write_custody(matter: Matter, folder: Path) -> str:
    """The chain twice: as the very bytes that were hashed, and as a table to read. The hash at its head."""
    events = CustodyEvent.objects.filter(matter=matter).select_related("item").order_by("sequence")
    head, rows = "", []
    with (folder / "custody.jsonl").open("w", encoding="utf-8", newline="\n") as log:
        for event in events.iterator(chunk_size=1000):
            log.write(f"{custody_text(event)}\n")
            head = event.hash
            rows.append((event.sequence, _moment(event.at), event.item.number if event.item else "", event.item.name if event.item else "", str(event.get_kind_display()), event.actor_name or "系统", event.hash))  # fmt: skip
    table = csv_text(("序号", "时间", "收件编号", "文件名", "事项", "经手人", "SHA-256"), rows)
    (folder / "custody.csv").write_text(table, encoding="utf-8", newline="")
    return head


def _moment(at: Any) -> str:
    return timezone.localtime(at).strftime("%Y-%m-%d %H:%M:%S")

"""Going through a matter's custody chain: every link, both ends, and every row for which the chain vouches."""

from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction

from evidence.fixity.models import SealedHead
from evidence.items.models import CustodyEvent, CustodyHead, EvidenceItem, Receipt, Withdrawal, WithdrawalEnd
from evidence.items.services import custody_hash, item_digest, receipt_digest, take_turn, why_digest
from lawyers.matters.models import Matter

CHAIN, EVENTS = "custody chain", "custody events"
Kind = CustodyEvent.Kind
VOUCHED = {
    Kind.RECEIVED: "receipt_digest", Kind.RECEIVED_AGAIN: "receipt_digest", Kind.WITHDRAWN: "why_digest",
    Kind.BROUGHT_BACK: "why_digest",
}  # fmt: skip
"""Events for each of which one row stands, and the particular that is the digest of that row."""


@dataclass(frozen=True)
class Fault:
    """Something that is not as it was written down. `item` is the item's code, or None when it concerns the whole matter."""

    item: str | None
    what: str
    why: str


def chain_faults(matter: Matter) -> list[Fault]:
    """Everything that contradicts the chain. Nobody appends meanwhile, so that what is being written is no fault."""
    with transaction.atomic():
        take_turn(matter.pk)
        walk = _Walk(sealed=_sealed(matter))
        events = CustodyEvent.objects.filter(matter=matter).order_by("sequence").select_related("item")
        for event in events.iterator(chunk_size=1000):
            walk.step(event)
        walk.end(matter)
        for item in EvidenceItem.objects.filter(matter=matter).order_by("number").iterator(chunk_size=1000):
            walk.faults.extend(_faults_of_item(item, walk.received.get(item.pk)))
        walk.compare_rows(_rows(matter))
    return walk.faults


def _sealed(matter: Matter) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for count, hash_ in SealedHead.objects.filter(matter=matter).values_list("count", "hash"):
        found[count].add(hash_)
    return found


@dataclass
class _Walk:
    sealed: dict[int, set[str]]
    faults: list[Fault] = field(default_factory=list)
    last: CustodyEvent | None = None
    ends: dict[int, tuple[int, str]] = field(default_factory=dict)
    codes: dict[int, str] = field(default_factory=dict)
    received: dict[int, dict[str, Any]] = field(default_factory=dict)
    vouched: Counter[tuple[int, str, str]] = field(default_factory=Counter)

    def step(self, event: CustodyEvent) -> None:
        """One event further: does it follow, and is it what was written down?"""
        place = f"custody event {event.sequence}"
        code = str(event.item.code) if event.item else None
        expected, previous = (self.last.sequence + 1, self.last.hash) if self.last else (1, "")
        if event.sequence != expected:
            self._fault(None, CHAIN, f"events {expected} to {event.sequence - 1} are missing")
        elif event.previous_hash != previous:
            self._fault(code, place, "it is not linked to the event before it")
        if event.hash != custody_hash(event):
            self._fault(code, place, "a field of it was altered, or it stands in another place")
        if event.item and event.item.matter_id != event.matter_id:
            self._fault(code, place, "its item belongs to another matter")
        if self.sealed.get(event.sequence, {event.hash}) != {event.hash}:
            self._fault(code, place, "it is not the event that was sealed in this place")
        self._note(event)
        self.last = event

    def _note(self, event: CustodyEvent) -> None:
        if event.item_id is None:
            return
        self.codes[event.item_id] = str(event.item.code) if event.item else ""
        self.ends[event.item_id] = (self.ends.get(event.item_id, (0, ""))[0] + 1, event.hash)
        if event.kind == Kind.RECEIVED:
            self.received.setdefault(event.item_id, event.particulars)
        for kind, name in VOUCHED.items():
            if event.kind == kind:
                row = "receipt" if name == "receipt_digest" else event.kind
                self.vouched[event.item_id, row, event.particulars.get(name, "")] += 1

    def end(self, matter: Matter) -> None:
        """The chain reaches the ends that were written down beside it, and those that were sealed."""
        heads = {head.item_id: head for head in CustodyHead.objects.filter(matter=matter)}
        count, hash_ = (self.last.sequence, self.last.hash) if self.last else (0, "")
        self._compare(None, CHAIN, heads.get(None), (count, hash_))
        for gone in sorted(number for number in self.sealed if number > count):
            self._fault(None, CHAIN, f"event {gone} was sealed and is missing")
        items = dict(EvidenceItem.objects.filter(matter=matter).values_list("pk", "code"))
        for item_id in sorted({*items, *self.ends}):
            code = str(items.get(item_id) or self.codes[item_id])
            self._compare(code, EVENTS, heads.get(item_id), self.ends.get(item_id, (0, "")))

    def _compare(self, item: str | None, what: str, head: CustodyHead | None, found: tuple[int, str]) -> None:
        told, told_hash = (head.count, head.hash) if head else (0, "")
        if told != found[0]:
            self._fault(item, what, f"{told} events were written down, {found[0]} are there")
        elif told_hash != found[1]:
            self._fault(item, what, "the last one is not the one that was written down")

    def compare_rows(self, rows: Iterator[tuple[int, str, str, str]]) -> None:
        """For every such event stands one row, with the digest that the event carries, and for every row an event."""
        left = self.vouched.copy()
        for item_id, code, row, digest in rows:
            # An event from before digests were written down vouches for the row's being there alone.
            key = next((key for key in ((item_id, row, digest), (item_id, row, "")) if left[key] > 0), None)
            if key is None:
                self._fault(code, row, "the chain does not vouch for it: it was altered or put in")
            else:
                left[key] -= 1
        for (item_id, row, _), number in left.items():
            if number > 0:
                self._fault(self.codes[item_id], row, "the chain vouches for one that is altered or missing")

    def _fault(self, item: str | None, what: str, why: str) -> None:
        self.faults.append(Fault(item, what, why))


def _faults_of_item(item: EvidenceItem, told: dict[str, Any] | None) -> Iterator[Fault]:
    code = str(item.code)
    if told is None:
        yield Fault(code, EVENTS, "the event of its receipt is missing")
        return
    for name, value in (("sha256", item.sha256), ("size", item.size), ("item_digest", item_digest(item))):
        if told.get(name, value) != value:
            what = "facts" if name == "item_digest" else name
            yield Fault(code, what, "it is not what the chain says was received")


def _rows(matter: Matter) -> Iterator[tuple[int, str, str, str]]:
    """Item, its code, the kind of row and its digest."""
    for receipt in Receipt.objects.filter(item__matter=matter).select_related("item"):
        yield receipt.item_id, str(receipt.item.code), "receipt", receipt_digest(receipt)
    for withdrawal in Withdrawal.objects.filter(item__matter=matter).select_related("item"):
        item = withdrawal.item
        yield item.pk, str(item.code), str(Kind.WITHDRAWN), why_digest(withdrawal.why)
    ends = WithdrawalEnd.objects.filter(withdrawal__item__matter=matter)
    for end in ends.select_related("withdrawal__item"):
        item = end.withdrawal.item
        yield item.pk, str(item.code), str(Kind.BROUGHT_BACK), why_digest(end.why)

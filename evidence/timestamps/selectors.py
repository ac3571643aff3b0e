"""How an item stands with its time-stamp, for pages."""

import shlex
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import PurePath

from django.db.models import Exists, F, OuterRef, QuerySet
from django.utils.translation import gettext as _

from evidence.items.models import EvidenceItem
from evidence.timestamps import tsa
from evidence.timestamps.models import Stamp, StampedItem
from evidence.timestamps.sentences import failure_words


@dataclass(frozen=True)
class Standing:
    """One item and its stamp: the badge (kind, icon and words), since when it waits, what failed last, what can be taken away."""

    badge: str
    icon: str
    words: str
    stamp: Stamp | None = None
    waiting_since: datetime | None = None
    failure: str = ""
    has_manifest: bool = False
    file_count: int = 1
    commands: tuple[str, ...] = ()

    @property
    def is_owed(self) -> bool:
        return self.waiting_since is not None

    @property
    def can_be_asked(self) -> bool:
        """Whether a service is set up at all."""
        return bool(tsa.addresses())

    @property
    def parts(self) -> list[tuple[str, str, str]]:
        """What can be taken away: the part's name in the address, its file name, and what it is."""
        names = file_names(self.stamp) if self.stamp else {}
        told = {
            "answer": _("the time-stamp"), "question": _("the request"), "certificates": _("certificates"),
            "manifest": _("the list of files"),
        }  # fmt: skip
        return [
            (part, name, told[part])
            for part, name in names.items()
            if part != "manifest" or self.has_manifest
        ]


def unstamped_items() -> QuerySet[EvidenceItem]:
    """Items without a stamp, those of a demonstration authority not counted once a real one is set up."""
    stampings = StampedItem.objects.filter(item=OuterRef("pk"), is_demo=tsa.is_demonstration())
    rows: QuerySet[EvidenceItem] = EvidenceItem.objects.filter(~Exists(stampings))
    return rows


def standings_of(items: Iterable[EvidenceItem]) -> dict[int, Standing]:
    """How each of these items stands, by its key; one query for all of them."""
    kept = list(items)
    stamps: dict[int, Stamp] = {}
    slim = (
        Stamp.objects.without_bytes()
        .select_related("matter")
        .filter(members__item__in=kept)
        .order_by("-is_demo", "pk")
    )
    # The real stamp comes after the demonstration and takes its place.
    for stamp in slim.annotate(item_id=F("members__item")):
        stamps[stamp.item_id] = stamp
    return {item.pk: _standing(item, stamps.get(item.pk)) for item in kept}


def attach_standings(items: Iterable[EvidenceItem]) -> None:
    """Each of these items has its standing in an attribute of that name, for a list."""
    kept = list(items)
    standings = standings_of(kept)
    for item in kept:
        item.standing = standings[item.pk]  # type: ignore[attr-defined]  # the template reads it


def standing_of(item: EvidenceItem) -> Standing:
    """The same for one item, with the commands for checking it."""
    standing = standings_of([item])[item.pk]
    stamp = standing.stamp
    if stamp is None:
        return standing
    count = stamp.members.count()
    has_manifest = Stamp.objects.filter(pk=stamp.pk, manifest__isnull=False).exists()
    return replace(
        standing, has_manifest=has_manifest, file_count=count, commands=_commands(item, stamp, has_manifest)
    )


def _standing(item: EvidenceItem, stamp: Stamp | None) -> Standing:
    if stamp is None or stamp.is_owed:
        return _owed(item, stamp)
    if stamp.state == Stamp.State.UNCHECKED:
        return Standing("unknown", "question-circle", _("Time-stamped, not checked by us"), stamp)
    if stamp.is_demo:
        return Standing(
            "unverified", "exclamation-triangle", _("Demonstration time-stamp, not trusted"), stamp
        )
    if not stamp.is_trusted:
        return Standing(
            "unverified", "exclamation-triangle", _("Time-stamp of an authority not trusted here"), stamp
        )
    return Standing("done", "patch-check", _("Trusted time-stamp"), stamp)


def _owed(item: EvidenceItem, stamp: Stamp | None) -> Standing:
    since, failure = item.received_at, failure_words(stamp.failure) if stamp and stamp.failure else ""
    if not tsa.addresses():
        words = _("No time-stamping service is set up")
        return Standing("unknown", "clock", words, stamp, since, failure_words("not_set_up"))
    if stamp and stamp.state == Stamp.State.FAILED:
        return Standing(
            "lapsed", "exclamation-circle", _("Time-stamping failed so far"), stamp, since, failure
        )
    return Standing("open", "hourglass-split", _("Waits for its time-stamp"), stamp, since, failure)


def file_names(stamp: Stamp) -> dict[str, str]:
    """What the parts of a stamp are called as files: answer, question, certificates, manifest."""
    name = f"{stamp.matter.number if stamp.matter else 'seal'}-stamp-{stamp.code.hex[:8]}"
    return {
        "answer": f"{name}.tsr", "question": f"{name}.tsq", "certificates": f"{name}.pem", "manifest": f"{name}.txt",
    }  # fmt: skip


def _commands(item: EvidenceItem, stamp: Stamp, has_manifest: bool) -> tuple[str, ...]:
    """What anybody types to check the stamp, with the files of this page in one folder."""
    if stamp.is_owed:
        return ()
    names = file_names(stamp)
    verify = f"openssl ts -verify -in {names['answer']} -CAfile {names['certificates']}"
    first = f"sha256sum {shlex.quote(PurePath(item.name).name)}"
    if has_manifest:
        return first, f"grep {item.sha256} {names['manifest']}", f"{verify} -data {names['manifest']}"
    return first, f"{verify} -digest {item.sha256}", f"openssl ts -reply -in {names['answer']} -text"

"""What pages show of an item: how it looks or sounds, copies made from it, its transcript."""

import json
from dataclasses import dataclass, field
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.storage import storages
from django.utils.translation import gettext as _
from django.utils.translation import gettext_noop

from evidence.derivatives.models import Derivative, ItemMetadata, Preparation, Redaction
from evidence.derivatives.rules import Hint, Line, Wave, clock, hints_of, lines_of, wave_of
from evidence.items.models import EvidenceItem
from evidence.readers.problems import PROBLEM_TEXTS
from evidence.readers.sniffing import MEDIA, PICTURES, SILK

PROBLEMS = {
    "picture_too_large": gettext_noop("The picture has more than 50 million points and is not opened here. It is kept as it was received."),
    "picture_damaged": gettext_noop("The picture is damaged and cannot be shown. It is kept as it was received."),
    "media_broken": gettext_noop("The recording is damaged or was cut off, and cannot be played here. It is kept as it was received."),
    "document_broken": gettext_noop("The document is damaged. It is kept as it was received."),
    "given_up": gettext_noop("Showing this file failed several times. It is kept as it was received. Tell your administrator."),
    "too_much_memory": gettext_noop("Opening this file takes more memory than is allowed. It is kept as it was received."),
    "too_much_time": gettext_noop("Opening this file takes longer than is allowed. It is kept as it was received."),
    "brought_down": gettext_noop("This file brought down the program that opens it. It is kept as it was received."),
}  # fmt: skip
NOT_REDACTED = {
    "no_box": gettext_noop("No box lies inside the picture."),
    "picture_too_large": gettext_noop("The picture is too large to be opened."),
    "picture_damaged": gettext_noop("The picture is damaged and cannot be opened."),
    "too_much_memory": gettext_noop("Making it takes more memory than is allowed."),
    "too_much_time": gettext_noop("Making it takes longer than is allowed."),
    "brought_down": gettext_noop("The picture brought down the program that opens it."),
    "withdrawn": gettext_noop("The evidence was withdrawn meanwhile."),
    "given_up": gettext_noop("Making it failed several times. Tell your administrator."),
}  # fmt: skip
NOT_CHECKED = gettext_noop("The copy did not pass the check and was not kept. Tell your administrator.")
HINTS = {
    "photo_at_with": gettext_noop("The file says: photo taken %(at)s with %(device)s."),
    "photo_at": gettext_noop("The file says: photo taken %(at)s."),
    "photo_with": gettext_noop("The file says: photo taken with %(device)s."),
    "made_at_with": gettext_noop("The file says: made %(at)s with %(device)s."),
    "made_at": gettext_noop("The file says: made %(at)s."),
    "made_with": gettext_noop("The file says: made with %(device)s."),
    "place": gettext_noop("The file says where it was made: %(place)s."),
    "changed": gettext_noop("The file says that it was changed %(at)s, after it was made."),
    "edited": gettext_noop("The file says that it was edited with %(software)s."),
    "software": gettext_noop("Written by: %(software)s."),
    "silent": gettext_noop("The file says nothing about its making. That is usual for screenshots and for what was sent through WeChat."),
}  # fmt: skip


@dataclass(frozen=True)
class Shown:
    """How an item can be shown. `kind` is picture, sound or film, or empty for what is neither."""

    item: EvidenceItem
    kind: str
    state: str = ""
    problem: str = ""
    facts: dict[str, Any] = field(default_factory=dict)
    copies: dict[str, Derivative] = field(default_factory=dict)
    wave: Wave | None = None

    @property
    def is_waiting(self) -> bool:
        return bool(self.kind) and self.state in {"", "waiting", "running"}

    @property
    def preview(self) -> Derivative | None:
        return self.copies.get("preview")

    @property
    def thumbnail(self) -> Derivative | None:
        return self.copies.get("thumbnail")

    @property
    def is_playable(self) -> bool:
        return self.kind in {"sound", "film"} and bool(self.facts.get("played_as") or self.preview)

    @property
    def is_copy_played(self) -> bool:
        return not self.facts.get("played_as")

    @property
    def plays_film(self) -> bool:
        return bool(self.facts.get("has_film")) and not self.is_copy_played

    @property
    def length(self) -> str:
        seconds = self.item.facts.get("duration_s") or self.facts.get("duration_s")
        return clock(seconds) if seconds else ""


def shown(item: EvidenceItem) -> Shown:
    """How this item can be shown now; what is still being made says so."""
    kind = _kind_of(item.media_type)
    if not kind:
        return Shown(item, "")
    if item.media_type == SILK:
        return Shown(item, kind, "done", _(PROBLEM_TEXTS["silk"]))
    found = Preparation.objects.filter(item=item).first()
    copies = {
        copy.kind: copy for copy in Derivative.objects.filter(item=item, kind__in=Derivative.BY_MACHINE)
    }
    facts = found.facts if found else {}
    if kind == "film" and found and not facts.get("has_film"):
        kind = "sound"
    problem = _(PROBLEMS[found.problem]) if found and found.problem else ""
    state = found.state if found else ""
    return Shown(item, kind, state, problem, facts, copies, _wave(copies.get("waveform")))


def _kind_of(media_type: str) -> str:
    if media_type in PICTURES:
        return "picture"
    if media_type in MEDIA:
        return "film" if media_type.startswith("video/") else "sound"
    return ""


def _wave(copy: Derivative | None) -> Wave | None:
    if copy is None:
        return None
    with storages["vault"].open(copy.vault_name) as stream:
        return wave_of(json.load(stream)["peaks"])


def machine_copy(item: EvidenceItem, kind: str) -> Derivative | None:
    """The copy of this kind that the machine made, if it is made."""
    return Derivative.objects.filter(item=item, kind=kind).first()


def copies_by_people(item: EvidenceItem) -> list[Derivative]:
    """Redacted copies and transcripts, newest first."""
    rows = Derivative.objects.filter(item=item, kind__in=["redacted", "transcript"]).select_related("made_by")
    return list(rows.order_by("-id"))


@dataclass(frozen=True)
class Asked:
    """Redacted copies that are not there (yet): what is being made, and what was not made and why."""

    going_on: list[Redaction]
    failed: list[tuple[Redaction, str]]


def redactions_of(item: EvidenceItem) -> Asked:
    """Of failed ones those that came after the last copy that was made: what has been put right needs no word."""
    rows = Redaction.objects.filter(item=item).select_related("asked_by")
    last = rows.filter(state="ready").order_by("-id").values_list("id", flat=True).first() or 0
    failed = rows.filter(state="failed", id__gt=last).order_by("-id")
    return Asked(
        list(rows.going_on()), [(one, _(NOT_REDACTED.get(one.problem, NOT_CHECKED))) for one in failed]
    )


def redaction_asked(item: EvidenceItem, code: str) -> Redaction | None:
    """One that was asked for, to be asked for again."""
    try:
        return Redaction.objects.filter(item=item, code=code).first()
    except ValidationError:
        return None


@dataclass(frozen=True)
class Played:
    """What the player gets: where the bytes lie, how many, their hash, and the type under which they are sent."""

    vault_name: str
    size: int
    sha256: str
    media_type: str


def played(item: EvidenceItem) -> Played | None:
    """The original when browsers play it, else the copy for listening; None when there is neither."""
    found = Preparation.objects.filter(item=item).first()
    if found is not None and (media_type := found.facts.get("played_as")):
        return Played(item.vault_name, item.size, item.sha256, media_type)
    copy = Derivative.objects.filter(item=item, kind="preview", media_type="audio/wav").first()
    return Played(copy.vault_name, copy.size, copy.sha256, copy.media_type) if copy else None


def transcript_of(item: EvidenceItem) -> Derivative | None:
    """The newest version of the transcript."""
    return Derivative.objects.filter(item=item, kind="transcript").select_related("made_by").last()


def transcript_text(copy: Derivative) -> str:
    """A version as it was written, without the lines at its head."""
    with storages["vault"].open(copy.vault_name) as stream:
        lines = stream.read().decode().splitlines(keepends=True)
    return "".join(line for line in lines if not line.startswith("#"))


def transcript_lines(item: EvidenceItem) -> list[Line]:
    """What the newest transcript says, line by line; empty without one."""
    copy = transcript_of(item)
    return lines_of(transcript_text(copy)) if copy else []


def metadata_of(item: EvidenceItem) -> ItemMetadata | None:
    """The sealed record without opening it: that it is there, how many entries, by which tool."""
    return ItemMetadata.objects.filter(item=item).defer("sealed").first()


def told_hints(told: dict[str, str], item: EvidenceItem) -> list[tuple[str, bool]]:
    """What a caseworker should know of it, as sentences; True marks a warning."""
    return [(_sentence(hint), hint.is_warning) for hint in hints_of(told, _kind_of(item.media_type))]


def _sentence(hint: Hint) -> str:
    return _(HINTS[hint.code]) % hint.params

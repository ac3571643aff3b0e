"""Copies made from items, what files say about their making, and how far the making of copies has come."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem
from lawyers.audit.models import AppendOnlyRows, WrittenOnce
from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.privacy.fields import EncryptedTextField

HELD_FOR = timedelta(minutes=15)
"""A worker that makes copies for so long was lost: the task itself is stopped after ten minutes."""

REDACTION_HELD_FOR = timedelta(minutes=1)
"""Whoever makes a redacted copy says every few seconds that he is still at it."""


class OfItemQuerySet(AppendOnlyRows, OfMatterQuerySet):
    """Rows that hang on an item and stay as they were written."""

    matter_path = "item__matter"


class Derivative(WrittenOnce):
    """A copy made from an item: by which tool, from which bytes, and by whom when a person made it. Kept apart from the original."""

    class Kind(models.TextChoices):
        THUMBNAIL = "thumbnail", _("small picture")
        PREVIEW = "preview", _("copy to look at or listen to")
        WAVEFORM = "waveform", _("loudness over time")
        REDACTED = "redacted", _("redacted copy")
        TRANSCRIPT = "transcript", _("transcript")

    BY_MACHINE = (Kind.THUMBNAIL, Kind.PREVIEW, Kind.WAVEFORM)

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="derivatives")
    kind = models.CharField(_("kind"), max_length=20, choices=Kind.choices)
    parent_sha256 = models.CharField(_("SHA-256 of the original"), max_length=64)
    sha256 = models.CharField("SHA-256", max_length=64)
    size = models.BigIntegerField(_("size"))
    media_type = models.CharField(_("type"), max_length=100)
    tool = models.CharField(_("tool"), max_length=60)
    version = models.CharField(_("version"), max_length=60)
    parameters = models.JSONField(default=dict)
    vault_name = models.CharField(max_length=200, unique=True)
    made_at = models.DateTimeField(_("made"), default=timezone.now)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("made by")
    )

    objects = OfItemQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("copy made from evidence")
        verbose_name_plural = _("copies made from evidence")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "kind"], condition=Q(kind__in=["thumbnail", "preview", "waveform"]), name="machine_makes_each_copy_once",
            ),
            models.CheckConstraint(
                condition=Q(kind__in=["thumbnail", "preview", "waveform"]) | Q(made_by__isnull=False), name="person_stands_behind_redaction_and_transcript",
            ),
        ]  # fmt: skip

    @property
    def matter(self) -> Matter:
        return self.item.matter


class ItemMetadata(WrittenOnce):
    """What a file says about its making (EXIF, container, document properties), sealed: it may name places and people.

    `sha256` is that of the canonical JSON before it was encrypted, and stands in the custody chain.
    """

    item = models.OneToOneField(EvidenceItem, models.PROTECT, related_name="metadata")
    sealed = EncryptedTextField()
    sha256 = models.CharField("SHA-256", max_length=64)
    entry_count = models.PositiveIntegerField(_("entries"))
    tool = models.CharField(_("tool"), max_length=60)
    version = models.CharField(_("version"), max_length=60)
    read_at = models.DateTimeField(_("read"), default=timezone.now)

    objects = OfItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("what the file says about its making")
        verbose_name_plural = _("what files say about their making")

    @property
    def matter(self) -> Matter:
        return self.item.matter


class PreparationQuerySet(OfMatterQuerySet):
    matter_path = "item__matter"

    def free(self, now: datetime) -> PreparationQuerySet:
        """Nobody is at it, or the worker that was is lost."""
        return self.filter(Q(state="waiting") | Q(state="running", since__lt=now - HELD_FOR))


class Preparation(models.Model):
    """How far the machine's work on one item has come: reading what it says about its making, and the copies for the pages."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        DONE = "done", _("made")
        FAILED = "failed", _("not made")

    item = models.OneToOneField(EvidenceItem, models.PROTECT, related_name="preparation")
    state = models.CharField(max_length=20, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(null=True)
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(
        max_length=40, blank=True, help_text="Why nothing can be shown; empty when all is well."
    )
    facts = models.JSONField(
        default=dict, help_text="Upright size, duration, type under which browsers play it. No personal data."
    )

    objects = PreparationQuerySet.as_manager()

    class Meta:
        verbose_name = _("preparation")
        verbose_name_plural = _("preparations")
        indexes = [models.Index(fields=["state", "since"], name="preparation_by_state")]


class RedactionQuerySet(OfMatterQuerySet):
    matter_path = "item__matter"

    def going_on(self) -> RedactionQuerySet:
        """Neither ready nor failed."""
        return self.filter(state__in=["waiting", "running"])

    def unheld(self, now: datetime) -> RedactionQuerySet:
        """Still to be made, and nobody is at it."""
        return self.filter(Q(state="waiting") | Q(state="running", since__lt=now - REDACTION_HELD_FOR))


class Redaction(models.Model):
    """Somebody asked for a redacted copy: which boxes, why, and what became of it."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("not made")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="redactions", editable=False)
    boxes = models.JSONField(editable=False)
    reason = models.CharField(_("reason"), max_length=300, editable=False)
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    asked_at = models.DateTimeField(_("asked for"), default=timezone.now, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    since = models.DateTimeField(
        null=True, blank=True, help_text="When the worker that makes it was last heard of."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    problem = models.CharField(max_length=40, blank=True)
    copy = models.OneToOneField(Derivative, models.PROTECT, null=True, related_name="redaction")

    objects = RedactionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("redaction")
        verbose_name_plural = _("redactions")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="ready", copy__isnull=False) | (~Q(state="ready") & Q(copy__isnull=True)),
                name="redaction_is_ready_with_its_copy",
            ),
            models.CheckConstraint(
                condition=(Q(state="failed") & ~Q(problem="")) | (~Q(state="failed") & Q(problem="")),
                name="redaction_that_failed_says_why",
            ),
        ]
        indexes = [models.Index(fields=["state", "since"], name="redaction_by_state")]

    @property
    def matter(self) -> Matter:
        return self.item.matter

    @property
    def is_going_on(self) -> bool:
        return self.state in {self.State.WAITING, self.State.RUNNING}

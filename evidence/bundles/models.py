"""Exhibits, numbered once, and exports of a whole matter."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta
from typing import Any, NoReturn

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem
from lawyers.audit.models import AppendOnly
from lawyers.matters.models import Matter, OfMatterQuerySet

HELD_FOR = timedelta(minutes=10)
"""A worker that has not said for so long that it is still at an export is lost, and another may begin anew."""


class Exhibit(models.Model):
    """An item with its number in the evidence catalogue. The number is given once: it is never changed, nor given again."""

    class Form(models.TextChoices):
        # 民事证据规定 15: a copy made by its maker, or a printout taken directly from the data, counts as the original.
        ORIGINAL = "original", _("original")
        AS_ORIGINAL = "as_original", _("counts as original")
        COPY = "copy", _("copy")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="exhibits", editable=False)
    item = models.OneToOneField(EvidenceItem, models.PROTECT, related_name="exhibit", editable=False)
    number = models.PositiveIntegerField(_("exhibit number"), editable=False)
    name = models.CharField(_("name"), max_length=120)
    form = models.CharField(
        _("original or copy"), max_length=12, choices=Form.choices, default=Form.AS_ORIGINAL
    )
    pages = models.PositiveIntegerField(_("pages"), null=True, blank=True)
    holder = models.CharField(_("holder"), max_length=120, blank=True)
    proves = models.TextField(_("what it proves"), blank=True, max_length=1000)
    added_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", editable=False)
    added_at = models.DateTimeField(default=timezone.now, editable=False)

    objects = OfMatterQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("exhibit")
        verbose_name_plural = _("exhibits")
        constraints = [
            models.UniqueConstraint(fields=["matter", "number"], name="exhibit_number_is_given_once")
        ]

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(self._meta.label)


class ExportQuerySet(OfMatterQuerySet):
    def unheld(self, now: datetime) -> ExportQuerySet:
        """Still to be made, and nobody is at it."""
        return self.filter(Q(state="waiting") | Q(state="running", held_at__lt=now - HELD_FOR))

    def expired(self, now: datetime) -> ExportQuerySet:
        """Whose file is to be removed."""
        return self.filter(state="ready", expires_at__lt=now)


class Export(models.Model):
    """Somebody asked for all evidence of a matter as one file. The file goes after some days; that it was made stays."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        RUNNING = "running", _("being made")
        READY = "ready", _("ready")
        FAILED = "failed", _("failed")
        EXPIRED = "expired", _("removed")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="evidence_exports")
    asked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.WAITING)
    held_at = models.DateTimeField(
        null=True, blank=True, help_text="When the worker that makes it was last heard of."
    )
    tries = models.PositiveSmallIntegerField(default=0)
    done_count = models.PositiveIntegerField(default=0)
    item_count = models.PositiveIntegerField(default=0)
    size = models.BigIntegerField(null=True, blank=True)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True)
    left_out = models.JSONField(
        default=list, help_text="Items whose bytes are not what was received, with why."
    )
    expires_at = models.DateTimeField(null=True, blank=True)

    objects = ExportQuerySet.as_manager()

    class Meta:
        ordering = ["-asked_at"]
        verbose_name = _("export")
        verbose_name_plural = _("exports")
        constraints = [
            models.CheckConstraint(
                condition=~Q(state="ready") | (Q(size__isnull=False) & ~Q(sha256="")),
                name="export_that_is_ready_has_a_hash",
            )
        ]

    @property
    def vault_name(self) -> str:
        """Where the file lies in the default storage."""
        return f"exports/{self.code.hex}.zip"

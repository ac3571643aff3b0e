"""Files that are arriving, or have arrived and were kept or refused."""

from __future__ import annotations

import secrets
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem

LIFETIME = timedelta(days=7)
"""So long an interrupted upload can be gone on with, and its result be asked for."""


def new_code() -> str:
    """256 bits that nobody can guess, fit for an address."""
    return secrets.token_urlsafe(32)


def end_of_life() -> datetime:
    """When an arrival that begins now is given up."""
    return timezone.now() + LIFETIME


class ArrivalQuerySet(models.QuerySet["Arrival"]):
    def of(self, purpose: str, owner: str) -> ArrivalQuerySet:
        """Begun through this door by this owner."""
        return self.filter(purpose=purpose, owner=owner)

    def open(self) -> ArrivalQuerySet:
        """Not yet kept or refused, and not given up."""
        return self.filter(state="open", expires_at__gt=timezone.now())

    def over(self, now: datetime) -> ArrivalQuerySet:
        """Past their time, whatever became of them."""
        return self.filter(expires_at__lte=now)


class Arrival(models.Model):
    """One file on its way in. Whose it is and what for, the room knows that let it begin; both are opaque here."""

    class State(models.TextChoices):
        OPEN = "open", _("arriving")
        KEPT = "kept", _("kept")
        REFUSED = "refused", _("not kept")

    code = models.CharField(max_length=43, unique=True, default=new_code, editable=False)
    purpose = models.CharField(max_length=20, editable=False)
    owner = models.CharField(max_length=120, editable=False)
    name = models.CharField(_("file name"), max_length=255, editable=False)
    size = models.BigIntegerField(_("size"), editable=False)
    claimed_sha256 = models.CharField(
        max_length=64,
        blank=True,
        editable=False,
        help_text="What the sender's own machine counted, if it did.",
    )
    metadata = models.TextField(
        blank=True, editable=False, help_text="Upload-Metadata as sent; tus gives it back."
    )
    particulars = models.JSONField(default=dict, help_text="What the room wants to remember with the file.")
    begun_at = models.DateTimeField(_("begun"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("given up"), default=end_of_life)
    state = models.CharField(_("state"), max_length=10, choices=State.choices, default=State.OPEN)
    item = models.ForeignKey(EvidenceItem, models.PROTECT, null=True, related_name="arrivals")
    is_duplicate = models.BooleanField(default=False)
    refusal = models.CharField(max_length=20, blank=True)

    objects = ArrivalQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("arrival")
        verbose_name_plural = _("arrivals")
        constraints = [
            models.CheckConstraint(
                condition=Q(state="kept", item__isnull=False) | (~Q(state="kept") & Q(item__isnull=True)),
                name="arrival_has_an_item_when_kept",
            ),
            models.CheckConstraint(
                condition=Q(state="refused") & ~Q(refusal="") | ~Q(state="refused") & Q(refusal=""),
                name="arrival_says_why_it_was_refused",
            ),
        ]
        indexes = [
            models.Index(fields=["purpose", "owner", "state"], name="arrival_by_owner"),
            models.Index(fields=["expires_at"], name="arrival_by_end"),
        ]

    @property
    def path(self) -> Path:
        """Where its bytes lie until it is kept or refused."""
        return Path(settings.FILE_UPLOAD_TEMP_DIR) / "arrivals" / self.code

    @property
    def is_settled(self) -> bool:
        """Kept or refused: nothing more can come."""
        return self.state != self.State.OPEN

    @property
    def is_over(self) -> bool:
        """Its time has passed."""
        return self.expires_at <= timezone.now()

    @property
    def offset(self) -> int:
        """The bytes that are here: the true size of the file, whatever process wrote it and how it ended."""
        if self.is_settled:
            return self.size
        try:
            return self.path.stat().st_size
        except FileNotFoundError:
            return 0

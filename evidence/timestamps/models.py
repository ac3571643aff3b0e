"""Time-stamps, and which items each of them covers."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem
from lawyers.matters.models import Matter, OfMatterQuerySet

HELD_FOR = timedelta(minutes=2)
"""A worker that has not been heard of for so long is lost, and another may ask in its place.

It is heard of before each service is asked, and no service is given more than half a minute.
"""
TRIES_BEFORE_FAILED = 6
"""After half an hour of failed tries a stamp counts as failed: somebody should look. It is tried again all the same."""


class StampQuerySet(OfMatterQuerySet):
    def without_bytes(self) -> StampQuerySet:
        """Leaves the large columns where they are: lists need none of them."""
        return self.defer("request", "response", "manifest", "chain")

    def owed(self) -> StampQuerySet:
        """Without a token so far."""
        return self.filter(state__in=Stamp.OWED)

    def free(self, now: datetime) -> StampQuerySet:
        """Without a token, and no worker is asking for one."""
        return self.owed().filter(Q(held_since__isnull=True) | Q(held_since__lt=now - HELD_FOR))

    def due(self, now: datetime) -> StampQuerySet:
        """Free, and the pause after the last failure is over."""
        return self.free(now).filter(Q(next_try_at__isnull=True) | Q(next_try_at__lte=now))


class Stamp(models.Model):
    """One SHA-256 digest for which a time-stamp was or will be got: of an item, of a manifest of items, or of something else.

    The question, the answer as it came and the certificates are kept as bytes, so that openssl can check them without us.
    """

    class State(models.TextChoices):
        PENDING = "pending", _("waits for its time-stamp")
        FAILED = "failed", _("time-stamping failed")
        STAMPED = "stamped", _("time-stamped")
        UNCHECKED = "unchecked", _("time-stamped, not checked by us")

    OWED = (State.PENDING, State.FAILED)

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(
        Matter,
        models.PROTECT,
        related_name="stamps",
        editable=False,
        null=True,
        help_text="None for what spans matters.",
    )
    digest = models.CharField("SHA-256", max_length=64, editable=False)
    subject = models.CharField(
        max_length=80,
        blank=True,
        editable=False,
        help_text="What was stamped when it is no item, as a short text key.",
    )
    manifest = models.BinaryField(
        null=True,
        help_text="The list of files whose digest this is, as bytes; none when one file is stamped by itself.",
    )
    is_demo = models.BooleanField(
        default=False,
        editable=False,
        help_text="For the demonstration authority of this machine, which nobody trusts.",
    )
    state = models.CharField(_("state"), max_length=20, choices=State.choices, default=State.PENDING)
    made_at = models.DateTimeField(_("waiting since"), default=timezone.now, editable=False)
    held_since = models.DateTimeField(null=True, help_text="When the worker that asks was last heard of.")
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    failure = models.CharField(max_length=30, blank=True, help_text="Code of the last failure.")
    failure_detail = models.CharField(max_length=300, blank=True)

    request = models.BinaryField(null=True, help_text="The question that was answered (DER).")
    response = models.BinaryField(null=True, help_text="The answer as it came (DER).")
    tsa = models.CharField(max_length=200, blank=True, help_text="Address of the service, without password.")
    tsa_name = models.CharField(max_length=200, blank=True, help_text="Who signed, from the certificate.")
    stamped_at = models.DateTimeField(_("stamped"), null=True, help_text="The time that the token states.")
    serial = models.CharField(max_length=60, blank=True, help_text="Decimal.")
    policy = models.CharField(max_length=80, blank=True, help_text="Object identifier.")
    hash_algorithm = models.CharField(max_length=20, blank=True)
    chain = models.TextField(blank=True, help_text="Certificates from the signer upwards (PEM).")
    is_trusted = models.BooleanField(
        default=False, help_text="Led to a certificate authority that the office trusts."
    )

    objects = StampQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("time-stamp")
        verbose_name_plural = _("time-stamps")
        constraints = [
            models.UniqueConstraint(
                fields=["matter", "digest", "is_demo"], name="digest_is_stamped_once_per_matter"
            ),
            models.CheckConstraint(
                condition=Q(state__in=["pending", "failed"], response__isnull=True, stamped_at__isnull=True)
                | Q(state__in=["stamped", "unchecked"], response__isnull=False, request__isnull=False, stamped_at__isnull=False),
                name="stamp_has_its_token_or_waits",
            ),
            models.CheckConstraint(
                condition=Q(is_trusted=False) | Q(is_demo=False, state="stamped"), name="only_real_stamps_are_trusted"
            ),
        ]  # fmt: skip
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state__in=["pending", "failed"]), name="stamp_owed")
        ]  # fmt: skip

    @property
    def is_owed(self) -> bool:
        return self.state in self.OWED

    @property
    def serial_hex(self) -> str:
        """As openssl prints it."""
        return f"0x{int(self.serial):02X}" if self.serial else ""


class StampedItem(models.Model):
    """An item that a stamp covers. A demonstration stamp does not stand in the way of a real one later."""

    stamp = models.ForeignKey(Stamp, models.PROTECT, related_name="members", editable=False)
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="stampings", editable=False)
    is_demo = models.BooleanField(default=False, editable=False)

    class Meta:
        ordering = ["is_demo", "id"]
        constraints = [
            models.UniqueConstraint(fields=["item", "is_demo"], name="item_is_stamped_once"),
        ]

"""Files as received, who brought them, and what happened to them since."""

from __future__ import annotations

import uuid
from datetime import datetime, timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lawyers.audit.models import AppendOnlyRows, WrittenOnce
from lawyers.matters.models import Matter, OfMatterQuerySet

HELD_FOR = timedelta(minutes=5)
"""A worker that has not been heard of for so long is lost, and another may take its item.

Judging 20,000 messages, within which a worker is silent, takes half a minute.
"""


class ItemQuerySet(OfMatterQuerySet):
    def unheld(self, now: datetime) -> ItemQuerySet:
        """Still to be read, and nobody is at it."""
        waits = Q(reading="waiting") | Q(reading="running", reading_since__lt=now - HELD_FOR)
        return self.in_use().filter(waits)

    def in_use(self) -> ItemQuerySet:
        """Not withdrawn, or brought back since."""
        return self.exclude(pk__in=Withdrawal.objects.standing().values("item"))


class EvidenceItem(models.Model):
    """One file as received. Its bytes and these facts about them are never altered; only the state of reading moves."""

    class Reading(models.TextChoices):
        WAITING = "waiting", _("waiting to be read")
        RUNNING = "running", _("being read")
        READ = "read", _("read")
        INCOMPLETE = "incomplete", _("read in part")
        UNREADABLE = "unreadable", _("kept, not read")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="evidence_items", editable=False)
    number = models.PositiveIntegerField(_("number"), editable=False)
    name = models.CharField(_("file name"), max_length=255, editable=False)
    size = models.BigIntegerField(_("size"), editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, editable=False)
    media_type = models.CharField(_("type"), max_length=100, editable=False)
    kind = models.CharField(_("kind"), max_length=30, blank=True)
    vault_name = models.CharField(max_length=200, unique=True, editable=False)
    received_at = models.DateTimeField(_("received"), default=timezone.now, editable=False)
    reading = models.CharField(_("reading"), max_length=20, choices=Reading.choices, default=Reading.WAITING)
    reading_since = models.DateTimeField(
        null=True, blank=True, help_text="When the worker that reads it was last heard of."
    )
    reading_tries = models.PositiveSmallIntegerField(default=0)
    message_count = models.PositiveIntegerField(_("messages"), default=0)
    duplicate_count = models.PositiveIntegerField(_("already known"), default=0)
    problems = models.JSONField(_("problems"), default=list)
    facts = models.JSONField(
        default=dict,
        help_text="What the reader found out about the file: picture size, duration. No personal data.",
    )

    objects = ItemQuerySet.as_manager()

    class Meta:
        ordering = ["-number"]
        verbose_name = _("evidence item")
        verbose_name_plural = _("evidence items")
        constraints = [
            models.UniqueConstraint(fields=["matter", "sha256"], name="item_is_kept_once_per_matter"),
            models.UniqueConstraint(fields=["matter", "number"], name="item_number_is_given_once"),
        ]
        indexes = [models.Index(fields=["reading", "received_at"], name="item_by_reading")]

    @property
    def reading_now(self) -> EvidenceItem.Reading:
        """The state of reading as it is: an item whose worker was lost waits, whatever that worker wrote down."""
        is_lost = self.reading_since is not None and self.reading_since < timezone.now() - HELD_FOR
        if self.reading == self.Reading.RUNNING and is_lost:
            return self.Reading.WAITING
        return self.Reading(self.reading)


class ReceiptQuerySet(OfMatterQuerySet):
    matter_path = "item__matter"


class Receipt(models.Model):
    """One time somebody handed a file in: who received it, from whom, and from which device. The same bytes may come twice."""

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="receipts")
    name = models.CharField(_("file name"), max_length=255)
    received_at = models.DateTimeField(_("received"), default=timezone.now)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("received by")
    )
    source = models.CharField(_("from whom"), max_length=120, blank=True)
    source_key = models.CharField(
        max_length=60, blank=True, help_text="Opaque to this floor: how the caller knows the person."
    )
    holder = models.CharField(_("holder of the original device"), max_length=120, blank=True)
    device = models.CharField(_("device"), max_length=120, blank=True)
    way = models.CharField(
        _("way in"),
        max_length=20,
        blank=True,
        help_text="Empty when the office took it in itself, else: link.",
    )
    way_key = models.CharField(max_length=60, blank=True, help_text="Opaque to this room: which link it was.")
    reference = models.CharField(
        _("receipt number"), max_length=20, blank=True, help_text="What the person who sent it can read out."
    )

    objects = ReceiptQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("receipt")
        verbose_name_plural = _("receipts")
        indexes = [models.Index(fields=["way", "way_key", "received_at"], name="receipt_by_way")]


class CustodyQuerySet(AppendOnlyRows, OfMatterQuerySet):
    """Append-only, and visible with the matter."""


class CustodyEvent(WrittenOnce):
    """One thing that happened to an item, or to all items of the matter, hash-linked to the event before it in the same matter."""

    class Kind(models.TextChoices):
        RECEIVED = "received", _("received")
        RECEIVED_AGAIN = "received_again", _("received again")
        READ = "read", _("read")
        VIEWED = "viewed", _("viewed")
        DOWNLOADED = "downloaded", _("downloaded")
        EXPORTED = "exported", _("exported")
        DERIVED = "derived", _("derived copy made")
        DESCRIBED = "described", _("described")
        STAMPED = "stamped", _("time-stamped")
        VERIFIED = "verified", _("verified")
        WITHDRAWN = "withdrawn", _("withdrawn")
        BROUGHT_BACK = "brought_back", _("brought back")

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="custody_events")
    item = models.ForeignKey(
        EvidenceItem, models.PROTECT, null=True, related_name="custody_events", help_text="Empty: all items of the matter."
    )  # fmt: skip
    sequence = models.PositiveIntegerField()
    at = models.DateTimeField(_("when"), default=timezone.now)
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.CharField(_("who"), max_length=80, blank=True)
    kind = models.CharField(_("what"), max_length=20, choices=Kind.choices)
    particulars = models.JSONField(default=dict)
    previous_hash = models.CharField(max_length=64, blank=True)
    hash = models.CharField(max_length=64)

    objects = CustodyQuerySet.as_manager()

    class Meta:
        ordering = ["matter_id", "sequence"]
        verbose_name = _("custody event")
        verbose_name_plural = _("custody events")
        constraints = [
            models.UniqueConstraint(fields=["matter", "sequence"], name="custody_chain_has_no_fork")
        ]


class CustodyHead(models.Model):
    """How many events a matter's chain has and the hash of the last one; another row for each item's own events.

    It moves in the transaction that appends the event, and only by one: a chain whose last events are gone does not reach
    its head, and an item whose events are gone has fewer than its row says.
    """

    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    item = models.OneToOneField(EvidenceItem, models.PROTECT, null=True, related_name="+")
    count = models.PositiveIntegerField(default=1)
    hash = models.CharField(max_length=64)

    objects = OfMatterQuerySet.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["matter"], condition=Q(item__isnull=True), name="custody_chain_has_one_head"
            )
        ]


class WithdrawalQuerySet(OfMatterQuerySet):
    matter_path = "item__matter"

    def standing(self) -> WithdrawalQuerySet:
        """Those whose item has not been brought back since."""
        return self.filter(end__isnull=True)


class Withdrawal(models.Model):
    """An item is sealed from here on: kept, checked and listed, but neither shown, read nor handed out."""

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="withdrawals")
    number = models.PositiveSmallIntegerField(help_text="Which withdrawal of this item it is.")
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    why = models.CharField(_("reason"), max_length=300)

    objects = WithdrawalQuerySet.as_manager()

    class Meta:
        ordering = ["number"]
        verbose_name = _("withdrawal")
        verbose_name_plural = _("withdrawals")
        constraints = [
            models.UniqueConstraint(fields=["item", "number"], name="withdrawals_of_an_item_are_counted"),
            models.CheckConstraint(condition=~Q(why=""), name="withdrawal_has_a_reason"),
        ]


class WithdrawalEnd(models.Model):
    """The item is in use again."""

    withdrawal = models.OneToOneField(Withdrawal, models.PROTECT, related_name="end")
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("who"))
    why = models.CharField(_("reason"), max_length=300)

    class Meta:
        verbose_name = _("end of a withdrawal")
        verbose_name_plural = _("ends of withdrawals")
        constraints = [
            models.CheckConstraint(condition=~Q(why=""), name="end_of_withdrawal_has_a_reason"),
        ]

"""When something was last checked, what was found wrong, and what the chains looked like on a day."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.derivatives.models import Derivative
from evidence.items.models import EvidenceItem
from lawyers.matters.models import Matter, OfMatterQuerySet


class Result(models.TextChoices):
    """What came of reading something that is kept again."""

    WHOLE = "whole", _("unaltered")
    MISSING = "missing", _("the file is missing from the vault")
    SIZE = "size", _("the file has another size than was received")
    ALTERED = "altered", _("the bytes are not those that were received")


class ItemCheck(models.Model):
    """The last time the bytes of an item were read again and compared with what was received."""

    Result = Result
    item = models.OneToOneField(EvidenceItem, models.PROTECT, related_name="last_check")
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    result = models.CharField(_("result"), max_length=20, choices=Result.choices)

    class Meta:
        verbose_name = _("check of an item")
        verbose_name_plural = _("checks of items")
        indexes = [models.Index(fields=["checked_at"], name="item_check_by_age")]


class CopyCheck(models.Model):
    """The last time the bytes of a copy that was made from an item were read again and compared with what was made."""

    copy = models.OneToOneField(Derivative, models.PROTECT, related_name="last_check")
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    result = models.CharField(_("result"), max_length=20, choices=Result.choices)

    class Meta:
        verbose_name = _("check of a copy")
        verbose_name_plural = _("checks of copies")
        indexes = [models.Index(fields=["checked_at"], name="copy_check_by_age")]


class ChainCheck(models.Model):
    """The last time a matter's custody chain was gone through, link by link."""

    matter = models.OneToOneField(Matter, models.PROTECT, related_name="chain_check")
    checked_at = models.DateTimeField(_("checked"), default=timezone.now)
    fault_count = models.PositiveIntegerField(_("faults"), default=0)

    class Meta:
        verbose_name = _("check of a custody chain")
        verbose_name_plural = _("checks of custody chains")
        indexes = [models.Index(fields=["checked_at"], name="chain_check_by_age")]

    @property
    def is_intact(self) -> bool:
        return self.fault_count == 0


class AlarmQuerySet(OfMatterQuerySet):
    def open(self) -> AlarmQuerySet:
        """Nobody has said yet what became of it."""
        return self.filter(acknowledged_at__isnull=True)

    def untold(self) -> AlarmQuerySet:
        return self.open().filter(told_at__isnull=True)


class FixityAlarm(models.Model):
    """Something kept is not what it was. Open until a person has looked into it and writes down what it was."""

    class What(models.TextChoices):
        MISSING = "missing", _("the file is missing from the vault")
        SIZE = "size", _("the file has another size than was received")
        ALTERED = "altered", _("the bytes are not those that were received")
        CHAIN = "chain", _("the custody chain is broken")
        COPY = "copy", _("a copy made from it is missing or is not what was made")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="fixity_alarms")
    item = models.ForeignKey(EvidenceItem, models.PROTECT, null=True, related_name="fixity_alarms")
    what = models.CharField(_("what"), max_length=20, choices=What.choices)
    opened_at = models.DateTimeField(_("found"), default=timezone.now)
    told_at = models.DateTimeField(null=True, help_text="When people were mailed.")
    acknowledged_at = models.DateTimeField(null=True)
    acknowledged_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    why = models.CharField(_("what it was"), max_length=300, blank=True)

    objects = AlarmQuerySet.as_manager()

    class Meta:
        ordering = ["-opened_at", "-id"]
        verbose_name = _("alarm")
        verbose_name_plural = _("alarms")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "what"], condition=Q(acknowledged_at__isnull=True, item__isnull=False),
                name="alarm_of_an_item_is_open_once",
            ),
            models.UniqueConstraint(
                fields=["matter", "what"], condition=Q(acknowledged_at__isnull=True, item__isnull=True),
                name="alarm_of_a_matter_is_open_once",
            ),
            models.CheckConstraint(
                condition=Q(acknowledged_at__isnull=True, acknowledged_by__isnull=True, why="")
                | (Q(acknowledged_at__isnull=False, acknowledged_by__isnull=False) & ~Q(why="")),
                name="alarm_is_acknowledged_by_somebody_with_a_reason",
            ),
        ]  # fmt: skip


class ChainSeal(models.Model):
    """The ends of all chains that moved since the seal before, under one digest that can be stamped or written down elsewhere.

    Whoever removes the end of a chain, and its head with it, contradicts the seals.
    """

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    made_at = models.DateTimeField(default=timezone.now)
    previous = models.CharField(max_length=64, blank=True)
    digest = models.CharField("SHA-256", max_length=64)

    class Meta:
        ordering = ["id"]
        verbose_name = _("seal over custody chains")
        verbose_name_plural = _("seals over custody chains")
        constraints = [models.UniqueConstraint(fields=["previous"], name="seals_have_no_fork")]


class SealedHead(models.Model):
    """The end of one matter's chain as a seal says it was."""

    seal = models.ForeignKey(ChainSeal, models.PROTECT, related_name="heads")
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="+")
    count = models.PositiveIntegerField()
    hash = models.CharField(max_length=64)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["seal", "matter"], name="seal_names_a_chain_once")]
        indexes = [models.Index(fields=["matter", "count"], name="sealed_head_by_matter")]

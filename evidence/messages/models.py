"""Messages and calls read out of items."""

from __future__ import annotations

import uuid

from django.db import models
from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem, Withdrawal
from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.privacy.fields import BlindIndexField, EncryptedTextField


class MessageQuerySet(OfMatterQuerySet):
    def incoming(self) -> MessageQuerySet:
        return self.exclude(direction=Message.Direction.OUT)

    def sealed(self) -> MessageQuerySet:
        """Those that stand in withdrawn files only."""
        withdrawn = Withdrawal.objects.standing().values("item")
        elsewhere = MessageSource.objects.filter(message=OuterRef("pk")).exclude(item__in=withdrawn)
        return self.filter(~Exists(elsewhere), item__in=withdrawn)

    def in_use(self) -> MessageQuerySet:
        return self.exclude(pk__in=Message.objects.sealed().values("pk"))


class Message(models.Model):
    """One SMS, chat line or call, with its place in the file. Reading it again adds a source, never a second message."""

    class Direction(models.TextChoices):
        IN = "in", _("received")
        OUT = "out", _("sent")
        MISSED = "missed", _("missed")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="messages")
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="messages")
    where = models.CharField(_("place in the file"), max_length=120)
    source_key = models.CharField(
        max_length=60, blank=True, help_text="Whose phone it was, as the receipt says."
    )
    at = models.DateTimeField(_("when"), null=True)
    kind = models.CharField(_("kind"), max_length=20)
    direction = models.CharField(_("direction"), max_length=10, choices=Direction.choices)
    peer = EncryptedTextField(_("other side"), blank=True)
    peer_index = BlindIndexField(source="peer", kind="phone")
    peer_name = models.CharField(_("name of the other side"), max_length=120, blank=True)
    text = models.TextField(_("text"), blank=True)
    duration_s = models.PositiveIntegerField(_("duration"), null=True)
    confidence = models.FloatField(_("confidence"), default=1.0)
    attachments = models.JSONField(_("attachments"), default=list)
    seen = models.JSONField(
        null=True, blank=True, help_text="Place in a picture: box, time as shown, doubtful characters."
    )
    fingerprint = models.CharField(max_length=64, editable=False)

    objects = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["matter", "fingerprint"], name="message_stands_once_per_matter")
        ]
        indexes = [
            models.Index(fields=["item", "id"], name="message_by_item"),
            models.Index(fields=["matter", "at"], name="message_by_time"),
        ]


class MessageSource(models.Model):
    """A further file in which a known message stands too."""

    message = models.ForeignKey(Message, models.CASCADE, related_name="further_sources")
    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="repeated_messages")
    where = models.CharField(_("place in the file"), max_length=120)
    text = models.TextField(
        _("text as read there"), blank=True, help_text="Empty when it is the message's own text."
    )
    confidence = models.FloatField(_("confidence"), default=1.0)
    seen = models.JSONField(null=True, blank=True, help_text="Place in a picture, as for a message.")

    class Meta:
        verbose_name = _("further source")
        verbose_name_plural = _("further sources")
        constraints = [
            models.UniqueConstraint(fields=["message", "item", "where"], name="source_is_noted_once")
        ]

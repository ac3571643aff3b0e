"""Messages and calls read out of items."""

from __future__ import annotations

import uuid

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem, Withdrawal
from lawyers.audit.models import AppendOnlyRows, WrittenOnce
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
        return self.exclude(pk__in=Message.readings.sealed().values("pk"))

    def standing(self) -> MessageQuerySet:
        """Messages that speak for themselves: not folded into another."""
        return self.filter(folded_into__isnull=True)

    def in_reading_order(self) -> MessageQuerySet:
        """By time; within one file as they stand there, a part that was split off right after its first part."""
        return self.order_by("at", "item", Coalesce("split_from", "id"), "id")


class StandingMessages(models.Manager.from_queryset(MessageQuerySet)):  # type: ignore[misc]  # made at run time
    """What people and figures see: each message once."""

    def get_queryset(self) -> MessageQuerySet:
        rows: MessageQuerySet = super().get_queryset()
        return rows.standing()


class Message(models.Model):
    """One SMS, chat line or call, with its place in the file. Reading it again adds a source, never a second message.

    A reading that turned out to be of a known message is folded into it: the row stays as it was read, so that it can be
    parted again and is known when its file is read once more, but `objects` leaves it out. `readings` has all rows.
    """

    class Folding(models.TextChoices):
        SAME = "same", _("the same message")
        JOINED = "joined", _("a part of the message")

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
    head_key = models.IntegerField(null=True, editable=False)
    tail_key = models.IntegerField(null=True, editable=False)
    folded_into = models.ForeignKey("self", models.PROTECT, null=True, editable=False, related_name="folded")
    folded_as = models.CharField(max_length=10, choices=Folding.choices, blank=True, editable=False)
    split_from = models.ForeignKey(
        "self", models.PROTECT, null=True, editable=False, related_name="split_off"
    )
    revision = models.PositiveIntegerField(
        default=0, editable=False, help_text="Counts what people changed; a change names the one it saw."
    )
    corrected_at = models.DateTimeField(null=True, editable=False)

    objects = StandingMessages()
    readings = MessageQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("message")
        verbose_name_plural = _("messages")
        constraints = [
            models.UniqueConstraint(fields=["matter", "fingerprint"], name="message_stands_once_per_matter"),
            models.CheckConstraint(
                condition=Q(folded_into__isnull=True, folded_as="")
                | Q(folded_into__isnull=False, folded_as__in=["same", "joined"]),
                name="message_folded_says_as_what",
            ),
            models.CheckConstraint(
                condition=~Q(folded_into=F("id")), name="message_is_not_folded_into_itself"
            ),
        ]
        indexes = [
            models.Index(fields=["matter", "head_key"], name="message_by_beginning"),
            models.Index(fields=["matter", "tail_key"], name="message_by_end"),
            models.Index(fields=["item", "id"], name="message_by_item"),
            models.Index(fields=["matter", "at"], name="message_by_time"),
        ]

    @property
    def is_picture(self) -> bool:
        """Whether it was read from a picture, where a box shows it."""
        return self.seen is not None

    @property
    def is_corrected(self) -> bool:
        """Whether a person has put the reading right."""
        return self.corrected_at is not None


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
    reading = models.OneToOneField(
        Message, models.CASCADE, null=True, related_name="as_source", help_text="The reading that was folded."
    )

    class Meta:
        verbose_name = _("further source")
        verbose_name_plural = _("further sources")
        constraints = [
            models.UniqueConstraint(fields=["message", "item", "where"], name="source_is_noted_once")
        ]
        indexes = [models.Index(fields=["item", "where"], name="source_by_place")]


class MaybeSameQuerySet(OfMatterQuerySet):
    matter_path = "first__matter"

    def open(self) -> MaybeSameQuerySet:
        return self.filter(
            state=MaybeSame.State.OPEN, first__folded_into__isnull=True, second__folded_into__isnull=True
        )


class MaybeSame(models.Model):
    """Two messages that may be one. A person decides; what was decided is remembered when files are read again."""

    class State(models.TextChoices):
        OPEN = "open", _("maybe the same")
        SAME = "same", _("the same")
        DIFFERENT = "different", _("not the same")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    first = models.ForeignKey(Message, models.CASCADE, related_name="maybe_same_later")
    second = models.ForeignKey(Message, models.CASCADE, related_name="maybe_same_earlier")
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    decided_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    decided_at = models.DateTimeField(null=True)

    objects = MaybeSameQuerySet.as_manager()

    class Meta:
        verbose_name = _("maybe the same message")
        verbose_name_plural = _("maybe the same messages")
        constraints = [
            models.UniqueConstraint(fields=["first", "second"], name="pair_is_asked_once"),
            models.CheckConstraint(condition=Q(first__lt=F("second")), name="pair_is_in_order"),
            models.CheckConstraint(
                condition=Q(state="open", decided_at__isnull=True)
                | (~Q(state="open") & Q(decided_at__isnull=False)),
                name="pair_is_decided_with_time",
            ),
        ]


class CorrectionQuerySet(AppendOnlyRows, OfMatterQuerySet):
    """Append-only, and visible with the matter."""

    matter_path = "message__matter"


class Correction(WrittenOnce):
    """What a person changed in a reading: who, when, before and after. Written once, never changed.

    `before` and `after` are JSON of the fields concerned. `other` is the part split off, joined, or the reading folded.
    """

    class Kind(models.TextChoices):
        CORRECTED = "corrected", _("corrected")
        SPLIT = "split", _("split")
        JOINED = "joined", _("joined with the next")
        SAME = "same", _("said to be the same")
        PARTED = "parted", _("said not to be the same")
        UNDONE = "undone", _("undone")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    message = models.ForeignKey(Message, models.PROTECT, related_name="corrections")
    other = models.ForeignKey(Message, models.PROTECT, null=True, related_name="corrections_as_other")
    kind = models.CharField(_("what"), max_length=10, choices=Kind.choices)
    before = EncryptedTextField(blank=True)
    after = EncryptedTextField(blank=True)
    undoes = models.OneToOneField("self", models.PROTECT, null=True, related_name="undone_by")
    made_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    made_at = models.DateTimeField(_("when"), default=timezone.now)

    objects = CorrectionQuerySet.as_manager()

    class Meta:
        ordering = ["id"]
        verbose_name = _("correction")
        verbose_name_plural = _("corrections")

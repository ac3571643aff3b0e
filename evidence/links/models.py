"""A link through which one person sends files without an account."""

from __future__ import annotations

import uuid
from datetime import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.privacy.fields import BlindIndexField, EncryptedTextField, lookup_values

MAX_FILES = 200
MAX_BYTES = 2 * 10**9


class UploadLinkQuerySet(OfMatterQuerySet):
    def with_secret(self, secret: str) -> UploadLinkQuerySet:
        """The link of this secret, found by its keyed fingerprint; nothing for what cannot be a secret."""
        values = lookup_values(secret, "secret")
        return self.filter(secret_index__in=values) if values else self.none()

    def open(self, now: datetime) -> UploadLinkQuerySet:
        """Neither taken back nor too old."""
        return self.filter(revoked_at__isnull=True, expires_at__gt=now)


class UploadLink(models.Model):
    """One person's way to send files to one matter. Whoever knows the secret may use it until it ends.

    The secret is encrypted, so that the office can show and print it again, and found by a keyed fingerprint: the
    database alone opens nothing. `file_count` and `byte_count` are taken before a file is received and given back when
    it is not kept, so that many phones at once stay within the limits.
    """

    class Purpose(models.TextChoices):
        CLIENT = "client", _("client")
        CONTACT = "contact", _("contact")

    class State(models.TextChoices):
        REVOKED = "revoked", _("taken back")
        EXPIRED = "expired", _("ended")
        REFUSED = "refused", _("does not want to take part")
        CONSENTED = "consented", _("agreed on the page")
        OPENED = "opened", _("opened on the phone")
        UNUSED = "unused", _("not opened yet")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.ForeignKey(Matter, models.PROTECT, related_name="upload_links", editable=False)
    source_key = models.CharField(
        max_length=60, editable=False, help_text="Opaque to this floor: whose link it is, as in a receipt."
    )
    label = models.CharField(_("whose link, as the office names them"), max_length=120)
    purpose = models.CharField(_("for"), max_length=10, choices=Purpose.choices)
    first_name = EncryptedTextField(_("first name shown on the page"), blank=True)
    office_phone = models.CharField(_("office phone shown on the page"), max_length=30, blank=True)
    secret = EncryptedTextField(editable=False)
    secret_index = BlindIndexField(source="secret", kind="secret")
    created_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    created_at = models.DateTimeField(_("made"), default=timezone.now, editable=False)
    expires_at = models.DateTimeField(_("valid until"))
    revoked_at = models.DateTimeField(_("taken back"), null=True, blank=True)
    revoked_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+")
    revoked_why = models.CharField(_("reason"), max_length=200, blank=True)
    max_files = models.PositiveIntegerField(_("files at most"), default=MAX_FILES)
    max_bytes = models.BigIntegerField(_("bytes at most"), default=MAX_BYTES)
    file_count = models.PositiveIntegerField(_("files"), default=0)
    byte_count = models.BigIntegerField(_("bytes"), default=0)
    opened_at = models.DateTimeField(_("first opened"), null=True, blank=True)
    used_at = models.DateTimeField(_("last sent something"), null=True, blank=True)
    consented_at = models.DateTimeField(_("agreed"), null=True, blank=True)
    refused_at = models.DateTimeField(_("refused"), null=True, blank=True)
    refused_why = EncryptedTextField(_("what they say about it"), blank=True)
    wants_back_at = models.DateTimeField(_("asked for files back"), null=True, blank=True)

    objects = UploadLinkQuerySet.as_manager()

    class Meta:
        ordering = ["-created_at", "-id"]
        verbose_name = _("upload link")
        verbose_name_plural = _("upload links")
        constraints = [
            models.UniqueConstraint(fields=["secret_index"], name="link_secret_is_unique"),
            models.UniqueConstraint(
                fields=["matter", "source_key"],
                condition=Q(revoked_at__isnull=True),
                name="person_has_one_link_that_stands",
            ),
            models.CheckConstraint(
                condition=Q(
                    file_count__lte=F("max_files"), byte_count__gte=0, byte_count__lte=F("max_bytes")
                ),
                name="link_stays_within_its_limits",
            ),
            models.CheckConstraint(
                condition=Q(revoked_at__isnull=True, revoked_why="", revoked_by__isnull=True)
                | (Q(revoked_at__isnull=False, revoked_by__isnull=False) & ~Q(revoked_why="")),
                name="link_is_taken_back_by_somebody_with_a_reason",
            ),
            models.CheckConstraint(
                condition=Q(consented_at__isnull=True) | Q(refused_at__isnull=True),
                name="link_is_agreed_to_or_refused",
            ),
        ]

    @property
    def is_open(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()

    @property
    def state(self) -> UploadLink.State:
        """How things stand, the most telling fact first."""
        found = (
            (self.revoked_at, self.State.REVOKED),
            (self.expires_at <= timezone.now(), self.State.EXPIRED),
            (self.refused_at, self.State.REFUSED),
            (self.consented_at, self.State.CONSENTED),
            (self.opened_at, self.State.OPENED),
        )
        return next((state for is_so, state in found if is_so), self.State.UNUSED)

    @property
    def files_left(self) -> int:
        return max(self.max_files - self.file_count, 0)

    @property
    def bytes_left(self) -> int:
        return max(self.max_bytes - self.byte_count, 0)

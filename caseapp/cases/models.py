"""The case file."""

from __future__ import annotations

import uuid
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from lawyers.matters.models import Matter, OfMatterQuerySet
from lawyers.privacy.fields import EncryptedTextField


class CaseQuerySet(OfMatterQuerySet):
    def open(self) -> CaseQuerySet:
        return self.exclude(status=Case.Status.CLOSED)


class Case(models.Model):
    """One client's harassment matter: a matter with a story."""

    class Status(models.TextChoices):
        INTAKE = "intake", _("intake unfinished")
        EVIDENCE = "evidence", _("gathering evidence")
        ACTION = "action", _("complaints under way")
        WAITING = "waiting", _("waiting for the client")
        CLOSED = "closed", _("closed")

    class CloseReason(models.TextChoices):
        STOPPED = "stopped", _("the harassment stopped")
        DECIDED = "decided", _("decided or settled")
        WITHDRAWN = "withdrawn", _("withdrawn by the client")
        REFERRED = "referred", _("handed to somebody else")
        UNREACHABLE = "unreachable", _("client cannot be reached")
        MISTAKE = "mistake", _("opened by mistake or twice")

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    matter = models.OneToOneField(Matter, models.PROTECT, related_name="case")
    status = models.CharField(_("status"), max_length=20, choices=Status.choices, default=Status.INTAKE)
    story = models.TextField(_("what the client says"), blank=True)
    signs = models.JSONField(_("what happened"), default=list, blank=True)
    intake_key = models.UUIDField(
        _("one key per intake form, so that a double submit makes one case"), unique=True
    )
    draft = EncryptedTextField(_("intake as typed so far"), blank=True)
    opened_on = models.DateField(_("opened"), default=timezone.localdate)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    close_reason = models.CharField(
        _("reason for closing"), max_length=20, choices=CloseReason.choices, blank=True
    )
    next_step = models.CharField(_("next step"), max_length=120, blank=True)
    next_on = models.DateField(_("next event"), null=True, blank=True)
    last_event_at = models.DateTimeField(_("last event"), default=timezone.now)

    objects = CaseQuerySet.as_manager()

    class Meta:
        ordering = ["-last_event_at", "-id"]
        verbose_name = _("case")
        verbose_name_plural = _("cases")
        constraints = [
            models.CheckConstraint(
                condition=(Q(status="closed", closed_at__isnull=False) & ~Q(close_reason=""))
                | (~Q(status="closed") & Q(closed_at__isnull=True, close_reason="")),
                name="case_is_closed_with_time_and_reason",
            ),
        ]
        indexes = [
            models.Index(fields=["-last_event_at", "-id"], name="case_by_last_event"),
            models.Index(fields=["status", "-last_event_at"], name="case_by_status"),
            models.Index(fields=["opened_on"], name="case_by_opening"),
            # Which cases were open when, without reading their stories.
            models.Index(
                fields=["matter"], include=["status", "opened_on", "closed_at"], name="case_by_period"
            ),
            models.Index(fields=["next_on"], name="case_by_next_event", condition=Q(next_on__isnull=False)),
        ]

    @property
    def is_closed(self) -> bool:
        return self.status == self.Status.CLOSED

    @property
    def is_draft(self) -> bool:
        return self.status == self.Status.INTAKE


class EntryQuerySet(OfMatterQuerySet):
    matter_path = "case__matter"

    def standing(self) -> EntryQuerySet:
        return self.filter(is_withdrawn=False)


class TimelineEntry(models.Model):
    """One line of a case's story, in the order in which things happened in the world.

    Rooms above write it through cases.services when they record what happened; `subject` is their short text key and
    `particulars` hold no personal data. What was taken back stays, marked.
    """

    class Kind(models.TextChoices):
        HARM = "harm", _("harassment")
        EVIDENCE = "evidence", _("evidence")
        STEP = "step", _("our steps")
        NOTE = "note", _("note")

    case = models.ForeignKey(Case, models.CASCADE, related_name="timeline")
    kind = models.CharField(max_length=20, choices=Kind.choices)
    name = models.CharField(max_length=60)
    at = models.DateTimeField(_("when"))
    is_time_known = models.BooleanField(default=True)
    subject = models.CharField(max_length=80, blank=True)
    particulars = models.JSONField(default=dict)
    actor_name = models.CharField(max_length=80, blank=True)
    recorded_at = models.DateTimeField(default=timezone.now)
    is_withdrawn = models.BooleanField(default=False)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("timeline entry")
        verbose_name_plural = _("timeline entries")
        indexes = [
            models.Index(fields=["case", "-at", "-id"], name="entry_by_case"),
            models.Index(fields=["subject"], name="entry_by_subject"),
        ]


class Note(models.Model):
    """Something a colleague wrote down about the case."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    case = models.ForeignKey(Case, models.CASCADE, related_name="notes")
    author = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+")
    text = models.TextField(_("note"))
    written_at = models.DateTimeField(default=timezone.now)

    objects = EntryQuerySet.as_manager()

    class Meta:
        ordering = ["-written_at"]
        verbose_name = _("note")
        verbose_name_plural = _("notes")


class SavedFilterQuerySet(models.QuerySet["SavedFilter"]):
    def visible_to(self, user: Any) -> SavedFilterQuerySet:
        return self.filter(owner=user)


class SavedFilter(models.Model):
    """A named set of filters of one person. It never holds searched words, which may be personal data."""

    code = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    owner = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_filters")
    name = models.CharField(_("name"), max_length=60)
    query = models.CharField(max_length=500)
    created_at = models.DateTimeField(default=timezone.now)

    objects = SavedFilterQuerySet.as_manager()

    class Meta:
        ordering = ["name"]
        verbose_name = _("saved filter")
        verbose_name_plural = _("saved filters")
        constraints = [
            models.UniqueConstraint(fields=["owner", "name"], name="saved_filter_name_is_unique_per_person")
        ]

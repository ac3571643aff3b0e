"""The audit trail's one table."""

from __future__ import annotations

from typing import Any, NoReturn

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class AppendOnly(TypeError):
    """Somebody tried to change or delete a row that must stay as it was written."""


class AppendOnlyRows:
    """For a queryset whose rows are written once. The database refuses as well (see guards.py); this says it sooner."""

    model: Any

    def update(self, **kwargs: Any) -> NoReturn:
        raise AppendOnly(self.model._meta.label)

    def delete(self) -> NoReturn:
        raise AppendOnly(self.model._meta.label)


class WrittenOnce(models.Model):
    """A row that is written once: it is neither saved again nor deleted."""

    class Meta:
        abstract = True

    def save(self, *args: Any, **kwargs: Any) -> None:
        if self.pk:
            raise AppendOnly(self._meta.label)
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> NoReturn:
        raise AppendOnly(self._meta.label)


class EventQuerySet(AppendOnlyRows, models.QuerySet[Any]):
    def of_organisation(self, organisation_id: int) -> EventQuerySet:
        return self.filter(organisation_id=organisation_id)

    def of_matter(self, matter_id: int) -> EventQuerySet:
        return self.filter(matter_id=matter_id)

    def looks(self) -> EventQuerySet:
        return self.filter(is_look=True)


class Event(WrittenOnce):
    """One thing somebody did, or one look at personal data.

    The subject is a short text key ("case:<uuid>") and the particulars are JSON, so that the log knows no model of
    the floors above. It holds no personal data: particulars are names of fields and codes, never their values.
    """

    at = models.DateTimeField(_("when"), default=timezone.now, editable=False)
    actor_id = models.BigIntegerField(_("who"), null=True)
    actor_name = models.CharField(_("who"), max_length=80, blank=True)
    organisation_id = models.BigIntegerField(_("organisation"), null=True)
    matter_id = models.BigIntegerField(_("matter"), null=True)
    # Repeats the matter's number, so that the trail reads by itself and this room knows no room above it.
    matter_number = models.CharField(_("case number"), max_length=30, blank=True)
    name = models.CharField(_("what"), max_length=60)
    subject = models.CharField(_("subject"), max_length=80, blank=True)
    particulars = models.JSONField(_("particulars"), default=dict)
    is_look = models.BooleanField(_("look at personal data"), default=False)

    objects = EventQuerySet.as_manager()

    class Meta:
        ordering = ["-id"]
        verbose_name = _("event")
        verbose_name_plural = _("events")
        indexes = [
            models.Index(fields=["organisation_id", "-id"], name="event_by_organisation"),
            models.Index(fields=["matter_id", "-id"], name="event_by_matter"),
            models.Index(fields=["organisation_id", "matter_number", "-id"], name="event_by_matter_number"),
        ]

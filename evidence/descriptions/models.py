"""Descriptions of items, each a version that is never changed; the newest counts."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import CustodyQuerySet, EvidenceItem
from lawyers.audit.models import WrittenOnce


class DescriptionQuerySet(CustodyQuerySet):
    """Append-only, and visible with the item's matter."""

    matter_path = "item__matter"


class Description(WrittenOnce):
    """What one person said about an item at one time. The keys of `facts` are those of rules.KEYS; an absent one was not said."""

    item = models.ForeignKey(EvidenceItem, models.PROTECT, related_name="descriptions")
    version = models.PositiveIntegerField()
    facts = models.JSONField(default=dict)
    at = models.DateTimeField(_("when"), default=timezone.now)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("by")
    )

    objects = DescriptionQuerySet.as_manager()

    class Meta:
        ordering = ["item_id", "version"]
        verbose_name = _("description")
        verbose_name_plural = _("descriptions")
        constraints = [
            models.UniqueConstraint(fields=["item", "version"], name="description_version_is_given_once")
        ]

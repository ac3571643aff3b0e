"""What a virus scanner said of an item."""

from __future__ import annotations

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.items.models import EvidenceItem
from lawyers.matters.models import OfMatterQuerySet


class ScanQuerySet(OfMatterQuerySet):
    matter_path = "item__matter"


class Scan(models.Model):
    """One verdict over an item's bytes. An item without one was not scanned."""

    item = models.OneToOneField(EvidenceItem, models.PROTECT, related_name="scan")
    found = models.CharField(
        _("found"), max_length=200, blank=True, help_text="Empty when nothing was found."
    )
    engine = models.CharField(_("engine"), max_length=200)
    at = models.DateTimeField(_("scanned"), default=timezone.now)

    objects = ScanQuerySet.as_manager()

    class Meta:
        verbose_name = _("virus scan")
        verbose_name_plural = _("virus scans")

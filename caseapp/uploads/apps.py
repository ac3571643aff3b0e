"""The room's entry for Django."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from caseapp.cases.tabs import Tab, add_tab


class UploadsConfig(AppConfig):
    name = "caseapp.uploads"
    label = "uploads"
    verbose_name = _("Upload links")

    def ready(self) -> None:
        add_tab(Tab("links", _("Upload links"), "uploads:links", order=25, rows=_open_links))


def _open_links(case: Any) -> Any:
    return case.matter.upload_links.filter(revoked_at__isnull=True)

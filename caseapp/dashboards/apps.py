"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lawyers.pages.navigation import Entry, add_entry


class DashboardsConfig(AppConfig):
    name = "caseapp.dashboards"
    label = "dashboards"
    verbose_name = _("Dashboards")

    def ready(self) -> None:
        add_entry(Entry("home", _("Desk"), "home", order=10))
        add_entry(Entry("dashboards", _("Figures"), "dashboards:league", order=60))

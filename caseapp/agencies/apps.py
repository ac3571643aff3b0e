"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lawyers.pages.navigation import Entry, add_entry


class AgenciesConfig(AppConfig):
    name = "caseapp.agencies"
    label = "agencies"
    verbose_name = _("Lenders and agencies")

    def ready(self) -> None:
        add_entry(Entry("agencies", _("Companies"), "agencies:list", order=50))

"""The room's entry for Django."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from caseapp.law.checks import law_tables
from lawyers.pages.navigation import Entry, add_entry


class LawConfig(AppConfig):
    """Statutes, violation kinds, regulators and channels as data files; nothing of it in the database."""

    name = "caseapp.law"
    label = "law"
    verbose_name = _("Law")

    def ready(self) -> None:
        register(law_tables)
        add_entry(Entry("law", _("Law"), "law:overview", order=80))

"""The office, ground floor."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lawyers.pages.navigation import Entry, add_entry


class LawyersConfig(AppConfig):
    name = "lawyers"
    verbose_name = _("Office")

    def ready(self) -> None:
        add_entry(Entry("people", _("People"), "people:list", order=90, roles=("administrator",)))
        add_entry(
            Entry("audit", _("Audit trail"), "audit:list", order=85, roles=("supervisor", "administrator"))
        )

"""The room's entry for Django."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from caseapp.cases.tabs import Tab, add_tab
from lawyers.pages.navigation import Entry, add_entry


class CasesConfig(AppConfig):
    name = "caseapp.cases"
    label = "cases"
    verbose_name = _("Cases")

    def ready(self) -> None:
        add_entry(Entry("cases", _("Cases"), "cases:list", order=20))
        add_tab(Tab("overview", _("Overview"), "cases:detail", order=0))
        add_tab(Tab("debts", _("Debts"), "cases:debts", order=60, rows=_debts))
        add_tab(Tab("people", _("People"), "cases:people", order=70))


def _debts(case: Any) -> Any:
    return case.matter.debts.all()

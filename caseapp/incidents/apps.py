"""The room's entry for Django."""

from typing import Any

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from caseapp.cases.details import add_details
from caseapp.cases.tabs import Tab, add_tab
from lawyers.pages.navigation import Entry, add_entry


class IncidentsConfig(AppConfig):
    name = "caseapp.incidents"
    label = "incidents"
    verbose_name = _("Incidents")

    def ready(self) -> None:
        add_entry(Entry("incidents", _("Inbox"), "incidents:inbox", order=30))
        add_details("incident.confirmed", "caseapp.incidents.selectors.told_incidents")
        add_details("evidence.received", "caseapp.incidents.selectors.told_items")
        add_tab(Tab("incidents", _("Incidents"), "incidents:case_incidents", order=10, rows=_incidents))
        add_tab(Tab("evidence", _("Evidence"), "incidents:case_evidence", order=20, rows=_items))


def _incidents(case: Any) -> Any:
    return case.matter.incidents.standing()


def _items(case: Any) -> Any:
    return case.matter.evidence_items.all()

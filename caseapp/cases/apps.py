"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CasesConfig(AppConfig):
    name = "caseapp.cases"
    label = "cases"
    verbose_name = _("Cases")

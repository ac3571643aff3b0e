"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AgenciesConfig(AppConfig):
    name = "caseapp.agencies"
    label = "agencies"
    verbose_name = _("Lenders and agencies")

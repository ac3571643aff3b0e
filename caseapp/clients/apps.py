"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ClientsConfig(AppConfig):
    name = "caseapp.clients"
    label = "clients"
    verbose_name = _("Clients and contacts")

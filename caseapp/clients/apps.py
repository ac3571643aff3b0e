"""The room's entry for Django."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _

from lawyers.privacy.registry import register


class ClientsConfig(AppConfig):
    name = "caseapp.clients"
    label = "clients"
    verbose_name = _("Clients and contacts")

    def ready(self) -> None:
        register(self.get_model("client"), "name", "phone", "id_number", "address")
        register(self.get_model("contact"), "name", "phone")
        register(self.get_model("debt"), "account")

"""The locker, middle floor."""

from django.apps import AppConfig
from django.core.checks import register
from django.utils.translation import gettext_lazy as _

from evidence.timestamps import checks


class EvidenceConfig(AppConfig):
    name = "evidence"
    verbose_name = _("Evidence")

    def ready(self) -> None:
        register(checks.addresses)
        register(checks.on_a_server, deploy=True)

from django.apps import AppConfig
from django.core.checks import register

from caseapp.law.checks import law_tables


class LawConfig(AppConfig):
    """Statutes, violation kinds, regulators and channels as data files; no tables in the database."""

    name = "caseapp.law"
    label = "law"
    verbose_name = "Law"

    def ready(self) -> None:
        register(law_tables)

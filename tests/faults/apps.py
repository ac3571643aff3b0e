"""What counts as lost or left after minutes, this office counts so after seconds: a test cannot wait for it."""

from datetime import timedelta
from importlib import import_module

from django.apps import AppConfig

SECONDS = {
    "evidence.items.models.HELD_FOR": 8,
    "evidence.items.services.holding.RENEW_SECONDS": 2,
    "evidence.isolation.children.TICK_SECONDS": 1,
    "evidence.timestamps.models.HELD_FOR": 6,
    "evidence.timestamps.services.gathering.QUIET_FOR": 2,
    "evidence.timestamps.services.gathering.LONGEST_GATHERING": 5,
    "evidence.derivatives.models.HELD_FOR": 8,
    "evidence.derivatives.models.REDACTION_HELD_FOR": 8,
    "evidence.derivatives.services.preparing.QUEUED_FOR": 4,
    "evidence.arrivals.selectors.QUIET_FOR": 6,
    "caseapp.incidents.services.reading.QUEUED_FOR": 4,
}


class FaultsConfig(AppConfig):
    name = "tests.faults"

    def ready(self) -> None:
        """Each of these pauses, which the product has as a constant, is shorter; a renamed one fails here."""
        for place, seconds in SECONDS.items():
            module, _, name = place.rpartition(".")
            kind = type(getattr(import_module(module), name))
            setattr(
                import_module(module),
                name,
                timedelta(seconds=seconds) if kind is timedelta else kind(seconds),
            )

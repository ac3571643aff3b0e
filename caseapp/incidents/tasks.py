"""What the incidents room does later and on the clock."""

from celery import shared_task
from django.db import OperationalError

from caseapp.incidents import services

# The database may be busy (SQLite) or restarting (PostgreSQL); everything else is a fault to be seen.
TRANSIENT = (OperationalError,)


@shared_task(
    name="incidents.read_item",
    acks_late=True,
    soft_time_limit=3600,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=5,
)
def read_item(item_id: int) -> None:
    """Read one evidence item."""
    services.read_item(item_id)


@shared_task(name="incidents.finish_arrivals", soft_time_limit=600)
def finish_arrivals() -> None:
    """Keep what has arrived whole and was kept by nobody."""
    services.finish_arrivals()


@shared_task(name="incidents.read_waiting", soft_time_limit=50)
def read_waiting() -> None:
    """Queue again what was lost."""
    services.read_waiting()


@shared_task(
    name="incidents.suggest_phone",
    soft_time_limit=600,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=5,
)
def suggest_phone(message_id: int) -> None:
    """Judge one phone again after a message on it was put right."""
    services.suggest_phone(message_id)

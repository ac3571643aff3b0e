"""What the locker does on the clock."""

from celery import shared_task
from django.db import OperationalError

from evidence import incoming
from evidence.derivatives import services as derivatives

# The database may be busy (SQLite) or restarting (PostgreSQL); everything else is a fault to be seen.
TRANSIENT = (OperationalError,)


@shared_task(name="evidence.sweep", soft_time_limit=600)
def sweep() -> None:
    """Remove what killed processes left behind."""
    incoming.sweep()


@shared_task(
    name="evidence.prepare_item",
    acks_late=True,
    soft_time_limit=600,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=5,
)
def prepare_item(item_id: int) -> None:
    """Seal what one item says about its making, and make the copies for the pages."""
    derivatives.prepare_item(item_id)


@shared_task(name="evidence.prepare_waiting", soft_time_limit=50)
def prepare_waiting() -> None:
    """Queue again what was lost."""
    derivatives.prepare_waiting()

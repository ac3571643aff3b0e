"""What the locker does on the clock."""

from celery import shared_task

from evidence import incoming
from evidence.arrivals.services import sweep_arrivals


@shared_task(name="evidence.sweep", soft_time_limit=600)
def sweep() -> None:
    """Remove what killed processes left behind."""
    incoming.sweep()
    sweep_arrivals()

"""What the locker does on the clock."""

from celery import shared_task

from evidence import incoming


@shared_task(name="evidence.sweep", soft_time_limit=600)
def sweep() -> None:
    """Remove what killed processes left behind."""
    incoming.sweep()

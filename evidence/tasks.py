"""What the locker does on the clock."""

from celery import shared_task

from evidence import incoming
from evidence.arrivals.services import sweep_arrivals
from evidence.bundles import services as bundles
from evidence.scanning import services as scanning


@shared_task(name="evidence.sweep", soft_time_limit=600)
def sweep() -> None:
    """Remove what killed processes left behind."""
    incoming.sweep()
    sweep_arrivals()


@shared_task(name="evidence.make_export", acks_late=True, soft_time_limit=3600)
def make_export(export_id: int) -> None:
    """Make one export."""
    bundles.make_export(export_id)


@shared_task(name="evidence.tend_exports", soft_time_limit=300)
def tend_exports() -> None:
    """Queue again what was lost, remove what is old."""
    bundles.make_waiting_exports()
    bundles.remove_expired_exports()


@shared_task(name="evidence.scan_waiting", soft_time_limit=900)
def scan_waiting() -> None:
    """Have items scanned for viruses, where there is a scanner."""
    scanning.scan_waiting()

"""What the locker does on the clock."""

from celery import shared_task
from django.db import OperationalError

from evidence import incoming
from evidence.arrivals.services import sweep_arrivals
from evidence.bundles import services as bundles
from evidence.derivatives import services as derivatives
from evidence.fixity import services as fixity
from evidence.scanning import services as scanning
from evidence.timestamps import services as timestamps

# The database may be busy (SQLite) or restarting (PostgreSQL); everything else is a fault to be seen.
TRANSIENT = (OperationalError,)


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


@shared_task(name="evidence.stamp_waiting", soft_time_limit=50)
def stamp_waiting() -> None:
    """Put together what waits for a time-stamp, and queue what is due."""
    timestamps.stamp_waiting()


@shared_task(
    name="evidence.stamp", acks_late=True, soft_time_limit=600, autoretry_for=TRANSIENT, retry_backoff=True, max_retries=5
)  # fmt: skip
def stamp(stamp_id: int) -> None:
    """Ask for one time-stamp. A service that is away is noted on the stamp, which is due again after a growing pause."""
    timestamps.ask_for_stamp(stamp_id)


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
    derivatives.make_waiting_redactions()


@shared_task(
    name="evidence.make_redaction",
    acks_late=True,
    soft_time_limit=900,
    autoretry_for=TRANSIENT,
    retry_backoff=True,
    max_retries=5,
)
def make_redaction(redaction_id: int) -> None:
    """Make one redacted copy."""
    derivatives.make_redaction(redaction_id)


@shared_task(name="evidence.check_sample", soft_time_limit=3000)
def check_sample() -> None:
    """Read the files again whose last check is longest ago."""
    fixity.check_sample()


@shared_task(name="evidence.check_chains", soft_time_limit=3000)
def check_chains() -> None:
    """Go through the custody chains whose last check is longest ago."""
    fixity.check_chains()


@shared_task(name="evidence.seal_chains", soft_time_limit=600)
def seal_chains() -> None:
    """Put the ends of the chains that moved under one digest."""
    fixity.seal_chains()


@shared_task(name="evidence.tell_alarm", soft_time_limit=600)
def tell_alarm(alarm_id: int) -> None:
    """Mail one alarm."""
    fixity.tell_alarm(alarm_id)


@shared_task(name="evidence.tell_untold", soft_time_limit=600)
def tell_untold() -> None:
    """Mail the alarms whose mail was lost."""
    fixity.tell_untold()

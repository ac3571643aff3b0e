"""What the locker does on the clock."""

from celery import shared_task

from evidence import incoming
from evidence.fixity import services as fixity


@shared_task(name="evidence.sweep", soft_time_limit=600)
def sweep() -> None:
    """Remove what killed processes left behind."""
    incoming.sweep()


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

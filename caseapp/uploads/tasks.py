"""What the uploads room does on the clock."""

from celery import shared_task

from caseapp.uploads import services


@shared_task(name="uploads.finish_left", soft_time_limit=240)
def finish_left() -> None:
    """Keep what came whole and was left."""
    services.finish_left_arrivals()

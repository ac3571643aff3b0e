"""Which files are on their way in."""

from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from evidence.arrivals.models import Arrival

QUIET_FOR = timedelta(minutes=2)
"""A file that is complete for so long and has no result was left by a process that was killed."""


def open_arrivals(purpose: str, owner: str) -> QuerySet[Arrival]:
    """What this owner has begun and not ended, oldest first."""
    rows: QuerySet[Arrival] = Arrival.objects.of(purpose, owner).open()
    return rows


def complete_without_result(purpose: str) -> list[Arrival]:
    """All bytes are here and nothing was said about them: whoever was to keep them was killed."""
    begun = Arrival.objects.filter(purpose=purpose, begun_at__lt=timezone.now() - QUIET_FOR)
    return [arrival for arrival in begun.open() if arrival.offset == arrival.size]

"""How long to wait before a time-stamping service is asked again."""

from datetime import timedelta

FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(hours=6)
DOUBLINGS = 9


def wait_after(tries: int) -> timedelta:
    """1 minute after the first failed try, then twice as long each time, never more than 6 hours: an outage is not given up."""
    return min(FIRST_WAIT * (1 << min(tries - 1, DOUBLINGS)), LONGEST_WAIT)

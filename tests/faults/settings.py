"""The product's own settings for an office that is killed again and again: the same passes on the clock, in seconds for minutes."""

from datetime import timedelta

from tests.served_settings import *  # noqa: F403  # every setting but those below is the product's

INSTALLED_APPS = [*INSTALLED_APPS, "tests.faults"]  # noqa: F405  # from the settings
# The demonstration authority stamps beside a real database here, which an organisation's server may not have.
SILENCED_SYSTEM_CHECKS = [*SILENCED_SYSTEM_CHECKS, "evidence.E002"]  # noqa: F405
_SECONDS = {
    "read-what-is-waiting": 3, "keep-what-has-arrived": 4, "stamp-what-is-waiting": 2, "prepare-what-is-waiting": 3,
    "keep-what-arrived-by-link": 4,
}  # fmt: skip
CELERY_BEAT_SCHEDULE = {
    name: CELERY_BEAT_SCHEDULE[name] | {"schedule": timedelta(seconds=seconds), "options": {"expires": 2 * seconds}}  # noqa: F405
    for name, seconds in _SECONDS.items()
}  # fmt: skip
CELERY_BEAT_MAX_LOOP_INTERVAL = 1

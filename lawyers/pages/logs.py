"""Keeping personal data out of the log."""

import logging
import re

QUERY = re.compile(r"\?[^\s\"']*")


class WithoutQuery(logging.Filter):
    """Cut query strings from request lines: what somebody searched for is not for the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("django.request", "django.security", "django.server")):
            record.msg = QUERY.sub("?…", record.getMessage())
            record.args = ()
        return True

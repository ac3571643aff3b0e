"""Keeping personal data and the secrets of addresses out of the log."""

import logging
import re

QUERY = re.compile(r"\?[^\s\"']*")
SECRETS = re.compile(r"(?<![\w.\-])/(u|join|password/reset)/[^\s\"'?]+")
"""Addresses that open something for whoever knows them: upload links, invitations, new passwords."""


class WithoutQuery(logging.Filter):
    """Cut query strings and secrets from request lines: what somebody searched for and links to use are not for the log."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.name.startswith(("django.request", "django.security", "django.server")):
            record.msg = SECRETS.sub(r"/\1/…", QUERY.sub("?…", record.getMessage()))
            record.args = ()
        return True

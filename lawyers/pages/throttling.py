"""Counting how often something happens, in the cache, so that nobody tries addresses or floods a page."""

import hashlib
import logging

from axes.helpers import get_client_ip_address
from django.core.cache import cache
from django.http import HttpRequest
from redis.exceptions import RedisError

log = logging.getLogger(__name__)


def is_too_often(what: str, *, at_most: int, seconds: int) -> bool:
    """Count `what` once more; True when it happened more often than `at_most` within a window of so many seconds.

    Each process counts for itself where no Redis is set up. Only a fingerprint of `what` is kept, and only so long.
    Never True while Redis is away: nobody is kept from handing in evidence for that.
    """
    key = f"throttle:{hashlib.sha256(what.encode()).hexdigest()[:32]}"
    try:
        cache.add(key, 0, seconds)
        return cache.incr(key) > at_most
    except ValueError:
        # The window ended between the two steps.
        return False
    except RedisError as error:
        log.warning("nothing is counted: %s", type(error).__name__)
        return False


def address_of(request: HttpRequest) -> str:
    """Where the request comes from, as the sign-in throttle sees it: proxies in front are taken into account."""
    return str(get_client_ip_address(request) or "")

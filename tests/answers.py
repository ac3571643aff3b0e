"""Reading an answer of Django's test client to its end."""

from typing import Any

from django.core.signals import request_finished
from django.db import close_old_connections


def closed(answer: Any) -> Any:
    """The answer, with its files closed; the test's own database connection stays open, as in Django's test client."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return answer


def content_of(answer: Any) -> bytes:
    """All bytes of a streamed answer, which is closed then."""
    content = b"".join(answer.streaming_content)
    closed(answer)
    return content

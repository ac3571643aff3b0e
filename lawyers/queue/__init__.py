"""Work put off: by name, until the transaction has committed."""

import inspect
import logging
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction
from kombu.exceptions import OperationalError

__all__ = ["UnknownTask", "enqueue"]

log = logging.getLogger(__name__)


class UnknownTask(LookupError):
    """No task of this name is registered, or the arguments do not fit it."""


def enqueue(name: str, **ids: int | str) -> None:
    """Send the task `name` with `ids` once the present transaction has committed.

    Services name tasks instead of importing them, so that tasks.py may import services and never the reverse.
    Raises UnknownTask at once: a wrong name must fail where it was written, not in a worker. A broker that is away is
    logged only, so every kind of work has a pass on the clock that finds what was not queued or got lost.
    """
    task = _task(name)
    try:
        inspect.signature(task.run).bind(**ids)
    except TypeError as error:
        raise UnknownTask(f"{name}: {error}") from error
    transaction.on_commit(partial(_send, task, ids))


def _send(task: Any, ids: dict[str, int | str]) -> None:
    try:
        task.apply_async(kwargs=ids)
    except OperationalError:
        # What was asked for is committed: the person must not read that it failed.
        log.exception("task %s could not be queued", task.name)


def _task(name: str) -> Any:
    if name not in current_app.tasks:
        # The web process has not imported the tasks modules yet.
        current_app.loader.import_default_modules()
    if name not in current_app.tasks:
        raise UnknownTask(name)
    return current_app.tasks[name]

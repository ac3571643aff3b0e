"""Work put off: by name, until the transaction has committed."""

import inspect
from collections.abc import Callable
from functools import partial
from typing import Any

from celery import current_app
from django.db import transaction

__all__ = ["UnknownTask", "enqueue"]


class UnknownTask(LookupError):
    """No task of this name is registered, or the arguments do not fit it."""


def enqueue(name: str, **ids: int | str) -> None:
    """Send the task `name` with `ids` once the present transaction has committed.

    Services name tasks instead of importing them, so that tasks.py may import services and never the reverse.
    Raises UnknownTask at once: a wrong name must fail where it was written, not in a worker.
    """
    task = _task(name)
    try:
        inspect.signature(task.run).bind(**ids)
    except TypeError as error:
        raise UnknownTask(f"{name}: {error}") from error
    send: Callable[[], Any] = partial(task.apply_async, kwargs=ids)
    transaction.on_commit(send)


def _task(name: str) -> Any:
    if name not in current_app.tasks:
        # The web process has not imported the tasks modules yet.
        current_app.loader.import_default_modules()
    if name not in current_app.tasks:
        raise UnknownTask(name)
    return current_app.tasks[name]

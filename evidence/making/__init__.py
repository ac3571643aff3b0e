"""What is made of a stranger's file: copies for the pages, redacted copies, and what it says about its making.

Each job is a pure function of an open file and plain values. It writes what it makes into files that `keep` opens by name,
returns plain JSON values, and raises Refusal for a file of which nothing can be made. No job runs in a process that holds
more than the file: evidence.isolation.jobs hands them to the child.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from importlib import import_module
from typing import Any, BinaryIO

Keep = Callable[[str], BinaryIO]
"""Opens a new file under a name; it can be written and sought in, and not read."""
Job = Callable[[BinaryIO, Mapping[str, Any], Keep], dict[str, Any]]

# Named and not imported: who reads text does not pay for loading the decoders.
JOBS = {
    "picture.copies": ("evidence.making.pictures", "copies"),
    "picture.redacted": ("evidence.making.redacting", "redacted"),
    "picture.told": ("evidence.making.telling", "told_by_picture"),
    "document.told": ("evidence.making.telling", "told_by_document"),
    "recording.told": ("evidence.making.telling", "told_by_recording"),
    "recording.views": ("evidence.making.recordings", "views"),
    "recording.sound": ("evidence.making.recordings", "sound"),
}


def job_named(name: str) -> Job:
    """The job of this name, loaded when first asked for. Raises KeyError."""
    module, function = JOBS[name]
    job: Job = getattr(import_module(module), function)
    return job

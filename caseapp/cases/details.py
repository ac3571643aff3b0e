"""What the lines of a timeline say beyond what they keep. Rooms above add theirs, so that this room knows none of them."""

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from django.utils.module_loading import import_string

_by_name: dict[str, str] = {}


def add_details(name: str, selector: str) -> None:
    """Lines of this name get details from a selector, told by its dotted path because rooms register before models are loaded.

    It is called once a page with the reader and the lines, and gives by subject what each shows.
    """
    _by_name[name] = selector


def details_of(user: Any, entries: Iterable[Any]) -> dict[str, Any]:
    """Details of these lines by their subject, in one call for each name. A subject without details is left out."""
    by_name: dict[str, list[Any]] = defaultdict(list)
    for entry in entries:
        by_name[entry.name].append(entry)
    found: dict[str, Any] = {}
    for name in by_name.keys() & _by_name.keys():
        found |= import_string(_by_name[name])(user, by_name[name])
    return found

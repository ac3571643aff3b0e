"""The main menu. Rooms add their entry when they are ready, so that this floor knows none of them."""

from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Entry:
    """One place of the main menu; `place` is what pages name to mark it current, `roles` empty means everybody."""

    place: str
    label: str | Promise
    url_name: str
    order: int
    roles: tuple[str, ...] = ()


_entries: dict[str, Entry] = {}


def add_entry(entry: Entry) -> None:
    """Put an entry into the menu; the same place twice replaces itself."""
    _entries[entry.place] = entry


def entries_for(role: str) -> list[Entry]:
    """The menu of a person with this role, in order."""
    return sorted((e for e in _entries.values() if not e.roles or role in e.roles), key=lambda e: e.order)

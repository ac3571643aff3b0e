"""The tabs of the case page. Rooms above add theirs when they are ready, so that this room knows none of them."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise


@dataclass(frozen=True)
class Tab:
    """One tab: `url_name` takes the case's code; `rows` gives those of the case's matter that are counted beside the label."""

    name: str
    label: str | Promise
    url_name: str
    order: int
    rows: Callable[[Any], Any] | None = None


_tabs: dict[str, Tab] = {}


def add_tab(tab: Tab) -> None:
    """Put a tab on the case page; the same name twice replaces itself."""
    _tabs[tab.name] = tab


def tabs() -> list[Tab]:
    """All tabs in order."""
    return sorted(_tabs.values(), key=lambda tab: tab.order)

"""Which fields of which rows may be shown on request. Rooms above register theirs."""

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Revealable:
    """A model of a matter (it has `matter`, `code` and `visible_to`) and its maskable fields."""

    model: type[Any]
    fields: frozenset[str]


_registered: dict[str, Revealable] = {}


def register(model: type[Any], *fields: str) -> None:
    """Let people ask to see these fields of this model."""
    _registered[model._meta.model_name] = Revealable(model, frozenset(fields))


def revealable(model_name: str) -> Revealable:
    """The entry of a model; LookupError when nothing of it may be shown."""
    return _registered[model_name]

"""Reading matters for pages."""

from typing import Any
from uuid import UUID

from lawyers.access import get_visible_or_404
from lawyers.privacy.registry import revealable


def row_to_reveal(user: Any, subject: str) -> Any:
    """The visible row behind "client:<uuid>"; Http404 or LookupError/ValueError for anything else."""
    model_name, _, code = subject.partition(":")
    entry = revealable(model_name)
    return get_visible_or_404(entry.model._default_manager.select_related("matter"), user, code=UUID(code))

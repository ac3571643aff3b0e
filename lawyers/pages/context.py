"""What the frame of every page needs."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest

from lawyers.pages.navigation import entries_for


def frame(request: HttpRequest) -> dict[str, Any]:
    """Menu, the current place in it (a view may name another), language switch, and whether this is the embedded demo set-up."""
    user = getattr(request, "user", None)
    role = getattr(user, "role", "")
    other = "en" if getattr(request, "LANGUAGE_CODE", "") != "en" else "zh-hans"
    match = getattr(request, "resolver_match", None)
    return {
        "place": (match.app_name or match.url_name) if match else "",
        "menu": entries_for(role) if role else [],
        "other_language": other,
        "is_embedded": settings.IS_EMBEDDED,
    }

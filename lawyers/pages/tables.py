"""Pages of long lists without counting the whole list more than once."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE) -> Page[Any]:
    """The page that ?page= asks for; a wrong number gives the nearest page, never an error."""
    return Paginator(rows, size).get_page(request.GET.get("page"))

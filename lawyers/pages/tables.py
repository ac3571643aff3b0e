"""Pages of long lists without counting the whole list more than once."""

from typing import Any

from django.core.paginator import Page, Paginator
from django.http import HttpRequest

PAGE_SIZE = 50


def page_of(request: HttpRequest, rows: Any, *, size: int = PAGE_SIZE, count: int | None = None) -> Page[Any]:
    """The page that ?page= asks for; a wrong number gives the nearest page, never an error. A `count` that is known is not asked for again."""
    paginator = Paginator(rows, size)
    if count is not None:
        paginator.count = count
    return paginator.get_page(request.GET.get("page"))

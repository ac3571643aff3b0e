"""Every route says who may open it, and it holds: route × person → status."""

from collections.abc import Iterator

from django.urls import URLPattern, URLResolver, get_resolver

# Django's own administration guards itself; it is for system administrators only.
GUARDED_BY_DJANGO = "system/"


def routes(resolver: URLResolver | None = None, prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path)
        else:
            yield path, entry


def test_every_route_says_who_may_open_it() -> None:
    silent = [
        path
        for path, entry in routes()
        if not path.startswith(GUARDED_BY_DJANGO) and not hasattr(entry.callback, "open_to")
    ]
    assert silent == []

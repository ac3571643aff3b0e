"""Addresses of the cases room: names only, until the room is furnished."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lawyers.access import ANYONE, open_to

app_name = "cases"


@open_to(ANYONE)
def standin(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """An empty page that keeps the address."""
    return HttpResponse("")


urlpatterns = [
    path("list/", standin, name="list"),
    path("search/", standin, name="search"),
    path("new/", standin, name="new"),
    path("<uuid:code>/", standin, name="detail"),
]

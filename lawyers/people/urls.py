"""Addresses of the people room: names only, until the room is furnished."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from lawyers.access import ANYONE, open_to

app_name = "people"


@open_to(ANYONE)
def standin(request: HttpRequest, **kwargs: object) -> HttpResponse:
    """An empty page that keeps the address."""
    return HttpResponse("")


urlpatterns = [
    path("sign_in/", standin, name="sign_in"),
    path("sign_out/", standin, name="sign_out"),
    path("password_change/", standin, name="password_change"),
]

"""The door of the phone page: the secret in the address is the key, and nothing else is asked for.

There is no session and no cross-site token: whoever knows the secret may act, and whoever does not cannot forge a request
that carries it. So browsers may be told to send no referrer at all, which a token check could not live with
(a form sent under `no-referrer` has the origin "null").
"""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.csrf import csrf_exempt

from evidence.links.models import UploadLink
from evidence.links.selectors import link_for_secret
from lawyers.access import ANYONE, View, open_to
from lawyers.pages.throttling import address_of, is_too_often

WINDOW_SECONDS = 15 * 60
WRONG_AT_MOST = 30
"""Wrong secrets from one address in a window. A right one always opens: many phones share one address of a carrier."""
FORM_BYTES = 2 * 1024 * 1024
"""What a form weighs beside its files."""
SENDINGS_SECONDS = 60
SENDINGS_AT_MOST = 300
"""Forms and files sent through one link in a minute: more than a phone manages, less than what hurts others."""

LinkView = Callable[..., HttpResponse]


def through_link(view: LinkView) -> View:
    """The view gets the open link instead of its secret; everybody else gets a page that says nothing."""

    @wraps(view)
    def opened(request: HttpRequest, secret: str, **kwargs: Any) -> HttpResponse:
        return private(_answer(request, secret, view, kwargs))

    return open_to(ANYONE)(csrf_exempt(opened))


def agreed(view: LinkView) -> LinkView:
    """Only after the person agreed; before, the page that asks."""

    @wraps(view)
    def asked(request: HttpRequest, link: UploadLink, **kwargs: Any) -> HttpResponse:
        if link.consented_at is None:
            return redirect("uploads:welcome", link.secret)
        return view(request, link, **kwargs)

    return asked


def _answer(request: HttpRequest, secret: str, view: LinkView, kwargs: dict[str, Any]) -> HttpResponse:
    link = link_for_secret(secret)
    if link is None:
        return _unknown(request)
    if request.method == "POST" and is_too_often(
        f"link:{link.pk}", at_most=SENDINGS_AT_MOST, seconds=SENDINGS_SECONDS
    ):
        return _wait(request, SENDINGS_SECONDS)
    if not link.is_open or link.matter.case.is_closed:
        # Whoever holds a real link reads kindly what to do, and nothing about whose it was.
        return render(request, "uploads/phone_ended.html", status=410)
    # The body has not been read yet: what is larger than the link takes never reaches the disk.
    if int(request.META.get("CONTENT_LENGTH") or 0) > link.bytes_left + FORM_BYTES:
        return render(request, "uploads/phone_too_much.html", status=413)
    return view(request, link, **kwargs)


def _unknown(request: HttpRequest) -> HttpResponse:
    if is_too_often(f"wrong:{address_of(request)}", at_most=WRONG_AT_MOST, seconds=WINDOW_SECONDS):
        return _wait(request, WINDOW_SECONDS)
    return render(request, "uploads/phone_unknown.html", status=404)


def _wait(request: HttpRequest, seconds: int) -> HttpResponse:
    response = render(request, "uploads/phone_wait.html", {"minutes": max(seconds // 60, 1)}, status=429)
    response["Retry-After"] = str(seconds)
    return response


def private(response: HttpResponse) -> HttpResponse:
    """Not kept by browsers and proxies, not found by search engines, and its address told to nobody."""
    response["Cache-Control"] = "private, no-store"
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow, noarchive"
    return response

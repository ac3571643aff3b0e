"""Every route says who may open it, and it holds: route × person → status."""

import uuid
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from lawyers.access import STAFF, STAFF_ROLES
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.answers import closed
from tests.architecture.places import Places, all_places

# Django's own administration guards itself; it is for system administrators only.
GUARDED_BY_DJANGO = "system/"
SUCCESS = {200, 302, 405, 410, 422}


def routes(
    resolver: URLResolver | None = None, prefix: str = "", names: tuple[str, ...] = ()
) -> Iterator[tuple[str, str, URLPattern]]:
    for entry in (resolver or get_resolver()).url_patterns:
        path = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            yield from routes(entry, path, (*names, entry.namespace) if entry.namespace else names)
        else:
            yield path, ":".join((*names, entry.name or "")), entry


OWN = [(path, name, entry) for path, name, entry in routes() if not path.startswith(GUARDED_BY_DJANGO)]


def test_every_route_says_who_may_open_it() -> None:
    assert [path for path, _, entry in OWN if not hasattr(entry.callback, "open_to")] == []


@pytest.fixture
def places(matter: Matter, wen: User, ning: User) -> Places:
    return all_places(matter, wen, ning)


def status_of(answer: Any) -> int:
    return int(closed(answer).status_code)


def address_of(name: str, entry: URLPattern, places: Places, matter: Matter) -> str:
    wanted = set(entry.pattern.converters) - set(entry.default_args)
    kwargs = places.get(name) or ({"code": matter.case.code} if wanted else {})
    return reverse(name, kwargs=kwargs or None)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "name", "entry"), OWN, ids=[name for _, name, _ in OWN])
def test_route_by_person(
    path: str, name: str, entry: URLPattern, places: Places, matter: Matter, chen: User, ning: User, zhao: User,
    wen: User, signed_in: Callable[[User], Browser],
) -> None:  # fmt: skip
    address = address_of(name, entry, places, matter)
    groups = entry.callback.open_to
    roles = set(STAFF_ROLES if STAFF in groups else groups)
    if "anyone" not in roles:
        answer = Browser().get(address)
        assert (
            (answer.status_code, answer.url.split("?")[0]) == (302, "/sign-in/")
            if answer.status_code != 405
            else True
        )
    for person in (wen, chen, ning, zhao):
        status = status_of(signed_in(person).get(address))
        if "anyone" not in roles and person.role not in roles:
            assert status in {403, 405}, (name, person.username, status)
            continue
        assert status in SUCCESS | {403, 404}, (name, person.username, status)
    concerns_matter = bool(set(entry.pattern.converters) & {"code", "row"}) and name.split(":")[0] in {
        "cases",
        "evidence",
        "incidents",
        "uploads",
    }
    if concerns_matter and name != "cases:delete_filter":
        for method in ("get", "post"):
            status = status_of(getattr(signed_in(zhao), method)(address))
            assert status in {404, 405}, (name, method, status)


@pytest.mark.django_db
def test_a_missing_and_a_hidden_case_are_the_same_404(
    zhao: User, matter: Matter, signed_in: Callable[[User], Browser]
) -> None:
    browser = signed_in(zhao)
    hidden = browser.get(f"/cases/{matter.case.code}/")
    missing = browser.get(f"/cases/{uuid.uuid4()}/")
    assert hidden.status_code == missing.status_code == 404

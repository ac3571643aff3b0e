"""Every route says who may open it, and it holds: route × person → status."""

import uuid
from collections.abc import Callable, Iterator
from io import BytesIO
from typing import Any

import pytest
from django.core.signals import request_finished
from django.db import close_old_connections
from django.test import Client as Browser
from django.urls import URLPattern, URLResolver, get_resolver, reverse

from caseapp.cases.models import SavedFilter
from caseapp.clients.models import Contact, Debt
from caseapp.incidents.models import Incident, Suggestion
from evidence.items.services import Origin, receive_file
from evidence.messages.models import Correction, MaybeSame, Message
from lawyers.access import STAFF, STAFF_ROLES
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import User
from lawyers.people.services import invite_person
from tests.factories.cases import ContactFactory, DebtFactory, IncidentFactory, LenderFactory

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
def places(matter: Matter, wen: User, ning: User) -> dict[str, dict[str, Any]]:
    """What the address of each route needs; the default is the case's code."""
    case = matter.case
    contact, debt, incident = (
        ContactFactory(matter=matter),
        DebtFactory(matter=matter),
        IncidentFactory(matter=matter),
    )
    item = receive_file(wen, matter=matter, stream=BytesIO(b"x"), name="a.txt", origin=Origin()).item
    message = Message.objects.create(
        matter=matter, item=item, where="sms[1]", kind="sms", direction="in", fingerprint="f", text="x"
    )
    suggestion = Suggestion.objects.create(message=message, kind="V01", why="x")
    other = Message.objects.create(
        matter=matter, item=item, where="sms[2]", kind="sms", direction="in", fingerprint="g", text="x"
    )
    pair = MaybeSame.objects.create(first=message, second=other)
    correction = Correction.objects.create(message=message, kind="corrected", made_by=wen)
    assignment = Assignment.objects.get(matter=matter, user=wen)
    invitation, token = invite_person(ning, name="甲", role="lawyer", email="")
    saved = SavedFilter.objects.create(owner=wen, name="x", query="")
    lender = LenderFactory()
    given: dict[str, dict[str, Any]] = {
        "cases:unassign": {"code": case.code, "assignment_id": assignment.pk},
        "cases:edit_contact": {"code": case.code, "row": contact.code},
        "cases:edit_debt": {"code": case.code, "row": debt.code},
        "cases:remove_debt": {"code": case.code, "row": debt.code},
        "cases:delete_filter": {"code": saved.code},
        "incidents:item": {"code": item.code},
        "incidents:download": {"code": item.code},
        "incidents:undo_correction": {"code": correction.code},
        "incidents:same": {"code": pair.code},
        "evidence:preview": {"code": item.code},
        "people:join": {"token": token},
        "people:password_new": {"uidb64": "MQ", "token": "set-password"},
        "people:revoke": {"code": invitation.code},
        "law:kind": {"code": "V01"},
        "dashboards:lender": {"code": lender.code},
        "agencies:engage": {"code": lender.code},
        "agencies:new": {"kind": "lender"},
        "agencies:undo_merge": {"kind": "lender", "code": lender.code, "merge_id": 1},
    }
    given |= {f"incidents:{name}": {"code": incident.code} for name in ("detail", "attribute", "withdraw")}
    given |= {f"incidents:{name}": {"code": suggestion.code} for name in ("confirm", "reject", "reopen")}
    given |= {
        f"incidents:{name}": {"code": message.code}
        for name in (
            "accept",
            "correct",
            "dismiss",
            "edit",
            "later",
            "merge",
            "original",
            "part",
            "split",
            "undo",
        )
    }
    given |= {f"people:{name}": {"code": wen.code} for name in ("deactivate", "reactivate", "change_role")}
    given |= {
        f"agencies:{name}": {"kind": "lender", "code": lender.code}
        for name in ("detail", "edit", "alias", "verify", "merge", "mandate")
    }
    assert Contact.objects.exists()
    assert Debt.objects.exists()
    assert Incident.objects.exists()
    return given


def status_of(answer: Any) -> int:
    """The status, with the answer's files closed; the test's own database connection stays open, as in Django's test client."""
    request_finished.disconnect(close_old_connections)
    answer.close()
    request_finished.connect(close_old_connections)
    return int(answer.status_code)


def address_of(name: str, entry: URLPattern, places: dict[str, dict[str, Any]], matter: Matter) -> str:
    wanted = set(entry.pattern.converters) - set(entry.default_args)
    kwargs = places.get(name) or ({"code": matter.case.code} if wanted else {})
    return reverse(name, kwargs=kwargs or None)


@pytest.mark.django_db
@pytest.mark.parametrize(("path", "name", "entry"), OWN, ids=[name for _, name, _ in OWN])
def test_route_by_person(
    path: str, name: str, entry: URLPattern, places: dict[str, dict[str, Any]], matter: Matter, chen: User, ning: User, zhao: User,
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
        "incidents",
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

"""Signing in, passwords, joining and leaving."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.core import mail
from django.db import DatabaseError, connection, transaction
from django.test import Client as Browser
from django.utils import timezone

from lawyers.audit.models import Event
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.people import services
from lawyers.people.models import Invitation, User
from tests.factories.lawyers import PASSWORD, UserFactory

pytestmark = pytest.mark.django_db
SIGN_IN = "/sign-in/"


@pytest.mark.parametrize("name", ["wen", "WEN", " Wen "])
def test_signing_in_with_any_letter_case(name: str, wen: User, client: Browser) -> None:
    answer = client.post(SIGN_IN, {"username": name, "password": PASSWORD})
    assert (answer.status_code, answer.url) == (302, "/")


def test_the_last_sign_in_is_shown(wen: User, client: Browser) -> None:
    User.objects.filter(pk=wen.pk).update(last_login=timezone.now() - timedelta(days=1))
    yesterday = f"{timezone.localtime(timezone.now() - timedelta(days=1)):%Y-%m-%d %H:%M}"
    client.post(SIGN_IN, {"username": "wen", "password": PASSWORD})
    assert client.session["previous_sign_in"] == yesterday


def test_a_wrong_password_keeps_the_name_and_tells_not_which_was_wrong(wen: User, client: Browser) -> None:
    pages = []
    for name in ("wen", "nobody"):
        answer = client.post(SIGN_IN, {"username": name, "password": "wrong"})
        page = answer.content.decode()
        assert f'value="{name}"' in page
        pages.append(re.sub(r'value="[^"]*"|"X-CSRFToken": "[^"]*"', "", page))
    assert pages[0] == pages[1]


def test_many_wrong_passwords_are_throttled_also_for_the_right_one(wen: User, client: Browser) -> None:
    for _ in range(5):
        answer = client.post(SIGN_IN, {"username": "wen", "password": "wrong"})
    assert answer.status_code == 429
    assert client.post(SIGN_IN, {"username": "wen", "password": PASSWORD}).status_code == 429


def test_the_next_address_is_followed_only_inside(wen: User, client: Browser) -> None:
    inside = client.post(SIGN_IN, {"username": "wen", "password": PASSWORD, "next": "/cases/"})
    assert inside.url == "/cases/"
    client.logout()
    outside = client.post(SIGN_IN, {"username": "wen", "password": PASSWORD, "next": "https://evil.example/"})
    assert outside.url == "/"


def test_signing_out_needs_a_post(caseworker_client: Browser) -> None:
    assert caseworker_client.get("/sign-out/").status_code == 405
    assert caseworker_client.post("/sign-out/").status_code == 302
    assert caseworker_client.get("/cases/").status_code == 302


def test_a_deactivated_person_is_out_at_once(
    wen: User, chen: User, ning: User, caseworker_client: Browser, client: Browser
) -> None:
    services.deactivate_person(ning, person=wen)
    assert caseworker_client.get("/cases/").status_code == 302
    assert client.post(SIGN_IN, {"username": "wen", "password": PASSWORD}).status_code == 200


def test_changing_the_password_ends_other_sessions(wen: User, signed_in: Callable[[User], Browser]) -> None:
    here, elsewhere = signed_in(wen), signed_in(wen)
    new = "another long password 7"
    answer = here.post("/password/", {"old_password": PASSWORD, "new_password1": new, "new_password2": new})
    assert answer.status_code == 302
    assert here.get("/cases/").status_code == 200
    assert elsewhere.get("/cases/").status_code == 302


def test_a_reset_link_sets_a_password_once_and_unknown_addresses_are_not_told(
    client: Browser, office: object
) -> None:
    UserFactory(username="mei", email="mei@example.org", organisation=office)
    answers = [
        client.post("/password/reset/", {"email": address})
        for address in ("mei@example.org", "nobody@example.org")
    ]
    assert {(a.status_code, a.url) for a in answers} == {(302, "/password/reset/sent/")}
    assert len(mail.outbox) == 1
    link = re.search(r"https?://[^/]+(\S+)", mail.outbox[0].body).group(1)
    form = client.get(link, follow=True).request["PATH_INFO"]
    new = "another long password 7"
    assert client.post(form, {"new_password1": new, "new_password2": new}).status_code == 302
    assert User.objects.get(username="mei").check_password(new)
    assert 'name="new_password1"' not in client.get(link, follow=True).content.decode()


def invite(administrator: User, role: str = "lawyer") -> tuple[Invitation, str]:
    return services.invite_person(administrator, name="苏禾", role=role, email="")


def test_joining_by_link(ning: User, client: Browser) -> None:
    _, token = invite(ning)
    answer = client.post(f"/join/{token}/", {"username": "suhe", "password": "a good long password"})
    person = User.objects.get(username="suhe")
    assert answer.url == "/"
    assert (person.role, person.organisation, person.name) == ("lawyer", ning.organisation, "苏禾")
    assert (
        client.post(f"/join/{token}/", {"username": "second", "password": "a good long password"}).status_code
        == 410
    )


def test_the_secret_of_a_link_is_long_and_stored_nowhere(ning: User) -> None:
    invitation, token = invite(ning)
    assert len(token) >= 43
    assert token not in str(Invitation.objects.filter(pk=invitation.pk).values())


@pytest.mark.parametrize("why", ["unknown", "revoked", "too old"])
def test_a_link_that_does_not_work(why: str, ning: User, client: Browser) -> None:
    invitation, token = invite(ning)
    if why == "revoked":
        services.revoke_invitation(ning, invitation=invitation)
    if why == "too old":
        Invitation.objects.filter(pk=invitation.pk).update(expires_at=timezone.now())
    answer = client.post(
        f"/join/{'x' if why == 'unknown' else token}/",
        {"username": "suhe", "password": "a good long password"},
    )
    assert answer.status_code == 410
    assert not User.objects.filter(username="suhe").exists()


def test_a_taken_user_name_leaves_the_link_open(ning: User, wen: User, client: Browser) -> None:
    _, token = invite(ning)
    answer = client.post(f"/join/{token}/", {"username": "wen", "password": "a good long password"})
    assert answer.status_code == 200
    assert (
        client.post(f"/join/{token}/", {"username": "suhe", "password": "a good long password"}).status_code
        == 302
    )


@pytest.mark.parametrize("password", ["short", "12345678901", "password123"])
def test_weak_passwords_are_refused(password: str, ning: User, client: Browser) -> None:
    _, token = invite(ning)
    answer = client.post(f"/join/{token}/", {"username": "suhe", "password": password})
    assert answer.context["form"].errors["password"]


def test_nobody_removes_themselves_or_the_last_administrator(ning: User, chen: User) -> None:
    for act in (
        lambda: services.deactivate_person(ning, person=ning),
        lambda: services.change_role(chen, person=ning, role="lawyer"),
    ):
        with pytest.raises(services.MustStay):
            act()


def test_the_page_invites_once_and_audits(administrator_client: Browser) -> None:
    page = administrator_client.post("/people/invite/", {"name": "苏禾", "role": "lawyer"}).content.decode()
    assert "/join/" in page
    assert Event.objects.filter(name="person.invited").count() == 1


@pytest.mark.parametrize("address", ["/people/", "/people/invite/"])
def test_people_are_for_administrators(
    address: str, caseworker_client: Browser, supervisor_client: Browser, administrator_client: Browser
) -> None:
    assert [
        b.get(address).status_code for b in (caseworker_client, supervisor_client, administrator_client)
    ] == [403, 403, 200]


def test_people_of_another_office_do_not_exist(administrator_client: Browser, zhao: User) -> None:
    assert administrator_client.get(f"/people/{zhao.code}/deactivate/").status_code == 404
    assert administrator_client.post(f"/people/{zhao.code}/role/", {"role": "lawyer"}).status_code == 404


def test_a_system_administrator_sees_no_case(client: Browser, matter: object) -> None:
    root = User.objects.create_superuser("root", PASSWORD, name="系统管理员")
    client.force_login(root, backend="lawyers.people.backends.ActivePersonBackend")
    assert client.get("/cases/").status_code == 403
    assert client.get("/system/").status_code == 200


def test_the_system_administration_uses_the_one_sign_in_form(client: Browser) -> None:
    assert client.get("/system/", follow=True).redirect_chain[-1][0].startswith("/sign-in/")


def test_the_audit_trail_is_for_supervisors_and_administrators(
    caseworker_client: Browser, supervisor_client: Browser, matter: object, wen: User
) -> None:
    assert caseworker_client.get("/audit/").status_code == 403
    Event.objects.create(
        name="personal_data.seen", actor_name="温以宁", organisation_id=wen.organisation_id, is_look=True
    )
    Event.objects.create(name="case.closed", actor_name="别处的人", organisation_id=10**9)
    page = supervisor_client.get("/audit/?looks=1").content.decode()
    assert "温以宁" in page
    assert "别处的人" not in supervisor_client.get("/audit/").content.decode()
    exported = b"".join(supervisor_client.get("/audit/export.csv?looks=1").streaming_content).decode()
    assert exported.count("\r\n") == 2


def test_the_audit_trail_of_one_matter(supervisor_client: Browser, matter: Matter, wen: User) -> None:
    record(wen, "note.added", subject="case:1", matter=matter)
    record(wen, "person.invited", organisation_id=wen.organisation_id)
    whole = supervisor_client.get("/audit/").content.decode()
    assert whole.count(matter.number) > 1
    assert "邀请" in whole
    of_it = supervisor_client.get(f"/audit/?matter={matter.number.lower()}").content.decode()
    assert matter.number in of_it
    assert "邀请了" not in of_it
    exported = b"".join(
        supervisor_client.get(f"/audit/export.csv?matter={matter.number}").streaming_content
    ).decode()
    assert exported.count("\r\n") == 2
    assert matter.number in exported


def test_the_trail_is_still_append_only_after_its_table_was_made_anew(wen: User, matter: Matter) -> None:
    record(wen, "note.added", matter=matter)
    cursor = connection.cursor()
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        cursor.execute("UPDATE lawyers_event SET matter_number = 'X'")

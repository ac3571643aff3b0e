"""The fictional world: two offices apart from each other, repeatable, and never in the way of a real one."""

import json
from io import StringIO
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import DatabaseError, connection

from caseapp.cases.models import Case
from caseapp.demo import cast, world
from caseapp.incidents.models import Incident
from lawyers.audit.services import record
from lawyers.matters.models import Matter
from lawyers.people.models import User
from lawyers.privacy.rules import normalised_phone
from tests.factories.lawyers import OrganisationFactory


def demo(*arguments: str) -> dict[str, Any]:
    out = StringIO()
    call_command("demo", "--json", *arguments, stdout=out, stderr=StringIO())
    return json.loads(out.getvalue())


@pytest.mark.django_db
def test_the_world_has_two_offices_with_all_roles_and_cases() -> None:
    told = demo()
    slugs = {o["slug"] for o in told["organisations"]}
    assert len(slugs) >= 2
    for slug in slugs:
        assert {a["role"] for a in told["accounts"] if a["organisation"] == slug} == {
            "caseworker", "lawyer", "supervisor", "administrator",
        }  # fmt: skip
        assert any(m["organisation"] == slug for m in told["matters"])
    assert (told["cases"], told["incidents"]) == (Case.objects.count(), Incident.objects.count())


@pytest.mark.django_db
def test_running_it_again_changes_nothing() -> None:
    assert demo() == demo()


@pytest.mark.django_db
def test_every_account_signs_in_and_sees_only_its_own_office() -> None:
    for account in demo()["accounts"]:
        person = User.objects.get(username=account["username"])
        assert person.check_password(account["password"])
        seen = set(Matter.objects.visible_to(person).values_list("organisation__slug", flat=True))
        assert seen == {account["organisation"]}


@pytest.mark.django_db
def test_all_numbers_are_fictional() -> None:
    demo()
    for case in Case.objects.select_related("matter__client")[:50]:
        assert normalised_phone(case.matter.client.phone).startswith("1990000")


@pytest.mark.django_db
def test_scale_multiplies_the_incidents() -> None:
    assert demo("--scale", "3")["incidents"] > 2.5 * 1000


@pytest.mark.django_db
@pytest.mark.parametrize("scale", ["0", "-1"])
def test_a_scale_below_one_is_a_wrong_call(scale: str) -> None:
    with pytest.raises(CommandError) as caught:
        demo("--scale", scale)
    assert caught.value.returncode == 2


@pytest.mark.django_db(transaction=True)
def test_reset_makes_the_world_anew() -> None:
    first = demo()
    Case.objects.filter(status="closed").update(close_reason="mistake")
    again = demo("--reset")
    assert (again["cases"], again["accounts"]) == (first["cases"], first["accounts"])
    assert not Case.objects.filter(close_reason="mistake").exists()
    record(None, "demo.tested")
    with connection.cursor() as cursor, pytest.raises(DatabaseError, match="append-only"):
        cursor.execute("DELETE FROM lawyers_event")


@pytest.mark.django_db
def test_reset_never_touches_a_real_office() -> None:
    OrganisationFactory()
    with pytest.raises(world.WorldIsReal):
        world.reset()


def test_the_cast_is_consistent() -> None:
    names = {lender.name for lender in cast.LENDERS}
    assert all(set(principals) <= names for _, _, principals in cast.AGENCIES)

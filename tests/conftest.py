"""The cast that every test knows, and what keeps tests apart.

Wen is a caseworker of office A and works on `matter`; Li is a lawyer of A assigned to `matter` only; Chen supervises A;
Ning administers A; Zhao is a caseworker of office B, which owns `other_matter`. Nobody of A may see anything of B.
"""

import os
import shutil
from collections.abc import Callable, Iterator

import pytest
from django.db import connection
from django.db.backends.base.operations import BaseDatabaseOperations
from django.test import Client as Browser

from lawyers.audit import guards
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory
from tests.factories.lawyers import AssignmentFactory, MatterFactory, OrganisationFactory, UserFactory


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Tests run where their parts are; elsewhere they are left out, and `tests.run` says which parts are missing."""
    is_here = {
        "postgres": connection.vendor == "postgresql",
        "redis": bool(os.environ.get("TEST_REDIS_URL")),
        "clamd": shutil.which("clamd") is not None,
        "browser": bool(os.environ.get("CHROMIUM") or shutil.which("chromium")),
    }
    missing = {name for name, here in is_here.items() if not here}
    left_out = [item for item in items if missing & {mark.name for mark in item.iter_markers()}]
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = [item for item in items if item not in left_out]


@pytest.fixture(autouse=True, scope="session")
def _guards_lifted_for_flush() -> Iterator[None]:
    """Emptying the tables after a transactional test must get past the append-only rules, and lay them again."""
    operations_here = type(connection.ops)
    flush = operations_here.execute_sql_flush

    def flush_past_guards(operations: BaseDatabaseOperations, statements: list[str]) -> None:
        with guards.lifted(operations.connection):
            flush(operations, statements)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(operations_here, "execute_sql_flush", flush_past_guards)
        yield


@pytest.fixture
def office(db: None) -> Organisation:
    return OrganisationFactory(slug="office-a", name="云澜市法律援助中心", number_prefix="YL")


@pytest.fixture
def other_office(db: None) -> Organisation:
    return OrganisationFactory(slug="office-b", name="北岸律师事务所", kind="law_firm", number_prefix="BA")


@pytest.fixture
def matter(office: Organisation) -> Matter:
    made = MatterFactory(organisation=office, number="YL2026-0001")
    CaseFactory(matter=made)
    return made


@pytest.fixture
def other_matter(other_office: Organisation) -> Matter:
    made = MatterFactory(organisation=other_office, number="BA2026-0001")
    CaseFactory(matter=made)
    return made


@pytest.fixture
def wen(office: Organisation, matter: Matter) -> User:
    person = UserFactory(username="wen", name="温以宁", organisation=office, role="caseworker")
    AssignmentFactory(matter=matter, user=person)
    return person


@pytest.fixture
def li(office: Organisation, matter: Matter) -> User:
    person = UserFactory(username="li", name="李望舒", organisation=office, role="lawyer")
    AssignmentFactory(matter=matter, user=person, part="counsel")
    return person


@pytest.fixture
def chen(office: Organisation) -> User:
    return UserFactory(username="chen", name="陈若溪", organisation=office, role="supervisor")


@pytest.fixture
def ning(office: Organisation) -> User:
    return UserFactory(username="ning", name="宁远舟", organisation=office, role="administrator")


@pytest.fixture
def zhao(other_office: Organisation, other_matter: Matter) -> User:
    person = UserFactory(username="zhao", name="赵北辰", organisation=other_office, role="caseworker")
    AssignmentFactory(matter=other_matter, user=person)
    return person


@pytest.fixture
def signed_in() -> Callable[[User], Browser]:
    """A browser in which this person is signed in."""

    def browser_of(person: User) -> Browser:
        browser = Browser()
        browser.force_login(person, backend="lawyers.people.backends.ActivePersonBackend")
        return browser

    return browser_of


@pytest.fixture
def caseworker_client(wen: User, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(wen)


@pytest.fixture
def supervisor_client(chen: User, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(chen)


@pytest.fixture
def administrator_client(ning: User, signed_in: Callable[[User], Browser]) -> Browser:
    return signed_in(ning)

"""Who sees which matter, on which day."""

from datetime import timedelta

import pytest
from django.utils import timezone

from caseapp.cases.models import Case
from lawyers.matters import services
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory
from tests.factories.lawyers import MatterFactory, UserFactory

pytestmark = pytest.mark.django_db


def seen(user: User) -> set[str]:
    fresh = User.objects.get(pk=user.pk)
    numbers = set(Matter.objects.visible_to(fresh).values_list("number", flat=True))
    assert (
        set(Case.objects.visible_to(User.objects.get(pk=user.pk)).values_list("matter__number", flat=True))
        == numbers
    )
    return numbers


def test_each_sees_exactly_what_is_theirs(
    wen: User, li: User, chen: User, ning: User, zhao: User, office: Organisation
) -> None:
    CaseFactory(matter=MatterFactory(organisation=office, number="YL2026-0002"))
    assert seen(wen) == seen(li) == {"YL2026-0001"}
    assert seen(chen) == seen(ning) == {"YL2026-0001", "YL2026-0002"}
    assert seen(zhao) == {"BA2026-0001"}


def test_a_lawyer_of_a_firm_sees_the_one_matter_assigned_by_a_centre(
    zhao: User, chen: User, matter: Matter
) -> None:
    services.assign(chen, matter=matter, user=zhao, part="counsel")
    assert seen(zhao) == {"YL2026-0001", "BA2026-0001"}


def test_a_supervisor_assigned_elsewhere_sees_that_too_and_nothing_more(
    chen: User, other_matter: Matter, matter: Matter, other_office: Organisation
) -> None:
    CaseFactory(matter=MatterFactory(organisation=other_office, number="BA2026-0002"))
    services.assign(None, matter=other_matter, user=chen, part="counsel")
    assert seen(chen) == {"YL2026-0001", "BA2026-0001"}


@pytest.mark.parametrize(
    ("since", "until", "is_seen"), [(0, None, True), (1, None, False), (-5, 0, True), (-5, -1, False)]
)
def test_an_assignment_holds_from_its_first_to_its_last_day(
    since: int, until: int | None, is_seen: bool, office: Organisation, matter: Matter
) -> None:
    today, person = timezone.localdate(), UserFactory(organisation=office)
    last = None if until is None else today + timedelta(days=until)
    Assignment.objects.create(
        matter=matter, user=person, since_on=today + timedelta(days=since), until_on=last
    )
    assert (seen(person) == {"YL2026-0001"}) is is_seen


def test_ending_an_assignment_ends_the_view_at_once(wen: User, chen: User, matter: Matter) -> None:
    services.end_assignment(chen, assignment=Assignment.objects.get(user=wen))
    assert seen(wen) == set()


def test_nobody_is_assigned_twice_or_after_leaving(
    wen: User, chen: User, matter: Matter, office: Organisation
) -> None:
    with pytest.raises(services.AlreadyAssigned):
        services.assign(chen, matter=matter, user=wen, part="assistant")
    with pytest.raises(services.PersonOutside):
        services.assign(
            chen, matter=matter, user=UserFactory(organisation=office, is_active=False), part="lead"
        )


def test_numbers_follow_each_other(wen: User, office: Organisation) -> None:
    first, second = (services.open_matter(wen, organisation=office, lead=wen).number for _ in range(2))
    year = timezone.localdate().year
    assert int(second.removeprefix(f"YL{year}-")) == int(first.removeprefix(f"YL{year}-")) + 1

"""People and matters."""

import factory
from factory.django import DjangoModelFactory, Password

from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Organisation, User

PASSWORD = "a long enough password"


class OrganisationFactory(DjangoModelFactory[Organisation]):
    class Meta:
        model = Organisation

    slug = factory.Sequence(lambda n: f"office-{n}")
    name = factory.Sequence(lambda n: f"第{n}法律援助中心")
    kind = Organisation.Kind.LEGAL_AID_CENTRE
    number_prefix = factory.Sequence(lambda n: f"T{n}")


class UserFactory(DjangoModelFactory[User]):
    class Meta:
        model = User
        skip_postgeneration_save = True

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"测试员{n}")
    organisation = factory.SubFactory(OrganisationFactory)
    role = "caseworker"
    password = Password(PASSWORD)


class MatterFactory(DjangoModelFactory[Matter]):
    class Meta:
        model = Matter

    organisation = factory.SubFactory(OrganisationFactory)
    number = factory.Sequence(lambda n: f"TEST2026-{n:04d}")


class AssignmentFactory(DjangoModelFactory[Assignment]):
    class Meta:
        model = Assignment

    matter = factory.SubFactory(MatterFactory)
    user = factory.SubFactory(UserFactory)

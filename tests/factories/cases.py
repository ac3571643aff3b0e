"""Companies, clients, cases and incidents."""

import datetime
import uuid

import factory
from django.utils import timezone
from factory.django import DjangoModelFactory

from caseapp.agencies.models import CollectionAgency, Lender, LoanProduct
from caseapp.cases.models import Case
from caseapp.clients.models import Client, Contact, Debt
from caseapp.incidents.models import Incident
from tests.factories.lawyers import MatterFactory, UserFactory


class LenderFactory(DjangoModelFactory[Lender]):
    class Meta:
        model = Lender

    name = factory.Sequence(lambda n: f"虚构{n}号消费金融有限公司")
    licence_kind = "consumer_finance"


class LoanProductFactory(DjangoModelFactory[LoanProduct]):
    class Meta:
        model = LoanProduct

    name = factory.Sequence(lambda n: f"虚构借{n}")


class CollectionAgencyFactory(DjangoModelFactory[CollectionAgency]):
    class Meta:
        model = CollectionAgency

    name = factory.Sequence(lambda n: f"虚构{n}号信用管理有限公司")


class ClientFactory(DjangoModelFactory[Client]):
    class Meta:
        model = Client

    matter = factory.SubFactory(MatterFactory)
    name = "段嘉禾"
    phone = factory.Sequence(lambda n: f"1990000{n % 10000:04d}")


class ContactFactory(DjangoModelFactory[Contact]):
    class Meta:
        model = Contact

    matter = factory.SubFactory(MatterFactory)
    name = "王小兰"
    relationship = "parent"
    phone = factory.Sequence(lambda n: f"1990001{n % 10000:04d}")


class DebtFactory(DjangoModelFactory[Debt]):
    class Meta:
        model = Debt

    matter = factory.SubFactory(MatterFactory)
    lender = factory.SubFactory(LenderFactory)
    amount = 18600


class CaseFactory(DjangoModelFactory[Case]):
    """A case with its client; `matter` may be given, or `matter__organisation`."""

    class Meta:
        model = Case
        skip_postgeneration_save = True

    matter = factory.SubFactory(MatterFactory)
    status = "evidence"
    intake_key = factory.LazyFunction(uuid.uuid4)

    @factory.post_generation
    def client(self, create: bool, extracted: object, **fields: object) -> None:
        if create and extracted is not False:
            ClientFactory(matter=self.matter, **fields)


class IncidentFactory(DjangoModelFactory[Incident]):
    """A confirmed message to a contact about the client of `matter`, which must exist."""

    class Meta:
        model = Incident

    matter = factory.SubFactory(MatterFactory)
    organisation = factory.LazyAttribute(lambda i: i.matter.organisation)
    client = factory.LazyAttribute(lambda i: i.matter.client)
    occurred_on = datetime.date(2026, 11, 2)
    occurred_at = factory.LazyAttribute(
        lambda i: datetime.datetime.combine(
            i.occurred_on, datetime.time(10, 30), timezone.get_default_timezone()
        )
    )
    channel = "sms"
    sender = "10690000771200"
    recipient = "contact"
    text = "请转告段嘉禾尽快还款"
    confirmed_by = factory.SubFactory(UserFactory, organisation=factory.SelfAttribute("..organisation"))

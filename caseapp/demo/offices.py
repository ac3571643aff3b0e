"""Building the fictional offices and companies."""

from datetime import date, timedelta

from django.utils import timezone

from caseapp.agencies.models import (
    AgencyAlias,
    CollectionAgency,
    Engagement,
    Funding,
    Lender,
    LenderAlias,
    LoanProduct,
    Platform,
)
from caseapp.agencies.rules import company_stem
from caseapp.demo import cast
from lawyers.people.models import Organisation, User

SOURCE = "演示数据"


def build_office(office: cast.Office) -> tuple[Organisation, list[User]]:
    """The organisation with its people, all with the same printed password."""
    organisation = Organisation.objects.create(
        slug=office.slug,
        name=office.name,
        kind=office.kind,
        number_prefix=office.prefix,
        region_code=office.region,
    )
    people = []
    for username, name, role in office.people:
        person = User(
            username=username,
            name=name,
            role=role,
            organisation=organisation,
            email=f"{username}@example.org",
        )
        person.set_password(cast.PASSWORD)
        person.save()
        people.append(person)
    return organisation, people


def build_companies() -> dict[str, Lender]:
    """Fictional lenders by name, with products, agencies and engagements."""
    today = timezone.localdate()
    lenders = {fictional.name: _lender(fictional) for fictional in cast.LENDERS}
    for name, signature, principals in cast.AGENCIES:
        agency = CollectionAgency.objects.create(name=name, source=SOURCE, is_verified=True)
        AgencyAlias.objects.create(agency=agency, name=signature, source=SOURCE)
        for number, principal in enumerate(principals):
            _engage(agency, lenders[principal], today - timedelta(days=470 - 200 * number))
    platform = Platform.objects.create(name=cast.PLATFORM[0], source=SOURCE, is_verified=True)
    LoanProduct.objects.create(name=cast.PLATFORM[1], platform=platform, source=SOURCE)
    return lenders


def _engage(agency: CollectionAgency, lender: Lender, since_on: date) -> None:
    Engagement.objects.create(
        agency=agency, lender=lender, since_on=since_on, source=SOURCE, is_verified=True
    )


def _lender(fictional: cast.FictionalLender) -> Lender:
    is_licensed = fictional.licence != "unlicensed"
    lender = Lender.objects.create(
        name=fictional.name,
        licence_kind=fictional.licence,
        is_verified=is_licensed,
        source=SOURCE,
        confidence=SOURCE,
    )
    if is_licensed:
        LenderAlias.objects.create(lender=lender, name=company_stem(fictional.name), source=SOURCE)
    for name in fictional.products:
        product = LoanProduct.objects.create(name=name, is_verified=is_licensed, source=SOURCE)
        Funding.objects.create(product=product, lender=lender, is_verified=is_licensed, source=SOURCE)
    return lender

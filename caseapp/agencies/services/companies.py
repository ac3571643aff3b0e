"""Creating and changing companies, their other names, and who collects for whom."""

from datetime import date
from typing import Any

from django.db import IntegrityError, transaction
from django.utils import timezone

from caseapp.agencies.models import (
    AgencyAlias,
    CollectionAgency,
    Company,
    Engagement,
    Lender,
    LenderAlias,
    Mandate,
)
from lawyers.audit.services import record

ALIASES: dict[type[Company], tuple[type[Any], str]] = {
    Lender: (LenderAlias, "lender"),
    CollectionAgency: (AgencyAlias, "agency"),
}


class NameTaken(ValueError):
    """A company of this kind has this legal name already."""


def subject_of(row: Any) -> str:
    """The audit key of a reference row."""
    return f"{row._meta.model_name}:{row.code}"


@transaction.atomic
def create_company(actor: Any, *, model: type[Any], name: str, **fields: Any) -> Company:
    """A new lender, agency or platform, unchecked until a person marks it checked. Raises NameTaken."""
    try:
        with transaction.atomic():
            company: Company = model.objects.create(name=name.strip(), **fields)
    except IntegrityError as error:
        raise NameTaken(name) from error
    record(actor, "company.created", subject=subject_of(company))
    return company


@transaction.atomic
def update_company(actor: Any, *, company: Company, **fields: Any) -> Company:
    """The company with these fields; the old name stays findable as an alias. Raises NameTaken."""
    old_name = company.name
    changed = sorted(name for name, value in fields.items() if getattr(company, name) != value)
    for name in changed:
        setattr(company, name, fields[name])
    try:
        with transaction.atomic():
            company.save()
    except IntegrityError as error:
        raise NameTaken(fields.get("name", "")) from error
    if company.name != old_name and type(company) in ALIASES:
        add_alias(actor, company=company, name=old_name)
    if changed:
        record(actor, "company.changed", subject=subject_of(company), fields=changed)
    return company


@transaction.atomic
def add_alias(actor: Any, *, company: Company, name: str, **fields: Any) -> Any:
    """Another name by which the company is found; a name it has already changes nothing."""
    model, link = ALIASES[type(company)]
    alias, is_new = model.objects.get_or_create(**{link: company}, name=name.strip(), defaults=fields)
    if is_new:
        record(actor, "company.alias_added", subject=subject_of(company))
    return alias


@transaction.atomic
def mark_verified(actor: Any, *, row: Any, source: str) -> None:
    """A person has checked the row against `source`. Marking twice changes nothing."""
    if (
        type(row)
        ._default_manager.filter(pk=row.pk, is_verified=False)
        .update(is_verified=True, source=source)
    ):
        record(actor, "company.verified", subject=subject_of(row))


@transaction.atomic
def add_engagement(
    actor: Any,
    *,
    agency: CollectionAgency,
    lender: Lender,
    since_on: date | None,
    until_on: date | None,
    source: str,
) -> Engagement:
    """The agency collects for the lender in this period, as `source` says."""
    engagement = Engagement.objects.create(
        agency=agency, lender=lender, since_on=since_on, until_on=until_on, source=source
    )
    record(actor, "engagement.added", subject=subject_of(engagement))
    return engagement


@transaction.atomic
def end_engagement(actor: Any, *, engagement: Engagement, until_on: date) -> None:
    """The agency does not collect for the lender any more after this day. Ending twice changes nothing."""
    if Engagement.objects.filter(pk=engagement.pk, until_on__isnull=True).update(until_on=until_on):
        record(actor, "engagement.ended", subject=subject_of(engagement))


@transaction.atomic
def add_mandate(actor: Any, *, company: Company, reference: str) -> Mandate:
    """The actor's organisation acts for the company from now on; saying so twice changes nothing."""
    _, link = ALIASES[type(company)]
    mandate, is_new = Mandate.objects.running().get_or_create(
        organisation=actor.organisation, **{link: company}, defaults={"reference": reference}
    )
    if is_new:
        record(actor, "mandate.added", subject=subject_of(company))
    return mandate


@transaction.atomic
def end_mandate(actor: Any, *, mandate: Mandate) -> None:
    """The organisation does not act for the company any more. Ending twice changes nothing."""
    if Mandate.objects.running().filter(pk=mandate.pk).update(ended_at=timezone.now()):
        record(actor, "mandate.ended", subject=subject_of(mandate.lender or mandate.agency))

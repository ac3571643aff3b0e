"""Reading the people of a matter, and people who may be the same."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from caseapp.clients.models import Client, Contact
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation
from lawyers.privacy.fields import lookup_values
from lawyers.privacy.rules import is_identity_valid


@dataclass(frozen=True)
class Person:
    """Somebody of a matter from whom messages may come, under the key that evidence keeps."""

    key: str
    label: str
    recipient: str
    contact: Contact | None = None
    refused_at: datetime | None = None


def people_of(matter: Matter) -> list[Person]:
    """The client first, then the contacts, with masked names."""
    people = []
    client = getattr(matter, "client", None)
    if client is not None:
        people.append(
            Person(f"client:{client.code}", f"{_('client')} {client.masked_name}".strip(), "client")
        )
    for contact in matter.contacts.all():
        label = f"{contact.get_relationship_display()} {contact.masked_name}".strip()
        people.append(
            Person(f"contact:{contact.code}", label, contact.recipient_kind, contact, contact.refused_at)
        )
    return people


def person_for_key(matter: Matter, key: str) -> Person | None:
    """The person behind a key of this matter; None for an unknown key."""
    return next((person for person in people_of(matter) if person.key == key), None)


def similar_clients(
    organisation: Organisation, *, name: str, phone: str, id_number: str, but: Matter | None
) -> QuerySet[Client]:
    """Clients of the organisation with the same phone or identity number in any spelling, or exactly the same name."""
    same = Q(pk__in=[])
    if phones := lookup_values(phone, "phone"):
        same |= Q(phone_index__in=phones)
    if identities := lookup_values(id_number, "identity"):
        same |= Q(id_number_index__in=identities)
    if len(name.strip()) >= 2:
        same |= Q(name=name.strip())
    rows: QuerySet[Client] = Client.objects.filter(same, matter__organisation=organisation).select_related(
        "matter"
    )
    return rows.exclude(matter=but) if but else rows


def opposed_parties(
    organisation: Organisation, *, names: list[str], phones: list[str], but: Matter | None
) -> QuerySet[Any]:
    """Clients of the organisation who stand on the other side here: a contact of this intake is a client elsewhere."""
    values = [value for phone in phones for value in lookup_values(phone, "phone")]
    found = Client.objects.filter(
        Q(phone_index__in=values) | Q(name__in=[n for n in names if len(n) >= 2]),
        matter__organisation=organisation,
    ).select_related("matter")
    return found.exclude(matter=but) if but else found


def client_named_as_contact(
    organisation: Organisation, *, phone: str, but: Matter | None
) -> QuerySet[Contact]:
    """Contacts of other matters of the organisation with the client's phone number."""
    values = lookup_values(phone, "phone")
    found = Contact.objects.filter(phone_index__in=values, matter__organisation=organisation).select_related(
        "matter"
    )
    return found.exclude(matter=but) if but else found


def earlier_with_identity(matter: Matter, id_number: str, *, but: Collection[UUID]) -> Client | None:
    """The organisation's first client with this valid identity number in another matter, without the people of these codes."""
    if not is_identity_valid(id_number):
        return None
    rows = Client.objects.with_identity(id_number).filter(matter__organisation=matter.organisation)
    others = rows.exclude(Q(matter=matter) | Q(code__in=but) | Q(same_person_as__code__in=but))
    return others.order_by("pk").first()


def first_row_of(client: Client | None) -> Client | None:
    """The row that stands for the person in figures."""
    return client.same_person_as or client if client else None

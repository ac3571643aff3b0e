"""Reading links for the case page and for paper."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db.models import Count
from django.urls import reverse
from django.utils.translation import gettext as _

from caseapp.clients.models import Contact
from caseapp.clients.selectors import Person, people_of
from caseapp.uploads.drawing import qr_code
from evidence.items.models import Receipt
from evidence.links.models import UploadLink
from evidence.links.selectors import WAY
from lawyers.matters.models import Matter


@dataclass(frozen=True)
class PersonWithLink:
    """A person of the case, the link that stands, and how many files came through all their links."""

    person: Person
    link: UploadLink | None
    file_count: int

    @property
    def has_refused(self) -> bool:
        contact = self.person.contact
        return contact is not None and contact.consent == Contact.Consent.REFUSED


def people_with_links(matter: Matter) -> list[PersonWithLink]:
    """Client and contacts, in the order of the people tab."""
    standing = {
        link.source_key: link for link in UploadLink.objects.of_matter(matter).filter(revoked_at__isnull=True)
    }
    rows = Receipt.objects.filter(item__matter=matter, way=WAY).order_by().values("source_key")
    counts = dict(rows.annotate(files=Count("item", distinct=True)).values_list("source_key", "files"))
    return [
        PersonWithLink(person, standing.get(person.key), counts.get(person.key, 0))
        for person in people_of(matter)
    ]


def address_of(link: UploadLink) -> str:
    """The whole address to send or print."""
    return f"{settings.SITE_URL.rstrip('/')}{reverse('uploads:welcome', args=[link.secret])}"


def invitation_of(link: UploadLink) -> str:
    """The text message that goes with the link. It names nobody, says nothing about debts, and the office only where that is safe."""
    office = link.matter.organisation.name if may_name_office(link) else ""
    told = {"office": office, "address": address_of(link)}
    if not office:
        return _("Hello. Please send us the text messages, recordings or screenshots here; no account is needed: %(address)s Please delete nothing. You may decline. We never ask for money or codes.") % told  # fmt: skip
    return _("Hello, this is %(office)s. Please send us the harassing messages, recordings or screenshots you received here; no account is needed: %(address)s Please delete nothing. You may decline. We never ask for money or codes.") % told  # fmt: skip


def may_name_office(link: UploadLink) -> bool:
    """Whether a message to this person may say who we are: the client may have said no."""
    client = getattr(link.matter, "client", None)
    is_own = link.purpose == UploadLink.Purpose.CLIENT
    return not (is_own and client is not None and client.may_name_office is False)


@dataclass(frozen=True)
class Shown:
    """A link with what the office hands out."""

    link: UploadLink
    address: str
    qr: str
    invitation: str


def shown(link: UploadLink) -> Shown:
    """Address, QR code and text message of a link."""
    address = address_of(link)
    return Shown(link, address, qr_code(address), invitation_of(link))


def last_office_phone(matter: Matter) -> str:
    """The number that the organisation's last link showed, so that nobody types it again."""
    rows: Any = UploadLink.objects.filter(matter__organisation=matter.organisation_id)
    return str(rows.exclude(office_phone="").values_list("office_phone", flat=True).first() or "")

"""Giving people links, and taking in what they send."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from io import BytesIO
from typing import Any, BinaryIO

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from caseapp.cases.services import tell
from caseapp.clients.models import Client, Contact
from caseapp.clients.selectors import Person
from caseapp.clients.services import save_client, save_contact
from caseapp.incidents.services import receive_upload
from caseapp.uploads.rules import statement_file
from evidence.arrivals.models import Arrival
from evidence.arrivals.selectors import complete_without_result
from evidence.arrivals.services import ArrivalBusy, DiskFull, finish_arrival
from evidence.items.services import FileRefused, Landing, Received
from evidence.links import services as links
from evidence.links.models import UploadLink
from lawyers.matters.models import Matter

STATEMENT = "statement"
ARRIVALS = "link"
"""The purpose under which files of links arrive in pieces; their owner is the link's code."""
CONFIRMATION = gettext_lazy("This is my own account. I wrote what I saw and heard myself.")
"""What whoever writes a statement confirms."""


class PersonRefused(ValueError):
    """This person does not want to take part and is not asked again."""


@transaction.atomic
def make_links(
    actor: Any, *, matter: Matter, people: Sequence[Person], first_name: str, office_phone: str, expires_at: datetime
) -> list[UploadLink]:  # fmt: skip
    """Each of these people has a link of their own; contacts count as asked. Raises PersonRefused."""
    return [
        _make_link(actor, matter, person, first_name=first_name, office_phone=office_phone, expires_at=expires_at)
        for person in people
    ]  # fmt: skip


def _make_link(actor: Any, matter: Matter, person: Person, **shown: Any) -> UploadLink:
    contact = person.contact
    if contact is not None and contact.consent == Contact.Consent.REFUSED:
        raise PersonRefused(person.key)
    purpose = UploadLink.Purpose.CLIENT if contact is None else UploadLink.Purpose.CONTACT
    link = links.make_link(
        actor, matter=matter, source_key=person.key, label=person.label, purpose=purpose, **shown
    )
    if contact is None:
        save_client(actor, matter=matter, upload_link=link)
        return link
    asked = contact.consent if contact.consent != Contact.Consent.NOT_ASKED else Contact.Consent.ASKED
    save_contact(actor, matter=matter, contact=contact, upload_link=link, consent=asked)
    return link


def take_in(
    link: UploadLink, *, stream: BinaryIO, name: str, reference: str, kind: str = "", landing: Landing | None = None
) -> Received:  # fmt: skip
    """The file is kept under the receipt number and will be read. Raises FileRefused, LinkFull; then nothing has changed."""
    known = landing or Landing()

    def settle(received: Received) -> None:
        links.take_room(link, received)
        known.settle(received)

    return receive_upload(
        links.holder_of(link), matter=link.matter, stream=stream, name=name, origin=links.origin_of(link, reference),
        kind=kind, landing=replace(known, settle=settle),
    )  # fmt: skip


def keep_arrival(link: UploadLink, arrival: Arrival, stream: BinaryIO, landing: Landing) -> Received:
    """A file that came in pieces is kept like any other. Raises FileRefused, also for what the link does not take any more."""
    try:
        reference = arrival.particulars["reference"]
        return take_in(link, stream=stream, name=arrival.name, reference=reference, landing=landing)
    except links.LinkFull as full:
        raise FileRefused(full.code) from full


def finish_left_arrivals() -> int:
    """Files that came whole and whose process was killed before it kept them are kept or refused now. Their number."""
    left = complete_without_result(ARRIVALS)
    return sum(1 for arrival in left if _is_finished(arrival))


def _is_finished(arrival: Arrival) -> bool:
    link = UploadLink.objects.select_related("matter").get(code=arrival.owner)
    try:
        finish_arrival(
            arrival, keep=lambda arrived, stream, landing: keep_arrival(link, arrived, stream, landing)
        )
    except (Arrival.DoesNotExist, ArrivalBusy, DiskFull):
        return False
    return True


def hand_in_statement(link: UploadLink, *, written_by: str, text: str, reference: str) -> Received:
    """What the person wrote is kept as a text file of its own, never read by the machine. Raises FileRefused, LinkFull."""
    now = timezone.localtime()
    facts = [
        (_("Written by"), written_by),
        (_("Date"), f"{now:%Y-%m-%d}"),
        (_("Handed in"), now.isoformat(timespec="seconds")),
        (_("Receipt number"), reference),
        (_("Confirmed"), str(CONFIRMATION)),
    ]
    title = _("Statement in my own words")
    content = statement_file(title, facts, text)
    name = f"{title} {now:%Y-%m-%d %H%M}.txt"
    return take_in(link, stream=BytesIO(content), name=name, reference=reference, kind=STATEMENT)


@transaction.atomic
def agree(link: UploadLink) -> None:
    """The person takes part."""
    if links.agree(link):
        _set_consent(link, Contact.Consent.AGREED)


@transaction.atomic
def refuse(link: UploadLink, *, why: str, wants_back: bool) -> None:
    """The person takes no part; the case's story says so, and whether they want back what they sent. Nothing is removed."""
    links.refuse(link, why=why, wants_back=wants_back)
    _set_consent(link, Contact.Consent.REFUSED)
    tell(
        links.holder_of(link), matter=link.matter, kind="step", name="link.refused", subject=f"link:{link.code}",
        wants_back=wants_back,
    )  # fmt: skip


def _set_consent(link: UploadLink, consent: str) -> None:
    contact = Contact.objects.filter(upload_link=link).select_related("matter").first()
    if contact is not None:
        save_contact(links.holder_of(link), matter=contact.matter, contact=contact, consent=consent)


def until(days: int) -> datetime:
    """The end of the day so many days from now, in the office's time."""
    last = timezone.localtime() + timedelta(days=days)
    return last.replace(hour=23, minute=59, second=59, microsecond=0)


def client_of(matter: Matter) -> Client | None:
    """The matter's client, once named."""
    return Client.objects.filter(matter=matter).first()

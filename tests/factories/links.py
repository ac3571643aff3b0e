"""Upload links."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from caseapp.clients.models import Contact
from caseapp.clients.selectors import person_for_key
from caseapp.uploads.services import make_links
from evidence.links.models import UploadLink
from lawyers.people.models import User


def link_of(actor: User, contact: Contact, **changed: Any) -> UploadLink:
    """A link for this contact, made as in the office; then the given fields are set past all services."""
    person = person_for_key(contact.matter, f"contact:{contact.code}")
    assert person is not None
    shown = {"first_name": "嘉禾", "office_phone": "0571-0000 1234"}
    expires_at = timezone.now() + timedelta(days=30)
    made = make_links(actor, matter=contact.matter, people=[person], expires_at=expires_at, **shown)[0]
    if changed:
        UploadLink.objects.filter(pk=made.pk).update(**changed)
        made.refresh_from_db()
    return made

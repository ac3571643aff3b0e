"""A contact with a link, and a phone that nobody is signed in on."""

from typing import Any

import pytest
from django.core.cache import cache
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client as Browser

from caseapp.clients.models import Contact
from evidence.links.models import UploadLink
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of


@pytest.fixture(autouse=True)
def _nobody_waits() -> None:
    cache.clear()


@pytest.fixture
def contact(matter: Matter) -> Contact:
    made: Contact = ContactFactory(matter=matter)
    return made


@pytest.fixture
def link(wen: User, contact: Contact) -> UploadLink:
    return link_of(wen, contact)


class Phone:
    """The browser of whoever holds a link."""

    def __init__(self, link: UploadLink) -> None:
        self.link, self.browser = link, Browser(enforce_csrf_checks=True)

    def get(self, page: str = "") -> Any:
        return self.browser.get(f"/u/{self.link.secret}/{page}")

    def post(self, page: str, **fields: Any) -> Any:
        return self.browser.post(f"/u/{self.link.secret}/{page}", fields)

    def send(
        self, *contents: bytes, kind: str = "pictures", name: str = "截图.png", reference: str = ""
    ) -> Any:
        files = [SimpleUploadedFile(name, content) for content in contents]
        return self.post(f"{kind}/", file=files, reference=reference)


@pytest.fixture
def phone(link: UploadLink) -> Phone:
    made = Phone(link)
    made.post("agree/")
    return made

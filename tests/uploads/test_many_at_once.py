"""A hundred uploads at once through one link lose nothing and never pass its limits."""

import hashlib
from functools import partial
from typing import Any

import pytest

from evidence.items.models import EvidenceItem, Receipt
from evidence.links import services
from evidence.links.models import UploadLink
from lawyers.people.models import User
from tests.at_once import at_once
from tests.evidence.test_two_at_once import assert_chain_holds
from tests.factories.cases import ContactFactory
from tests.factories.links import link_of
from tests.uploads.conftest import Phone

pytestmark = [pytest.mark.postgres, pytest.mark.django_db(transaction=True)]
PHONES = 20


def send_some(phone: Phone, number: int, each: int) -> int:
    return sum(
        phone.send(b"%d of %d" % (place, number), reference="ABCD-2346").status_code == 302
        for place in range(each)
    )


def test_a_hundred_uploads_through_one_link_lose_nothing(link: UploadLink) -> None:
    services.agree(link)
    told = at_once(*(partial(send_some, Phone(link), number, 5) for number in range(PHONES)))
    assert told == [5] * PHONES
    wanted = {
        hashlib.sha256(b"%d of %d" % (place, number)).hexdigest()
        for place in range(5)
        for number in range(PHONES)
    }
    assert set(EvidenceItem.objects.values_list("sha256", flat=True)) == wanted
    assert Receipt.objects.filter(way="link", way_key=str(link.code)).count() == 100
    link.refresh_from_db()
    assert link.file_count == 100
    assert assert_chain_holds(link.matter).count("received") == 100


def test_the_limit_holds_however_many_send(link: UploadLink) -> None:
    services.agree(link)
    UploadLink.objects.filter(pk=link.pk).update(max_files=7)
    at_once(*(partial(send_some, Phone(link), number, 2) for number in range(PHONES)))
    assert EvidenceItem.objects.count() == 7
    link.refresh_from_db()
    assert link.file_count == 7


def test_two_colleagues_who_make_a_link_at_once_leave_one_that_stands(
    wen: User, li: User, matter: Any
) -> None:
    contact = ContactFactory(matter=matter)
    at_once(*(partial(link_of, who, contact) for who in (wen, li) * 3))
    assert UploadLink.objects.filter(revoked_at__isnull=True).count() == 1
    contact.refresh_from_db()
    assert contact.upload_link.revoked_at is None

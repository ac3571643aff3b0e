"""The office's side: making, showing, extending and taking back links."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
import segno
from django.db import IntegrityError, transaction
from django.test import Client as Browser
from django.utils import timezone

from caseapp.clients.models import Client, Contact
from caseapp.clients.rules import given_name
from caseapp.uploads.selectors import invitation_of
from evidence.links.models import UploadLink
from evidence.links.selectors import link_for_secret
from lawyers.audit.models import Event
from lawyers.matters.models import Matter
from lawyers.people.models import User
from lawyers.privacy.rotation import rotate
from tests.uploads.conftest import Phone

pytestmark = pytest.mark.django_db


def made(browser: Browser, matter: Matter, *keys: str, **changed: Any) -> Any:
    fields = {"people": keys, "first_name": "嘉禾", "office_phone": "", "days": "14"} | changed
    return browser.post(f"/uploads/cases/{matter.case.code}/", fields)


def test_a_link_for_client_and_contact(caseworker_client: Browser, matter: Matter, contact: Contact) -> None:
    client = Client.objects.get(matter=matter)
    answer = made(caseworker_client, matter, f"client:{client.code}", f"contact:{contact.code}")
    assert answer.status_code == 302
    contact.refresh_from_db()
    client.refresh_from_db()
    assert contact.upload_link is not None
    assert client.upload_link is not None
    assert contact.consent == "asked"
    assert contact.upload_link.purpose == "contact"
    assert timezone.localtime(contact.upload_link.expires_at).date() == timezone.localdate() + timedelta(
        days=14
    )
    assert Event.objects.filter(name="link.made").count() == 2


def test_the_qr_code_holds_the_address(caseworker_client: Browser, link: UploadLink, settings: Any) -> None:
    settings.SITE_URL = "https://cases.example.org"
    page = caseworker_client.get(f"/uploads/links/{link.code}/").content.decode()
    address = f"https://cases.example.org/u/{link.secret}/"
    assert f'value="{address}"' in page
    drawn = segno.make(address, error="m", micro=False)
    assert (
        drawn.svg_data_uri(scale=4, border=4, dark="#000", light="#fff")
        .replace("&", "&amp;")
        .replace("'", "&#x27;")
        in page
    )
    assert Event.objects.filter(name="link.shown", is_look=True).count() == 1


def test_a_new_link_ends_the_old_one(caseworker_client: Browser, link: UploadLink, contact: Contact) -> None:
    made(caseworker_client, link.matter, f"contact:{contact.code}")
    link.refresh_from_db()
    assert (link.state, link.revoked_why) == ("revoked", "replaced")
    assert Phone(link).get().status_code == 410
    with pytest.raises(IntegrityError, match=r"matter_id|person_has_one"), transaction.atomic():
        UploadLink.objects.filter(pk=link.pk).update(revoked_at=None, revoked_why="", revoked_by=None)


def test_whoever_refused_is_not_offered(caseworker_client: Browser, matter: Matter, contact: Contact) -> None:
    Contact.objects.filter(pk=contact.pk).update(consent="refused")
    assert made(caseworker_client, matter, f"contact:{contact.code}").status_code == 422
    assert not UploadLink.objects.exists()


def test_nobody_chosen_is_said(caseworker_client: Browser, matter: Matter) -> None:
    answer = made(caseworker_client, matter)
    assert answer.status_code == 422
    assert "嘉禾" in answer.content.decode()


def test_extending_gives_time_and_room_and_frees_what_was_left(
    caseworker_client: Browser, link: UploadLink
) -> None:
    UploadLink.objects.filter(pk=link.pk).update(
        expires_at=timezone.now() - timedelta(days=1), file_count=200, byte_count=1999
    )
    caseworker_client.post(f"/uploads/links/{link.code}/extend/", {"days": "30", "has_more": "on"})
    link.refresh_from_db()
    assert link.is_open
    assert (link.max_files, link.max_bytes, link.file_count, link.byte_count) == (300, 3 * 10**9, 0, 0)


def test_taking_back_needs_a_reason_and_is_final(caseworker_client: Browser, link: UploadLink) -> None:
    caseworker_client.post(f"/uploads/links/{link.code}/revoke/", {"why": " "})
    link.refresh_from_db()
    assert link.is_open
    caseworker_client.post(f"/uploads/links/{link.code}/revoke/", {"why": "发错人"})
    caseworker_client.post(f"/uploads/links/{link.code}/extend/", {"days": "30"})
    link.refresh_from_db()
    assert (link.state, link.revoked_why) == ("revoked", "发错人")
    page = caseworker_client.get(f"/uploads/links/{link.code}/").content.decode()
    assert link.secret not in page


def test_the_text_message_names_nobody_and_the_office_only_where_it_is_safe(link: UploadLink) -> None:
    told = invitation_of(link)
    assert "云澜市法律援助中心" in told
    assert "嘉禾" not in told
    assert not any(word in told for word in ("债", "催", "还款", "案"))
    Client.objects.filter(matter=link.matter).update(may_name_office=False)
    fresh = UploadLink.objects.select_related("matter__client", "matter__organisation").get(pk=link.pk)
    assert "云澜" in invitation_of(fresh)
    fresh.purpose = "client"
    assert "云澜" not in invitation_of(fresh)


def test_one_page_on_paper_for_each_person(caseworker_client: Browser, link: UploadLink) -> None:
    page = caseworker_client.get(f"/uploads/cases/{link.matter.case.code}/sheet/").content.decode()
    assert page.count('class="sheet"') == 1
    assert link.secret in page
    UploadLink.objects.filter(pk=link.pk).update(expires_at=timezone.now())
    page = caseworker_client.get(f"/uploads/cases/{link.matter.case.code}/sheet/").content.decode()
    assert link.secret not in page


def test_the_inbox_shows_what_came_to_those_who_may_see_it(
    phone: Phone, wen: User, zhao: User, signed_in: Callable[[User], Browser]
) -> None:
    phone.send(b"x", name="新截图.png")
    assert "新截图.png" in signed_in(wen).get("/incidents/").content.decode()
    assert "新截图.png" not in signed_in(zhao).get("/incidents/").content.decode()


def test_only_those_who_work_on_the_case_see_the_secret(
    link: UploadLink, ning: User, zhao: User, signed_in: Callable[[User], Browser]
) -> None:
    assert signed_in(ning).get(f"/uploads/links/{link.code}/").status_code == 403
    assert signed_in(ning).get(f"/uploads/cases/{link.matter.case.code}/sheet/").status_code == 403
    assert signed_in(zhao).get(f"/uploads/links/{link.code}/").status_code == 404
    tab = signed_in(ning).get(f"/uploads/cases/{link.matter.case.code}/")
    assert tab.status_code == 200
    assert link.secret not in tab.content.decode()


def test_links_survive_a_new_key(link: UploadLink, settings: Any) -> None:
    settings.FIELD_KEYS = ["a-newer-key", *settings.FIELD_KEYS]
    assert link_for_secret(link.secret) == link
    list(rotate())
    settings.FIELD_KEYS = settings.FIELD_KEYS[:1]
    assert link_for_secret(link.secret) == link


@pytest.mark.parametrize(
    ("name", "given"),
    [("何小宁", "小宁"), ("孟静", "静"), ("欧阳小宁", "小宁"), ("司马静", "静"), ("欧阳", "阳"), ("Mary Chen", "Mary"), ("Chen", ""), ("", ""), ("何", "")],
)  # fmt: skip
def test_given_names(name: str, given: str) -> None:
    assert given_name(name) == given

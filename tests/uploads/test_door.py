"""Who gets in through a link, and what the page says to whom."""

import logging
import re
from datetime import timedelta
from io import BytesIO
from typing import Any

import pytest
from django.test import Client as Browser
from django.utils import timezone

from caseapp.clients.models import Contact
from evidence.items.services import Origin, receive_file
from evidence.links import rules
from evidence.links.models import UploadLink
from lawyers.matters.models import Matter
from lawyers.pages.logs import WithoutQuery
from lawyers.people.models import User
from tests.factories.cases import ContactFactory, DebtFactory
from tests.factories.links import link_of
from tests.uploads.conftest import Phone

pytestmark = pytest.mark.django_db
PAGES = (
    "",
    "choose/",
    "pictures/",
    "recordings/",
    "backups/",
    "statement/",
    "receipts/",
    "receipt.txt",
    "refuse/",
)
WRONG = "x" * 32


def text_of(answer: Any) -> str:
    return str(answer.content.decode())


def test_a_secret_cannot_be_guessed() -> None:
    secrets = {rules.new_secret() for _ in range(50)}
    assert len(secrets) == 50
    assert min(len(secret) for secret in secrets) * 6 >= 128 + 64


def test_the_database_alone_opens_nothing(link: UploadLink) -> None:
    stored = (
        UploadLink.objects.filter(pk=link.pk)
        .extra(select={"raw": "secret"})
        .values("raw", "secret_index")
        .get()
    )
    assert link.secret not in stored["raw"] + stored["secret_index"]
    assert Browser().get(f"/u/{stored['secret_index']}/").status_code == 404


def test_no_session_no_cookie_and_nothing_kept(phone: Phone) -> None:
    for page in PAGES:
        answer = phone.get(page)
        assert answer["Cache-Control"] == "private, no-store"
        assert answer["Referrer-Policy"] == "no-referrer"
        assert "noindex" in answer["X-Robots-Tag"]
    assert not phone.browser.cookies


def test_nothing_before_the_person_agreed(link: UploadLink) -> None:
    phone = Phone(link)
    assert phone.get("pictures/").url == f"/u/{link.secret}/"
    assert phone.send(b"x").url == f"/u/{link.secret}/"
    assert not link.matter.evidence_items.exists()


def test_a_wrong_secret_is_not_found_and_then_must_wait_while_the_right_one_opens(phone: Phone) -> None:
    answers = [phone.browser.get(f"/u/{WRONG}{number:02d}/").status_code for number in range(32)]
    assert answers == [404] * 30 + [429] * 2
    assert phone.get("choose/").status_code == 200


def test_sending_without_end_must_wait(phone: Phone) -> None:
    answers = [phone.post("language/", language="en").status_code for _ in range(300)]
    assert set(answers[:299]) == {302}
    waiting = phone.post("language/", language="en")
    assert (waiting.status_code, waiting["Retry-After"]) == (429, "60")


@pytest.mark.parametrize("how", ["expired", "revoked", "closed"])
def test_a_link_that_ended_says_so_kindly_and_nothing_else(link: UploadLink, wen: User, how: str) -> None:
    now = timezone.now()
    rows = UploadLink.objects.filter(pk=link.pk)
    if how == "expired":
        rows.update(expires_at=now - timedelta(seconds=1))
    elif how == "revoked":
        rows.update(revoked_at=now, revoked_by=wen, revoked_why="掉了")
    else:
        type(link.matter.case).objects.filter(pk=link.matter.case.pk).update(
            status="closed", closed_at=now, close_reason="stopped"
        )
    phone = Phone(link)
    for page in (*PAGES, "refused/"):
        answer = phone.get(page)
        assert answer.status_code == 410
        assert not any(word in text_of(answer) for word in ("嘉禾", "云澜", "1234", link.secret))
    assert phone.send(b"x").status_code == 410
    assert not link.matter.evidence_items.exists()


def test_the_page_leaks_nothing(phone: Phone, matter: Matter, wen: User, contact: Contact) -> None:
    """Neither case number nor surname nor lender nor debt, and not that others sent something or how much."""
    lender = DebtFactory(matter=matter, amount=18642).lender
    other = ContactFactory(matter=matter, name="陆一鸣")
    for number in range(7):
        receive_file(
            wen,
            matter=matter,
            stream=BytesIO(b"%d" % number),
            name=f"别人{number}.png",
            origin=Origin(source="陆一鸣"),
        )
    other_phone = Phone(link_of(wen, other))
    other_phone.post("agree/")
    other_phone.send(b"same bytes", name="别人的名字.png")
    phone.send(b"same bytes", b"own bytes", name="我的.png")
    hidden = [
        matter.number, "段嘉", lender.name, "18642", "18,642", "陆", "别人", contact.phone, contact.name, "母", "温以宁", str(matter.code),
        str(matter.case.code),
    ]  # fmt: skip
    for page in PAGES:
        told = text_of(phone.get(page))
        assert [word for word in hidden if word in told] == [], page
    receipt = text_of(phone.get("receipts/"))
    assert "我的.png" in receipt
    assert len(re.findall(r"SHA-256 [0-9a-f]{64}", receipt)) == 2


def test_another_links_receipts_are_not_shown(phone: Phone, matter: Matter, wen: User) -> None:
    other = Phone(link_of(wen, ContactFactory(matter=matter)))
    other.post("agree/")
    other.send(b"x", name="another.png")
    assert "another.png" not in text_of(phone.get("receipts/"))
    assert "another.png" not in text_of(phone.get("receipt.txt"))


@pytest.mark.parametrize("name", ["django.request", "django.server"])
@pytest.mark.parametrize("path", ["/u/{}/", "/u/{}/pictures/", "/join/{}/", "/password/reset/MQ/{}/"])
def test_the_log_holds_no_secret(name: str, path: str) -> None:
    secret = rules.new_secret()
    line = logging.LogRecord(name, logging.WARNING, "", 0, "Not Found: %s", (path.format(secret),), None)
    assert WithoutQuery().filter(line)
    assert secret not in line.getMessage()
    assert line.getMessage().startswith("Not Found: /")

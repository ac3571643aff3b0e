"""The whole way in a browser: sign in, take a client in, bring a backup, confirm, and see the lender move."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page

from caseapp.agencies.models import LenderAlias
from caseapp.dashboards.selectors import FigureFilter, league
from caseapp.incidents.models import Incident
from lawyers.people.models import User
from tests.factories.cases import LenderFactory

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]

THREAT = "【衡信通】段嘉禾的家属：其在灰雁有借欠款18,642.50元已逾期47天，请你今日督促还款，否则将上门走访并通知其单位。"


def write_backup(folder: Path) -> Path:
    rows = "".join(
        f'<sms address="10690000771200" date="{1794000000000 + n * 60000}" type="1" body="{THREAT}第{n}次" />'
        for n in range(3)
    )
    path = folder / "sms-20261123.xml"
    path.write_text(
        f'<?xml version="1.0" encoding="UTF-8"?><smses count="3">{rows}</smses>', encoding="utf-8"
    )
    return path


def test_from_a_text_on_a_phone_to_the_lenders_table(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    wen: User,
    chen: User,
    tmp_path: Path,
) -> None:
    lender = LenderFactory(name="灰雁消费金融有限公司")
    LenderAlias.objects.create(lender=lender, name="灰雁消费金融")
    sign_in("wen")
    page.goto("/cases/new/")
    page.fill("#id_client-name", "段嘉禾")
    page.fill("#id_client-phone", "199 0000 0312")
    page.fill("#id_debts-0-told_as", "灰雁消费金融")
    page.fill("#id_contacts-0-name", "妈妈")
    page.locator("[data-save-state]").filter(has_text="已自动保存").wait_for()
    looks_right()
    page.click("button[name=finish]")
    page.wait_for_url("**/cases/*-*/")
    looks_right()
    page.goto(page.url.replace("/cases/", "/incidents/cases/") + "evidence/")
    page.select_option("#id_source_key", index=2)
    page.set_input_files("#id_file", write_backup(tmp_path))
    page.click("form[data-upload] button[type=submit]")
    page.locator("table a", has_text="sms-20261123.xml").wait_for()
    looks_right()
    page.locator("main a", has_text="审阅").first.click()
    page.wait_for_url("**/review/")
    looks_right()
    page.select_option("#lender", label=lender.name)
    page.click("[data-pick=all]")
    page.click("button[value=accept]")
    page.locator(".toast-box", has_text="已处理 3 条").wait_for()
    assert Incident.objects.filter(lender=lender, recipient="contact", has_disclosure=True).count() == 3
    assert [row.incidents for row in league(FigureFilter.of(chen, {})).rows] == [3]


PAGES = (
    "/",
    "/cases/",
    "/cases/?status=closed",
    "/incidents/",
    "/companies/",
    "/companies/lender/new/",
    "/figures/",
    "/law/",
    "/password/",
    "/nowhere/",
)


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_every_page_of_a_supervisor_is_accessible_at_both_widths(
    page: Page,
    sign_in: Callable[[str], None],
    looks_right: Callable[[], None],
    chen: User,
    matter: Any,
    language: str,
    troubles: list[str],
) -> None:
    looks_right_on_sign_in(page, looks_right)
    sign_in("chen")
    page.context.add_cookies([{"name": settings.LANGUAGE_COOKIE_NAME, "value": language, "url": page.url}])
    for address in (
        *PAGES,
        "/audit/",
        f"/cases/{matter.case.code}/",
        f"/cases/{matter.case.code}/people/",
        f"/incidents/cases/{matter.case.code}/new/",
    ):
        page.goto(address)
        looks_right()
    troubles[:] = [t for t in troubles if "404" not in t]


def looks_right_on_sign_in(page: Page, looks_right: Callable[[], None]) -> None:
    page.goto("/sign-in/")
    looks_right()
    page.fill("input[name=username]", "nobody")
    page.fill("input[name=password]", "wrong")
    page.click("main button[type=submit]")
    page.locator("[data-error-summary]").wait_for()
    looks_right()


def test_an_administrators_pages_are_accessible(
    page: Page, sign_in: Callable[[str], None], looks_right: Callable[[], None], ning: User, wen: User
) -> None:
    sign_in("ning")
    for address in ("/", "/people/", "/people/invite/", f"/people/{wen.code}/deactivate/", "/audit/"):
        page.goto(address)
        looks_right()

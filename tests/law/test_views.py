"""The law pages: both languages, any day, a day that is none, and who may look."""

import pytest
from django.conf import LazySettings
from django.test import Client as Browser

OVERVIEW = "/law/"


@pytest.fixture
def english_client(caseworker_client: Browser, settings: LazySettings) -> Browser:
    """The caseworker's browser after a switch to English."""
    caseworker_client.cookies[settings.LANGUAGE_COOKIE_NAME] = "en"
    return caseworker_client


@pytest.mark.parametrize("path", [OVERVIEW, "/law/kinds/V06/"])
def test_a_stranger_must_sign_in(db: None, client: Browser, path: str) -> None:
    assert client.get(path).status_code == 302


def test_overview_shows_both_sides_of_the_new_police_law(caseworker_client: Browser) -> None:
    page = caseworker_client.get(OVERVIEW, {"on": "2026-01-01"}).content.decode()
    assert "治安管理处罚法第50条第1款第1项" in page
    assert "治安管理处罚法第42条第1项" in page
    assert "个人信息保护法第69条" in page
    assert "个人信息保护法第66条" not in page
    assert "state-unverified" in page
    assert page.count("/law/kinds/V") == 30


def test_overview_of_a_day_cites_what_was_in_force_then(caseworker_client: Browser) -> None:
    response = caseworker_client.get(OVERVIEW, {"on": "2025-06-30"})
    assert response.context["chosen_day"].isoformat() == "2025-06-30"
    assert "治安管理处罚法第50条" not in response.content.decode()


def test_overview_is_complete_in_english(english_client: Browser) -> None:
    page = english_client.get(OVERVIEW, {"on": "2026-03-01"}).content.decode()
    assert "Civil Code, art. 1033, item 1" in page
    assert "Collecting from an unrelated third person" in page
    assert "民法典" not in page
    assert "联系无关第三人催收" not in page


@pytest.mark.parametrize(
    "on", ["yesterday", "2026-02-30", "31.12.2025", "99999-01-01", "0001-01-01", "1980-01-01"]
)
@pytest.mark.parametrize("path", [OVERVIEW, "/law/kinds/V06/"])
def test_a_bad_day_is_explained_and_today_shown(caseworker_client: Browser, path: str, on: str) -> None:
    response = caseworker_client.get(path, {"on": on})
    assert response.status_code == 200
    assert 'role="alert"' in response.content.decode()
    assert "治安管理处罚法第50条" in response.content.decode()


def test_an_empty_day_is_today(caseworker_client: Browser) -> None:
    response = caseworker_client.get(OVERVIEW, {"on": ""})
    assert response.status_code == 200
    assert 'role="alert"' not in response.content.decode()


def test_kind_page_names_sources_and_certainty(caseworker_client: Browser) -> None:
    page = caseworker_client.get("/law/kinds/V08/", {"on": "2026-03-01"}).content.decode()
    assert "民法典第1033条第1项" in page
    assert "just-laws" in page
    assert "state-unverified" in page


def test_kind_page_warns_when_nothing_was_read(caseworker_client: Browser) -> None:
    warned = caseworker_client.get("/law/kinds/V15/", {"on": "2026-03-01"}).content.decode()
    assert "notice-warn" in warned
    assert "notice-warn" not in caseworker_client.get("/law/kinds/V06/").content.decode()


def test_kind_page_is_complete_in_english(english_client: Browser) -> None:
    page = english_client.get("/law/kinds/V06/").content.decode()
    assert "Criminal Law, art. 293, para. 1, item 2" in page
    assert "刑法" not in page


def test_an_unknown_kind_is_a_404(caseworker_client: Browser) -> None:
    assert caseworker_client.get("/law/kinds/V99/").status_code == 404

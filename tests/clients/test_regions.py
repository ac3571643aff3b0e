"""Regions by name and by code."""

import pytest
from django.test import Client as Browser

from caseapp.clients.models import Client
from caseapp.clients.rules import NoSuchRegion, region_choices, region_code, region_name, region_stem
from lawyers.matters.models import Matter
from tests.factories.cases import CaseFactory
from tests.factories.lawyers import MatterFactory


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("杭州", "330100"), ("浙江省杭州市", "330100"), ("杭州 西湖区", "330106"), ("浙江杭州西湖", "330106"), ("上海", "310000"),
        ("上海浦东", "310115"), ("昆山", "320583"), ("朝阳市", "211300"), ("北京朝阳区", "110105"), ("内蒙古", "150000"),
        ("香港", "810000"), ("330106", "330106"), ("", ""),
    ],
)  # fmt: skip
def test_a_name_gives_its_code(text: str, code: str) -> None:
    assert region_code(text) == code


def test_several_regions_of_one_name_are_told() -> None:
    with pytest.raises(NoSuchRegion) as error:
        region_code("西湖区")
    assert error.value.candidates == ["浙江省杭州市西湖区", "江西省南昌市西湖区"]
    with pytest.raises(NoSuchRegion) as error:
        region_code("没有这个地方")
    assert error.value.candidates == []


@pytest.mark.parametrize(
    ("code", "name"),
    [("330106", "浙江省杭州市西湖区"), ("310115", "上海市浦东新区"), ("33", "浙江省"), ("110103", "北京市崇文区"), ("999999", "999999")],
)  # fmt: skip
def test_a_code_gives_its_full_name(code: str, name: str) -> None:
    assert region_name(code) == name


@pytest.mark.parametrize(
    ("code", "stem"),
    [("331000", "3310"), ("330000", "33"), ("330106", "330106"), ("33", "33"), ("3310", "3310"), ("", "")],
)
def test_a_region_holds_what_begins_like_it(code: str, stem: str) -> None:
    assert region_stem(code) == stem


def test_every_region_offered_is_found_by_its_full_name() -> None:
    offered = [code for _province, rows in region_choices() for code, _name in rows]
    assert len(offered) > 350
    assert [region_code(region_name(code)) for code in offered] == offered


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("region", "found"), [("331000", "台州"), ("331100", "丽水"), ("330000", "台州丽水"), ("110000", "")]
)
def test_the_list_of_a_city_holds_its_districts_and_no_other_city(
    supervisor_client: Browser, matter: Matter, region: str, found: str
) -> None:
    for name, code in (("台州", "331002"), ("丽水", "331100")):
        made = MatterFactory(organisation=matter.organisation, number=f"YL-{name}")
        CaseFactory(matter=made)
        Client.objects.filter(matter=made).update(region_code=code)
    page = supervisor_client.get(f"/cases/?region={region}").content.decode()
    assert [name for name in ("台州", "丽水") if f"YL-{name}" in page] == [
        n for n in ("台州", "丽水") if n in found
    ]

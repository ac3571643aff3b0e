"""Companies: names, reference lists, merging without losing links, and the pages."""

import datetime
import uuid

import pytest
from django.test import Client as Browser

from caseapp.agencies import selectors, services
from caseapp.agencies.models import CollectionAgency, Funding, Lender, LenderAlias, LoanProduct
from caseapp.agencies.rules import company_stem
from lawyers.audit.models import Event
from lawyers.people.models import User
from tests.factories.cases import DebtFactory, IncidentFactory, LenderFactory

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    ("name", "stem"),
    [
        ("灰雁消费金融有限公司", "灰雁消费金融"),
        ("灰雁消费金融股份有限公司", "灰雁消费金融"),
        ("北京橘灯信息科技有限公司", "橘灯"),
        ("橘灯网络小额贷款有限责任公司（重庆）", "橘灯网络小额贷款"),
        ("  灰 雁·消费金融 ", "灰雁消费金融"),
        ("ＡＢＣ贷", "abc贷"),
        ("借呗", "借呗"),
        ("北京银行", "北京银行"),
        ("公司", "公司"),
        ("", ""),
    ],
)
def test_a_stem_is_what_people_remember(name: str, stem: str) -> None:
    assert company_stem(name) == stem


def test_reference_lists_load_once_with_their_confidence() -> None:
    first = services.load_reference()
    assert first["lender"] >= 31
    assert (
        Lender.objects.filter(licence_kind="consumer_finance", institution_code__startswith="X").count() == 31
    )
    assert not LoanProduct.objects.get(name="宜享花").is_verified
    assert sum(services.load_reference().values()) == 0


def test_reference_lists_leave_what_a_person_changed() -> None:
    services.load_reference()
    Lender.objects.filter(name="建信消费金融有限责任公司").update(source="looked up by hand")
    services.load_reference()
    assert Lender.objects.get(name="建信消费金融有限责任公司").source == "looked up by hand"


def test_a_former_name_finds_the_lender() -> None:
    services.load_reference()
    assert [s.name for s in selectors.suggest_companies("捷信消费金融", kinds=("lender",))] == [
        "天津京东消费金融有限公司"
    ]


def test_the_funding_lender_depends_on_the_day() -> None:
    product = LoanProduct.objects.create(name="虚构借")
    old, new = LenderFactory(), LenderFactory()
    Funding.objects.create(product=product, lender=old, until_on=datetime.date(2025, 12, 31))
    Funding.objects.create(product=product, lender=new, since_on=datetime.date(2026, 1, 1))
    assert selectors.lender_for_product(product, datetime.date(2025, 12, 31)) == old
    assert selectors.lender_for_product(product, datetime.date(2026, 1, 1)) == new


def test_two_funding_lenders_on_one_day_are_no_guess() -> None:
    product = LoanProduct.objects.create(name="虚构借")
    for _ in range(2):
        Funding.objects.create(product=product, lender=LenderFactory())
    assert selectors.lender_for_product(product, datetime.date(2026, 1, 1)) is None


def test_an_exact_name_in_any_legal_form_names_the_lender() -> None:
    lender = LenderFactory(name="灰雁消费金融股份有限公司")
    assert selectors.company_named("灰雁消费金融有限公司") == (lender, None)
    assert selectors.company_named("灰雁") == (None, None)


def test_merging_moves_every_link_and_can_be_taken_back(wen: User, chen: User, matter: object) -> None:
    kept, gone = LenderFactory(), LenderFactory()
    debt, incident = DebtFactory(matter=matter, lender=gone), IncidentFactory(matter=matter, lender=gone)
    LenderAlias.objects.create(lender=gone, name="老名字")
    done = services.merge(chen, kept=kept, duplicate=gone)
    debt.refresh_from_db()
    incident.refresh_from_db()
    gone.refresh_from_db()
    assert (debt.lender, incident.lender, gone.merged_into) == (kept, kept, kept)
    assert set(kept.aliases.values_list("name", flat=True)) == {"老名字", gone.name}
    assert not Lender.objects.current().filter(pk=gone.pk).exists()

    later = DebtFactory(matter=matter, lender=kept)
    services.undo_merge(chen, merge=done)
    debt.refresh_from_db()
    later.refresh_from_db()
    assert (debt.lender, later.lender) == (gone, kept)
    with pytest.raises(services.CannotMerge):
        services.undo_merge(chen, merge=done)


def test_a_merge_keeps_what_both_have(chen: User) -> None:
    kept, gone = LenderFactory(), LenderFactory()
    for lender in (kept, gone):
        LenderAlias.objects.create(lender=lender, name="同一个别名")
    services.merge(chen, kept=kept, duplicate=gone)
    assert kept.aliases.filter(name="同一个别名").count() == 1


@pytest.mark.parametrize("case", ["itself", "other kind", "merged already", "into a merged one"])
def test_what_cannot_be_merged(case: str, chen: User) -> None:
    kept, gone, third = LenderFactory(), LenderFactory(), LenderFactory()
    services.merge(chen, kept=third, duplicate=gone)
    gone.refresh_from_db()
    agency = CollectionAgency.objects.create(name="虚构信用管理有限公司")
    pairs = {
        "itself": (kept, kept),
        "other kind": (kept, agency),
        "merged already": (kept, gone),
        "into a merged one": (gone, kept),
    }
    with pytest.raises(services.CannotMerge):
        services.merge(chen, kept=pairs[case][0], duplicate=pairs[case][1])


def test_a_renamed_lender_is_still_found_by_its_old_name(chen: User) -> None:
    lender = LenderFactory(name="旧名消费金融有限公司")
    services.update_company(chen, company=lender, name="新名消费金融有限公司")
    assert [s.name for s in selectors.suggest_companies("旧名")] == ["新名消费金融有限公司"]


def test_only_supervisors_change_shared_rows(caseworker_client: Browser, supervisor_client: Browser) -> None:
    lender = LenderFactory()
    address = f"/companies/lender/{lender.code}/edit/"
    assert caseworker_client.get(address).status_code == 403
    assert supervisor_client.get(address).status_code == 200


def test_a_caseworker_adds_a_missing_lender_unchecked(caseworker_client: Browser) -> None:
    answer = caseworker_client.post(
        "/companies/lender/new/", {"name": "渡鸦速贷", "licence_kind": "unlicensed"}
    )
    lender = Lender.objects.get(name="渡鸦速贷")
    assert answer.status_code == 302
    assert not lender.is_verified
    assert Event.objects.filter(name="company.created", subject=f"lender:{lender.code}").exists()


def test_a_taken_name_is_said_beside_the_field_and_nothing_is_lost(caseworker_client: Browser) -> None:
    LenderFactory(name="渡鸦速贷")
    answer = caseworker_client.post(
        "/companies/lender/new/", {"name": "渡鸦速贷", "licence_kind": "unlicensed", "source": "短信"}
    )
    assert answer.status_code == 200
    assert answer.context["form"].errors["name"]
    assert 'value="短信"' in answer.content.decode()


def test_validity_must_not_end_before_it_starts(supervisor_client: Browser) -> None:
    answer = supervisor_client.post(
        "/companies/lender/new/",
        {"name": "甲", "licence_kind": "bank", "valid_from": "2026-02-01", "valid_to": "2026年1月1日"},
    )
    assert answer.context["form"].errors.keys() == {"valid_to"}


def test_a_merge_is_shown_before_it_happens(supervisor_client: Browser, matter: object) -> None:
    kept, gone = LenderFactory(), LenderFactory()
    DebtFactory(matter=matter, lender=gone)
    address = f"/companies/lender/{kept.code}/merge/"
    shown = supervisor_client.post(address, {"duplicate": gone.name})
    assert [number for _, number in shown.context["moves"]] == [1]
    gone.refresh_from_db()
    assert gone.merged_into is None
    supervisor_client.post(address, {"duplicate": gone.name, "sure": "1"})
    gone.refresh_from_db()
    assert gone.merged_into == kept
    assert supervisor_client.get(f"/companies/lender/{gone.code}/").url == f"/companies/lender/{kept.code}/"


@pytest.mark.parametrize("kind", ["lender", "agency", "platform", "product", "nonsense"])
def test_lists_open_for_every_kind(kind: str, caseworker_client: Browser) -> None:
    services.load_reference()
    answer = caseworker_client.get(
        "/companies/", {"kind": kind, "q": "消费金融", "licence": "bank", "state": "unchecked"}
    )
    assert answer.status_code == 200


def test_every_page_of_the_reference_opens(caseworker_client: Browser) -> None:
    services.load_reference()
    for kind, model in selectors.KINDS.items():
        for row in model.objects.all()[:3]:
            assert caseworker_client.get(f"/companies/{kind}/{row.code}/").status_code == 200
    assert caseworker_client.get(f"/companies/lender/{uuid.uuid4()}/").status_code == 404


def test_the_list_does_not_grow_in_queries(
    caseworker_client: Browser, django_assert_max_num_queries: object
) -> None:
    for _ in range(12):
        LenderAlias.objects.create(lender=LenderFactory(), name="别名")
    with django_assert_max_num_queries(8):
        caseworker_client.get("/companies/")

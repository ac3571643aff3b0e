"""Which law is cited on which day. The golden table was read through row by row; the pairs below come from the texts."""

import csv
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from caseapp.law import rules

GOLDEN = Path(__file__).parent / "tables" / "citations.csv"
LAST_OLD, FIRST_NEW = date(2025, 12, 31), date(2026, 1, 1)
KIND_CODES = [f"V{number:02}" for number in range(1, 31)]


def _labels(code: str, day: date) -> list[str]:
    return [citation.label_zh for citation in rules.citations_on(code, day)]


def _golden() -> list[dict[str, str]]:
    with GOLDEN.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.mark.parametrize("row", _golden(), ids=lambda row: f"{row['kind']} {row['day']}")
def test_citations_are_those_of_the_golden_table(row: dict[str, str]) -> None:
    cited = rules.citations_on(row["kind"], date.fromisoformat(row["day"]))
    shown = [citation.label_zh + ("" if citation.verified else " ?") for citation in cited]
    assert shown == (row["citations"].split(" | ") if row["citations"] else [])


def test_golden_table_stands_on_both_sides_of_every_change() -> None:
    seen = {(row["kind"], row["day"]) for row in _golden()}
    for kind in rules.kinds():
        for article in kind.citations:
            if article.valid_from >= date(2011, 1, 1):
                for day in (article.valid_from - timedelta(days=1), article.valid_from):
                    assert (kind.code, day.isoformat()) in seen, f"{kind.code} {day}"


@pytest.mark.parametrize(
    ("code", "old", "new"),
    [
        ("V03", "治安管理处罚法第42条第5项", "治安管理处罚法第50条第1款第5项"),
        ("V04", "治安管理处罚法第42条第2项", "治安管理处罚法第50条第1款第2项"),
        ("V05", "治安管理处罚法第42条第2项", "治安管理处罚法第50条第1款第2项"),
        ("V06", "治安管理处罚法第42条第1项", "治安管理处罚法第50条第1款第1项"),
        ("V07", "治安管理处罚法第26条第4项", "治安管理处罚法第30条第4项"),
        ("V07", "治安管理处罚法第42条第5项", "治安管理处罚法第50条第1款第5项"),
        ("V09", "治安管理处罚法第51条第1款", "治安管理处罚法第62条第1款"),
        ("V10", "治安管理处罚法第51条第1款", "治安管理处罚法第62条第3款"),
        ("V11", "治安管理处罚法第52条第1项", "治安管理处罚法第63条第1项"),
        ("V17", "治安管理处罚法第42条第6项", "治安管理处罚法第50条第1款第6项"),
        ("V20", "治安管理处罚法第42条第5项", "治安管理处罚法第50条第1款第5项"),
        ("V22", "治安管理处罚法第49条", "治安管理处罚法第58条"),
    ],
)
def test_police_law_changes_at_new_year_2026(code: str, old: str, new: str) -> None:
    assert old in _labels(code, LAST_OLD)
    assert new not in _labels(code, LAST_OLD)
    assert new in _labels(code, FIRST_NEW)
    assert old not in _labels(code, FIRST_NEW)


def test_personal_information_is_a_police_matter_only_from_2026() -> None:
    for code in ("V02", "V17", "V21"):
        assert not [label for label in _labels(code, LAST_OLD) if label.startswith("治安管理处罚法第56条")]
        assert "治安管理处罚法第56条第1款" in _labels(code, FIRST_NEW)


@pytest.mark.parametrize(
    ("code", "label", "first"),
    [
        ("V01", "民法典第1033条第1项", date(2021, 1, 1)),
        ("V02", "个人信息保护法第69条", date(2021, 11, 1)),
        ("V25", "刑法第293条之一", date(2021, 3, 1)),
        ("V08", "GB/T 45251-2025 贷后催收风控指引（催收时间）", date(2025, 2, 28)),
        ("V15", "金融机构个人消费类贷款催收工作指引（不得诱导借贷）", date(2026, 1, 30)),
        ("V13", "网络安全法第26条", date(2026, 1, 1)),
    ],
)
def test_nothing_is_cited_before_it_takes_effect(code: str, label: str, first: date) -> None:
    assert label in _labels(code, first)
    assert label not in _labels(code, first - timedelta(days=1))


@given(st.sampled_from(KIND_CODES), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_no_citation_outside_its_validity(code: str, day: date) -> None:
    cited = rules.citations_on(code, day)
    for citation in cited:
        for period in (citation.article, citation.article.statute):
            assert period.valid_from <= day <= (period.valid_to or date.max)
    assert cited or day < rules.kind(code).cited_from
    assert len({citation.label_zh for citation in cited}) == len(cited)


@given(st.sampled_from(KIND_CODES), st.dates(date(2015, 1, 1), date(2030, 12, 31)))
def test_only_read_texts_are_verified_and_binding_ones_come_first(code: str, day: date) -> None:
    cited = rules.citations_on(code, day)
    for citation in cited:
        marks = {citation.article.confidence, citation.article.statute.confidence}
        assert citation.verified == (marks == {"V"})
    binding = [citation.article.statute.is_binding for citation in cited]
    assert binding == sorted(binding, reverse=True)


def test_standards_guides_and_nfra_rules_are_never_verified() -> None:
    for document in rules.conduct_documents():
        assert not document.verified
        assert not [article for article in document.articles if article.verified]


def test_damages_never_rest_on_the_penalty_article() -> None:
    days = (date(2021, 11, 1), LAST_OLD, FIRST_NEW, date(2026, 11, 1))
    labels = {label for code in KIND_CODES for day in days for label in _labels(code, day)}
    for kind in rules.kinds():
        labels |= {article.label for remedy in kind.remedies for article in remedy.articles}
    assert "个人信息保护法第69条" in labels
    assert not [label for label in labels if label.startswith("个人信息保护法第66条")]


def test_the_definition_of_personal_information_is_no_citation() -> None:
    for kind in rules.kinds():
        assert "民法典第1034条" not in {article.label for article in kind.citations}
    assert [article.label for article in rules.kind("V02").definitions] == ["民法典第1034条"]


def test_a_kind_with_unread_texts_only_shows_it() -> None:
    assert not any(citation.verified for citation in rules.citations_on("V15", date(2026, 6, 1)))
    before = rules.citations_on("V13", date(2021, 6, 1))
    assert [(citation.label_zh, citation.verified) for citation in before] == [("网络安全法第24条", False)]


def test_documents_for_other_lenders_are_left_out_when_the_licence_is_known() -> None:
    day = date(2026, 3, 1)
    micro = {
        citation.article.statute.code for citation in rules.citations_on("V01", day, "online_microlender")
    }
    bank = {citation.article.statute.code for citation in rules.citations_on("V01", day, "bank")}
    assert "MC2025" in micro
    assert not micro & {"CC2011", "CF2024"}
    assert "CC2011" in bank
    assert not bank & {"MC2025", "CF2024"}
    assert {"CC", "PI", "GB45251"} <= micro & bank


def test_labels_say_article_paragraph_and_item_in_both_languages() -> None:
    found = {citation.label_zh: citation.label_en for citation in rules.citations_on("V06", FIRST_NEW)}
    english = "Public Security Administration Punishments Law, art. 50, para. 1, item 1"
    assert found["治安管理处罚法第50条第1款第1项"] == english
    cited = rules.citations_on("V02", FIRST_NEW)
    assert "Criminal Law, art. 253-1" in [citation.label_en for citation in cited]


def test_kinds_bear_their_codes_names_and_marks() -> None:
    assert [kind.code for kind in rules.kinds()] == KIND_CODES
    names = {
        "V01": "联系无关第三人催收",
        "V10": "冒充律师/机构/其他身份",
        "V14": "改号/黑卡/GOIP",
        "V30": "委托/监督失责",
    }
    assert {code: rules.kind(code).name_zh for code in names} == names
    flagged = {
        flag: {kind.code for kind in rules.kinds() if getattr(kind, flag)}
        for flag in ("is_threat", "is_insult", "is_disclosure", "is_night")
    }
    assert flagged == {
        "is_threat": {"V06", "V22"},
        "is_insult": {"V04", "V05", "V12"},
        "is_disclosure": {"V02", "V17"},
        "is_night": {"V08"},
    }
    with pytest.raises(rules.UnknownKind):
        rules.kind("V31")


@pytest.mark.parametrize(
    ("licence_kind", "day", "name", "first_channel"),
    [
        ("bank", None, "国家金融监督管理总局", "LENDER"),
        ("bank", date(2023, 5, 18), "国家金融监督管理总局", "LENDER"),
        ("bank", date(2023, 5, 17), "中国银行保险监督管理委员会", "LENDER"),
        ("bank", date(1990, 1, 1), "中国银行业监督管理委员会", "LENDER"),
        ("consumer_finance", None, "国家金融监督管理总局", "LENDER"),
        ("online_microlender", None, "地方金融管理部门", "LOCAL_FIN"),
        ("loan_platform", None, "实际放贷机构的监管部门", "NFRA_REPORT"),
        ("unlicensed", None, "公安机关", "POLICE_CRIM"),
        ("payment", None, "中国人民银行", "PBOC_12363"),
        ("unknown", None, "监管部门待查明", "POLICE_ADMIN"),
    ],
)
def test_supervisor_follows_from_the_licence(
    licence_kind: str, day: date | None, name: str, first_channel: str
) -> None:
    found = rules.regulator_for(licence_kind, day)
    assert (found.name_zh, found.channels[0]) == (name, first_channel)
    assert found.reason_zh
    assert found.reason_en
    assert not found.verified


def test_microlenders_are_never_sent_to_the_bank_line() -> None:
    for licence_kind in ("microlender", "online_microlender", "guarantee"):
        assert not {"NFRA_12378", "NFRA_REPORT"} & set(rules.regulator_for(licence_kind).channels)
    with pytest.raises(rules.UnknownRegulator):
        rules.regulator_for("pawnshop")


def test_channels_are_found_by_code() -> None:
    assert rules.channel("NFRA_12378").unit == "working"
    assert rules.channel("POLICE_ADMIN").verified
    assert not rules.channel("LOCAL_FIN").verified
    assert len({channel.code for channel in rules.channels()}) == len(rules.channels())
    with pytest.raises(rules.UnknownChannel):
        rules.channel("MOON")

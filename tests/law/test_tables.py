"""The data files are clean, and each kind of fault planted in a copy is found and named."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from caseapp.law import checks, rules
from caseapp.law.rules.reading import TABLES

Plant = Callable[[str, str, str], list[str]]


@pytest.fixture
def plant(tmp_path: Path) -> Plant:
    """Replace text once in a copied file and return the problems then found. The text must be there."""
    folder = tmp_path / "tables"
    shutil.copytree(TABLES, folder)

    def replace(file: str, old: str, new: str) -> list[str]:
        path = folder / file
        text = path.read_text(encoding="utf-8")
        assert old in text, f"{old!r} does not stand in {file}"
        path.write_text(text.replace(old, new, 1), encoding="utf-8")
        return rules.check_tables(folder)

    return replace


def test_tables_are_clean() -> None:
    assert rules.check_tables() == []


ROW = 'code = "V06"\nname_zh = "威胁恐吓"\n'
NIFA_END = "valid_to = 2025-02-27"
FAULTS = [
    ("not toml", "kinds.toml", "[[kind]]", "[[kind", "kinds.toml: "),
    ("strange rows", "kinds.toml", "[[kind]]", "[[sort]]", "kinds.toml: must hold [[kind]] rows"),
    ("missing field", "kinds.toml", 'group = "press"\n', "", "kind V01: group is missing"),
    ("missing translation", "kinds.toml", 'name_en = "Threat"\n', "", "kind V06: name_en is missing"),
    ("empty translation", "kinds.toml", 'name_en = "Threat"', 'name_en = " "', "kind V06: name_en is empty"),
    (
        "half of an optional pair",
        "conduct.toml",
        'records_en = "Recordings kept at least two years"\n',
        "",
        "document CC2011: records_en is missing",
    ),
    ("unknown field", "kinds.toml", ROW, ROW + 'colour = "red"\n', "kind V06: colour is not a known field"),
    ("wrong type", "kinds.toml", "is_night = false", 'is_night = "no"', "kind V01: is_night must be bool"),
    (
        "day as text",
        "statutes.toml",
        "valid_from = 2021-01-01",
        'valid_from = "2021"',
        "CC: valid_from must be date",
    ),
    (
        "unknown mark",
        "statutes.toml",
        'confidence = "V"',
        'confidence = "X"',
        "CC: confidence 'X' is not one of",
    ),
    ("unknown group", "kinds.toml", 'group = "press"', 'group = "loud"', "V01: group 'loud' is not one of"),
    ("key twice", "kinds.toml", 'code = "V02"', 'code = "V01"', "kind V01: stands twice"),
    (
        "condition without words",
        "kinds.toml",
        ', when_en = "When money is demanded"',
        "",
        "V06: when_en is missing",
    ),
    (
        "unknown article",
        "kinds.toml",
        '"CC-1032"',
        '"CC-9999"',
        "V02: citations names CC-9999, which is not in",
    ),
    ("unknown channel", "kinds.toml", '"NFRA_REPORT"', '"MOON"', "V01: channels names MOON"),
    ("unknown remedy", "kinds.toml", '["stop", "apology", "delete"]', '["gold"]', "V01: remedies names gold"),
    (
        "unknown statute",
        "articles/civil.toml",
        'statute = "CC"',
        'statute = "XX"',
        "CC-995: statute names XX",
    ),
    (
        "unknown authority",
        "regulators.toml",
        'authority = "pboc"',
        'authority = "king"',
        "authority names king",
    ),
    ("unknown source", "statutes.toml", 'source = "JL"', 'source = "HEARSAY"', "CC: source 'HEARSAY' begins"),
    (
        "unknown licence",
        "statutes.toml",
        'applies_to = ["bank"]',
        'applies_to = ["ship"]',
        "applies_to names ship",
    ),
    (
        "condition on an unknown article",
        "kinds.toml",
        'article = "CR-274"',
        'article = "CR-999"',
        "V06: conditional names CR-999",
    ),
    (
        "overlapping versions",
        "statutes.toml",
        "valid_to = 2025-12-31",
        "valid_to = 2026-01-05",
        "statute PS-N: is in force together with PS-O",
    ),
    (
        "gap between versions",
        "statutes.toml",
        NIFA_END,
        "valid_to = 2025-02-20",
        "statute GB45251: does not follow on the day after NIFA2024 ends",
    ),
    (
        "ends before it starts",
        "statutes.toml",
        NIFA_END,
        "valid_to = 2024-01-01",
        "statute NIFA2024: ends before it starts",
    ),
    (
        "article older than its statute",
        "articles/criminal.toml",
        "valid_from = 2021-03-01",
        "valid_from = 1990-03-01",
        "article CR-293-BIS: its period does not lie within that of CR",
    ),
    (
        "same provision twice",
        "articles/civil.toml",
        'number = "997"',
        'number = "995"',
        "article CC-997: is the same provision as CC-995",
    ),
    (
        "replaces across laws",
        "articles/police.toml",
        'replaces = "PS-O-49"',
        'replaces = "CC-995"',
        "article PS-N-58: replaces CC-995, but its statute does not succeed",
    ),
    (
        "only the new law cited",
        "kinds.toml",
        '["PS-O-49", "PS-N-58", "CR-274"]',
        '["PS-N-58", "CR-274"]',
        "kind V22: cites PS-N-58 but not PS-O-49",
    ),
    (
        "only the old law cited",
        "kinds.toml",
        '["PS-O-49", "PS-N-58", "CR-274"]',
        '["PS-O-49", "CR-274"]',
        "kind V22: cites PS-O-49 but nothing that replaces it",
    ),
    (
        "cited twice",
        "kinds.toml",
        '["PS-O-49", "PS-N-58", "CR-274"]',
        '["PS-O-49", "PS-N-58", "CR-274", "CR-274"]',
        "kind V22: cites CR-274 twice",
    ),
    (
        "guide before law",
        "kinds.toml",
        '["CC-1029", "CBA2026-BLACKLIST"]',
        '["CBA2026-BLACKLIST", "CC-1029"]',
        "kind V16: CC-1029 is binding and must stand before CBA2026-BLACKLIST",
    ),
    (
        "definition cited as a breach",
        "kinds.toml",
        '["CC-1029", "CBA2026-BLACKLIST"]',
        '["CC-1029", "CC-1034", "CBA2026-BLACKLIST"]',
        "kind V16: cites CC-1034, which only defines",
    ),
    (
        "breach among definitions",
        "kinds.toml",
        'definitions = ["CC-1034"]',
        'definitions = ["CC-1032"]',
        "kind V02: CC-1032 stands among the definitions",
    ),
    (
        "days without citation",
        "kinds.toml",
        "cited_from = 2026-01-30",
        "cited_from = 2021-01-01",
        "kind V15: cited_from must be 2026-01-30",
    ),
    (
        "nothing cited today",
        "kinds.toml",
        '["CBA2026-NEWLOANS"]',
        '["NIFA2024-HOURS"]',
        "kind V15: has no citation today",
    ),
    (
        "verified kind on unread texts",
        "articles/criminal.toml",
        'number = "293-1"\nrole = "crime"\nvalid_from = 2021-03-01\nconfidence = "V"',
        'number = "293-1"\nrole = "crime"\nvalid_from = 2021-03-01\nconfidence = "L"',
        "kind V25: is marked V, but no citation is",
    ),
    (
        "damages on an article that gives none",
        "remedies.toml",
        'articles = ["PI-69"]',
        'articles = ["PI-65"]',
        "remedy damages: damages rest on PI-65, which is no liability article",
    ),
    (
        "remedy without article",
        "remedies.toml",
        'articles = ["CC-997"]',
        "articles = []",
        "remedy injunction: rests on no article",
    ),
    (
        "orphan article",
        "conduct.toml",
        'articles = ["IL2020-THIRD"]',
        "articles = []",
        "article IL2020-THIRD: nothing refers to it",
    ),
    (
        "article of another document",
        "conduct.toml",
        'articles = ["IL2020-THIRD"]',
        'articles = ["IL2020-THIRD", "CC2011-68"]',
        "document IL2020: CC2011-68 is from another document",
    ),
    (
        "gap between names of an authority",
        "authorities.toml",
        "valid_from = 2018-04-08",
        "valid_from = 2018-06-01",
        "regulator bank: China Banking and Insurance Regulatory Commission does not follow",
    ),
    (
        "no authority today",
        "authorities.toml",
        "valid_from = 2023-05-18\n",
        "valid_from = 2023-05-18\nvalid_to = 2024-01-01\n",
        "regulator bank: has no authority today",
    ),
    (
        "licence kind without regulator",
        "regulators.toml",
        'licence_kind = "trust"',
        'licence_kind = "bank"',
        "regulator bank: stands twice",
    ),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "problem"), [fault[1:] for fault in FAULTS], ids=[fault[0] for fault in FAULTS]
)
def test_a_planted_fault_is_found(plant: Plant, file: str, old: str, new: str, problem: str) -> None:
    found = plant(file, old, new)
    assert [text for text in found if problem in text], found


def test_a_missing_file_and_a_missing_licence_kind_are_found(tmp_path: Path) -> None:
    folder = tmp_path / "tables"
    shutil.copytree(TABLES, folder)
    regulators = folder / "regulators.toml"
    text = regulators.read_text(encoding="utf-8")
    last = text.rindex("[[regulator]]")
    regulators.write_text(text[:last], encoding="utf-8")
    assert "regulator unknown: is missing" in rules.check_tables(folder)
    regulators.unlink()
    assert [problem for problem in rules.check_tables(folder) if problem.startswith("regulators.toml: ")]


def test_a_broken_table_is_an_error_at_start(monkeypatch: pytest.MonkeyPatch) -> None:
    assert checks.law_tables(None) == []
    monkeypatch.setattr(checks, "check_tables", lambda: ["kind V01: names no channel"])
    (error,) = checks.law_tables(None)
    assert error.is_serious()
    assert "kind V01: names no channel" in error.msg

"""The shape of each data file: which fields a row must and may have, and of what type."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from caseapp.law.rules.records import CONFIDENCES, FORCES, GROUPS, LICENCE_KINDS, ROLES, UNITS

Row = dict[str, Any]
Rows = dict[str, tuple[Row, ...]]


@dataclass(frozen=True)
class Shape:
    """One file: the name of its rows, the field that names a row, and the types of the fields."""

    row: str
    key: str
    required: dict[str, type]
    optional: dict[str, type]
    is_key_unique: bool = True


def _both(*names: str) -> dict[str, type]:
    return {f"{name}_{language}": str for name in names for language in ("zh", "en")}


MARKED: dict[str, type] = {"confidence": str, "source": str}
SHAPES: dict[str, Shape] = {
    "sources": Shape("source", "code", {"code": str, **_both("name")}, {}),
    "statutes": Shape(
        "statute",
        "code",
        {"code": str, **_both("name"), "short_zh": str, "force": str, "valid_from": date, **MARKED},
        {"valid_to": date, "period_confidence": str, "succeeds": str, "applies_to": list},
    ),
    "articles": Shape(
        "article",
        "code",
        {"code": str, "statute": str, "role": str, **_both("gist"), **MARKED},
        {
            **dict.fromkeys(("number", "paragraph", "item", "replaces", "period_confidence"), str),
            **_both("topic"),
            "valid_from": date,
            "valid_to": date,
        },
    ),
    "remedies": Shape(
        "remedy", "code", {"code": str, **_both("name"), "articles": list, "is_damages": bool}, {}
    ),
    "channels": Shape(
        "channel",
        "code",
        {"code": str, **_both("name", "handles", "attach", "clock"), "unit": str, **MARKED},
        {"articles": list},
    ),
    "authorities": Shape(
        "authority",
        "code",
        {"code": str, **_both("name"), "valid_from": date, **MARKED},
        {"valid_to": date},
        is_key_unique=False,
    ),
    "regulators": Shape(
        "regulator",
        "licence_kind",
        {"licence_kind": str, **_both("name", "reason"), "authority": str, "channels": list, **MARKED},
        {},
    ),
    "conduct": Shape(
        "document",
        "code",
        {"code": str, "articles": list},
        _both("hours", "frequency", "third_parties", "identity", "records"),
    ),
    "kinds": Shape(
        "kind",
        "code",
        {
            "code": str,
            **_both("name", "definition", "signs"),
            "group": str,
            **dict.fromkeys(
                ("is_text_detectable", "is_threat", "is_insult", "is_disclosure", "is_night"), bool
            ),
            "citations": list,
            "cited_from": date,
            "channels": list,
            "remedies": list,
            "confidence": str,
        },
        {"definitions": list, "conditional": list},
    ),
}
ALLOWED_WORDS: dict[str, tuple[str, ...]] = {
    "confidence": CONFIDENCES,
    "period_confidence": CONFIDENCES,
    "force": FORCES,
    "role": ROLES,
    "group": GROUPS,
    "unit": UNITS,
    "licence_kind": LICENCE_KINDS,
}
CONDITION_FIELDS = {"article": str, **_both("when")}


def name_of(file: str, row: Row) -> str:
    """How a problem names the row: `statute CC`."""
    shape = SHAPES[file]
    return f"{shape.row} {row.get(shape.key, '?')}"


def problems_of_shape(rows: Rows) -> list[str]:
    """Missing, unknown, empty and mistyped fields, unknown words, and keys used twice."""
    found: list[str] = []
    for file, shape in SHAPES.items():
        for row in rows[file]:
            fields = {**shape.required, **shape.optional}
            found += [f"{name_of(file, row)}: {text}" for text in _row_problems(row, shape.required, fields)]
        if shape.is_key_unique:
            keys = [row.get(shape.key) for row in rows[file]]
            found += [f"{shape.row} {key}: stands twice" for key in _repeated(keys)]
    return found


def _row_problems(row: Row, required: dict[str, type], fields: dict[str, type]) -> list[str]:
    needed = {*required, *(_twin(name) for name in row if name.endswith(("_zh", "_en")))}
    found = [f"{name} is missing" for name in fields if name in needed and name not in row]
    for name, value in row.items():
        found += _field_problems(name, value, fields.get(name))
    for entry in row.get("conditional", ()):
        found += _row_problems(entry, CONDITION_FIELDS, CONDITION_FIELDS)
    return found


def _twin(name: str) -> str:
    """The field that says the same in the other language."""
    return name[:-3] + ("_en" if name.endswith("_zh") else "_zh")


def _field_problems(name: str, value: Any, expected: type | None) -> list[str]:
    if expected is None:
        return [f"{name} is not a known field"]
    if type(value) is not expected:
        return [f"{name} must be {expected.__name__}"]
    if isinstance(value, str) and not value.strip():
        return [f"{name} is empty"]
    if name in ALLOWED_WORDS and value not in ALLOWED_WORDS[name]:
        return [f"{name} {value!r} is not one of {', '.join(ALLOWED_WORDS[name])}"]
    return []


def _repeated(values: list[Any]) -> list[Any]:
    return [value for place, value in enumerate(values) if value in values[:place]]

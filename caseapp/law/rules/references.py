"""Every code that a row names must exist."""

from collections.abc import Iterator

from caseapp.law.rules.records import LICENCE_KINDS
from caseapp.law.rules.shapes import SHAPES, Row, Rows, name_of

# file, field of the row, file whose keys the field names
REFERENCES = (
    ("statutes", "succeeds", "statutes"),
    ("articles", "statute", "statutes"),
    ("articles", "replaces", "articles"),
    ("remedies", "articles", "articles"),
    ("channels", "articles", "articles"),
    ("regulators", "authority", "authorities"),
    ("regulators", "channels", "channels"),
    ("conduct", "code", "statutes"),
    ("conduct", "articles", "articles"),
    ("kinds", "citations", "articles"),
    ("kinds", "definitions", "articles"),
    ("kinds", "conditional", "articles"),
    ("kinds", "channels", "channels"),
    ("kinds", "remedies", "remedies"),
)


def problems_of_references(rows: Rows) -> list[str]:
    """Codes that stand for nothing: articles, statutes, channels, remedies, authorities, sources, licence kinds."""
    keys = {file: {row[shape.key] for row in rows[file]} for file, shape in SHAPES.items()}
    found = [
        f"{name_of(file, row)}: {field} names {code}, which is not in {target}"
        for file, field, target in REFERENCES
        for row in rows[file]
        for code in _codes(row, field)
        if code not in keys[target]
    ]
    found += [
        f"{name_of('statutes', row)}: applies_to names {word}, which is not a licence kind"
        for row in rows["statutes"]
        for word in row.get("applies_to", ())
        if word not in LICENCE_KINDS
    ]
    return found + [
        f"{name_of(file, row)}: source {row['source']!r} begins with no known source"
        for file in SHAPES
        for row in rows[file]
        if "source" in row and row["source"].partition(":")[0] not in keys["sources"]
    ]


def _codes(row: Row, field: str) -> Iterator[str]:
    value = row.get(field, ())
    for entry in value if isinstance(value, list | tuple) else (value,):
        yield entry["article"] if isinstance(entry, dict) else entry

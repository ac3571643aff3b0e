"""The law tables are checked whenever Django starts: a broken one is an error, not a surprise in a complaint."""

from collections.abc import Sequence
from typing import Any

from django.apps import AppConfig
from django.core.checks import CheckMessage, Error

from caseapp.law.rules import check_tables


def law_tables(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """One error (law.E001) for each problem in the data files."""
    return [
        Error(f"Law tables: {problem}", hint="Mend the file in caseapp/law/tables.", id="law.E001")
        for problem in check_tables()
    ]

"""Reading the reference lists that ship with the product."""

import csv
from collections.abc import Iterator
from datetime import date
from importlib.resources import files


def consumer_finance_rows() -> Iterator[dict[str, str]]:
    """Licensed consumer-finance companies, a row each."""
    yield from _rows("consumer_finance.csv")


def product_rows() -> Iterator[dict[str, str]]:
    """Products, a row for each lender that funded one in a period."""
    yield from _rows("products.csv")


def day_or_none(text: str) -> date | None:
    """A date of a list; an empty cell is unknown."""
    return date.fromisoformat(text) if text else None


def _rows(name: str) -> Iterator[dict[str, str]]:
    text = files(__package__).joinpath(name).read_text(encoding="utf-8")
    yield from csv.DictReader(text.splitlines())

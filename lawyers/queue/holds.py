"""Claims to work that was put off. A column of the row says since when; a claim that is not renewed runs out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.db.models import Model, QuerySet
from django.utils import timezone

RowT = TypeVar("RowT", bound=Model)


class HoldLost(RuntimeError):
    """Another worker has taken this over by now; this one must let it be."""


@dataclass
class Hold(Generic[RowT]):
    """One worker's claim to a row. It lasts while it is renewed, so that a killed worker is followed by another.

    `rows` are those that are claimed or may be; `column` is the one that says when the worker was last heard of.
    """

    row: RowT
    rows: QuerySet[Any]
    column: str
    since: datetime

    def ours(self) -> QuerySet[Any]:
        """The row, as long as it is still ours; else none."""
        return self.rows.filter(pk=self.row.pk, **{self.column: self.since})

    def change(self, **fields: Any) -> None:
        """The row has these values, provided that it is still ours. Raises HoldLost."""
        if not self.ours().update(**fields):
            raise HoldLost(self.row.pk)

    def renew(self, **fields: Any) -> None:
        """The row stays ours, and has these values. Raises HoldLost."""
        now = timezone.now()
        self.change(**{self.column: now}, **fields)
        self.since = now

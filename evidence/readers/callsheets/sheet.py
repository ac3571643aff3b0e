"""From the rows of a call sheet to messages."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from pathlib import Path

from evidence.readers.callsheets.ends import Ends
from evidence.readers.callsheets.values import (
    NoNumber,
    NotADuration,
    is_rounded,
    kind_in,
    looks_like_number,
    number_of,
    seconds_of,
    way_of,
)
from evidence.readers.moments import Calendar, Moment, of_cell, order_of
from evidence.readers.reading import GUESSED, LONGEST_QUOTE, Problems, ReadMessage
from evidence.readers.tables.headers import Synonyms, is_in_minutes, plain_name
from evidence.readers.tables.rows import Cell, Row, shown
from evidence.readers.tables.sections import Section
from evidence.readers.wording import presentable

SYNONYMS = Synonyms(Path(__file__).with_name("headers.json"))
NUMBERS = frozenset({"peer", "caller", "callee"})
ABOUT_CALLS = frozenset({"duration", "direction", "class", "service", "end"})
SAID_OF_OTHERS = re.compile(r"^(?:对[方端]|通话|呼叫|来电|去电|主叫|被叫|收发)")
TOTAL = re.compile(
    r"^[\W_]*(?:合\s*计|小\s*计|总\s*计|共\s*计|总\s*共|汇\s*总|累\s*计|本[页月期]|共\s*\d|grand total|sub-?total|total|sum\b)",
    re.IGNORECASE,
)
NOTE = re.compile(
    r"^[\W_]*(?:备\s*注|说\s*明|注\s*[:：]|温馨提示|提示|打印|制表|第\s*\d+\s*页|note|remark)", re.IGNORECASE
)
WAY_ROLES = ("direction", "service", "class")
KIND_ROLES = ("service", "class", "direction")
MANY_CELLS = 3
ANYBODYS_NAME = frozenset({"姓名", "name"})


class CallSheets:
    """Tables with a time and a number, or a time and a duration, in each row."""

    kind = "call_sheet"

    def columns(self, cells: Sequence[Cell]) -> Mapping[str, int] | None:
        """The columns, if these are names of a call sheet. One without numbers is known, so that this can be said."""
        found = SYNONYMS.columns(cells)
        if not ("start" in found or "time" in found):
            return None
        if found.keys() & NUMBERS:
            is_sheet = bool(found.keys() & ABOUT_CALLS) or any(
                SAID_OF_OTHERS.match(shown(cells[found[role]])) for role in found.keys() & NUMBERS
            )
        else:
            is_sheet = "duration" in found and len(found) > 2
        return found if is_sheet else None

    def knows(self, cell: Cell) -> bool:
        """Whether this is the name of a column of a call sheet."""
        return SYNONYMS.knows(cell)

    def messages(self, section: Section, problems: Problems) -> Iterator[ReadMessage]:
        """The calls and messages of one table. One that has no column of numbers is refused, with the reason."""
        sheet = CallSheet(section, problems)
        if not sheet.has_numbers:
            problems.add(
                section.place,
                "no_number_column",
                names="、".join(filter(None, section.names))[:LONGEST_QUOTE],
            )
        for row in section.rows:
            message = sheet.message(row) if sheet.has_numbers else None
            if message is not None:
                yield message


class CallSheet:
    """One table. What only several rows can tell (whose sheet it is, the year, day before month) is found out first."""

    def __init__(self, section: Section, problems: Problems) -> None:
        self._section = section
        self._problems = problems
        self._columns = section.columns
        sample = section.sample()
        self._calendar = Calendar.of_titles([section.sheet.name, *section.titles])
        self._calendar.is_day_first = order_of(section.text(row, "start") for row in sample)
        self._is_two_sided = "peer" not in self._columns and {"caller", "callee"} <= self._columns.keys()
        pairs = [(section.text(row, "caller"), section.text(row, "callee")) for row in sample]
        self._ends = Ends.of_sample(pairs, section.titles) if self._is_two_sided else Ends()
        self._number_role = self._role_of_number(sample)
        self._duration_role = self._role_of_duration(sample)
        self._in_minutes = self._is_in_minutes()
        self._names_others = self._tells_names(sample)
        self._kind = self._usual_kind()

    @property
    def has_numbers(self) -> bool:
        """Whether the other side can be told at all."""
        return self._is_two_sided or self._number_role is not None

    def message(self, row: Row) -> ReadMessage | None:
        """The call or message; None for totals, notes, data traffic and rows that say nothing."""
        section = self._section
        if not any(cell != "" for cell in row.cells):
            return None
        way = self._way(row)
        role, way = self._other_side(row, way)
        moment = self._moment(row)
        kind = self._kind_of(row)
        if kind == "data" or not self._is_entry(row, moment, role, way):
            return None
        where = section.where(row)
        at = self._at(row, moment, where)
        duration = None if kind in ("sms", "mms") else self._duration(row, where)
        direction, confidence = self._direction(row, where, way, duration, kind)
        return ReadMessage(
            at,
            kind,
            direction,
            self._peer(row, role, where),
            self._name(row),
            "",
            duration,
            where,
            confidence,
        )

    def _role_of_number(self, sample: Sequence[Row]) -> str | None:
        """The column of the other side. A lone column of callers that never changes is the owner's own number."""
        if "peer" in self._columns:
            return "peer"
        for role in ("callee", "caller"):
            if role in self._columns:
                numbers = {self._section.text(row, role) for row in sample}
                if role == "callee" or len(numbers - {""}) > 1:
                    return role
        return None

    def _role_of_duration(self, sample: Sequence[Row]) -> str:
        """`time` where 通话时间 means how long, because the other column already tells when."""
        if "duration" in self._columns or not {"start", "time"} <= self._columns.keys():
            return "duration"
        starts = [of_cell(self._section.cell(row, "start")) for row in sample]
        complete = sum(1 for start in starts if start and start.seconds)
        return "time" if complete * 2 > len(starts) else "duration"

    def _is_in_minutes(self) -> bool:
        column = self._columns.get(self._duration_role)
        return column is not None and is_in_minutes(self._section.names[column])

    def _tells_names(self, sample: Sequence[Row]) -> bool:
        """False where a column that only says “name” repeats the owner's, beside several numbers."""
        column = self._columns.get("name")
        if column is None or plain_name(self._section.names[column]) not in ANYBODYS_NAME:
            return True
        names = {self._section.text(row, "name") for row in sample}
        peers = {self._section.text(row, self._other_side(row, self._way(row))[0]) for row in sample}
        return len(names) > 1 or len(peers) < 2

    def _usual_kind(self) -> str:
        if "duration" in self._columns:
            return "call"
        told = (self._section.sheet.name, *self._section.titles, *self._section.names)
        return next((kind for kind in map(kind_in, told) if kind in ("sms", "mms")), "call")

    def _kind_of(self, row: Row) -> str:
        told = (kind_in(self._section.text(row, role)) for role in KIND_ROLES if role in self._columns)
        return next((kind for kind in told if kind), self._kind)

    def _way(self, row: Row) -> str | None:
        told = (way_of(self._section.text(row, role)) for role in WAY_ROLES if role in self._columns)
        return next((way for way in told if way), None)

    def _other_side(self, row: Row, way: str | None) -> tuple[str, str | None]:
        """The column in which the other side's number stands in this row, and which way the call went."""
        if not self._is_two_sided:
            return self._number_role or "peer", way
        caller, called = (self._section.text(row, role) for role in ("caller", "callee"))
        other, way = self._ends.other(caller, called, way)
        return ("caller" if other == caller and other != called else "callee"), way

    def _is_entry(self, row: Row, moment: Moment | None, role: str, way: str | None) -> bool:
        """Whether the row is a call or message at all; a row that should be and says nothing is a problem."""
        if moment is not None and moment.has_day:
            return True
        filled = [shown(cell) for cell in row.cells if cell != ""]
        if not filled or TOTAL.match(filled[0]) or NOTE.match(filled[0]):
            return False
        if looks_like_number(self._section.text(row, role)):
            return True
        if (way or len(filled) >= MANY_CELLS) and not any(TOTAL.match(text) for text in filled):
            self._problems.add(self._section.where(row), "void_row")
        return False

    def _moment(self, row: Row) -> Moment | None:
        """When, from one column or from two."""
        start = of_cell(self._section.cell(row, "start"))
        if "time" not in self._columns or self._duration_role == "time":
            return start
        clock = of_cell(self._section.cell(row, "time"))
        if clock is None:
            return start
        if start is None or not start.has_day:
            return clock if clock.has_day or start is None else start
        if clock.seconds is not None and not start.seconds:
            return start._replace(seconds=clock.seconds)
        return start

    def _at(self, row: Row, moment: Moment | None, where: str) -> datetime | None:
        at = None if moment is None else self._calendar.instant(moment)
        if at is not None:
            return at
        written = (self._section.text(row, "start") or self._section.text(row, "time"))[:LONGEST_QUOTE]
        if not written:
            self._problems.add(where, "no_date")
        else:
            self._problems.add(where, self._fault(moment), value=written)
        return None

    def _fault(self, moment: Moment | None) -> str:
        if moment is None or not moment.has_day:
            return "bad_date"
        if self._calendar.lacks_year(moment):
            return "no_year"
        return "day_or_month" if moment.day_month else "no_time"

    def _duration(self, row: Row, where: str) -> int | None:
        cell = self._section.cell(row, self._duration_role)
        try:
            return seconds_of(cell, in_minutes=self._in_minutes)
        except NotADuration:
            self._problems.add(where, "bad_duration", value=shown(cell)[:LONGEST_QUOTE])
            return None

    def _direction(
        self, row: Row, where: str, way: str | None, duration: int | None, kind: str
    ) -> tuple[str, float]:
        if way is not None:
            return ("in" if way == "missed" and kind != "call" else way), 1.0
        taken = "in" if duration or kind != "call" or "duration" not in self._columns else "missed"
        told = next((text for role in WAY_ROLES if (text := self._section.text(row, role))), "")
        if told:
            self._problems.add(where, "unknown_type", value=told[:LONGEST_QUOTE], taken=taken)
        else:
            self._problems.add(where, "no_type", taken=taken)
        return taken, GUESSED

    def _peer(self, row: Row, role: str, where: str) -> str | None:
        cell = self._section.cell(row, role)
        if is_rounded(cell):
            self._problems.add(where, "number_rounded", value=shown(cell)[:LONGEST_QUOTE])
        try:
            number = number_of(cell)
        except NoNumber:
            self._problems.add(where, "bad_number", value=shown(cell)[:LONGEST_QUOTE])
            return None
        return presentable(number)[0] if number else None

    def _name(self, row: Row) -> str | None:
        name = self._section.text(row, "name") if self._names_others else ""
        return None if name in ("", "-", "--", "null") else presentable(name)[0]

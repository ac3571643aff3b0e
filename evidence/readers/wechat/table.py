"""WeChat exports as tables."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from evidence.readers.reading import Problems, ReadMessage
from evidence.readers.tables.headers import Synonyms
from evidence.readers.tables.rows import Cell, Row, shown
from evidence.readers.tables.sections import Section
from evidence.readers.wechat.chat import OWNER_NAMES, Chat, Line

SYNONYMS = Synonyms(Path(__file__).with_name("headers.json"))
WHO = frozenset({"is_self", "sender", "sender_name"})
YES = frozenset({"1", "true", "是", "yes", "1.0"})
NO = frozenset({"0", "false", "否", "no", "0.0"})


class WeChatTables:
    """Tables with a time, a text and who wrote it in each row."""

    kind = "wechat"

    def columns(self, cells: Sequence[Cell]) -> Mapping[str, int] | None:
        """The columns, if these are names of a WeChat export."""
        found = SYNONYMS.columns(cells)
        has_time = found.keys() & {"recorded", "printed"}
        has_text = found.keys() & {"content", "display"}
        return found if has_time and has_text and found.keys() & WHO and len(found) > 2 else None

    def knows(self, cell: Cell) -> bool:
        """Whether this is the name of a column of such a table."""
        return SYNONYMS.knows(cell)

    def messages(self, section: Section, problems: Problems) -> Iterator[ReadMessage]:
        """The messages of one table."""
        chat = Chat(problems)
        rows = WeChatRows(section)
        sample = [line for row in section.sample() if (line := rows.line(row))]
        for line in sample:
            chat.learn(line)
        owner = unmarked_owner(sample) if "is_self" not in section.columns else None
        if owner:
            chat.name_owner(owner)
        for row in section.rows:
            told = rows.line(row)
            message = chat.message(told) if told else None
            if message is not None:
                yield message
        chat.close()


class WeChatRows:
    """One table: from rows to lines."""

    def __init__(self, section: Section) -> None:
        self._section = section

    def line(self, row: Row) -> Line | None:
        """What the row tells; None for an empty one."""
        if not any(cell != "" for cell in row.cells):
            return None
        text = self._section.text
        content = self._section.cell(row, "content")
        content = content if isinstance(content, str) else shown(content)
        return Line(
            self._section.where(row), text(row, "recorded"), text(row, "printed"), text(row, "sender"),
            text(row, "sender_name") or text(row, "nick"), text(row, "remark"), text(row, "talker"), text(row, "talker_name"),
            text(row, "account"), truth_of(text(row, "is_self")), text(row, "kind"), text(row, "part"),
            content or text(row, "display"),
        )  # fmt: skip


def truth_of(told: str) -> bool | None:
    """Yes, no, or not told."""
    told = told.lower()
    return True if told in YES else False if told in NO else None


def unmarked_owner(lines: Sequence[Line]) -> str | None:
    """The owner's name in a file that does not mark own messages: of two who write, the one without a remark.

    Nobody has an entry for themselves in their own address book. None when the file tells otherwise or not at all.
    """
    remarks: dict[str, set[str]] = defaultdict(set)
    for line in lines:
        if line.sender_name.lower() in OWNER_NAMES or line.sender:
            return None
        if line.sender_name:
            remarks[line.sender_name].add(line.remark)
    without = [name for name, told in remarks.items() if told == {""}]
    return without[0] if len(remarks) == 2 and len(without) == 1 else None

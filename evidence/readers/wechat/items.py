"""WeChat exports as JSON."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from io import BytesIO
from itertools import chain, islice
from typing import Any, BinaryIO

from evidence.readers.json_items import Item, JsonItems
from evidence.readers.reading import Problems, Reader, Reading, ReadMessage
from evidence.readers.tables.headers import plain_name
from evidence.readers.wechat.chat import ROOM, Chat, Line
from evidence.readers.wechat.table import SYNONYMS, WHO, truth_of

SAMPLE = 300
LOOKED_AT_BYTES = 1 << 18
JUDGED = 20


def json_reader(media_type: str, head: bytes) -> Reader | None:
    """The reader for a list of WeChat messages; None for other JSON."""
    if media_type != "application/json":
        return None
    items = islice(JsonItems(BytesIO(), head[:LOOKED_AT_BYTES], Problems()), JUDGED)
    return read_items if any(is_message(item.told) for item in items) else None


def is_message(told: Mapping[str, Any]) -> bool:
    """Whether an object has a time, a text and who wrote it under names that exports use."""
    roles = SYNONYMS.columns(list(told))
    return bool(
        roles.keys() & {"recorded", "printed"}
        and roles.keys() & {"content", "display"}
        and roles.keys() & WHO
    )


def read_items(stream: BinaryIO, head: bytes, media_type: str) -> Reading:
    """A reading of WeChat messages; one object is held at a time."""

    def messages(problems: Problems) -> Iterator[ReadMessage]:
        chat = Chat(problems)
        items = iter(JsonItems(stream, head, problems))
        sample = list(islice(items, SAMPLE))
        for item in sample:
            chat.learn(line_of(item))
        for item in chain(sample, items):
            if not is_message(item.told):
                problems.add(f"item {item.number}", "bad_item")
                continue
            message = chat.message(line_of(item))
            if message is not None:
                yield message
        chat.close()

    return Reading("wechat", media_type, messages)


def line_of(item: Item) -> Line:
    """What an object tells."""
    keys = list(item.told)
    told = {role: shown_value(item.told[keys[place]]) for role, place in SYNONYMS.columns(keys).items()}
    said = {plain_name(key): value for key, value in item.told.items()}
    talker = told.get("talker", "")
    if truth_of(told.get("is_room", "")) and talker and not talker.endswith(ROOM):
        talker += ROOM
    recorded, printed = told.get("recorded", ""), told.get("printed", "")
    if not recorded and isinstance(said.get("time"), int | float):
        recorded, printed = printed, ""
    return Line(
        f"item {item.number}", recorded, printed, told.get("sender", ""), told.get("sender_name", "") or _name(said, told),
        told.get("remark", ""), talker, told.get("talker_name", ""), told.get("account", ""),
        truth_of(told.get("is_self", "")), told.get("kind", ""), told.get("part", ""),
        told.get("content", "") or told.get("display", ""),
    )  # fmt: skip


def _name(said: Mapping[str, Any], told: Mapping[str, str]) -> str:
    """`sender` is a name where another key holds the account."""
    plain = shown_value(said.get("sender"))
    return plain if plain != told.get("sender", "") else told.get("nick", "")


def shown_value(value: Any) -> str:
    """A value as text; lists and objects within a message are not shown."""
    if value is None or isinstance(value, dict | list):
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return f"{value:.6f}".rstrip("0").rstrip(".") if abs(value) < 1e15 else ""
    return str(value) if not isinstance(value, int) or abs(value) < 10**30 else ""

"""Bringing what was read into the matter, each message once."""

import hashlib
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field
from itertools import islice
from typing import Any

from django.db import transaction

from evidence.items.models import EvidenceItem
from evidence.messages.models import Message, MessageSource
from evidence.messages.rules import keys_of
from evidence.messages.services.folding import fold_readings
from evidence.messages.services.joining import Settled, nothing_settled
from evidence.readers import ReadMessage
from lawyers.matters.models import Matter
from lawyers.privacy.fields import index_of
from lawyers.privacy.rules import normalised_phone

BATCH = 500


@dataclass
class Imported:
    """How many messages were new and how many were known already."""

    new: int = 0
    duplicate: int = 0
    ids: list[int] = field(default_factory=list)


def fingerprint(message: ReadMessage, phone: str, file: str = "") -> str:
    """Same sender, second, text and direction on the same phone are the same message. `phone` says whose phone it was.

    What was read from a picture is known by its place in that `file` alone: a picture shows no seconds, and what it
    shows twice was sent twice. `fold_readings` finds out where else the message stands.
    """
    second: object = int(message.at.timestamp()) if message.at else message.where
    if message.seen:
        second = f"{file}\x1f{message.where}"
    peer = normalised_phone(message.peer or "") or (message.peer or "").strip()
    told = "\x1f".join(
        (
            phone,
            peer,
            str(second),
            message.direction,
            message.kind if message.kind == "call" else "text",
            message.text.strip(),
        )
    )
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()


def import_messages(
    item: EvidenceItem,
    messages: Iterable[ReadMessage],
    *,
    phone: str,
    source_key: str,
    settled: Settled = nothing_settled,
) -> Imported:
    """All messages stand in the matter once; known ones gain a source. Bounded memory; safe to run again after a crash.

    `settled` says which messages a person decided about: they stay the message, whatever is read later.
    """
    imported = Imported()
    stream = iter(messages)
    while batch := list(islice(stream, BATCH)):
        _import_batch(item, batch, phone, source_key, imported)
    folded = fold_readings(item, source_key=source_key, settled=settled)
    imported.new -= min(folded, imported.new)
    imported.duplicate += folded
    return imported


@transaction.atomic
def _import_batch(
    item: EvidenceItem, batch: list[ReadMessage], phone: str, source_key: str, imported: Imported
) -> None:
    # Files of one matter take turns, batch by batch: two that overlap must see each other's messages, in any order.
    Matter.objects.select_for_update(no_key=True).get(pk=item.matter_id)
    prints = [fingerprint(message, phone, item.sha256) for message in batch]
    known = dict(
        Message.readings.filter(matter_id=item.matter_id, fingerprint__in=prints).values_list(
            "fingerprint", "item_id"
        )
    )
    fresh: dict[str, Message] = {}
    repeated: list[tuple[str, str]] = []
    for message, mark in zip(batch, prints, strict=True):
        if mark in fresh or mark in known:
            repeated.append((mark, message.where))
        else:
            fresh[mark] = _row(item, message, mark, source_key)
    Message.readings.bulk_create(fresh.values(), ignore_conflicts=True)
    imported.new += len(fresh)
    imported.duplicate += _note_sources(item, repeated)


def _row(item: EvidenceItem, message: ReadMessage, mark: str, source_key: str) -> Message:
    peer = _storable(message.peer or "")
    head_key, tail_key = keys_of(message.text)
    return Message(
        matter_id=item.matter_id, item=item, where=message.where[:120], source_key=source_key, at=message.at, kind=message.kind,
        direction=message.direction, peer=peer, peer_index=index_of(peer, "phone"), peer_name=_storable(message.peer_name or "")[:120],
        text=_storable(message.text), duration_s=message.duration_s, confidence=message.confidence, fingerprint=mark,
        seen=asdict(message.seen) if message.seen else None, head_key=head_key, tail_key=tail_key,
        attachments=[_attachment(part) for part in message.attachments],
    )  # fmt: skip


def _attachment(part: Any) -> dict[str, Any]:
    return {"name": part.name, "media_type": part.media_type, "size": part.size, "sha256": part.sha256}


def _storable(text: str) -> str:
    """Without NUL and lone surrogates, which no database takes."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _note_sources(item: EvidenceItem, repeated: list[tuple[str, str]]) -> int:
    """Sources for known messages; a place that is the message's own (a second run over the same file) is none."""
    rows = Message.readings.filter(matter_id=item.matter_id, fingerprint__in=[mark for mark, _ in repeated])
    by_mark = {
        mark: (keeper or pk, item_id, where)
        for pk, keeper, mark, item_id, where in rows.values_list(
            "id", "folded_into_id", "fingerprint", "item_id", "where"
        )
    }
    sources = []
    for mark, where in repeated:
        pk, item_id, own_place = by_mark[mark]
        if (item_id, own_place) != (item.pk, where[:120]):
            sources.append(MessageSource(message_id=pk, item=item, where=where[:120]))
    MessageSource.objects.bulk_create(sources, ignore_conflicts=True)
    return len(sources)

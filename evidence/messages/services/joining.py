"""One message with several sources: folding a reading into the message that it is, and parting them again."""

from collections.abc import Callable, Collection
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence.messages.models import Correction, MaybeSame, Message, MessageSource
from lawyers.audit.services import record

Settled = Callable[[Collection[int]], set[int]]
"""Which of these messages (by primary key) a person has decided about; they keep standing as they are."""


class BothDecided(ValueError):
    """Both messages were decided about; one decision must be undone before they can become one."""


def nothing_settled(ids: Collection[int]) -> set[int]:
    """No message was decided about."""
    return set()


def fold(reading: Message, into: Message) -> None:
    """`reading` is a source of `into` from now on, and with it whatever was folded into it before."""
    rows = Message.readings.filter(pk=reading.pk, folded_into__isnull=True)
    rows.update(folded_into=into, folded_as=Message.Folding.SAME)
    Message.readings.filter(folded_into=reading, folded_as=Message.Folding.SAME).update(folded_into=into)
    MessageSource.objects.filter(message=reading).update(message=into)
    MessageSource.objects.get_or_create(
        message=into, item_id=reading.item_id, where=reading.where,
        defaults={
            "text": "" if reading.text == into.text else reading.text, "confidence": reading.confidence,
            "seen": reading.seen, "reading": reading,
        },
    )  # fmt: skip


def is_better(one: Message, other: Message) -> bool:
    """Whether `one` says what happened better than `other`: a file over a picture, a known time, then the surer reading."""
    return _worth(one) > _worth(other)


def _worth(message: Message) -> tuple[bool, bool, float, int]:
    return (
        not message.is_picture,
        message.at is not None,
        round(message.confidence, 2),
        len(message.text),
    )


def in_order(one: Message, other: Message) -> tuple[Message, Message]:
    """The two as a pair stands in the database."""
    return (one, other) if one.pk < other.pk else (other, one)


def keeper_of(one: Message, other: Message, settled: Collection[int]) -> tuple[Message, Message]:
    """The message that stays and the one that becomes its source. Raises BothDecided."""
    fixed = {message.pk for message in (one, other) if message.pk in settled or message.is_corrected}
    if len(fixed) == 2:
        raise BothDecided
    if fixed:
        return (one, other) if one.pk in fixed else (other, one)
    return (other, one) if is_better(other, one) else (one, other)


@transaction.atomic
def decide_same(
    actor: Any, *, pair: MaybeSame, is_same: bool, settled: Settled = nothing_settled
) -> Message | None:
    """What a person says about a pair is remembered; of the same message one stays, with the other as a source.

    The message that stays, or None when somebody had decided before. Raises BothDecided.
    """
    state = MaybeSame.State.SAME if is_same else MaybeSame.State.DIFFERENT
    rows = Message.readings.select_for_update().order_by("pk").select_related(None)
    one, other = rows.filter(pk__in=[pair.first_id, pair.second_id])
    decided = MaybeSame.objects.open().filter(pk=pair.pk)
    if not decided.update(state=state, decided_by=actor, decided_at=timezone.now()):
        return None
    stays, goes = keeper_of(one, other, settled([one.pk, other.pk]))
    if is_same:
        fold(goes, stays)
    kind = Correction.Kind.SAME if is_same else Correction.Kind.PARTED
    Correction.objects.create(message=stays, other=goes, kind=kind, made_by=actor)
    name = "message.joined" if is_same else "message.parted"
    record(actor, name, subject=f"message:{stays.code}", matter=stays.matter)
    return stays


@transaction.atomic
def part_reading(actor: Any, *, source: MessageSource) -> Message | None:
    """The reading is a message of its own again, and never folded into this one by a machine any more. None when it is already."""
    reading, message = source.reading, source.message
    if reading is None:
        return None
    rows = Message.readings.filter(pk=reading.pk, folded_into=message, folded_as=Message.Folding.SAME)
    if not rows.update(folded_into=None, folded_as=""):
        return None
    source.delete()
    first, second = in_order(message, reading)
    MaybeSame.objects.update_or_create(
        first=first, second=second,
        defaults={"state": MaybeSame.State.DIFFERENT, "decided_by": actor, "decided_at": timezone.now()},
    )  # fmt: skip
    Correction.objects.create(message=message, other=reading, kind=Correction.Kind.PARTED, made_by=actor)
    record(actor, "message.parted", subject=f"message:{message.code}", matter=message.matter)
    return Message.readings.get(pk=reading.pk)

"""Putting readings right in the review: refused once an incident stands on them, and judged anew afterwards."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from caseapp.incidents.models import Suggestion
from caseapp.incidents.services.deciding import decided_among, hold
from caseapp.incidents.services.suggesting import suggest_anew
from evidence.messages import services as readings
from evidence.messages.models import Correction, MaybeSame, Message, MessageSource


class StandsOnIt(ValueError):
    """A decision rests on what the message says; it must be undone before the message is changed."""


def _free(message: Message) -> Message:
    """The message, held until commit. Raises FoldedAway, and StandsOnIt when somebody has decided about it."""
    held = hold(message)
    if held.pk in decided_among([held.pk]):
        raise StandsOnIt(held.pk)
    return held


@transaction.atomic
def correct_message(actor: Any, *, message: Message, changes: Mapping[str, Any], revision: int) -> bool:
    """The message says what stands in the original; its suggestions fit that. False when nothing differs.

    Raises StandsOnIt, FoldedAway, ChangedMeanwhile.
    """
    held = _free(message)
    if readings.correct_message(actor, message=held, changes=changes, revision=revision) is None:
        return False
    suggest_anew(held)
    return True


@transaction.atomic
def split_message(
    actor: Any, *, message: Message, at_character: int, revision: int, text: str | None = None
) -> Message:
    """The message ends before this character (of `text`, when the words were put right as well); the rest is a message of its
    own, returned. Both are judged anew.

    Raises StandsOnIt, FoldedAway, NowhereToSplit, ChangedMeanwhile.
    """
    held = _free(message)
    if text is not None and readings.correct_message(
        actor, message=held, changes={"text": text}, revision=revision
    ):
        revision += 1
    tail = readings.split_message(actor, message=held, at_character=at_character, revision=revision)
    suggest_anew(held)
    suggest_anew(tail)
    return tail


@transaction.atomic
def merge_with_next(actor: Any, *, message: Message, revision: int) -> Message:
    """The message and the one right after it in the same file are one. Raises StandsOnIt, FoldedAway, NotNeighbours, ChangedMeanwhile."""
    held = _free(message)
    following = readings.next_in_file(held)
    if following is None:
        raise readings.NotNeighbours(held.pk)
    following = _free(following)
    readings.merge_messages(
        actor, first=held, second=following, revision=revision, second_revision=following.revision
    )
    Suggestion.objects.open().filter(message=following).delete()
    suggest_anew(held)
    return held


@transaction.atomic
def undo_correction(actor: Any, *, correction: Correction, revision: int) -> Message:
    """The message is as before its last change, and judged anew. Raises StandsOnIt, FoldedAway, NothingToUndo, ChangedMeanwhile."""
    held = _free(correction.message)
    other = correction.other
    if other is not None and other.pk in decided_among([other.pk]):
        raise StandsOnIt(other.pk)
    readings.undo_correction(actor, correction=correction, revision=revision)
    held.refresh_from_db()
    suggest_anew(held)
    if other is not None:
        other.refresh_from_db(from_queryset=Message.readings.all())
        Suggestion.objects.open().filter(message=other).delete()
        if other.folded_into_id is None:
            suggest_anew(other)
    return held


@transaction.atomic
def decide_same(actor: Any, *, pair: MaybeSame, is_same: bool) -> Message | None:
    """What a person says about two messages; of the same one stays. None when somebody decided before.

    Raises StandsOnIt when both carry decisions.
    """
    try:
        stays = readings.decide_same(actor, pair=pair, is_same=is_same, settled=decided_among)
    except readings.BothDecided as error:
        raise StandsOnIt(pair.pk) from error
    if stays is not None and is_same:
        Suggestion.objects.open().filter(message__in=[pair.first_id, pair.second_id]).exclude(
            message=stays
        ).delete()
        suggest_anew(stays)
    return stays


@transaction.atomic
def part_reading(actor: Any, *, source: MessageSource) -> Message | None:
    """The reading is a message of its own again, and judged. None when it is already."""
    parted = readings.part_reading(actor, source=source)
    if parted is not None:
        suggest_anew(parted)
    return parted

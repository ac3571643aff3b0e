"""Finding out which messages of pictures are known from elsewhere, and making them one message with several sources.

Runs after a file was read: a picture is compared with everything else of the same phone, an export with the pictures.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from evidence.items.models import EvidenceItem
from evidence.messages.models import MaybeSame, Message, MessageQuerySet
from evidence.messages.rules import Grade, Known, Match, Told, Verdict, likeness, pair_up, search_keys_of
from evidence.messages.services.joining import (
    BothDecided,
    Settled,
    fold,
    in_order,
    keeper_of,
    nothing_settled,
)
from lawyers.matters.models import Matter

MINUTE = timedelta(minutes=1)
UNDER_ONE_TIME = timedelta(hours=1)
"""A chat shows a new time after a pause; what stands under one is seldom later than this."""
AT_MOST = 2000
"""So many known messages are compared with one picture; where more would fit, an unknown time folds nothing by itself."""
KEYS_AT_ONCE = 400
ANCHORS_AT_MOST = 100
EXPORTS = 0
"""Stands for all exports as one file: among themselves they are compared to the second."""
SURE_ENOUGH = 0.9
LOOKED_AT = (
    "pk", "code", "matter_id", "item_id", "where", "source_key", "at", "kind", "direction", "peer_index", "peer_name", "text",
    "confidence", "seen", "folded_into_id", "split_from_id", "corrected_at", "head_key", "tail_key",
)  # fmt: skip


def fold_readings(item: EvidenceItem, *, source_key: str, settled: Settled = nothing_settled) -> int:
    """Messages that this file shares with others of the phone are one message each. The number of readings that were folded.

    Safe to run again. Files of one matter take turns, picture by picture.
    """
    folded = 0
    for picture_id in _pictures_touched(item, source_key):
        only = None if picture_id == item.pk else item.pk
        folded += _fold_picture(item.matter_id, picture_id, source_key, only, settled)
    return folded


def _pictures_touched(item: EvidenceItem, source_key: str) -> list[int]:
    """The item itself when it is a picture, else the pictures of the phone that may show what it holds."""
    seen = Message.objects.filter(matter_id=item.matter_id, source_key=source_key, seen__isnull=False)
    if seen.filter(item=item).exists():
        return [item.pk]
    if not Message.objects.filter(item=item).exists():
        return []
    return list(seen.order_by("item").values_list("item", flat=True).distinct())


@transaction.atomic
def _fold_picture(
    matter_id: int, picture_id: int, source_key: str, only: int | None, settled: Settled
) -> int:
    Matter.objects.select_for_update(no_key=True).get(pk=matter_id)
    shown = _shown(picture_id)
    found = _Phone.to(shown, matter_id, picture_id, source_key, only) if shown else None
    if found is None or not found.rows:
        return 0
    matches = _matches(shown, found)
    keepers = {found.rows[match.old].folded_into_id or found.rows[match.old].pk for match in matches}
    rows = Message.readings.select_for_update().filter(pk__in=[*keepers, *(row.pk for row in shown)])
    return _apply(matches, shown, found, {row.pk: row for row in rows}, settled)


def _shown(picture_id: int) -> list[Message]:
    """The messages of a picture from top to bottom, as far as they stand for themselves."""
    rows = Message.objects.filter(item=picture_id, seen__isnull=False).exclude(text="").only(*LOOKED_AT)
    return sorted(rows, key=lambda row: ((row.seen or {})["box"][1], row.pk))


@dataclass
class _Near:
    """Readings that may be one of a picture's, and the messages of the picture for which there are more than were fetched."""

    rows: dict[int, Message]
    crowded: set[int]


@dataclass
class _Phone:
    """What else is known of this phone: readings, the pictures among them in reading order, and who may be whom."""

    rows: list[Message]
    candidates: list[list[int]]
    pictures: list[list[int]]
    threads: list[list[int]]
    anchors: frozenset[int]
    is_crowded: bool

    @classmethod
    def to(
        cls, shown: Sequence[Message], matter_id: int, picture_id: int, source_key: str, only: int | None
    ) -> "_Phone":
        rows = Message.readings.filter(matter_id=matter_id, source_key=source_key).exclude(item=picture_id)
        rows = rows.exclude(kind="call").exclude(folded_as=Message.Folding.JOINED)
        if only is not None:
            rows = rows.filter(item=only)
        near = _near(rows, shown)
        pictures = {row.item_id for row in near.rows.values() if row.is_picture}
        whole = rows.filter(item__in=pictures).exclude(text="").only(*LOOKED_AT) if pictures else []
        anchors = _anchors(shown, near)
        around = list(_around(rows, shown, [row for some in anchors.values() for row in some]))
        every = near.rows | {row.pk: row for row in (*whole, *(row for some in around for row in some))}
        taken = _keepers_of(picture_id)
        known = [row for row in every.values() if (row.folded_into_id or row.pk) not in taken]
        candidates = _candidates(shown, known, _parted(shown))
        places = {row.pk: place for place, row in enumerate(known)}
        threads = [[places[row.pk] for row in some if row.pk in places] for some in around]
        pictures_known = _in_reading_order(known)
        return cls(known, candidates, pictures_known, threads, frozenset(anchors), bool(near.crowded))


def _around(
    rows: MessageQuerySet, shown: Sequence[Message], anchors: Sequence[Message]
) -> Iterator[list[Message]]:
    """The pieces of conversations in exports around these messages, in the order of time."""
    asked = {row.pk for row in anchors}
    for peer_index, peer_name in {
        (row.peer_index, "" if row.peer_index else row.peer_name) for row in anchors
    }:
        talk = rows.filter(peer_index=peer_index, seen__isnull=True, at__isnull=False)
        if not peer_index:
            talk = talk.filter(peer_name=peer_name)
        ids = list(talk.order_by("at", "id").values_list("pk", flat=True))
        pieces = list(_pieces(ids, asked, len(shown)))
        wanted = [pk for piece in pieces for pk in piece]
        found = {row.pk: row for row in talk.filter(pk__in=wanted).only(*LOOKED_AT)}
        yield from ([found[pk] for pk in piece if pk in found] for piece in pieces)


def _anchors(shown: Sequence[Message], near: _Near) -> dict[int, list[Message]]:
    """Where to look when a time is unknown: all places of those two messages of the picture that are known least often.

    By their place in the picture. What is known more often than can be looked at tells nothing about where a picture was taken.
    """
    if len({row.at for row in shown} - {None}) == len(shown):
        return {}
    told = [(row, _told(row)) for row in near.rows.values() if not row.is_picture and row.at is not None]
    places: dict[int, list[Message]] = {}
    for place, row in enumerate(shown):
        if row.pk in near.crowded:
            continue
        keys, one = search_keys_of(row.text), replace(_told(row), at=None)
        places[place] = [
            other
            for other, two in told
            if (other.head_key in keys or other.tail_key in keys) and likeness(one, two).grade > Grade.CUT
        ]
    few = [place for place, alike in places.items() if 0 < len(alike) <= ANCHORS_AT_MOST]
    return {place: places[place] for place in sorted(few, key=lambda place: len(places[place]))[:2]}


def _pieces(ids: Sequence[int], asked: Collection[int], reach: int) -> Iterator[list[int]]:
    """The stretches of `ids` that lie within `reach` of one of those asked about."""
    piece: list[int] = []
    last = -1
    for place, pk in enumerate(ids):
        if pk not in asked:
            continue
        begin, end = max(place - reach, last + 1), min(place + reach, len(ids) - 1)
        if place - reach > last + 1 and piece:
            yield piece
            piece = []
        piece += ids[begin : end + 1]
        last = max(last, end)
    if piece:
        yield piece


def _keepers_of(picture_id: int) -> set[int]:
    """Messages that this picture is a source of already: what stands twice in one picture was sent twice."""
    rows = Message.readings.filter(item=picture_id, folded_into__isnull=False)
    return {keeper for keeper in rows.values_list("folded_into", flat=True) if keeper is not None}


def _parted(shown: Sequence[Message]) -> set[tuple[int, int]]:
    """Pairs of which a person said that they are not the same."""
    ids = [row.pk for row in shown]
    rows = MaybeSame.objects.filter(Q(first__in=ids) | Q(second__in=ids), state=MaybeSame.State.DIFFERENT)
    return set(rows.values_list("first", "second"))


def _near(rows: MessageQuerySet, shown: Sequence[Message]) -> _Near:
    """Readings whose time fits, or whose time is unknown and whose beginning or end fits."""
    times = [row.at for row in shown if row.at is not None]
    found = _Near({}, set())
    if times:
        fits = rows.filter(at__gte=min(times) - MINUTE, at__lte=max(times) + UNDER_ONE_TIME)
        found.rows |= {row.pk: row for row in fits.order_by("at").only(*LOOKED_AT)[:AT_MOST]}
    limit = AT_MOST // len(shown)
    for row in shown:
        other = _of_sender(rows if row.at is None else rows.filter(at__isnull=True), row)
        some = sorted(search_keys_of(row.text))[:KEYS_AT_ONCE]
        hits = other.filter(Q(head_key__in=some) | Q(tail_key__in=some)).order_by("-at", "-id")
        told = {hit.pk: hit for hit in hits.only(*LOOKED_AT)[:limit]}
        found.rows |= told
        if len(told) == limit:
            found.crowded.add(row.pk)
    return found


def _of_sender(rows: MessageQuerySet, row: Message) -> MessageQuerySet:
    """Those of one direction that may be with the same other side: a number that was read surely leaves out other numbers."""
    rows = rows.filter(direction=row.direction)
    if not row.peer_index or not _is_sender_sure(row):
        return rows
    return rows.filter(Q(peer_index__in=["", row.peer_index]) | Q(seen__isnull=False))


def _candidates(
    shown: Sequence[Message], known: Sequence[Message], parted: set[tuple[int, int]]
) -> list[list[int]]:
    """For each message of the picture the readings that share its minute or, where a time is unknown, a beginning or end."""
    found = []
    for row in shown:
        keys = search_keys_of(row.text)
        places = [
            place
            for place, other in enumerate(known)
            if _may_be(row, other, keys) and _pair(row, other) not in parted
        ]
        found.append(places)
    return found


def _may_be(row: Message, other: Message, keys: set[int]) -> bool:
    if row.at is not None and other.at is not None and abs(row.at - other.at) <= MINUTE:
        return True
    return other.head_key in keys or other.tail_key in keys


def _pair(row: Message, other: Message) -> tuple[int, int]:
    keeper = other.folded_into_id or other.pk
    return (row.pk, keeper) if row.pk < keeper else (keeper, row.pk)


def _in_reading_order(known: Sequence[Message]) -> list[list[int]]:
    """The pictures among the known readings, each as the places of its messages from top to bottom."""
    pictures: dict[int, list[int]] = {}
    for place, row in enumerate(known):
        if row.is_picture:
            pictures.setdefault(row.item_id, []).append(place)
    return [
        sorted(places, key=lambda p: ((known[p].seen or {})["box"][1], known[p].pk))
        for places in pictures.values()
    ]


def _matches(shown: Sequence[Message], known: _Phone) -> list[Match]:
    told: dict[int, Told] = {place: _told(row) for place, row in enumerate(known.rows) if not row.is_picture}
    for places in known.pictures:
        told |= zip(places, _told_picture([known.rows[place] for place in places]), strict=True)
    around = Known(
        old=[told[place] for place in range(len(known.rows))],
        candidates=known.candidates,
        stands=[row.folded_into_id or row.pk for row in known.rows],
        files=[row.item_id if row.is_picture else EXPORTS for row in known.rows],
        pictures=known.pictures,
        threads=known.threads,
        anchors=known.anchors,
        is_crowded=known.is_crowded,
    )
    return pair_up(_told_picture(shown), around)


def _told(row: Message) -> Told:
    seen = row.seen or {}
    return Told(
        text=row.text, direction=row.direction, at=row.at, sender=row.peer_index if _is_sender_sure(row) else "", name=row.peer_name,
        doubts=tuple((begin, end) for begin, end, *_ in seen.get("doubts", ())), is_picture=row.is_picture,
    )  # fmt: skip


def _is_sender_sure(row: Message) -> bool:
    sure: float = (row.seen or {}).get("peer_confidence", 1.0)
    return sure >= SURE_ENOUGH


def _told_picture(rows: Sequence[Message]) -> list[Told]:
    """The messages of one picture. A time is that of the first message under it; the next ones came then or later."""
    headed = [
        place > 0 and row.at is not None and _heading(row) == _heading(rows[place - 1])
        for place, row in enumerate(rows)
    ]
    times = [None if is_headed else row.at for row, is_headed in zip(rows, headed, strict=True)]
    return [
        replace(
            _told(row), at=times[place], is_first=place == 0, is_last=place == len(rows) - 1,
            after=_nearest(reversed(times[:place])), before=_nearest(times[place + 1 :]),
        )
        for place, row in enumerate(rows)
    ]  # fmt: skip


def _heading(row: Message) -> tuple[datetime | None, str]:
    return row.at, (row.seen or {}).get("shown_at", "")


def _nearest(times: Iterable[datetime | None]) -> datetime | None:
    return next((at for at in times if at is not None), None)


def _apply(
    matches: Sequence[Match],
    shown: Sequence[Message],
    known: _Phone,
    rows: dict[int, Message],
    settled: Settled,
) -> int:
    """What was found is written down: sure ones are folded, doubtful ones wait for a person."""
    decided = settled(list(rows))
    folded, asked, used = 0, [], set[int]()
    for match in matches:
        old = known.rows[match.old]
        one, other = rows[old.folded_into_id or old.pk], rows[shown[match.new].pk]
        if one.pk in used:
            continue
        used.add(one.pk)
        if match.verdict is Verdict.SAME and _fold_one(one, other, decided):
            folded += 1
        else:
            asked.append(MaybeSame(**dict(zip(("first", "second"), in_order(one, other), strict=True))))
    MaybeSame.objects.bulk_create(asked, ignore_conflicts=True)
    return folded


def _fold_one(one: Message, other: Message, decided: Collection[int]) -> bool:
    """Folded, unless a person decided about both: then a person must say what becomes of the two decisions."""
    try:
        stays, goes = keeper_of(one, other, decided)
    except BothDecided:
        return False
    fold(goes, stays)
    return True

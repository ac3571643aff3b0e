"""Where a message stands: in its picture or in the conversation of its file, and in which other files."""

from dataclasses import dataclass

from django.db.models import Q, QuerySet

from caseapp.clients.selectors import people_of
from caseapp.incidents.rules import is_refusal
from evidence.items.models import EvidenceItem
from evidence.messages.models import Message, MessageSource
from evidence.messages.selectors import Picture, picture_of
from lawyers.matters.models import Matter

AROUND = 4
READ_SHOWN = 12


def labels_of(matter: Matter) -> dict[str, str]:
    """How the people of the matter are called, by the key that stands on their messages."""
    return {person.key: person.label for person in people_of(matter)}


@dataclass(frozen=True)
class Line:
    """One message of the conversation around another."""

    message: Message
    is_current: bool = False
    is_refusal: bool = False


@dataclass(frozen=True)
class Place:
    """Where a message stands: its file, the picture or else the conversation with this sender, and its other sources.

    `shown` is the source that is looked at; None is the message's own place.
    """

    message: Message
    person: str
    lines: list[Line]
    sources: list[MessageSource]
    picture: Picture | None = None
    shown: MessageSource | None = None

    @property
    def item(self) -> EvidenceItem:
        """The file that is shown."""
        return self.shown.item if self.shown else self.message.item


def place_of(message: Message, labels: dict[str, str] | None = None, source: str = "") -> Place:
    """The conversation holds only this sender on this phone: what else is on the phone stays unseen. `labels` when they are known.

    `source` is the number (primary key) of the further source to look at; any other word means the message's own place.
    """
    labels = labels_of(message.matter) if labels is None else labels
    thread = list(_thread_around(message)) if message.peer_index and message.at else [message]
    refusal = next(
        (one.pk for one in thread if one.direction == "out" and one.at and is_refusal(one.text)), None
    )
    here = next(place for place, one in enumerate(thread) if one.pk == message.pk)
    near = thread[max(here - AROUND, 0) : here + AROUND + 1]
    told = [Line(one, one.pk == message.pk, one.pk == refusal) for one in near]
    sources = list(message.further_sources.select_related("item", "reading"))
    shown = next((one for one in sources if str(one.pk) == source), None)
    picture = picture_of(shown.item if shown else message.item)
    return Place(message, labels.get(message.source_key, ""), told, sources, picture, shown)


def read_in_picture(item: EvidenceItem) -> list[Message]:
    """What was read in a picture, from top to bottom, what is known from another file too; none for other files. At most READ_SHOWN."""
    rows = Message.readings.filter(item=item, seen__isnull=False).exclude(folded_as=Message.Folding.JOINED)
    found = sorted(rows.select_related("folded_into__item"), key=lambda row: row.seen["box"][1])
    return found[:READ_SHOWN]


def _thread_around(message: Message) -> QuerySet[Message]:
    """In the order of time: the messages next to this one, and all that were sent, in which a refusal may stand."""
    thread = Message.objects.in_use().filter(
        matter_id=message.matter_id, source_key=message.source_key, peer_index=message.peer_index
    )
    earlier = thread.filter(Q(at__lt=message.at) | Q(at=message.at, pk__lt=message.pk)).order_by("-at", "-id")
    later = thread.filter(Q(at__gt=message.at) | Q(at=message.at, pk__gt=message.pk)).order_by("at", "id")
    near = Q(pk=message.pk) | Q(pk__in=earlier.values("pk")[:AROUND]) | Q(pk__in=later.values("pk")[:AROUND])
    rows: QuerySet[Message] = thread.filter(near | Q(direction="out", at__isnull=False)).order_by("at", "id")
    return rows

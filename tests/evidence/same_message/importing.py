"""The real import of made-up files, and what became of each reading."""

import itertools
import time
from io import BytesIO

from benchmarks.same_message import Figures, judged
from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from evidence.messages.models import MaybeSame, Message
from evidence.messages.services import import_messages
from evidence.readers import ReadMessage
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.factories.lawyers import MatterFactory, OrganisationFactory, UserFactory

Files = list[list[tuple[int, ReadMessage]]]
_numbers = itertools.count(1)


def some_matter() -> tuple[Matter, User]:
    """A fresh matter of a fresh office, and somebody who brings files."""
    office = OrganisationFactory()
    return MatterFactory(organisation=office), UserFactory(organisation=office, role="caseworker")


def received(matter: Matter, who: User) -> EvidenceItem:
    """A file with bytes of its own."""
    content = BytesIO(f"file {next(_numbers)}".encode())
    return receive_file(who, matter=matter, stream=content, name="file.png", origin=Origin()).item


def imported(files: Files) -> Figures:
    """The figures after all files were read, in their order, into a matter of their own."""
    matter, who = some_matter()
    truth: dict[int, int] = {}
    seconds = 0.0
    for rows in files:
        item = received(matter, who)
        begin = time.perf_counter()
        import_messages(item, [message for _, message in rows], phone="p", source_key="p")
        seconds += time.perf_counter() - begin
        places = dict(Message.readings.filter(item=item).values_list("where", "pk"))
        truth |= {places[message.where]: number for number, message in rows if message.where in places}
    keeper = {
        pk: into or pk
        for pk, into in Message.readings.filter(pk__in=truth).values_list("pk", "folded_into_id")
    }
    asked = list(MaybeSame.objects.open().filter(first__matter=matter).values_list("first", "second"))
    figures = judged(truth, keeper, asked)
    figures.seconds = seconds
    return figures

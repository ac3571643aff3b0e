"""manage.py add_evidence FILE… --matter NO: take files in as the evidence tab does, and read them at once."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseapp.incidents.services import Listener, read_item, receive_upload
from evidence.isolation.reading import read
from evidence.items.models import EvidenceItem
from evidence.items.services import FileRefused, Origin, open_bytes
from evidence.management.commands.read_evidence import paths_of
from evidence.messages.telling import message_told
from evidence.readers.problems import REJECTIONS
from evidence.timestamps.services import stamp_now
from lawyers.matters.models import Matter

REFUSALS = {
    "empty": "the file is empty",
    "too_large": "the file is larger than allowed",
    "no_room": "the file could not be stored",
}


class Command(BaseCommand):
    help = "Take files in for a matter: vault, hash, custody, reading, time-stamp."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--matter", required=True, metavar="NO", help="the case number")
        parser.add_argument("--source", default="", help="from whom")
        parser.add_argument("--holder", default="", help="who holds the original device")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        matter = Matter.objects.filter(number=options["matter"], case__isnull=False).first()
        if matter is None:
            raise CommandError(f"No case has the number {options['matter']}.", returncode=2)
        origin = Origin(source=options["source"][:120], holder=options["holder"][:120])
        told = [self._take_in(matter, path, origin) for path in paths_of(options["files"])]
        stamp_now(matter)
        if options["json"]:
            self.stdout.write(json.dumps({"files": told}, ensure_ascii=False))
        else:
            for file in told:
                self.stdout.write(
                    f"{file['name']}: {file['new']} new, {file['duplicate']} known, {file['rejected']} rejected"
                )
        if any(file["problems"] for file in told):
            sys.exit(1)

    def _take_in(self, matter: Matter, path: Path, origin: Origin) -> dict[str, Any]:
        told: dict[str, Any] = {
            "name": path.name,
            "item": None,
            "duplicate_of": None,
            "new": 0,
            "duplicate": 0,
            "rejected": 0,
            "messages": [],
        }
        try:
            with path.open("rb") as stream:
                received = receive_upload(
                    None, matter=matter, stream=stream, name=path.name, origin=origin, reads_later=False
                )
        except FileRefused as refused:
            return told | {
                "sha256": None,
                "size": path.stat().st_size,
                "media_type": None,
                "kind": None,
                "problems": [{"where": path.name, "why": REFUSALS[refused.code]}],
            }
        item = received.item
        told |= {"item": str(item.code), "duplicate_of": str(item.code) if received.is_duplicate else None}
        heard = Listener()
        imported = None if received.is_duplicate else read_item(item.pk, heard)
        if imported is None:
            heard = _listened(item)
        told |= _told(item, heard)
        if imported is not None:
            return told | {"new": imported.new, "duplicate": imported.duplicate}
        return told | {"duplicate": len(told["messages"])}


def _listened(item: EvidenceItem) -> Listener:
    """What a file says that was read before."""
    with open_bytes(item) as stream:
        reading = read(stream, name=item.name)
        messages = list(reading)
    return Listener(reading.kind, messages, reading.problems)


def _told(item: EvidenceItem, heard: Listener) -> dict[str, Any]:
    problems = [{"where": problem.where, "why": problem.why} for problem in heard.problems]
    return {
        "sha256": item.sha256, "size": item.size, "media_type": item.media_type, "kind": heard.kind,
        "messages": [message_told(message, number) for number, message in enumerate(heard.messages, start=1)],
        "problems": problems, "rejected": sum(1 for problem in heard.problems if problem.code in REJECTIONS),
    }  # fmt: skip

"""manage.py read_evidence FILE…: read files as evidence would be read; nothing is stored."""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.isolation.reading import read
from evidence.messages.telling import message_told


def measured(path: Path) -> tuple[int, str]:
    """Size and SHA-256 of a file, read in pieces."""
    with path.open("rb") as stream:
        sha256 = hashlib.file_digest(stream, "sha256").hexdigest()
        return stream.tell(), sha256


def paths_of(names: list[str]) -> list[Path]:
    """The files named; CommandError (2) when one is not there."""
    paths = [Path(name) for name in names]
    if missing := [str(path) for path in paths if not path.is_file()]:
        raise CommandError(f"No such file: {', '.join(missing)}", returncode=2)
    return paths


class Command(BaseCommand):
    help = "Read files as evidence would be read; nothing is stored."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("files", nargs="+", metavar="FILE")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        told = [self._read(path) for path in paths_of(options["files"])]
        if options["json"]:
            self.stdout.write(json.dumps({"files": told}, ensure_ascii=False))
        else:
            for file in told:
                self.stdout.write(
                    f"{file['name']}: {file['kind'] or 'unknown'}, {len(file['messages'])} messages, {len(file['problems'])} problems"
                )
                for problem in file["problems"]:
                    self.stdout.write(f"  {problem['where']}: {problem['why']}")
        if any(file["problems"] for file in told):
            sys.exit(1)

    def _read(self, path: Path) -> dict[str, Any]:
        size, sha256 = measured(path)
        with path.open("rb") as stream:
            reading = read(stream, name=path.name)
            messages = [message_told(message, number) for number, message in enumerate(reading, start=1)]
        problems = [{"where": problem.where, "why": problem.why} for problem in reading.problems]
        return {
            "name": path.name, "sha256": sha256, "size": size, "media_type": reading.media_type, "kind": reading.kind,
            "messages": messages, "problems": problems,
        }  # fmt: skip

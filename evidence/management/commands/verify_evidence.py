"""manage.py verify_evidence [--matter NO]: is everything that is kept what was received, and does every chain hold?"""

import json
import sys
from collections.abc import Iterable
from dataclasses import asdict
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import connection

from evidence.fixity.services import Fault, matters_to_verify, seal_faults, unknown_files, verify_matter
from lawyers.audit import guards
from lawyers.matters.models import Matter

TOLD_EVERY = 100


class Command(BaseCommand):
    help = "Read every file again and compare; go through the custody chains, their ends and their seals."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--matter", metavar="NO", help="the case number; without it, all cases")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        self.count = 0
        faults: list[Fault] = []
        for matter in self._matters(options["matter"]):
            found = verify_matter(matter, on_item=self._progress)
            faults += found.faults
            self.stderr.write(f"{matter.number}: {found.items} items, {len(found.faults)} faults")
        if not options["matter"]:
            faults += seal_faults()
            self._warn_of_unknown_files()
        self._warn_of_missing_rules()
        self._tell(faults, as_json=options["json"])
        if faults:
            sys.exit(1)

    def _matters(self, number: str | None) -> Iterable[Matter]:
        if not number:
            return matters_to_verify()
        matters = list(Matter.objects.filter(number=number))
        if not matters:
            raise CommandError(f"No case has the number {number}.", returncode=2)
        return matters

    def _progress(self) -> None:
        self.count += 1
        if self.count % TOLD_EVERY == 0:
            self.stderr.write(f"{self.count} items read")

    def _warn_of_unknown_files(self) -> None:
        for name in unknown_files():
            self.stderr.write(f"The vault keeps a file that nothing written down knows: {name}")

    def _warn_of_missing_rules(self) -> None:
        for name in guards.missing(connection):
            self.stderr.write(f"The database lacks a rule that protects what is kept: {name}")

    def _tell(self, faults: list[Fault], *, as_json: bool) -> None:
        ok = self.count - len({fault.item for fault in faults if fault.item})
        if as_json:
            told = {"items": self.count, "ok": ok, "broken": [asdict(fault) for fault in faults]}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
            return
        for fault in faults:
            self.stdout.write(f"{fault.item or '-'} {fault.what}: {fault.why}")
        self.stdout.write(f"{self.count} items, {ok} whole, {len(faults)} faults")

"""manage.py demo: a small fictional world one can sign in to."""

import json
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from caseapp.demo import world


class Command(BaseCommand):
    help = "Load a small fictional world; running it again only prints the accounts."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--reset", action="store_true", help="take the fictional world away first")
        parser.add_argument(
            "--scale", type=int, default=1, metavar="N", help="N times as many incidents, for load work"
        )
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        if options["scale"] < 1:
            raise CommandError("--scale is a whole number from 1.", returncode=2)
        if options["reset"]:
            self._reset()
        if not world.is_there():
            self.stderr.write("Building the fictional world…")
            world.build(scale=options["scale"])
        summary = world.summary()
        if options["json"]:
            self.stdout.write(json.dumps(summary, ensure_ascii=False, indent=2))
        else:
            self._print(summary)

    def _reset(self) -> None:
        try:
            world.reset()
        except world.WorldIsReal as error:
            raise CommandError(
                "Other organisations work in this database; nothing was changed.", returncode=2
            ) from error

    def _print(self, summary: dict[str, Any]) -> None:
        self.stdout.write(f"{summary['cases']} cases, {summary['incidents']} incidents, all fictional.")
        self.stdout.write(f"\nOpen {settings.SITE_URL} and sign in:\n")
        for account in summary["accounts"]:
            line = f"  {account['username']:<14} {account['password']}   {account['role']:<14} {account['organisation']}"
            self.stdout.write(line)

"""manage.py load_reference: the shipped lists of lenders and products, with their confidence."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from caseapp.agencies.services import load_reference


class Command(BaseCommand):
    help = "Load the shipped lists of lenders and products; rows that exist stay as they are."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        new = load_reference()
        if options["json"]:
            self.stdout.write(json.dumps({"new": new}))
            return
        self.stdout.write(
            ", ".join(f"{count} new {kind}" for kind, count in new.items() if count) or "Nothing new."
        )

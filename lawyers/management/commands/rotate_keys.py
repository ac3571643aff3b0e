"""manage.py rotate_keys: put a new key first in FIELD_KEYS, run this, then drop the old key."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from lawyers.privacy.rotation import rotate


class Command(BaseCommand):
    help = "Re-encrypt personal data under the newest key of FIELD_KEYS."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        done = dict(rotate())
        if options["json"]:
            self.stdout.write(json.dumps({"rows": done}))
            return
        for model, rows in done.items():
            self.stdout.write(f"{model}: {rows} rows")

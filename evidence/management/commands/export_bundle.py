"""manage.py export_bundle MATTER --to DIR: all evidence of a matter as a BagIt bag that anybody can check without us."""

import json
import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from evidence.bundles.services import export_to_folder
from lawyers.matters.models import Matter

WHY = {"missing": "the file is not in the vault", "altered": "the bytes are not those that were received"}


class Command(BaseCommand):
    help = "All evidence of a matter as a BagIt bag with custody log, time-stamps and a guide to checking it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("matter", metavar="MATTER", help="the case number")
        parser.add_argument("--to", required=True, metavar="DIR", help="the folder in which the bag is made")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        matter = Matter.objects.select_related("organisation").filter(number=options["matter"]).first()
        if matter is None:
            raise CommandError(f"No case has the number {options['matter']}.", returncode=2)
        try:
            bag = export_to_folder(None, matter=matter, folder=Path(options["to"]).resolve())
        except OSError as error:
            raise CommandError(f"The bag could not be written: {error}", returncode=2) from error
        left_out = [
            {"item": row["item"], "what": row["name"], "why": WHY[row["why"]]} for row in bag.left_out
        ]
        if options["json"]:
            told = {"bag": str(bag.folder), "items": bag.item_count, "bytes": bag.size, "failed": left_out}
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        else:
            self.stdout.write(f"{bag.folder}: {bag.item_count} items, {bag.size} bytes")
            for row in left_out:
                self.stdout.write(f"  left out: {row['what']}: {row['why']}")
        if left_out:
            sys.exit(1)

"""manage.py league: the lenders table, with the same numbers as the page."""

import json
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from caseapp.dashboards.selectors import FigureFilter, League, LeagueRow, WrongFilter, league


def _told(row: LeagueRow) -> dict[str, Any]:
    return {
        "lender": row.lender.name, "incidents": row.incidents, "contacts": row.contacts, "clients": row.clients, "rate": row.rate,
        "low": row.low, "high": row.high, "suppressed": row.is_suppressed, "verified": row.lender.is_verified,
    }  # fmt: skip


class Command(BaseCommand):
    help = "The lenders table: confirmed contact-list incidents per lender, over the whole system or one organisation."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "--from", dest="from", metavar="D", help="first day, YYYY-MM-DD (default: twelve months)"
        )
        parser.add_argument("--to", metavar="D", help="last day")
        parser.add_argument("--organisation", metavar="SLUG")
        parser.add_argument("--region", metavar="CODE", help="GB/T 2260, also a part from the left")
        parser.add_argument("--kind", metavar="CODE", help="kind of violation, for example V06")
        parser.add_argument("--with-probable", action="store_true", help="also probable attributions")
        parser.add_argument("--json", action="store_true", help="one JSON document on stdout")

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            chosen = FigureFilter.of(None, options)
        except WrongFilter as wrong:
            raise CommandError(str(wrong), returncode=2) from wrong
        if options["with_probable"]:
            self.stderr.write("No attribution stands as probable: the figures are those of confirmed ones.")
        table = league(chosen)
        self.stdout.write(
            json.dumps(self._document(table), ensure_ascii=False) if options["json"] else self._lines(table)
        )

    def _document(self, table: League) -> dict[str, Any]:
        return {
            "as_of": timezone.localtime().isoformat(timespec="seconds"),
            "rows": [_told(row) for row in table.rows],
            "total": vars(table.total),
            "unattributed": vars(table.unattributed),
        }

    def _lines(self, table: League) -> str:
        lines = [f"{'incidents':>9} {'contacts':>8} {'clients':>7} {'rate':>6}  {'95 % interval':<15} lender"]
        for row in table.rows:
            rate = (
                "     –  too few        "
                if row.is_suppressed
                else f"{row.rate:6.2f}  {row.low:.2f} – {row.high:<8.2f}"
            )
            lines.append(f"{row.incidents:>9} {row.contacts:>8} {row.clients:>7} {rate} {row.lender.name}")
        lines.append(
            f"{table.total.incidents:>9} {table.total.contacts:>8} {table.total.clients:>7}  total; left out as not attributed: {table.unattributed.incidents}"
        )
        return "\n".join(lines)

"""manage.py check_message < lines.jsonl: suggest violations for messages, one JSON object a line in and out."""

import json
import sys
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django.core.management.base import BaseCommand, CommandParser
from django.utils import timezone

from caseapp.incidents.rules import Judged, Verdict, judge
from caseapp.law.rules import citations_on

BEIJING = ZoneInfo("Asia/Shanghai")
RECIPIENTS = {"client", "contact", "guarantor", "unknown"}


class NotAMessage(ValueError):
    """The line is no message; str() says why."""


def _instant(value: Any, name: str) -> datetime | None:
    if value is None or value == "":
        return None
    try:
        at = datetime.fromisoformat(str(value))
    except ValueError as error:
        raise NotAMessage(f"{name} is no ISO 8601 instant") from error
    return at if at.tzinfo else at.replace(tzinfo=BEIJING)


def parse_line(line: str, number: int) -> tuple[Any, Judged]:
    """The id as given (the line number when none is) and the message of one line; NotAMessage with the reason otherwise."""
    try:
        told = json.loads(line)
    except ValueError as error:
        raise NotAMessage("no JSON") from error
    if not isinstance(told, dict):
        raise NotAMessage("no JSON object")
    recipient = told.get("recipient") or "unknown"
    if recipient not in RECIPIENTS:
        raise NotAMessage(f"recipient is none of {', '.join(sorted(RECIPIENTS))}")
    message = Judged(
        id=str(told.get("id", number)), at=_instant(told.get("at"), "at"), kind=str(told.get("kind") or "sms"),
        direction=str(told.get("direction") or "in"), peer=told.get("peer"), text=str(told.get("text") or ""), recipient=recipient,
        thread=str(told["thread"]) if told.get("thread") is not None else None, refused_at=_instant(told.get("refused_at"), "refused_at"),
        duration_s=told.get("duration_s"),
    )  # fmt: skip
    return told.get("id", number), message


def answer_of(given_id: Any, message: Judged, verdict: Verdict) -> dict[str, Any]:
    """The answer as the contract of the command says it."""
    day = message.at.astimezone(BEIJING).date() if message.at else timezone.localdate()
    violations = []
    for found in verdict.found:
        citations = citations_on(found.kind, day)
        violations.append(
            {
                "kind": found.kind,
                "why": found.why,
                "span": list(found.span) if found.span else None,
                "statutes": [citation.label_zh for citation in citations],
                "verified": any(citation.verified for citation in citations),
            }
        )
    return {"id": given_id, "violations": violations, "grade": verdict.grade}


class Command(BaseCommand):
    help = "Suggest violations for messages: one JSON object a line on stdin, one a line on stdout."
    requires_system_checks: list[str] = []

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--json", action="store_true", help="the answers are JSON lines in any case")

    def handle(self, *args: Any, **options: Any) -> None:
        lines = [(number, line) for number, line in enumerate(sys.stdin, start=1) if line.strip()]
        parsed = [self._parsed(line, number) for number, line in lines]
        known = [pair for pair in parsed if pair is not None]
        verdicts = iter(judge([message for _, message in known]))
        for pair in parsed:
            told = (
                {"id": None, "violations": [], "grade": None}
                if pair is None
                else answer_of(*pair, next(verdicts))
            )
            self.stdout.write(json.dumps(told, ensure_ascii=False))
        if len(known) < len(parsed):
            sys.exit(1)

    def _parsed(self, line: str, number: int) -> tuple[Any, Judged] | None:
        try:
            return parse_line(line, number)
        except NotAMessage as error:
            self.stderr.write(f"line {number}: {error}")
            return None

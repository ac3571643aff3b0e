"""Transcripts: what a person heard, with times, every version kept."""

from io import BytesIO
from typing import Any

from django.db import transaction
from django.utils import timezone

from evidence.derivatives.models import Derivative
from evidence.derivatives.rules import lines_of, text_of
from evidence.derivatives.services.keeping import Made, keep_copy
from evidence.items.models import EvidenceItem
from lawyers.audit.services import record

TOOL, VERSION = "typed by a person", "1"


@transaction.atomic
def write_transcript(
    actor: Any, *, item: EvidenceItem, text: str, duration_s: float | None = None
) -> Derivative:
    """A new version is kept as a text file that names the recording's hash; earlier versions stay. Raises LinesWrong."""
    lines = lines_of(text, duration_s)
    head = f"# evidence {item.number}\n# sha256 {item.sha256}\n# {timezone.localtime():%Y-%m-%d %H:%M} {actor.name}\n"
    made = Made("transcript", "text/plain; charset=utf-8", TOOL, VERSION, {"lines": len(lines)})
    copy = keep_copy(actor, item=item, stream=BytesIO((head + text_of(lines)).encode()), made=made)
    record(
        actor, "evidence.transcribed", subject=f"evidence:{item.code}", matter=item.matter, lines=len(lines)
    )
    return copy

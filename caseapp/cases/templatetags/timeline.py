"""Lines of the timeline, each from the template of its event."""

from typing import Any

from django import template
from django.template.loader import select_template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_tag
def timeline_line(entry: Any, notes: dict[str, Any], details: dict[str, Any]) -> SafeString:
    """The line of one entry: templates/cases/timeline/<name>.html, or its bare name."""
    chosen = select_template([f"cases/timeline/{entry.name}.html", "cases/timeline/other.html"])
    note = notes.get(entry.particulars.get("note", ""))
    return SafeString(chosen.render({"entry": entry, "note": note, "detail": details.get(entry.subject)}))

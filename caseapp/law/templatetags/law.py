"""How rows of the law tables are worded: in the reader's language, with their marks in plain words."""

from datetime import date
from typing import Any

from django import template
from django.utils.functional import Promise
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from caseapp.law.rules import Article, source_of

register = template.Library()

WORDS: dict[str, dict[str, str | Promise]] = {
    "confidence": {
        "V": gettext_lazy("text read"),
        "V2": gettext_lazy("read as quoted elsewhere"),
        "L": gettext_lazy("from memory"),
        "U": gettext_lazy("unsure"),
    },
    "force": {
        "law": gettext_lazy("law"),
        "judicial": gettext_lazy("judicial interpretation"),
        "regulation": gettext_lazy("regulation"),
        "rule": gettext_lazy("departmental rule"),
        "normative": gettext_lazy("normative document"),
        "standard": gettext_lazy("recommended standard"),
        "self_discipline": gettext_lazy("association guide"),
    },
    "role": {
        "prohibition": gettext_lazy("prohibits"),
        "duty": gettext_lazy("imposes a duty"),
        "penalty": gettext_lazy("sets the penalty"),
        "crime": gettext_lazy("makes a crime"),
        "liability": gettext_lazy("liability"),
        "remedy": gettext_lazy("gives a remedy"),
        "procedure": gettext_lazy("procedure"),
        "definition": gettext_lazy("defines"),
    },
    "unit": {
        "calendar": gettext_lazy("calendar days"),
        "working": gettext_lazy("working days"),
        "mixed": gettext_lazy("calendar and working days"),
        "none": gettext_lazy("no fixed number of days"),
    },
}


def _is_english() -> bool:
    return (get_language() or "").startswith("en")


@register.filter
def said(row: Any, field: str) -> str:
    """A field that stands in both languages, in the reader's: row|said:"name"."""
    return str(getattr(row, f"{field}_{'en' if _is_english() else 'zh'}"))


@register.filter
def cited(article: Article) -> str:
    """Name and number of an article in the reader's language."""
    return article.label_en if _is_english() else article.label


@register.filter
def worded(value: str, field: str) -> str:
    """The words for a stored value: row.force|worded:"force"."""
    return str(WORDS[field][value])


@register.filter
def period(row: Any) -> str:
    """From when to when a row is in force, both days included; an open end is said in words."""
    first: date = row.valid_from
    if row.valid_to is None:
        return _("since %(first)s") % {"first": first.isoformat()}
    return _("%(first)s to %(last)s") % {"first": first.isoformat(), "last": row.valid_to.isoformat()}


@register.filter
def source(text: str) -> str:
    """Where a row was read, in words, with the place named after the colon."""
    place = text.partition(":")[2].strip()
    name = said(source_of(text), "name")
    return f"{name} [{place}]" if place else name

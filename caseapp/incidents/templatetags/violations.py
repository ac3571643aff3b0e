"""Names of kinds of violation."""

from django import template

from caseapp.incidents.selectors import is_english
from caseapp.law import rules as law

register = template.Library()


@register.filter
def kind_name(code: str) -> str:
    """The name of a kind in the reader's language."""
    kind = law.kind(code)
    return kind.name_en if is_english() else kind.name_zh

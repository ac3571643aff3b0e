"""Regions on pages."""

from django import template

from caseapp.clients import rules

register = template.Library()
register.filter(rules.region_name)


@register.simple_tag
def region_choices(chosen: str) -> list[tuple[str, tuple[tuple[str, str], ...]]]:
    """Provinces with their cities; a chosen region that is neither stands first, so that it stays chosen."""
    offered = list(rules.region_choices())
    if chosen and not any(chosen == code for _, rows in offered for code, _ in rows):
        offered.insert(0, (chosen, ((chosen, rules.region_name(chosen)),)))
    return offered

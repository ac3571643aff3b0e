"""Figures in templates."""

from typing import Any

from django import template

from caseapp.dashboards.drawing import CELL_WIDTH, HEAT_LEFT

register = template.Library()


@register.filter
def unlocalized(value: float) -> str:
    """A coordinate for SVG: a point and one decimal in every language."""
    return f"{value:.1f}"


@register.filter
def share_of(row: Any, flag: str) -> int:
    """The share of incidents with this flag in whole percent."""
    return round(float(row.share(flag)))


@register.filter
def heat_x(column: int) -> int:
    """Where the heading of a column of the heat map stands."""
    return HEAT_LEFT + column * CELL_WIDTH + 10

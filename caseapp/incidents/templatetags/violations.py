"""Names of kinds of violation."""

from django import template

from caseapp.incidents.selectors import kind_name

register = template.Library()
register.filter(kind_name)

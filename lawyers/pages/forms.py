"""Crispy layout pieces that all forms share."""

from typing import Any

from crispy_forms.helper import FormHelper
from crispy_forms.layout import HTML, Div, Layout, Submit
from django.utils.translation import gettext_lazy as _


def helper(*fields: Any, submit: Any = None, css: str = "btn btn-primary", tag: bool = True) -> FormHelper:
    """A helper with these fields in order; `submit` is the verb on the one button, None leaves the button out."""
    made = FormHelper()
    made.form_tag = tag
    made.form_method = "post"
    made.attrs = {"novalidate": "novalidate"}
    made.layout = Layout(*fields)
    made.form_show_errors = True
    made.error_text_inline = True
    if submit:
        made.layout.append(Div(Submit("", submit, css_class=css), css_class="mt-3"))
    return made


def row(*fields: Any, width: str = "c3") -> Div:
    """Fields side by side on the six-column grid; each takes `width` (c2, c3, c4, c6)."""
    return Div(*(Div(field, css_class=width) for field in fields), css_class="field-grid")


def section(title: Any, *fields: Any) -> Div:
    """A titled panel of a long form."""
    head = HTML('<div class="panel-head"><h2>{}</h2></div>'.replace("{}", str(title))) if title else HTML("")
    return Div(head, Div(*fields, css_class="panel-body"), css_class="panel mb-3")


ERROR_SUMMARY = "components/error_summary.html"
REQUIRED_NOTE = _("Fields marked with * are required; the rest can follow later.")

"""The day for which the law is shown."""

from datetime import date

from django import forms
from django.utils.translation import gettext_lazy as _

EARLIEST = date(1997, 10, 1)  # 刑法 in its present form: nothing in the tables is older


class DayForm(forms.Form):
    """One day, optional; without it pages show today."""

    on = forms.DateField(
        label=_("Law in force on"),
        required=False,
        input_formats=["%Y-%m-%d"],
        error_messages={"invalid": _("This is not a day. Write it like 2026-01-01.")},
        widget=forms.DateInput(
            format="%Y-%m-%d", attrs={"type": "date", "class": "form-control form-control-sm"}
        ),
    )

    def clean_on(self) -> date | None:
        """A day the tables can know something about; raises ValidationError for an earlier one."""
        on: date | None = self.cleaned_data["on"]
        if on and on < EARLIEST:
            raise forms.ValidationError(_("The tables begin on %(day)s.") % {"day": EARLIEST.isoformat()})
        return on

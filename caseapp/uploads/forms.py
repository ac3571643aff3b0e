"""The shape of what staff and senders write."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseapp.incidents.forms import FilesField
from caseapp.uploads.services import CONFIRMATION
from evidence.links.rules import is_reference, new_reference
from lawyers.pages.forms import helper, row

VALID_DAYS = (7, 14, 30, 90)
EXTRA_FILES = 100
EXTRA_BYTES = 10**9
STATEMENT_CHARACTERS = 20_000


def _days_field(label: Any) -> forms.TypedChoiceField:
    choices = [(number, _("%(days)d days") % {"days": number}) for number in VALID_DAYS]
    return forms.TypedChoiceField(label=label, choices=choices, coerce=int, initial=30)


class MakeLinksForm(forms.Form):
    """Who gets a link, and what their page shows."""

    people = forms.MultipleChoiceField(
        label=_("For whom"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one person.")},
        help_text=_("Whoever has a link already gets a new one; the old one stops working."),
    )
    first_name = forms.CharField(
        label=_("First name shown on the page"),
        max_length=20,
        required=False,
        help_text=_("The page shows this and the office, nothing else. Leave it empty to show no name."),
    )
    office_phone = forms.CharField(
        label=_("Office phone shown on the page"),
        max_length=30,
        required=False,
        help_text=_("So that people know who will call."),
    )
    days = _days_field(_("Valid for"))

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["people"].choices = [(person.key, person.label) for person in people]  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.helper = helper("people", row("first_name", "office_phone"), "days", submit=_("Make links"))


class ExtendForm(forms.Form):
    """How much longer and how much more."""

    days = _days_field(_("Valid for, from today"))
    has_more = forms.BooleanField(label=_("take 100 more files and 1 GB more"), required=False)


class RevokeForm(forms.Form):
    """Why a link stops working."""

    why = forms.CharField(
        label=_("Why"), max_length=200, error_messages={"required": _("Write why the link stops working.")}
    )


class SendForm(forms.Form):
    """Files under one receipt number."""

    file = FilesField(error_messages={"required": _("Choose at least one file first.")})
    reference = forms.CharField(required=False)

    def clean_reference(self) -> str:
        """The page's number; a new one for what is no number of ours."""
        given = str(self.cleaned_data["reference"])
        return given if is_reference(given) else new_reference()


class StatementForm(forms.Form):
    """What happened, in the person's own words."""

    text = forms.CharField(
        label=_("What happened to you"),
        max_length=STATEMENT_CHARACTERS,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "When, who called or wrote, what they said, and what that did to you. As you would tell it."
        ),
        error_messages={"required": _("Write what happened first.")},
    )
    written_by = forms.CharField(
        label=_("Your name"), max_length=60, error_messages={"required": _("Write your name.")}
    )
    is_own = forms.BooleanField(
        label=CONFIRMATION, error_messages={"required": _("Tick this if it is your own account.")}
    )


class RefuseForm(forms.Form):
    """No, with or without a reason."""

    why = forms.CharField(
        label=_("Why, if you like to say"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    wants_back = forms.BooleanField(
        label=_("I would like back what I sent. Please talk to me about it."), required=False
    )

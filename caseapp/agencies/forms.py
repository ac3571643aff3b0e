"""The shape of what people write about companies."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from caseapp.agencies.models import CollectionAgency, Lender, LicenceKind
from lawyers.pages.forms import helper, row


class LenderForm(forms.Form):
    """A lender as the licence says."""

    name = forms.CharField(
        label=_("Legal name"), max_length=120, help_text=_("As on the licence or contract.")
    )
    licence_kind = forms.ChoiceField(
        label=_("Licence"), choices=LicenceKind.choices, help_text=_("Decides which regulator answers.")
    )
    institution_code = forms.CharField(label=_("Institution code"), max_length=30, required=False)
    valid_from = forms.DateField(label=_("Valid from"), required=False)
    valid_to = forms.DateField(label=_("Valid to"), required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Where this can be read.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(
            "name",
            row("licence_kind", "institution_code"),
            row("valid_from", "valid_to"),
            "source",
            submit=_("Save lender"),
        )

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        start, end = cleaned.get("valid_from"), cleaned.get("valid_to")
        if start and end and end < start:
            self.add_error("valid_to", _("This day lies before the first day of validity."))
        return cleaned


class AgencyForm(forms.Form):
    """A collection agency."""

    name = forms.CharField(label=_("Legal name"), max_length=120)
    source = forms.CharField(
        label=_("Source"), max_length=300, required=False, help_text=_("Where this can be read.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("name", "source", submit=_("Save agency"))


class AliasForm(forms.Form):
    """Another name."""

    alias = forms.CharField(
        label=_("Other name"), max_length=120, help_text=_("Former name, short name or 【signature】.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("alias", submit=_("Add name"), css="btn btn-plain")


class VerifyForm(forms.Form):
    """Against what a row was checked."""

    source = forms.CharField(label=_("Checked against"), max_length=300)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("source", submit=_("Mark as checked"), css="btn btn-confirm")


class EngagementForm(forms.Form):
    """Who collects for whom, from when until when."""

    agency = forms.ModelChoiceField(
        label=_("Collection agency"), queryset=CollectionAgency.objects.none(), to_field_name="code"
    )
    since_on = forms.DateField(label=_("Since"), required=False)
    until_on = forms.DateField(label=_("Until"), required=False)
    source = forms.CharField(
        label=_("Source"), max_length=300, help_text=_("For example the collection letter of 2026-03-05.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["agency"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = CollectionAgency.objects.current()
        self.helper = helper(
            "agency", row("since_on", "until_on"), "source", submit=_("Add"), css="btn btn-plain"
        )


class MandateForm(forms.Form):
    """On what ground the organisation acts for a company."""

    reference = forms.CharField(
        label=_("What was agreed"),
        max_length=200,
        required=False,
        help_text=_("For example the contract's number."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("reference", submit=_("We act for this company"), css="btn btn-plain")


class MergeForm(forms.Form):
    """Which row is the duplicate."""

    duplicate = forms.CharField(
        label=_("Legal name of the duplicate"),
        max_length=120,
        help_text=_("All its links move to this row; it stays as another name."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper("duplicate", submit=_("Show what will move"), css="btn btn-plain")


FORMS: dict[type[Any], type[forms.Form]] = {Lender: LenderForm, CollectionAgency: AgencyForm}

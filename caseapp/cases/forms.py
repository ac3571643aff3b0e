"""The shape of what people write about a case."""

from typing import Any
from uuid import UUID

from django import forms
from django.forms import formset_factory
from django.utils.translation import gettext_lazy as _

from caseapp.cases.models import Case
from caseapp.clients.forms import ClientForm, ContactForm, DebtForm
from lawyers.matters.models import Assignment
from lawyers.pages.forms import helper, row
from lawyers.people.models import User

SIGNS = [
    ("disclosed", _("debt written down")),
    ("insult", _("insults")),
    ("threat", _("threats to come")),
    ("work", _("contacted the workplace")),
    ("minor", _("contacted school or child")),
    ("night", _("at night")),
    ("refused", _("went on after a refusal")),
    ("authority", _("posed as police, court or lawyer")),
    ("pay", _("asked a contact to pay")),
]

ContactFormSet = formset_factory(ContactForm, extra=0, max_num=60, validate_max=True)
DebtFormSet = formset_factory(DebtForm, extra=0, max_num=30, validate_max=True)


class ToldForm(forms.Form):
    """What was decided about clients who may be the same: code of the one who is, codes of those who are not."""

    same = forms.UUIDField(required=False, widget=forms.HiddenInput)
    different = forms.Field(required=False, widget=forms.MultipleHiddenInput)

    def clean_different(self) -> list[UUID]:
        """Codes only; anything else in the form was not put there by the page."""
        code = forms.UUIDField()
        try:
            return [code.clean(value) for value in self.cleaned_data["different"] or []]
        except forms.ValidationError:
            return []


class StoryForm(forms.Form):
    """What happened, in chips and in the client's words."""

    signs = forms.MultipleChoiceField(
        label=_("Did any of this happen?"), choices=SIGNS, required=False, widget=forms.CheckboxSelectMultiple
    )
    story = forms.CharField(
        label=_("In the client's words"),
        required=False,
        max_length=20000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


def _dress(form: Any) -> None:
    """Give every control its class of the look, and tie it to the place of its error."""
    for name, field in form.fields.items():
        kind = getattr(field.widget, "input_type", "")
        css = {"select": "form-select", "checkbox": "form-check-input"}.get(kind, "form-control")
        field.widget.attrs |= {"class": css, "aria-describedby": f"{form[name].id_for_label}_error"}


class IntakeForms:
    """All forms of the intake page over the same data."""

    def __init__(self, data: Any) -> None:
        self.client = ClientForm(data, prefix="client")
        self.client.fields["name"].required = True
        self.contacts = ContactFormSet(data, prefix="contacts")
        self.debts = DebtFormSet(data, prefix="debts")
        self.story = StoryForm(data, prefix="story")
        self.told = ToldForm(data, prefix="told")
        for form in (
            self.client,
            self.story,
            *self.contacts,
            *self.debts,
            self.contacts.empty_form,
            self.debts.empty_form,
        ):
            _dress(form)

    def is_valid(self) -> bool:
        every = (self.client, self.contacts, self.debts, self.story, self.told)
        return all([form.is_valid() for form in every])

    def told_about(self, code: str) -> str:
        """What was decided about a client who may be the same: same, different, or nothing yet."""
        if self.told["same"].value() == code:
            return "same"
        return "different" if code in (self.told["different"].value() or []) else ""

    def is_written(self, place: str) -> bool:
        """Whether something stands in the field with this id."""
        prefix, _, name = place.removeprefix("id_").rpartition("-")
        every = (self.client, self.story, *self.contacts, *self.debts)
        return any(form.prefix == prefix and form[name].value() for form in every)

    def filled(self, name: str) -> list[dict[str, Any]]:
        """Rows of a formset in which something was written."""
        forms_of: Any = getattr(self, name)
        return [form.cleaned_data for form in forms_of if form.is_told]

    def errors(self) -> list[tuple[str, str, str]]:
        """(id of the field, its label, what to do) for every error on the page."""
        every = [self.client, self.story, *self.contacts, *self.debts]
        return [
            (form[name].id_for_label, str(form[name].label), error)
            for form in every
            for name, errors in form.errors.items()
            for error in errors
            if name != "__all__"
        ]


class NoteForm(forms.Form):
    """A note."""

    text = forms.CharField(label=_("Note"), max_length=10000, widget=forms.Textarea(attrs={"rows": 3}))


class PlanForm(forms.Form):
    """What comes next."""

    next_step = forms.CharField(label=_("Next step"), max_length=120, required=False)
    next_on = forms.DateField(
        label=_("On"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = helper(row("next_step", "next_on"), submit=_("Save next step"), css="btn btn-plain")


class MoveForm(forms.Form):
    """Where an open case stands."""

    status = forms.ChoiceField(
        label=_("Status"),
        choices=[c for c in Case.Status.choices if c[0] not in {Case.Status.CLOSED, Case.Status.INTAKE}],
    )


class CloseForm(forms.Form):
    """Why a case is closed."""

    reason = forms.ChoiceField(label=_("Reason for closing"), choices=[("", "—"), *Case.CloseReason.choices])


class ReopenForm(forms.Form):
    """Why a case is opened again."""

    reason = forms.CharField(label=_("Why is it opened again?"), max_length=500)


class AssignForm(forms.Form):
    """Who works on the case, as what."""

    user = forms.ModelChoiceField(label=_("Person"), queryset=User.objects.none(), to_field_name="code")
    part = forms.ChoiceField(label=_("As"), choices=Assignment.Part.choices)

    def __init__(self, *args: Any, colleagues: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["user"]
        if isinstance(field, forms.ModelChoiceField):
            field.queryset = colleagues


class SaveFilterForm(forms.Form):
    """The name of a saved filter."""

    name = forms.CharField(label=_("Name of this filter"), max_length=60)
    query = forms.CharField(required=False, max_length=500, widget=forms.HiddenInput)

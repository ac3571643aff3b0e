"""The shape of uploads, manual entries and attributions."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from caseapp.agencies.models import CollectionAgency, Lender
from caseapp.incidents.models import Incident
from caseapp.incidents.selectors import is_english
from caseapp.law import rules as law
from evidence.bundles.models import Exhibit
from evidence.messages.models import Message
from lawyers.pages.forms import helper, row


class ManyFiles(forms.ClearableFileInput):
    allow_multiple_selected = True


class FilesField(forms.FileField):
    """Several files at once; an empty one is not an error of the form: each file is judged by itself."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(widget=ManyFiles(), allow_empty_file=True, **kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        files = data if isinstance(data, list | tuple) and data else [data or None]
        return [super(FilesField, self).clean(one, initial) for one in files if one or self.required]


class OriginForm(forms.Form):
    """From whom and which device files came."""

    source_key = forms.ChoiceField(label=_("Whose phone"), required=False)
    source = forms.CharField(label=_("From whom, if not listed"), max_length=120, required=False)
    holder = forms.CharField(label=_("Who holds the original device"), max_length=120, required=False)
    device = forms.CharField(label=_("Device model"), max_length=120, required=False)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["source_key"]
        if isinstance(field, forms.ChoiceField):
            field.choices = [("", _("not listed")), *((person.key, person.label) for person in people)]


class UploadForm(OriginForm):
    """Files, and from whom and which device they came."""

    file = FilesField(
        label=_("Files"),
        help_text=_("Android: the XML files of SMS Backup & Restore. Everything is kept unaltered."),
    )
    field_order = ["file"]

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, people=people, **kwargs)
        self.helper = helper(
            "file", row("source_key", "source"), row("holder", "device"), submit=_("Take in")
        )


class ExhibitForm(forms.Form):
    """A line of the evidence catalogue."""

    name = forms.CharField(label=_("Exhibit name"), max_length=120)
    form = forms.ChoiceField(
        label=_("Original or copy"),
        choices=Exhibit.Form.choices,
        help_text=_(
            "A copy made by the maker of the data, or a printout taken directly from it, counts as the original."
        ),
    )
    pages = forms.IntegerField(
        label=_("Pages"), min_value=1, max_value=100_000, required=False, help_text=_("When printed.")
    )
    holder = forms.CharField(label=_("Holder"), max_length=120, required=False)
    proves = forms.CharField(
        label=_("What it proves"),
        max_length=1000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, data: Any = None, *, exhibit: Exhibit, words: str) -> None:
        told = {name: getattr(exhibit, name) for name in ("name", "form", "pages", "holder", "proves")}
        told["proves"] = told["proves"] or words
        super().__init__(data, initial=told)
        self.helper = helper("name", row("form", "pages"), "holder", "proves", submit=_("Save"))


def kind_choices() -> list[tuple[str, str]]:
    """All kinds of violation, in the reader's language."""
    return [(kind.code, kind.name_en if is_english() else kind.name_zh) for kind in law.kinds()]


def _not_in_future(day: Any) -> Any:
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is in the future."))
    return day


class IncidentForm(forms.Form):
    """A harassment told by somebody: day, maybe time, how, from whom, to whom, saying what."""

    occurred_on = forms.DateField(
        label=_("Day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time, if known"), required=False, widget=forms.TimeInput(attrs={"type": "time"})
    )
    channel = forms.ChoiceField(label=_("How"), choices=Incident.Channel.choices)
    sender = forms.CharField(
        label=_("Sender as shown"),
        max_length=60,
        required=False,
        help_text=_("Unknown is normal; leave it empty."),
    )
    person = forms.ChoiceField(label=_("Who received it"), required=False)
    text = forms.CharField(
        label=_("Words"), max_length=10000, required=False, widget=forms.Textarea(attrs={"rows": 4})
    )
    kinds = forms.MultipleChoiceField(label=_("Which rules it breaks"), widget=forms.CheckboxSelectMultiple)
    lender = forms.ModelChoiceField(
        label=_("Lender, if known"),
        queryset=Lender.objects.none(),
        required=False,
        empty_label=_("unknown"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, people: Any = (), lenders: Any = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("unknown")), *((p.key, p.label) for p in people)]  # type: ignore[attr-defined]  # a ChoiceField
        self.fields["kinds"].choices = kind_choices()  # type: ignore[attr-defined]  # as above
        self.fields["lender"].queryset = lenders  # type: ignore[attr-defined]  # a ModelChoiceField
        self.helper = helper(
            row("occurred_on", "time"),
            row("channel", "sender"),
            row("person", "lender"),
            "text",
            "kinds",
            submit=_("Record the incident"),
        )

    def clean_occurred_on(self) -> Any:
        return _not_in_future(self.cleaned_data["occurred_on"])


class MessageForm(forms.Form):
    """What a message is, said by a person: the rules it breaks, who is behind it, and the day when the file does not say it."""

    kinds = forms.MultipleChoiceField(label=_("Which rules it breaks"), widget=forms.CheckboxSelectMultiple)
    lender = forms.ModelChoiceField(
        label=_("Lender, if known"),
        queryset=Lender.objects.none(),
        required=False,
        empty_label=_("unknown"),
        to_field_name="code",
    )
    day = forms.DateField(
        label=_("Day"),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=_("The file does not say when it was; ask the person who received it."),
    )

    def __init__(
        self, *args: Any, lenders: Any = None, known: Any = (), has_day: bool = True, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        # What was suggested stands first.
        suggested = self.initial.get("kinds", [])
        choices = [(code, name) for code, name in kind_choices() if code not in known]
        choices.sort(key=lambda choice: choice[0] not in suggested)
        self.fields["kinds"].choices = choices  # type: ignore[attr-defined]  # a MultipleChoiceField
        self.fields["lender"].queryset = lenders  # type: ignore[attr-defined]  # a ModelChoiceField
        self.order_fields(["day", "kinds", "lender"])
        if has_day:
            del self.fields["day"]

    def clean_day(self) -> Any:
        return _not_in_future(self.cleaned_data["day"])


class CorrectionForm(forms.Form):
    """What a message says, read by a person beside the original: words, time, direction, the other side, whose phone."""

    text = forms.CharField(
        label=_("Words"),
        max_length=20000,
        required=False,
        strip=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    day = forms.DateField(
        label=_("Day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    )
    time = forms.TimeField(
        label=_("Time"), required=False, widget=forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    )
    direction = forms.ChoiceField(label=_("Direction"), choices=Message.Direction.choices)
    peer = forms.CharField(label=_("Number of the other side"), max_length=60, required=False)
    peer_name = forms.CharField(label=_("Name of the other side"), max_length=120, required=False)
    person = forms.ChoiceField(label=_("Whose phone"), required=False)
    revision = forms.IntegerField(min_value=0, widget=forms.HiddenInput)

    def __init__(self, *args: Any, people: Any = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [("", _("not listed")), *((p.key, p.label) for p in people)]  # type: ignore[attr-defined]  # a ChoiceField
        self.helper = helper(
            "text",
            row("day", "time"),
            row("peer", "peer_name"),
            row("direction", "person"),
            "revision",
            tag=False,
        )

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"].replace("\r\n", "\n")
        return text

    def clean_day(self) -> Any:
        day = self.cleaned_data["day"]
        return _not_in_future(day) if day else None

    def clean(self) -> dict[str, Any]:
        told = super().clean() or self.cleaned_data
        if bool(told.get("day")) != bool(told.get("time")) and not self.errors:
            raise forms.ValidationError(
                _(
                    "Day and time go together. When only the day is known, leave both empty and give the day with the rules (R)."
                )
            )
        return told

    def changes(self, message: Message) -> dict[str, Any]:
        """What the message shall say. A time that looks the same keeps its seconds."""
        told = self.cleaned_data
        at = None
        if told["day"]:
            at = timezone.make_aware(datetime.combine(told["day"], told["time"]))
            if message.at and message.at.replace(second=0, microsecond=0) == at:
                at = message.at
        return {
            "text": told["text"], "at": at, "direction": told["direction"], "peer": told["peer"],
            "peer_name": told["peer_name"], "source_key": told["person"],
        }  # fmt: skip


class AttributionForm(forms.Form):
    """Who is behind it."""

    lender = forms.ModelChoiceField(
        label=_("Lender"),
        queryset=Lender.objects.none(),
        required=False,
        empty_label=_("unknown"),
        to_field_name="code",
    )
    agency = forms.ModelChoiceField(
        label=_("Collection agency"),
        queryset=CollectionAgency.objects.none(),
        required=False,
        empty_label=_("unknown"),
        to_field_name="code",
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lender"].queryset = Lender.objects.current()  # type: ignore[attr-defined]  # a ModelChoiceField
        self.fields["agency"].queryset = CollectionAgency.objects.current()  # type: ignore[attr-defined]  # as above
        self.helper = helper(row("lender", "agency"), submit=_("Save who is behind it"), css="btn btn-plain")


class ReasonForm(forms.Form):
    """Why something is taken back."""

    reason = forms.CharField(label=_("Reason"), max_length=200)

"""The shape of what is said about an item."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from evidence.descriptions import rules, wording
from evidence.items.models import EvidenceItem

HELP = {
    "system": _("For example Android 14, iOS 17.5."),
    "made_on": _("The day of the message, call or recording. Leave it empty when unknown."),
    "presence": _("Who else was there when it was obtained."),
    "carrier_kept": _("The phone, card or recorder on which it first was. Nothing should be deleted there."),
    "original_seen": _("Somebody of the office compared the file with the phone itself."),
}


GROUPS = (
    (_("Person and device"), ("source", "holder", "device", "system")),
    (
        _("How the file came to be"),
        ("obtained_how", "obtained_words", "obtained_on", "made_on", "made_by", "presence"),
    ),
    (_("The original"), ("carrier_kept", "carrier_with", "original_seen", "seen_by", "seen_on")),
)
POINTS_TITLE = _("What a court asks about electronic data (Provisions on Evidence, article 93)")


class DescriptionForm(forms.Form):
    """Everything may stay empty, and unknown is an answer."""

    def __init__(self, *args: Any, others: Iterable[EvidenceItem] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for key, label in wording.LABELS.items():
            self.fields[key] = _field(key, label)
        for key, label in wording.POINTS.items():
            choices = [("", _("not answered")), *wording.ANSWERS.items()]
            self.fields[key] = forms.ChoiceField(label=label, choices=choices, required=False)
            self.fields[f"{key}_words"] = forms.CharField(
                label=_("In words, if something is to be said"), max_length=300, required=False
            )
        listed = [(str(item.code), _other(item)) for item in others]
        self.fields["also"] = forms.MultipleChoiceField(
            label=_("These files too"), choices=listed, required=False, widget=forms.CheckboxSelectMultiple
        )  # fmt: skip
        self.has_others = bool(listed)

    def clean(self) -> dict[str, Any]:
        """No day lies in the future."""
        cleaned = super().clean() or {}
        for key in rules.DAYS:
            if (day := cleaned.get(key)) and day > timezone.localdate():
                self.add_error(key, _("This day is in the future."))
        return cleaned

    @property
    def groups(self) -> list[tuple[Any, list[Any]]]:
        """The questions by subject, each with its bound fields in order."""
        points = [key for point in rules.POINTS for key in (point, f"{point}_words")]
        return [(title, [self[key] for key in keys]) for title, keys in (*GROUPS, (POINTS_TITLE, points))]

    @property
    def facts(self) -> dict[str, str]:
        """What was said, as text; days as YYYY-MM-DD."""
        return {key: _text(self.cleaned_data.get(key)) for key in rules.KEYS}


def _text(value: Any) -> str:
    return value.isoformat() if isinstance(value, date) else str(value or "").strip()


def _other(item: EvidenceItem) -> str:
    receipt = next(iter(item.receipts.all()), None)
    source = (receipt.source or receipt.holder) if receipt else ""
    return f"{item.number}·{item.name}" + (f"（{source}）" if source else "")


def _field(key: str, label: Any) -> forms.Field:
    told: dict[str, Any] = {"label": label, "required": False, "help_text": HELP.get(key, "")}
    if key in rules.DAYS:
        widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
        return forms.DateField(widget=widget, **told)
    if key in rules.CHOICES:
        answers = wording.HOW if key == "obtained_how" else wording.ANSWERS
        return forms.ChoiceField(choices=[("", _("not answered")), *answers.items()], **told)
    return forms.CharField(max_length=300 if key == "obtained_words" else 120, **told)

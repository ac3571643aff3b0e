"""The shape of a redaction and of a transcript."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from evidence.derivatives.rules import Line, LinesWrong, lines_of
from evidence.making.boxes import Box

TRANSCRIPT_CHARACTERS = 400_000
BOXES_AT_MOST = 200
ROWS_TO_START = 4


class BoxForm(forms.Form):
    """One box, in points of the picture; an empty row is none."""

    left = forms.IntegerField(label=_("left"), min_value=0, required=False)
    top = forms.IntegerField(label=_("top"), min_value=0, required=False)
    right = forms.IntegerField(label=_("right"), min_value=0, required=False)
    bottom = forms.IntegerField(label=_("bottom"), min_value=0, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            field.widget.attrs |= {"class": "form-control form-control-sm box-number", "inputmode": "numeric"}

    def clean(self) -> dict[str, Any]:
        cleaned = super().clean() or {}
        edges = [cleaned.get(name) for name in Box._fields]
        if all(edge is None for edge in edges) or self.errors:
            return cleaned
        if None in edges:
            raise forms.ValidationError(_("Fill in all four numbers, or none."))
        if cleaned["left"] >= cleaned["right"] or cleaned["top"] >= cleaned["bottom"]:
            raise forms.ValidationError(_("Right must be larger than left, and bottom larger than top."))
        return cleaned

    @property
    def box(self) -> Box | None:
        """The box, or None for an empty row."""
        edges = [self.cleaned_data.get(name) for name in Box._fields]
        return None if None in edges else Box(*(int(edge or 0) for edge in edges))


class RedactionForm(forms.Form):
    """Why something is blackened."""

    reason = forms.CharField(
        label=_("Why, and what is blackened"), max_length=300,
        help_text=_("For example: names and phones of people who have nothing to do with the case. Do not repeat what you blacken."),
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].widget.attrs["class"] = "form-control"


BoxFormSet = forms.formset_factory(
    BoxForm, extra=ROWS_TO_START, max_num=BOXES_AT_MOST, absolute_max=BOXES_AT_MOST
)


class TranscriptForm(forms.Form):
    """What was said, line by line."""

    text = forms.CharField(
        label=_("What is said, with times"), max_length=TRANSCRIPT_CHARACTERS, strip=False,
        widget=forms.Textarea(attrs={"rows": 16, "class": "form-control transcript-text", "spellcheck": "false"}),
    )  # fmt: skip

    def __init__(self, *args: Any, duration_s: float | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.duration_s = duration_s
        self.lines: list[Line] = []

    def clean_text(self) -> str:
        text: str = self.cleaned_data["text"]
        try:
            self.lines = lines_of(text, self.duration_s)
        except LinesWrong as wrong:
            raise forms.ValidationError(_wrong(wrong)) from wrong
        if not self.lines:
            raise forms.ValidationError(_("Write at least one line, for example [00:05] 甲：你好"))
        return text


def _wrong(wrong: LinesWrong) -> str:
    sentences = {
        "no_time": gettext("Line %(number)d: begin with the time in brackets, for example [00:05] 甲：你好"),
        "backwards": gettext("Line %(number)d: its time is before that of the line above."),
        "too_late": gettext("Line %(number)d: its time is after the end of the recording."),
    }
    return sentences[wrong.code] % {"number": wrong.number}

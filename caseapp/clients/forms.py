"""The shape of what people write about clients, contacts and debts."""

from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from caseapp.agencies.models import Lender
from caseapp.agencies.selectors import company_named
from caseapp.clients.models import Client, Contact, Debt
from caseapp.clients.rules import NoSuchRegion, NotAnAmount, amount_of, region_code, region_name
from lawyers.privacy.rules import NumberKind, is_identity_valid, normalised_identity, number_kind


class AmountField(forms.CharField):
    """Money in yuan, in any customary spelling."""

    def to_python(self, value: Any) -> Any:
        text = super().to_python(value)
        if not text:
            return None
        try:
            amount = amount_of(text)
        except NotAnAmount as error:
            raise forms.ValidationError(_("Write a number, for example 18600 or 1.86万.")) from error
        if amount > Decimal("999999999999"):
            raise forms.ValidationError(_("This amount is too large; please check it."))
        return amount


# Numbers at which a person answers; 106, 95 and short numbers send, but nobody can be called back there.
OF_PEOPLE = {NumberKind.MOBILE, NumberKind.LANDLINE, NumberKind.SERVICE_400, NumberKind.ABROAD}


class PhoneField(forms.CharField):
    """A person's telephone number in any spelling; what is none is refused with the reason."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(max_length=40, **kwargs)
        self.widget.attrs |= {"inputmode": "tel", "autocomplete": "off"}

    def validate(self, value: Any) -> None:
        super().validate(value)
        if not value or number_kind(value) in OF_PEOPLE:
            return
        digits = sum(c.isdigit() for c in value)
        if digits == 10 and value.strip().startswith("1"):
            raise forms.ValidationError(_("One digit of the mobile number is missing; please add it."))
        raise forms.ValidationError(
            _("This is no phone number. Mobile: 11 digits; landline with area code: 0571-87654321.")
        )


class RegionField(forms.CharField):
    """A region by name or by its six digits; shown by name, kept as digits."""

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(**kwargs | {"max_length": 60})

    def prepare_value(self, value: Any) -> Any:
        return region_name(value) if isinstance(value, str) and value.isdigit() else value

    def to_python(self, value: Any) -> str:
        try:
            return region_code(super().to_python(value) or "")
        except NoSuchRegion as error:
            raise forms.ValidationError(self._which(error.candidates)) from error

    def _which(self, candidates: list[str]) -> str:
        if not candidates:
            return str(_("No region is called so. Write a city or district, for example 杭州西湖区."))
        return _("Several are called so: %(names)s. Write which one.") % {"names": "、".join(candidates[:4])}


class ClientForm(forms.ModelForm):  # type: ignore[type-arg]  # takes no arguments at run time
    """Who the client is and how to reach them safely."""

    phone = PhoneField(label=_("Phone"), required=False)
    id_number = forms.CharField(
        label=_("Identity number"), max_length=40, required=False, help_text=_("May follow later.")
    )
    safe_ways = forms.MultipleChoiceField(
        label=_("Ways that are safe"),
        choices=Client.SafeWay.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    may_name_office = forms.TypedChoiceField(
        label=_("May a message say “legal aid”?"),
        choices=[("yes", _("it may")), ("no", _("it may not"))],
        coerce=lambda value: value == "yes",
        empty_value=None,
        required=False,
        widget=forms.RadioSelect,
    )

    class Meta:
        model = Client
        fields = [
            "name",
            "phone",
            "id_number",
            "address",
            "region_code",
            "safe_ways",
            "may_name_office",
            "safe_time",
            "avoid",
        ]
        labels = {
            "name": _("Name"), "address": _("Address"), "region_code": _("Region"), "safe_time": _("Convenient time"), "avoid": _("Whom to avoid"),
        }  # fmt: skip
        widgets = {"address": forms.TextInput}
        help_texts = {
            "name": _("Or how the person is called."),
            "region_code": _("City or district, for example 杭州西湖区."),
        }
        field_classes = {"region_code": RegionField}

    @property
    def identity_warning(self) -> str:
        """A doubtful number may be kept; the page says so as long as it stands."""
        number = str(self["id_number"].value() or "")
        if not number or (normalised_identity(number) and is_identity_valid(number)):
            return ""
        return str(
            _(
                "The check digit or length does not fit. It is kept as written; please compare it with the card."
            )
        )


class RowForm(forms.ModelForm):  # type: ignore[type-arg]  # as above
    """A row of an intake: what is left out takes the model's default, and a row without words is no row."""

    TELLING: tuple[str, ...] = ()

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            if isinstance(field, forms.TypedChoiceField):
                field.required = False
                field.empty_value = self._meta.model._meta.get_field(name).default

    @property
    def is_told(self) -> bool:
        return any(self.cleaned_data.get(name) for name in self.TELLING)

    @property
    def is_written(self) -> bool:
        """The same before validation: what was typed may still be wrong."""
        return any(self[name].value() for name in self.TELLING)


class ContactForm(RowForm):
    """A harassed contact."""

    TELLING = ("name", "phone")

    phone = PhoneField(label=_("Phone"), required=False)
    refused_at = forms.DateTimeField(
        label=_("Told the collectors to stop"),
        required=False,
        widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"),
    )

    class Meta:
        model = Contact
        fields = ["name", "relationship", "phone", "is_guarantor", "is_minor", "consent", "refused_at"]
        labels = {
            "name": _("Name or how they are called"),
            "relationship": _("Relationship"),
            "consent": _("Consent"),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        relationship = self.fields["relationship"]
        if isinstance(relationship, forms.TypedChoiceField):
            # A person is nobody's parent because the list begins with it.
            relationship.choices = [("", "—"), *Contact.Relationship.choices]


class DebtForm(RowForm):
    """A debt as the client tells it."""

    TELLING = ("told_as", "amount", "overdue_since")

    told_as = forms.CharField(
        label=_("Loan product or lender"),
        max_length=120,
        required=False,
        widget=forms.TextInput(attrs={"list": "companies", "autocomplete": "off"}),
    )
    amount = AmountField(label=_("Amount owed (yuan)"), required=False)
    overdue_since = forms.DateField(
        label=_("Overdue since"), required=False, widget=forms.DateInput(format="%Y-%m-%d")
    )

    class Meta:
        model = Debt
        fields = ["told_as", "amount", "overdue_since", "negotiation"]
        labels = {"negotiation": _("Negotiation")}

    @cached_property
    def lender_named(self) -> Lender | None:
        """The lender that the typed name stands for, where that is certain."""
        return company_named(str(self["told_as"].value() or ""))[0]

    @property
    def lender_note(self) -> str:
        """Below the field: which lender this is and what licence it has, or that it is not on the list."""
        if lender := self.lender_named:
            return _("Lender: %(name)s (%(licence)s)") % {
                "name": lender.name,
                "licence": lender.get_licence_kind_display(),
            }
        return str(_("Not on the list; it is kept as typed.")) if self["told_as"].value() else ""

    def clean_overdue_since(self) -> Any:
        day = self.cleaned_data["overdue_since"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("This day is in the future. When did the debt fall overdue?"))
        return day

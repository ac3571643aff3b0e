"""Model fields for personal data."""

from collections.abc import Callable
from typing import Any

from django.core.exceptions import FieldError
from django.db import models

from lawyers.privacy import keys, rules

NORMALISERS: dict[str, Callable[[str], str]] = {
    "phone": rules.normalised_phone,
    "identity": rules.normalised_identity,
    "secret": rules.normalised_secret,
}


class EncryptedTextField(models.TextField):  # type: ignore[type-arg]  # subclassed at run time, where the class takes no arguments
    """Text that the database sees only encrypted. Empty stays empty; filtering on it is refused."""

    @property
    def column_name(self) -> str:
        return f"{self.model._meta.label_lower}.{self.name}"

    def get_prep_value(self, value: Any) -> Any:
        text = super().get_prep_value(value)
        return keys.encrypt(text, column=self.column_name) if text else text

    def from_db_value(self, value: str | None, expression: Any, connection: Any) -> str | None:
        return keys.decrypt(value, column=self.column_name) if value else value

    def get_lookup(self, lookup_name: str) -> Any:
        if lookup_name == "isnull":
            return super().get_lookup(lookup_name)
        raise FieldError(f"{self.column_name} is encrypted: search through its blind index.")


class BlindIndexField(models.CharField):  # type: ignore[type-arg]  # as above
    """A keyed fingerprint of another field's normalised value, kept up to date on every save.

    Search with `filter(<name>__in=lookup_values(text, kind))`: spelling does not matter and rotation of keys is safe.
    """

    def __init__(self, *, source: str, kind: str, **kwargs: Any) -> None:
        self.source, self.kind = source, kind
        kwargs |= {"max_length": 40, "blank": True, "editable": False, "default": ""}
        super().__init__(**kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"source": self.source, "kind": self.kind}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        value = index_of(getattr(model_instance, self.source) or "", self.kind)
        setattr(model_instance, self.attname, value)
        return value


def index_of(text: str, kind: str) -> str:
    """The index that a row with this value carries when written now; empty for what does not normalise."""
    return next(iter(lookup_values(text, kind)), "")


def lookup_values(text: str, kind: str) -> list[str]:
    """All values of a blind index that a row with this text may carry; empty when the text is no such number."""
    return keys.blind_indexes(NORMALISERS[kind](text))

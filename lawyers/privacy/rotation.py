"""Re-encrypting personal data under the newest key."""

from collections.abc import Iterator
from typing import Any

from django.apps import apps
from django.db import transaction

from lawyers.privacy.fields import BlindIndexField, EncryptedTextField

BATCH = 500


def _fields_of(model: Any) -> list[Any]:
    return [
        f for f in model._meta.local_concrete_fields if isinstance(f, EncryptedTextField | BlindIndexField)
    ]


def rotate() -> Iterator[tuple[str, int]]:
    """Every encrypted column is written anew under the newest key, with its index; (model, rows) as each is done.

    Safe to break off and start again: rows under either key are readable as long as both keys are set.
    """
    for model in apps.get_models():
        if fields := _fields_of(model):
            yield model._meta.label, _rotate_model(model, fields)


def _rotate_model(model: Any, fields: list[Any]) -> int:
    done, last = 0, 0
    while True:
        with transaction.atomic():
            rows = list(model._base_manager.filter(pk__gt=last).order_by("pk")[:BATCH])
            for row in rows:
                for field in fields:
                    field.pre_save(row, add=False)
            model._base_manager.bulk_update(rows, [field.name for field in fields], batch_size=100)
        if not rows:
            return done
        done, last = done + len(rows), rows[-1].pk

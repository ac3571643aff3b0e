"""What import-linter cannot see: string foreign keys, and apps that nobody placed in the order."""

import django.apps
import pytest

ORDER = [
    "lawyers",
    "evidence",
    "law",
    "agencies",
    "clients",
    "cases",
    "incidents",
    "uploads",
    "dashboards",
    "caseapp",
]


@pytest.mark.parametrize("model", django.apps.apps.get_models(), ids=lambda m: m._meta.label)
def test_foreign_keys_point_down(model: type) -> None:
    here = model._meta.app_label
    if here not in ORDER:
        pytest.fail(f"{model._meta.label} is not ours") if model.__module__.startswith(
            ("caseapp", "evidence", "lawyers")
        ) else None
        return
    for field in model._meta.get_fields():
        if field.is_relation and not field.auto_created and field.related_model is not None:
            there = field.related_model._meta.app_label
            if there in ORDER:
                assert ORDER.index(there) <= ORDER.index(here), (
                    f"{model._meta.label}.{field.name} points up to {there}"
                )


def test_every_own_app_has_a_place_in_the_order() -> None:
    own = {
        c.label
        for c in django.apps.apps.get_app_configs()
        if c.name.split(".")[0] in {"caseapp", "evidence", "lawyers"}
    }
    assert own == set(ORDER)

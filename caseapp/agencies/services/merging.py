"""Two rows found to be one company.

Every link to the duplicate moves to the row that is kept, whatever table it stands in: the links are found from the
model itself, so this room need not know the rooms above it. What moved is written down, so that it can be taken back.
"""

from typing import Any

from django.apps import apps
from django.db import IntegrityError, transaction
from django.utils import timezone

from caseapp.agencies.models import Merge
from caseapp.agencies.services.companies import ALIASES, add_alias, subject_of
from lawyers.audit.services import record


class CannotMerge(ValueError):
    """The rows are one row, of different kinds, or one of them was merged already."""


def _links(model: Any) -> list[Any]:
    """Every foreign key of the project that points at this kind of company, but the pointer of merged rows."""
    return [
        link for link in model._meta.related_objects if link.one_to_many and link.field.name != "merged_into"
    ]


@transaction.atomic
def merge(actor: Any, *, kept: Any, duplicate: Any) -> Merge:
    """`duplicate` becomes another name of `kept`; no link is lost. Raises CannotMerge."""
    if type(kept) is not type(duplicate) or kept.pk == duplicate.pk or kept.merged_into_id is not None:
        raise CannotMerge
    model: Any = type(kept)
    if not model._default_manager.filter(pk=duplicate.pk, merged_into__isnull=True).update(merged_into=kept):
        raise CannotMerge
    moved = {link.field.model._meta.label: _move(link, kept, duplicate) for link in _links(model)}
    model._default_manager.filter(merged_into=duplicate).update(merged_into=kept)
    if model in ALIASES:
        add_alias(actor, company=kept, name=duplicate.name)
    made = Merge.objects.create(
        kind=model._meta.label, kept_id=kept.pk, merged_id=duplicate.pk, moved=moved, merged_by=actor
    )
    record(actor, "company.merged", subject=subject_of(kept), duplicate=subject_of(duplicate))
    return made


def _move(link: Any, kept: Any, duplicate: Any) -> list[int]:
    rows = link.field.model._base_manager
    moved = []
    for pk in list(rows.filter(**{link.field.name: duplicate}).values_list("pk", flat=True)):
        try:
            with transaction.atomic():
                rows.filter(pk=pk).update(**{link.field.name: kept})
            moved.append(pk)
        except IntegrityError:
            # The kept row has the same one already (an alias of the same name): it stays with the duplicate.
            continue
    return moved


@transaction.atomic
def undo_merge(actor: Any, *, merge: Merge) -> None:
    """The duplicate stands on its own again with the links that came from it. Raises CannotMerge when undone already."""
    if not Merge.objects.filter(pk=merge.pk, undone_at__isnull=True).update(undone_at=timezone.now()):
        raise CannotMerge
    model: Any = apps.get_model(merge.kind)
    duplicate = model._default_manager.get(pk=merge.merged_id)
    for link in _links(model):
        ids = merge.moved.get(link.field.model._meta.label, [])
        rows = link.field.model._base_manager.filter(pk__in=ids, **{link.field.name: merge.kept_id})
        rows.update(**{link.field.name: duplicate})
    model._default_manager.filter(pk=duplicate.pk).update(merged_into=None)
    record(actor, "company.merge_undone", subject=subject_of(duplicate))

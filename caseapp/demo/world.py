"""Making the fictional world, and taking it away again."""

from typing import Any

from django.apps import apps
from django.core.management.color import no_style
from django.db import connection, transaction

from caseapp.agencies.services import load_reference
from caseapp.cases.models import Case
from caseapp.demo import cast
from caseapp.demo.backups import bring_in_backups, cases_of_everybody
from caseapp.demo.files import FileBuilder
from caseapp.demo.links import hand_out_links
from caseapp.demo.offices import build_companies, build_office
from caseapp.demo.showcase import show_everything
from caseapp.incidents.models import Incident
from evidence.vault import the_vault
from lawyers.audit import guards
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User


class WorldIsReal(RuntimeError):
    """The database holds organisations that are not of the fictional world: nothing was changed."""


def is_there() -> bool:
    """Whether the fictional world stands already."""
    return Organisation.objects.filter(slug__in=[office.slug for office in cast.OFFICES]).count() == len(
        cast.OFFICES
    )


def build(*, scale: int) -> None:
    """The whole world; then some contacts bring their phones, through the same services as in real life."""
    _build_files(scale)
    for organisation in Organisation.objects.filter(slug__in=[office.slug for office in cast.OFFICES]):
        bring_in_backups(organisation)
        hand_out_links(organisation)
    first = Organisation.objects.get(slug=cast.OFFICES[0].slug)
    show_everything(cases_of_everybody(first)[0])


@transaction.atomic
def _build_files(scale: int) -> None:
    """Offices, companies and case files, or nothing of them."""
    load_reference()
    lenders = build_companies()
    for seed, office in enumerate(cast.OFFICES, start=1):
        organisation, people = build_office(office)
        FileBuilder(organisation, people, lenders, seed=seed).build(office.case_count, scale=scale)


def reset() -> None:
    """Empty every own table and the vault. Raises WorldIsReal when other organisations work in this database."""
    known = [office.slug for office in cast.OFFICES]
    if Organisation.objects.exclude(slug__in=known).exists():
        raise WorldIsReal
    models = [
        m for m in apps.get_models() if m.__module__.split(".")[0] in {"caseapp", "evidence", "lawyers"}
    ]
    tables = [m._meta.db_table for m in models] + [
        f.m2m_db_table() for m in models for f in m._meta.local_many_to_many
    ]
    with guards.lifted(connection):
        flush: Any = connection.ops.sql_flush
        with connection.constraint_checks_disabled():
            connection.ops.execute_sql_flush(flush(no_style(), tables, allow_cascade=True))
    _empty_vault()


def _empty_vault() -> None:
    vault = the_vault()
    for name in list(vault.names()):
        vault.delete(name)


def summary() -> dict[str, Any]:
    """What stands, and the accounts to sign in with."""
    people = User.objects.filter(
        username__in=[name for office in cast.OFFICES for name, _, _ in office.people]
    )
    return {
        "organisations": list(Organisation.objects.order_by("id").values("slug", "name", "kind")),
        "users": people.count(),
        "cases": Case.objects.count(),
        "incidents": Incident.objects.count(),
        "accounts": [
            {
                "username": p.username,
                "password": cast.PASSWORD,
                "role": p.role,
                "organisation": p.organisation.slug,
            }
            for p in people.select_related("organisation").order_by("organisation_id", "id")
            if p.organisation is not None
        ],
        "matters": [
            {"number": number, "organisation": slug}
            for number, slug in Matter.objects.order_by("id").values_list("number", "organisation__slug")
        ],
    }

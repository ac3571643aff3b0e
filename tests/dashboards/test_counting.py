"""The figures, which the database counts in three passes over indexes, against plain loops over random small worlds."""

import datetime
import random
from collections.abc import Iterator
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.db.migrations.executor import MigrationExecutor

from caseapp.agencies.models import Lender
from caseapp.cases.models import Case
from caseapp.clients.models import Client, Debt
from caseapp.clients.services import save_client
from caseapp.dashboards.selectors import FigureFilter, league, lender_page
from caseapp.dashboards.selectors.league import league_row
from caseapp.incidents.models import Incident, Violation
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory, ContactFactory, DebtFactory, IncidentFactory, LenderFactory
from tests.factories.lawyers import AssignmentFactory, MatterFactory

REGIONS = {"33": "33", "330000": "33", "330100": "3301", "330106": "330106", "310100": "3101"}
KINDS = ("V02", "V06")
FLAGS = ("has_threat", "has_insult", "has_disclosure", "is_night")
SINCE, UNTIL = datetime.date(2026, 3, 5), datetime.date(2026, 10, 20)


class World:
    """Two offices: people who come back, several debts and lenders for one file, contacts whom several lenders or nobody known harass,
    withdrawn incidents, cases closed before the period, opened after it, and never finished."""

    def __init__(self, offices: list[Organisation], seed: int) -> None:
        self.chance = random.Random(seed)
        self.lenders = [LenderFactory() for _ in range(3)]
        self.known: dict[int, Client] = {}
        self.matters = [
            self._file(self.chance.choice([*offices, offices[0]]), f"R{seed}-{number}")
            for number in range(24)
        ]

    def _file(self, office: Organisation, number: str) -> Matter:
        chance = self.chance
        status = chance.choice(["intake", "evidence", "evidence", "action", "closed"])
        matter = MatterFactory(organisation=office, number=number)
        CaseFactory(
            matter=matter, status=status, opened_on=self._day(), close_reason="stopped" if status == "closed" else "",
            closed_at=datetime.datetime.combine(self._day(), datetime.time(20), datetime.UTC) if status == "closed" else None,
            client__region_code=chance.choice(["330102", "330106", "310101", "331002", ""]),
        )  # fmt: skip
        earlier = self.known.get(office.pk)
        if earlier and chance.random() < 0.3:
            save_client(None, matter=matter, same_person_as=earlier)
        self.known.setdefault(office.pk, Client.objects.get(matter=matter))
        for _ in range(chance.randrange(3)):
            DebtFactory(matter=matter, lender=chance.choice([*self.lenders, None]))
        self._incidents(Matter.objects.get(pk=matter.pk))
        return matter

    def _incidents(self, matter: Matter) -> None:
        chance = self.chance
        people = [
            ContactFactory(matter=matter),
            ContactFactory(matter=matter),
            ContactFactory(matter=matter, is_guarantor=True),
            None,
        ]
        for _ in range(chance.randrange(8)):
            contact = chance.choice(people)
            incident = IncidentFactory(
                matter=matter, client_id=matter.client.person_id, contact=contact, lender=chance.choice([*self.lenders, None]),
                recipient=contact.recipient_kind if contact else chance.choice(["contact", "client"]), occurred_on=self._day(),
                withdrawn_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC) if chance.random() < 0.15 else None,
                **{flag: chance.random() < 0.4 for flag in FLAGS}, **({"occurred_at": None} if chance.random() < 0.2 else {}),
            )  # fmt: skip
            for kind in KINDS:
                if chance.random() < 0.5:
                    Violation.objects.create(incident=incident, kind=kind, confirmed_by=incident.confirmed_by)

    def _day(self) -> datetime.date:
        if self.chance.random() < 0.2:
            edge = self.chance.choice([SINCE, UNTIL])
            return edge + datetime.timedelta(days=self.chance.randrange(-1, 2))
        return datetime.date(2025, 11, 1) + datetime.timedelta(days=self.chance.randrange(390))


def seen_by(user: User | None, matter: Matter) -> bool:
    """As the roles say: supervisors see their organisation's files, others the files on which they work."""
    if user is None or (user.role == "supervisor" and matter.organisation_id == user.organisation_id):
        return True
    return any(assignment.user_id == user.pk for assignment in matter.assignments.all())


def counted_incidents(chosen: FigureFilter, since: datetime.date) -> Iterator[Incident]:
    rows = Incident.objects.select_related("client", "matter__organisation")
    for incident in rows.prefetch_related("violations", "matter__assignments"):
        stands = incident.recipient == "contact" and incident.withdrawn_at is None
        kinds = {violation.kind for violation in incident.violations.all()}
        if (
            stands
            and since <= incident.occurred_on <= chosen.until
            and seen_by(chosen.user, incident.matter)
            and incident.client.region_code.startswith(REGIONS.get(chosen.region, ""))
            and chosen.organisation in {"", incident.matter.organisation.slug}
            and (not chosen.kind or chosen.kind in kinds)
        ):
            yield incident


def owing(chosen: FigureFilter) -> Iterator[tuple[int, int]]:
    """Lender and person of every debt of a case that was open at some time in the period."""
    rows = Case.objects.select_related("matter__client", "matter__organisation")
    for case in rows.exclude(status="intake").prefetch_related("matter__debts", "matter__assignments"):
        client = case.matter.client
        closed_on = (case.closed_at + datetime.timedelta(hours=8)).date() if case.closed_at else chosen.since
        if (
            case.opened_on <= chosen.until
            and closed_on >= chosen.since
            and seen_by(chosen.user, case.matter)
            and client.region_code.startswith(REGIONS.get(chosen.region, ""))
            and chosen.organisation in {"", case.matter.organisation.slug}
        ):
            yield from (
                (debt.lender_id, client.person_id) for debt in case.matter.debts.all() if debt.lender_id
            )


def by_hand(chosen: FigureFilter) -> dict[Any, Any]:
    """Rows by lender (as long as something is counted), and the two sums."""
    rows = list(counted_incidents(chosen, chosen.since))
    pairs = set(owing(chosen)) | {(row.lender_id, row.client_id) for row in rows if row.lender_id}
    last = chosen.until.year * 12 + chosen.until.month
    months: dict[int | None, list[int]] = {}
    for row in counted_incidents(chosen, datetime.date(2025, 1, 1)):
        back = last - row.occurred_on.year * 12 - row.occurred_on.month
        if back < 12:
            months.setdefault(row.lender_id, [0] * 12)[11 - back] += 1
    found: dict[Any, Any] = {}
    for lender in {row.lender_id for row in rows if row.lender_id} | {lender for lender, _ in pairs}:
        own = [row for row in rows if row.lender_id == lender]
        found[lender] = (
            len(own),
            len({row.contact_id for row in own if row.contact_id}),
            len({person for one, person in pairs if one == lender}),
            *(sum(getattr(row, flag) for row in own) for flag in FLAGS),
            tuple(months.get(lender, [0] * 12)),
        )
    for name, part in (
        ("total", [row for row in rows if row.lender_id]),
        ("rest", [row for row in rows if not row.lender_id]),
    ):
        people = {person for _, person in pairs} if name == "total" else {row.client_id for row in part}
        found[name] = (len(part), len({row.contact_id for row in part if row.contact_id}), len(people))
    return found


def by_the_database(chosen: FigureFilter) -> dict[Any, Any]:
    table = league(chosen)
    rows = {
        row.lender.pk: (
            row.incidents, row.contacts, row.clients, row.threat, row.insult, row.disclosure, row.night, row.months,
        )
        for row in table.rows
    }  # fmt: skip
    sums = {"total": table.total, "rest": table.unattributed}
    return rows | {name: (one.incidents, one.contacts, one.clients) for name, one in sums.items()}


def filters(users: list[User | None]) -> Iterator[FigureFilter]:
    wide = {"since": datetime.date(2025, 1, 1), "until": datetime.date(2026, 12, 31)}
    for user in users:
        yield FigureFilter(SINCE, UNTIL, user=user)
        yield FigureFilter(**wide, user=user)
        yield from (FigureFilter(SINCE, UNTIL, region=region, user=user) for region in REGIONS)
        yield from (FigureFilter(SINCE, UNTIL, kind=kind, user=user) for kind in KINDS)
        yield FigureFilter(SINCE, UNTIL, organisation="office-a", user=user)
        yield FigureFilter(**wide, region="330100", kind="V06", organisation="office-b", user=user)


@pytest.fixture(params=range(4))
def world(request: pytest.FixtureRequest, office: Organisation, other_office: Organisation) -> World:
    return World([office, other_office], request.param)


@pytest.mark.django_db
def test_every_figure_is_what_loops_count(world: World, chen: User, zhao: User, wen: User) -> None:
    for matter in world.matters[::3]:
        AssignmentFactory(matter=matter, user=wen)
    # Chen has matters of her own organisation only, Zhao one; Wen works on files of both.
    for chosen in filters([None, chen, zhao, wen]):
        assert by_the_database(chosen) == by_hand(chosen), chosen


@pytest.mark.django_db
def test_the_worlds_hold_what_is_hard_to_count(office: Organisation, other_office: Organisation) -> None:
    for seed in range(4):
        World([office, other_office], seed)
    counted = Incident.objects.filter(recipient="contact", withdrawn_at__isnull=True)
    harassers = {c: {i.lender_id for i in counted.filter(contact=c) if i.lender_id} for c in counted.values_list("contact", flat=True) if c}  # fmt: skip
    assert sum(len(lenders) > 1 for lenders in harassers.values()) > 5
    assert counted.filter(contact__isnull=True).exists()
    assert counted.filter(contact__isnull=False, lender__isnull=True).exists()
    assert Client.objects.filter(same_person_as__isnull=False).count() > 5
    assert Incident.objects.filter(withdrawn_at__isnull=False).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("opened", "closed", "clients"),
    [
        (UNTIL, None, 1),
        (UNTIL + datetime.timedelta(days=1), None, 0),
        # Closed at 23:30 and at 00:30 by the clock of Shanghai.
        (datetime.date(2026, 1, 1), datetime.datetime(2026, 3, 4, 15, 30, tzinfo=datetime.UTC), 0),
        (datetime.date(2026, 1, 1), datetime.datetime(2026, 3, 4, 16, 30, tzinfo=datetime.UTC), 1),
    ],
)
def test_a_case_counts_on_the_days_on_which_it_was_open(
    opened: datetime.date, closed: datetime.datetime | None, clients: int, office: Organisation, chen: User
) -> None:
    matter = MatterFactory(organisation=office)
    status, reason = ("closed", "stopped") if closed else ("action", "")
    CaseFactory(matter=matter, opened_on=opened, status=status, close_reason=reason, closed_at=closed)
    DebtFactory(matter=matter)
    assert league(FigureFilter(SINCE, UNTIL, user=chen)).total.clients == clients


@pytest.mark.django_db
def test_the_page_of_a_lender_says_what_its_row_says(world: World, chen: User) -> None:
    for kind in ("", "V06"):
        chosen = FigureFilter(SINCE, UNTIL, kind=kind, user=chen)
        rows = {row.lender.pk: row for row in league(chosen).rows}
        for lender in world.lenders:
            assert league_row(chosen, lender) == rows.get(lender.pk)
            page, own = lender_page(lender, chosen), [i for i in counted_incidents(chosen, SINCE) if i.lender_id == lender.pk]  # fmt: skip
            assert page.timeless + sum(n for row in page.heat for _, n in row) == len(own)
            assert page.at_night == sum(i.is_night for i in own)
            assert dict(page.kinds) == {k: n for k in KINDS if (n := sum(i.violations.filter(kind=k).exists() for i in own))}  # fmt: skip
            assert sum(number for _, _, number in page.senders) == len(own)


@pytest.mark.django_db
def test_a_debt_is_the_person_s_and_the_office_s(matter: Matter, other_matter: Matter) -> None:
    debt = DebtFactory(matter=matter)
    assert (debt.organisation, debt.client) == (matter.organisation, matter.client)
    save_client(None, matter=matter, same_person_as=other_matter.client)
    debt.refresh_from_db()
    assert debt.client == other_matter.client
    assert DebtFactory(matter=MatterFactory()).client is None


@pytest.mark.django_db(transaction=True)
def test_debts_from_before_get_their_person_and_office(matter: Matter, other_matter: Matter) -> None:
    Client.objects.filter(matter=other_matter).update(same_person_as=matter.client)
    debts = [DebtFactory(matter=one) for one in (matter, other_matter)]
    MigrationExecutor(connection).migrate([("clients", "0001_initial")])
    call_command("migrate", verbosity=0)
    told = [(d.organisation, d.client) for d in Debt.objects.filter(pk__in=[d.pk for d in debts]).order_by("pk")]  # fmt: skip
    assert told == [(matter.organisation, matter.client), (other_matter.organisation, matter.client)]
    assert Lender.objects.count() == 2

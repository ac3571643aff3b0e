"""Figures: against a count by hand, exact intervals, and every number opening exactly its rows."""

import datetime
import json
import math
import random
import re
from collections import defaultdict
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client as Browser

from caseapp.clients.models import Client, Contact
from caseapp.dashboards.drawing import funnel
from caseapp.dashboards.rules import funnel_limits, poisson_interval
from caseapp.dashboards.selectors import FigureFilter, league
from caseapp.incidents.models import Incident
from lawyers.matters.models import Matter
from lawyers.people.models import Organisation, User
from tests.factories.cases import CaseFactory, ContactFactory, DebtFactory, IncidentFactory, LenderFactory
from tests.factories.lawyers import MatterFactory

# Exact limits of a Poisson mean (Garwood 1936; the same table stands in Armitage & Berry, Statistical Methods in Medical Research).
GARWOOD = [
    (0, 0.0, 3.689),
    (1, 0.025, 5.572),
    (2, 0.242, 7.225),
    (5, 1.623, 11.668),
    (10, 4.795, 18.390),
    (25, 16.179, 36.905),
    (50, 37.111, 65.919),
    (100, 81.364, 121.627),
]


@pytest.mark.parametrize(("events", "low", "high"), GARWOOD)
def test_the_interval_is_the_published_one(events: int, low: float, high: float) -> None:
    assert poisson_interval(events, 1) == pytest.approx((low, high), abs=0.001)


@pytest.mark.parametrize("events", [0, 3, 40, 5000, 1_000_000])
def test_the_interval_holds_the_rate_and_scales_with_exposure(events: int) -> None:
    low, high = poisson_interval(events, 20)
    assert low <= events / 20 <= high
    assert poisson_interval(events, 40) == pytest.approx((low / 2, high / 2))


@pytest.mark.parametrize(("events", "exposure"), [(-1, 1), (1, 0)])
def test_impossible_figures_are_refused(events: int, exposure: int) -> None:
    with pytest.raises(ValueError, match="must"):
        poisson_interval(events, exposure)


def build_world(office: Organisation, seed: int) -> None:
    """A random world with guarantors, withdrawn incidents, unknown contacts and lenders, and people who came back."""
    chance = random.Random(seed)
    lenders = [LenderFactory() for _ in range(4)]
    first: Client | None = None
    for number in range(25):
        matter = MatterFactory(organisation=office, number=f"W{seed}-{number:03d}")
        CaseFactory(matter=matter)
        client = matter.client
        if first and chance.random() < 0.2:
            Client.objects.filter(pk=client.pk).update(same_person_as=first)
            client.refresh_from_db()
        first = first or client
        DebtFactory(matter=matter, lender=chance.choice(lenders))
        people: list[Contact | None] = [
            ContactFactory(matter=matter),
            ContactFactory(matter=matter, is_guarantor=True),
            None,
        ]
        for _ in range(chance.randrange(6)):
            contact = chance.choice(people)
            recipient = contact.recipient_kind if contact else chance.choice(["contact", "client", "unknown"])
            IncidentFactory(
                matter=matter, client_id=client.person_id, contact=contact, recipient=recipient, lender=chance.choice([*lenders, None]),
                occurred_on=datetime.date(2026, chance.randrange(1, 12), chance.randrange(1, 29)), has_threat=chance.random() < 0.4,
                withdrawn_at=datetime.datetime(2026, 11, 1, tzinfo=datetime.UTC) if chance.random() < 0.15 else None,
            )  # fmt: skip


def counted_by_hand(since: datetime.date, until: datetime.date) -> dict[int | None, tuple[int, int, int]]:
    """Per lender: incidents, distinct contacts, threats, by plain loops."""
    found: dict[int | None, list[Incident]] = defaultdict(list)
    for incident in Incident.objects.all():
        if (
            incident.recipient == "contact"
            and incident.withdrawn_at is None
            and since <= incident.occurred_on <= until
        ):
            found[incident.lender_id].append(incident)
    return {
        k: (len(v), len({i.contact_id for i in v if i.contact_id}), sum(i.has_threat for i in v))
        for k, v in found.items()
    }


@pytest.mark.django_db
@pytest.mark.parametrize("seed", range(6))
def test_the_table_is_what_one_counts_by_hand(seed: int, office: Organisation, chen: User) -> None:
    build_world(office, seed)
    since, until = datetime.date(2026, 3, 5), datetime.date(2026, 10, 20)
    chosen = FigureFilter.of(chen, {"from": str(since), "to": str(until)})
    table, hand = league(chosen), counted_by_hand(since, until)
    assert {r.lender.pk: (r.incidents, r.contacts, r.threat) for r in table.rows if r.incidents} == {
        k: v for k, v in hand.items() if k
    }
    assert table.unattributed.incidents == hand.get(None, (0, 0, 0))[0]
    assert table.total.incidents == sum(r.incidents for r in table.rows)


@pytest.mark.django_db
def test_every_number_opens_exactly_its_rows(office: Organisation, supervisor_client: Browser) -> None:
    build_world(office, 3)
    page = supervisor_client.get("/figures/").content.decode()
    links = re.findall(r'<a href="(/figures/(?:incidents|contacts|clients)/\?[^"]+)"[^>]*>(\d+)</a>', page)
    assert len(links) > 12
    for link, number in links:
        assert supervisor_client.get(link.replace("&amp;", "&")).context["page"].paginator.count == int(
            number
        ), link


@pytest.mark.django_db
def test_page_export_and_command_say_the_same(office: Organisation, supervisor_client: Browser) -> None:
    build_world(office, 4)
    # One period for all three: the default ends today, and today ends at midnight.
    since, until = "2025-12-01", "2026-11-30"
    period = f"?from={since}&to={until}"
    rows = [r[0] for r in supervisor_client.get(f"/figures/{period}").context["rows"]]
    exported = (
        b"".join(supervisor_client.get(f"/figures/export.csv{period}").streaming_content)
        .decode("utf-8-sig")
        .splitlines()
    )
    assert [line.split(",")[0] for line in exported[1 : len(rows) + 1]] == [row.lender.name for row in rows]
    assert [int(line.split(",")[2]) for line in exported[1 : len(rows) + 1]] == [
        row.incidents for row in rows
    ]
    out = StringIO()
    call_command(
        "league", "--json", "--organisation", office.slug, "--from", since, "--to", until, stdout=out
    )
    told = json.loads(out.getvalue())
    assert [(r["lender"], r["incidents"], r["clients"]) for r in told["rows"]] == [
        (r.lender.name, r.incidents, r.clients) for r in rows
    ]
    assert supervisor_client.get(f"/figures/export.xlsx{period}").status_code == 200


@pytest.mark.django_db
def test_under_ten_clients_no_rate_is_said(chen: User, matter: Matter) -> None:
    lender = LenderFactory()
    DebtFactory(matter=matter, lender=lender)
    IncidentFactory(matter=matter, lender=lender)
    row = league(FigureFilter.of(chen, {"from": "2026-01-01", "to": "2026-12-31"})).rows[0]
    assert (row.incidents, row.clients, row.rate, row.is_suppressed) == (1, 1, None, True)


@pytest.mark.django_db
def test_another_office_is_not_counted(chen: User, zhao: User, other_matter: Matter) -> None:
    IncidentFactory(matter=other_matter, lender=LenderFactory())
    assert league(FigureFilter.of(chen, {})).rows == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    "query",
    [
        "from=soon",
        "from=2026-02-30",
        "from=2026-05-01&to=2026-04-01",
        "kind=V99",
        "region=abc",
        "organisation=nobody",
    ],
)
def test_a_wrong_filter_is_a_sentence(query: str, supervisor_client: Browser) -> None:
    answer = supervisor_client.get(f"/figures/?{query}")
    assert answer.status_code == 200
    assert answer.context["wrong"]


@pytest.mark.django_db
def test_the_command_refuses_a_wrong_call() -> None:
    with pytest.raises(CommandError) as caught:
        call_command("league", "--from", "soon")
    assert caught.value.returncode == 2


@pytest.mark.django_db
def test_names_cannot_run_as_formulas(supervisor_client: Browser, matter: Matter) -> None:
    IncidentFactory(
        matter=matter,
        lender=LenderFactory(name='=HYPERLINK("http://evil.example")'),
        occurred_on=datetime.date(2026, 11, 1),
    )
    text = b"".join(supervisor_client.get("/figures/export.csv").streaming_content).decode()
    assert "'=HYPERLINK" in text


@pytest.mark.parametrize(("rate", "clients"), [(0.4, 10), (3.7, 25), (2.1, 400), (0.02, 60)])
@pytest.mark.parametrize("tail", [0.001, 0.025])
def test_the_funnel_leaves_out_what_chance_seldom_does(rate: float, clients: int, tail: float) -> None:
    low, high = funnel_limits(rate, clients, tail)
    expected = rate * clients

    def at_most(events: int) -> float:
        return sum(
            math.exp(k * math.log(expected) - expected - math.lgamma(k + 1)) for k in range(events + 1)
        )

    assert 1 - at_most(math.ceil(high * clients)) <= tail
    assert 1 - at_most(math.floor(high * clients) - 1) >= tail
    assert at_most(math.floor(low * clients) - 1) <= tail
    assert low < rate < high


def test_the_funnel_says_who_is_outside_and_draws_inside_its_frame() -> None:
    figures = [("甲", 20, 9.0), ("乙", 200, 3.0), ("丙", 400, 1.0), ("丁", 30, 3.2)]
    drawn = funnel(figures, 2.9)
    assert drawn is not None
    assert (drawn.above, drawn.below, drawn.high, drawn.low) == (["甲"], ["丙"], [], [])
    assert all(40 <= point.x <= 356 and 12 <= point.y <= 284 for point in drawn.points)
    assert funnel([], 2.9) is None
    assert funnel(figures, 0) is None

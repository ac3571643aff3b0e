"""Building case files in bulk: matters, clients, contacts, debts, confirmed incidents and their story."""

import random
import uuid
from datetime import datetime, time, timedelta
from typing import Any

from django.utils import timezone

from caseapp.agencies.models import Lender, LoanProduct
from caseapp.cases.models import Case, TimelineEntry
from caseapp.clients.models import Client, Contact, Debt
from caseapp.demo import cast
from caseapp.incidents.models import Incident, Violation
from lawyers.matters.models import Assignment, Matter
from lawyers.people.models import Organisation, User

BATCH = 1000
HOURS = (9, 9, 10, 10, 11, 11, 12, 14, 15, 15, 16, 17, 18, 19, 19, 19, 20, 20, 20, 21)
NIGHT_HOURS = (22, 22, 22, 23, 23, 0, 0, 1, 6, 7)
STATUSES = ("evidence", "evidence", "action", "action", "action", "action", "waiting", "closed", "closed")


class FileBuilder:
    """Builds one office's case files; the same seed gives the same world."""

    def __init__(
        self, organisation: Organisation, people: list[User], lenders: dict[str, Lender], *, seed: int
    ) -> None:
        self.random = random.Random(seed)  # noqa: S311  # a repeatable fictional world, no secrets
        self.organisation = organisation
        self.workers = [p for p in people if p.role in {"caseworker", "lawyer"}]
        self.lenders = lenders
        self.products = {
            f.name: list(LoanProduct.objects.filter(fundings__lender=lenders[f.name])) for f in cast.LENDERS
        }
        self.today = timezone.localdate()
        self.zone = timezone.get_default_timezone()
        self.phone = seed * 2500

    def build(self, case_count: int, *, scale: int) -> None:
        """All files of the office; `scale` multiplies the incidents."""
        matters = [self._matter(n) for n in range(case_count)]
        Matter.objects.bulk_create(matters, BATCH)
        plans = [self._plan(matter) for matter in matters]
        Case.objects.bulk_create([plan["case"] for plan in plans], BATCH)
        Client.objects.bulk_create([plan["client"] for plan in plans], BATCH)
        Contact.objects.bulk_create([row for plan in plans for row in plan["contacts"]], BATCH)
        Debt.objects.bulk_create([row for plan in plans for row in plan["debts"]], BATCH)
        Assignment.objects.bulk_create([row for plan in plans for row in plan["assignments"]], BATCH)
        TimelineEntry.objects.bulk_create([self._opened(plan) for plan in plans], BATCH)
        for plan in plans:
            self._incidents(plan, scale)

    def _number(self) -> str:
        self.phone += 1
        return f"1990000{self.phone % 10000:04d}"

    def _person(self) -> str:
        return self.random.choice(cast.SURNAMES) + self.random.choice(cast.GIVEN)

    def _matter(self, n: int) -> Matter:
        opened = timezone.now() - timedelta(
            days=self.random.randrange(3, 400), minutes=self.random.randrange(600)
        )
        number = f"{self.organisation.number_prefix}{opened.year}-{n + 1:04d}"
        return Matter(organisation=self.organisation, number=number, opened_at=opened)

    def _plan(self, matter: Matter) -> dict[str, Any]:
        status = self.random.choice(STATUSES)
        lead = self.random.choice(self.workers)
        fictional = self.random.choices(cast.LENDERS, weights=[f.weight for f in cast.LENDERS])[0]
        contacts = [self._contact(matter) for _ in range(self.random.randrange(1, 6))]
        case, client = self._case(matter, status), self._client(matter)
        return {
            "matter": matter,
            "fictional": fictional,
            "lead": lead,
            "case": case,
            "client": client,
            "contacts": contacts,
            "debts": self._debts(client, fictional),
            "assignments": [
                Assignment(matter=matter, user=lead, since_on=timezone.localdate(matter.opened_at)),
            ],
        }

    def _case(self, matter: Matter, status: str) -> Case:
        is_closed = status == "closed"
        is_due = not is_closed and self.random.random() < 0.5
        return Case(
            matter=matter,
            status=status,
            intake_key=uuid.uuid4(),
            opened_on=timezone.localdate(matter.opened_at),
            last_event_at=matter.opened_at,
            story="家里人和同事都收到短信和电话，让他们叫当事人还钱。",
            signs=["disclosed", "threat"],
            closed_at=timezone.now() - timedelta(days=2) if is_closed else None,
            close_reason="stopped" if is_closed else "",
            next_step=self.random.choice(("向放贷机构提交投诉", "等联系人上传截图", "陪同报案", "催问答复"))
            if is_due
            else "",
            next_on=self.today + timedelta(days=self.random.randrange(-3, 20)) if is_due else None,
        )

    def _client(self, matter: Matter) -> Client:
        region = self.random.choice(
            (self.organisation.region_code, self.organisation.region_code[:4] + "06", "310100")
        )
        return Client(
            matter=matter, name=self._person(), phone=self._number(), region_code=region, safe_ways=["sms"],
            may_name_office=self.random.random() < 0.4, safe_time="19:00 以后",
        )  # fmt: skip

    def _contact(self, matter: Matter) -> Contact:
        relationship, names = self.random.choice(cast.RELATIONS)
        return Contact(
            matter=matter,
            name=self.random.choice(names),
            relationship=relationship,
            phone=self._number(),
            is_guarantor=self.random.random() < 0.03,
            consent=self.random.choice(("not_asked", "asked", "agreed", "agreed", "refused")),
        )

    def _debts(self, client: Client, fictional: cast.FictionalLender) -> list[Debt]:
        chosen = {fictional.name: fictional}
        if self.random.random() < 0.25:
            other = self.random.choice(cast.LENDERS)
            chosen[other.name] = other
        return [
            Debt(
                matter=client.matter,
                organisation=self.organisation,
                client=client,
                lender=self.lenders[name],
                product=self.random.choice(self.products[name]),
                told_as=name,
                amount=self.random.randrange(2000, 60000),
                overdue_since=self.today - timedelta(days=self.random.randrange(20, 300)),
            )
            for name in chosen
        ]

    def _opened(self, plan: dict[str, Any]) -> TimelineEntry:
        return TimelineEntry(
            case=plan["case"],
            kind="step",
            name="case.opened",
            at=plan["matter"].opened_at,
            actor_name=plan["lead"].name,
        )

    def _incidents(self, plan: dict[str, Any], scale: int) -> None:
        fictional = plan["fictional"]
        number = int(self.random.expovariate(1 / fictional.mean) + 0.5) * scale
        drafts = [self._incident(plan, fictional) for _ in range(number)]
        incidents = [draft[0] for draft in drafts]
        Incident.objects.bulk_create(incidents, BATCH)
        Violation.objects.bulk_create(
            [
                Violation(
                    incident=incident,
                    kind=kind,
                    confirmed_by=incident.confirmed_by,
                    confirmed_at=incident.confirmed_at,
                )
                for incident, kinds in drafts
                for kind in kinds
            ],
            BATCH,
        )
        TimelineEntry.objects.bulk_create(
            [self._told(plan["case"], incident) for incident in incidents[:200]], BATCH
        )
        if incidents:
            last = max(i.confirmed_at for i in incidents)
            Case.objects.filter(pk=plan["case"].pk).update(last_event_at=last)

    def _incident(
        self, plan: dict[str, Any], fictional: cast.FictionalLender
    ) -> tuple[Incident, tuple[str, ...]]:
        is_night = self.random.random() < fictional.night
        at = self._moment(plan["matter"].opened_at, is_night)
        wanted_threat = self.random.random() < fictional.threat
        wordings = [w for w in cast.WORDINGS if ("V06" in w[0]) == wanted_threat]
        kinds, wording = self.random.choice(wordings)
        contact = self.random.choice(plan["contacts"])
        is_known = self.random.random() < 0.78
        agency = cast.AGENCIES[self.random.randrange(len(cast.AGENCIES))]
        has_time = self.random.random() < 0.9
        incident = Incident(
            matter=plan["matter"],
            organisation=self.organisation,
            client=plan["client"],
            occurred_on=timezone.localdate(at),
            occurred_at=at if has_time else None,
            channel=self.random.choice(("sms", "sms", "sms", "call", "wechat")),
            sender=f"1069000077{self.random.randrange(40):02d}",
            recipient=contact.recipient_kind,
            contact=contact,
            text=wording.format(
                sign=agency[1],
                who=plan["client"].name,
                brand=fictional.products[0],
                amount=f"{self.random.randrange(2000, 60000):,}.00",
                days=self.random.randrange(5, 200),
                city="云澜",
            ),
            lender=self.lenders[fictional.name] if is_known else None,
            is_night=is_night and has_time,
            has_threat="V06" in kinds,
            has_insult="V04" in kinds,
            has_disclosure="V02" in kinds,
            confirmed_by=plan["lead"],
            confirmed_at=min(at + timedelta(days=1), timezone.now()),
        )
        return incident, (*kinds, "V08") if incident.is_night else kinds

    def _moment(self, opened_at: datetime, is_night: bool) -> datetime:
        """Some time from two months before the file was opened until yesterday."""
        first = timezone.localdate(opened_at) - timedelta(days=60)
        span = max((self.today - first).days - 1, 1)
        day = first + timedelta(days=self.random.randrange(span))
        hour = self.random.choice(NIGHT_HOURS if is_night else HOURS)
        return datetime.combine(day, time(hour, self.random.randrange(60)), self.zone)

    def _told(self, case: Case, incident: Incident) -> TimelineEntry:
        return TimelineEntry(
            case=case,
            kind="harm",
            name="incident.confirmed",
            at=incident.occurred_at or datetime.combine(incident.occurred_on, time(12), self.zone),
            is_time_known=incident.occurred_at is not None,
            subject=f"incident:{incident.code}",
            particulars={"channel": incident.channel, "recipient": incident.recipient},
            actor_name=incident.confirmed_by.name,
            recorded_at=incident.confirmed_at,
        )

"""Reading cases: the list with its filters, and one case page."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Exists, OuterRef, Prefetch, Q, QuerySet, prefetch_related_objects
from django.utils import timezone
from django.utils.dateparse import parse_date

from caseapp.agencies.models import Lender
from caseapp.agencies.rules import company_stem
from caseapp.cases.models import Case, Note, TimelineEntry
from caseapp.cases.tabs import Tab, tabs
from caseapp.clients.models import Client, Contact, Debt
from caseapp.clients.rules import region_stem
from lawyers.access import get_visible_or_404
from lawyers.matters.models import Assignment
from lawyers.matters.policies import remember_assigned
from lawyers.people.models import User
from lawyers.privacy.fields import lookup_values
from lawyers.privacy.rules import NumberKind, number_kind

SORTS = {
    "event": ("-last_event_at", "-id"),
    "number": ("matter__number",),
    "opened": ("-opened_on", "-id"),
    "next": ("next_on", "-id"),
}


def _date(query: Any, name: str) -> date | None:
    try:
        return parse_date(query.get(name, ""))
    except ValueError:
        return None


@dataclass(frozen=True)
class CaseFilter:
    """What the case list shows. One object feeds list, count and export; `text` never stands in an address."""

    status: str = ""
    lender: str = ""
    worker: str = ""
    region: str = ""
    opened_from: date | None = None
    opened_to: date | None = None
    next_event: str = ""
    sort: str = "event"
    text: str = field(default="", repr=False)

    @classmethod
    def from_query(cls, query: Any, text: str = "") -> "CaseFilter":
        """From GET parameters; words that mean nothing are left out."""
        return cls(
            status=query.get("status", ""),
            lender=query.get("lender", ""),
            worker=query.get("worker", ""),
            region=query.get("region", "").strip(),
            opened_from=_date(query, "from"),
            opened_to=_date(query, "to"),
            next_event=query.get("next", ""),
            sort=query.get("sort", "event") if query.get("sort", "event") in SORTS else "event",
            text=text,
        )

    @property
    def is_narrowed(self) -> bool:
        return bool(
            self.status
            or self.lender
            or self.worker
            or self.region
            or self.opened_from
            or self.opened_to
            or self.next_event
            or self.text
        )

    def rows(self, user: Any) -> QuerySet[Case]:
        """The cases, in the chosen order, without their people."""
        rows: QuerySet[Case] = Case.objects.visible_to(user).filter(self._facts(), self._people())
        if self.text:
            rows = rows.filter(_text_matches(self.text))
        return rows.order_by(*SORTS[self.sort])

    def _facts(self) -> Q:
        wanted = Q()
        if self.status == "open":
            wanted &= ~Q(status=Case.Status.CLOSED)
        elif self.status in Case.Status.values:
            wanted &= Q(status=self.status)
        if self.opened_from:
            wanted &= Q(opened_on__gte=self.opened_from)
        if self.opened_to:
            wanted &= Q(opened_on__lte=self.opened_to)
        today = timezone.localdate()
        nexts = {
            "overdue": Q(next_on__lt=today),
            "today": Q(next_on=today),
            "later": Q(next_on__gt=today),
            "none": Q(next_on__isnull=True),
        }
        return wanted & nexts.get(self.next_event, Q())

    def _people(self) -> Q:
        wanted = Q()
        if lender := _uuid(self.lender):
            wanted &= Q(matter__in=Debt.objects.filter(lender__code=lender).values("matter"))
        if worker := _uuid(self.worker):
            wanted &= Q(matter__in=Assignment.objects.current().filter(user__code=worker).values("matter"))
        if self.region.isdigit():
            wanted &= Q(matter__client__region_code__startswith=region_stem(self.region))
        return wanted


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _number_matches(text: str) -> Q:
    """The phone or identity number that the words are; some digits may be either (0086 and a mobile number are 15 places)."""
    matches = Q()
    if numbers := lookup_values(text, "identity"):
        matches |= Q(matter__in=Client.objects.filter(id_number_index__in=numbers).values("matter"))
    if number_kind(text) != NumberKind.UNKNOWN and (numbers := lookup_values(text, "phone")):
        for model in (Client, Contact):
            matches |= Q(matter__in=model.objects.filter(phone_index__in=numbers).values("matter"))
    return matches


def _text_matches(text: str) -> Q:
    """Case number, name (two characters are enough), phone or identity number in any spelling, company."""
    text = text.strip()
    if by_number := _number_matches(text):
        return by_number
    found_names = Client.objects.filter(name__contains=text).values("matter")
    matches = Q(matter__number__icontains=text) | Q(matter__in=found_names)
    if stem := company_stem(text):
        lenders = Lender.objects.filter(Q(stem__contains=stem) | Q(aliases__stem__contains=stem)).values("pk")
        debts = Debt.objects.filter(
            Q(lender__in=lenders) | Q(product__stem__contains=stem) | Q(told_as__contains=text)
        )
        matches |= Q(matter__in=debts.values("matter"))
    return matches


def _people() -> "tuple[Prefetch[Any, Any, Any], ...]":
    current = Assignment.objects.current().select_related("user")
    debts = Debt.objects.select_related("lender")
    return Prefetch("matter__assignments", current, to_attr="working"), Prefetch("matter__debts", debts)


def with_people(rows: QuerySet[Case]) -> QuerySet[Case]:
    """With what one line of the list shows, in a fixed number of queries."""
    return rows.select_related("matter", "matter__client").prefetch_related(*_people())


def lists_with_people(*lists: QuerySet[Case]) -> list[list[Case]]:
    """Several lists with what their lines show; people and debts are fetched once for all of them."""
    found = [list(rows.select_related("matter", "matter__client")) for rows in lists]
    prefetch_related_objects([case for rows in found for case in rows], *_people())
    return found


def filter_choices(user: Any) -> dict[str, Any]:
    """What the filters of the list offer."""
    debts = Debt.objects.visible_to(user).filter(lender__isnull=False).values("lender")
    return {
        "lenders": Lender.objects.filter(pk__in=debts).order_by("name"),
        "workers": User.objects.visible_to(user).filter(role__in=["caseworker", "lawyer", "supervisor"]),
        "statuses": Case.Status.choices,
    }


@dataclass(frozen=True)
class CasePage:
    """What the head of every tab shows."""

    case: Case
    client: Client | None
    lenders: list[str]
    workers: list[Assignment]
    contacts: list[Contact]
    tabs: list[tuple[Tab, int | None]]
    numbers: dict[str, Any]

    def count_of(self, name: str) -> int | None:
        """The figure beside a tab, which its list need not ask for again."""
        return next((count for tab, count in self.tabs if tab.name == name), None)


def visible_case(user: Any, code: UUID) -> Case:
    """The case, or Http404."""
    mine = Assignment.objects.current().filter(matter=OuterRef("matter"), user=user.pk)
    rows: Any = Case.objects.select_related("matter", "matter__organisation", "matter__client")
    case: Any = get_visible_or_404(rows.annotate(is_assigned=Exists(mine)), user, code=code)
    remember_assigned(user, case.matter, case.is_assigned)
    found: Case = case
    return found


def case_page(user: Any, code: UUID, also: Callable[[Case], dict[str, Any]] = lambda case: {}) -> CasePage:
    """The case with its head; Http404 when hidden or missing. `also` names figures of a tab that are asked for with those of the head."""
    case = visible_case(user, code)
    numbers = _numbers(case, also(case))
    contacts = Contact.objects.select_related("upload_link")
    prefetch_related_objects([case.matter], Prefetch("contacts", contacts))
    debts = Debt.objects.filter(matter=case.matter).select_related("lender")
    names = list(dict.fromkeys(debt.lender.name if debt.lender else debt.told_as for debt in debts))
    return CasePage(
        case=case,
        client=getattr(case.matter, "client", None),
        lenders=[name for name in names if name],
        workers=list(Assignment.objects.current().filter(matter=case.matter).select_related("user")),
        contacts=list(case.matter.contacts.all()),
        tabs=[(tab, numbers.get(f"{tab.name}_count")) for tab in tabs()],
        numbers=numbers,
    )


def _numbers(case: Case, also: dict[str, Any]) -> dict[str, Any]:
    """The figures of all tabs, and further ones, in one query however many there are."""
    counted = {f"{tab.name}_count": tab.rows(case).number() for tab in tabs() if tab.rows}
    numbers: dict[str, Any] = Case.objects.filter(pk=case.pk).values(**counted, **also).get()
    return numbers


def timeline_of(case: Case, kind: str = "") -> QuerySet[TimelineEntry]:
    """The story, newest first; one kind of lines when asked."""
    rows: QuerySet[TimelineEntry] = case.timeline.all()
    return rows.filter(kind=kind) if kind in TimelineEntry.Kind.values else rows


def notes_by_code(case: Case) -> dict[str, Note]:
    """Notes of the case under the code that timeline lines carry."""
    return {str(note.code): note for note in Note.objects.filter(case=case).select_related("author")}

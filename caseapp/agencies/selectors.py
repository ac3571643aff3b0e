"""Reading companies for pages and for typing."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any
from uuid import UUID

from django.db.models import Q, QuerySet
from django.utils import timezone

from caseapp.agencies import rules
from caseapp.agencies.models import (
    CollectionAgency,
    Company,
    Engagement,
    Funding,
    Lender,
    LoanProduct,
    Mandate,
    Merge,
    Platform,
)

KINDS: dict[str, type[Any]] = {
    "lender": Lender,
    "agency": CollectionAgency,
    "platform": Platform,
    "product": LoanProduct,
}


@dataclass(frozen=True)
class Suggested:
    """One row offered while somebody types."""

    kind: str
    code: UUID
    name: str
    detail: str
    is_verified: bool


def suggest_companies(
    text: str, *, kinds: tuple[str, ...] = ("product", "lender"), limit: int = 8
) -> list[Suggested]:
    """Rows whose name or alias contains the text, products first; nothing for an empty text."""
    found: list[Suggested] = []
    for kind in kinds:
        rows = KINDS[kind]._default_manager.named(text)
        if kind != "product":
            rows = rows.current()
        found += [
            Suggested(kind, row.code, row.name, _detail(kind, row), row.is_verified)
            for row in rows[: limit - len(found)]
        ]
    return found


def _detail(kind: str, row: Any) -> str:
    if kind == "lender":
        return str(row.get_licence_kind_display())
    if kind == "product":
        lender = lender_for_product(row, timezone.localdate())
        return lender.name if lender else ""
    return ""


def lender_for_product(product: LoanProduct, day: date) -> Lender | None:
    """The one lender that funds the product on that day; None when unknown or when several do."""
    lenders = {f.lender for f in Funding.objects.filter(product=product).on(day).select_related("lender")}
    return lenders.pop() if len(lenders) == 1 else None


def company_named(text: str) -> tuple[Lender | None, LoanProduct | None]:
    """The lender and product that a text names exactly (legal name, alias or product, any legal form); None where unsure."""
    stem = rules.company_stem(text)
    if not stem:
        return None, None
    products = list(LoanProduct.objects.filter(Q(stem=stem) | Q(aliases__stem=stem)).distinct()[:2])
    if len(products) == 1:
        return lender_for_product(products[0], timezone.localdate()), products[0]
    lenders = list(Lender.objects.current().filter(Q(stem=stem) | Q(aliases__stem=stem)).distinct()[:2])
    return (lenders[0] if len(lenders) == 1 else None), None


@dataclass(frozen=True)
class CompanyFilter:
    """What the list of companies shows; the same for page and count."""

    kind: str = "lender"
    text: str = ""
    licence_kind: str = ""
    state: str = ""

    @classmethod
    def from_query(cls, query: Any) -> "CompanyFilter":
        """From GET parameters; unknown words fall back to showing all."""
        kind = query.get("kind", "lender")
        return cls(
            kind=kind if kind in KINDS else "lender",
            text=query.get("q", "").strip()[:60],
            licence_kind=query.get("licence", ""),
            state=query.get("state", ""),
        )

    def rows(self, user: Any) -> QuerySet[Any]:
        """The companies, in order of name."""
        rows = KINDS[self.kind]._default_manager.visible_to(user)
        if self.kind != "product":
            rows = rows.current()
        if self.text:
            rows = rows.named(self.text)
        if self.kind == "lender" and self.licence_kind:
            rows = rows.filter(licence_kind=self.licence_kind)
        if self.state in {"checked", "unchecked"}:
            rows = rows.filter(is_verified=self.state == "checked")
        found: QuerySet[Any] = rows.prefetch_related("aliases").order_by("name")
        return found


def company_page(company: Any) -> dict[str, Any]:
    """What stands around a company on its page."""
    today = timezone.localdate()
    if isinstance(company, Lender):
        fundings = company.fundings.select_related("product", "product__platform").order_by(
            "product__name", "since_on"
        )
        return {
            "fundings": fundings,
            "engagements": company.engagements.select_related("agency"),
            "today": today,
        }
    if isinstance(company, CollectionAgency):
        return {"engagements": company.engagements.select_related("lender"), "today": today}
    if isinstance(company, LoanProduct):
        return {"fundings": company.fundings.select_related("lender").order_by("since_on"), "today": today}
    return {"products": company.products.order_by("name"), "today": today}


def likely_duplicates(company: Company) -> QuerySet[Any]:
    """Other rows of the same kind with the same stem, or whose alias is this name."""
    rows: Any = type(company)._default_manager
    same = Q(stem=company.stem) | Q(aliases__stem=company.stem)
    found: QuerySet[Any] = rows.current().filter(same).exclude(pk=company.pk).distinct()[:10]
    return found


def links_of(company: Company) -> list[tuple[str, int]]:
    """What points at the company: the kind of row in the reader's language, and how many."""
    links = [
        link
        for link in type(company)._meta.related_objects
        if link.one_to_many and link.field.name != "merged_into"
    ]
    counted = [
        (
            str(link.field.model._meta.verbose_name_plural),
            link.field.model._base_manager.filter(**{link.field.name: company}).count(),
        )
        for link in links
    ]
    return [(name, number) for name, number in counted if number]


def merges_into(company: Company) -> QuerySet[Merge]:
    """Merges that this company kept and that still stand."""
    return Merge.objects.filter(kind=company._meta.label, kept_id=company.pk, undone_at__isnull=True)


def merge_of(company: Company, merge_id: int) -> Merge | None:
    """One merge that this company kept; None for any other."""
    return Merge.objects.filter(kind=company._meta.label, kept_id=company.pk, pk=merge_id).first()


def mandate_of(user: Any, company: Company) -> Mandate | None:
    """The running mandate of the person's organisation for this company, if there is one."""
    link = "lender" if isinstance(company, Lender) else "agency"
    return Mandate.objects.visible_to(user).running().filter(**{link: company}).first()


def mandates_against(user: Any, lenders: Collection[Lender]) -> QuerySet[Mandate]:
    """Running mandates of the person's organisation for one of these lenders, or for an agency that collects for one today."""
    collecting = Engagement.objects.on(timezone.localdate()).filter(lender__in=lenders).values("agency")
    rows: QuerySet[Mandate] = Mandate.objects.visible_to(user).running()
    return rows.filter(Q(lender__in=lenders) | Q(agency__in=collecting)).select_related("lender", "agency")

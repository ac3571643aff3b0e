"""Pages about lenders, agencies, platforms and products."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.agencies import policies, selectors, services
from caseapp.agencies.forms import FORMS, AliasForm, EngagementForm, MandateForm, MergeForm, VerifyForm
from caseapp.agencies.models import CollectionAgency, Lender, LicenceKind
from caseapp.law.rules import UnknownRegulator, regulator_for
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.pages.tables import page_of

__all__ = ["policies"]  # importing the policies registers them

EDITABLE: dict[str, type[Any]] = {"lender": Lender, "agency": CollectionAgency}


def _company(request: HttpRequest, kind: str, code: UUID) -> Any:
    if kind not in selectors.KINDS:
        raise Http404
    return get_visible_or_404(selectors.KINDS[kind], request.user, code=code)


def _own_form(kind: str) -> type[Any]:
    if kind not in EDITABLE:
        raise Http404
    return FORMS[EDITABLE[kind]]


@require_safe
@open_to(STAFF)
def companies(request: HttpRequest) -> HttpResponse:
    """The list, with filters."""
    chosen = selectors.CompanyFilter.from_query(request.GET)
    page = page_of(request, chosen.rows(request.user))
    kinds = [
        ("lender", _("Lenders")),
        ("product", _("Products")),
        ("platform", _("Platforms")),
        ("agency", _("Agencies")),
    ]
    context = {"chosen": chosen, "page": page, "kinds": kinds, "licences": LicenceKind.choices}
    return render(request, "agencies/company_list.html", context)


@require_safe
@open_to(STAFF)
def suggest(request: HttpRequest) -> HttpResponse:
    """Names offered while somebody types: ?q=…&kind=product&kind=lender. Company names are no personal data."""
    kinds = tuple(k for k in request.GET.getlist("kind") if k in selectors.KINDS) or ("product", "lender")
    found = selectors.suggest_companies(request.GET.get("q", "")[:60], kinds=kinds)
    rows = [{"kind": s.kind, "code": str(s.code), "name": s.name, "detail": s.detail} for s in found]
    return JsonResponse({"suggestions": rows})


@require_safe
@open_to(STAFF)
def detail(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """One company or product with what stands around it."""
    company = _company(request, kind, code)
    if getattr(company, "merged_into_id", None):
        return redirect("agencies:detail", kind, company.merged_into.code)
    context = selectors.company_page(company) | {"company": company, "kind": kind}
    if kind in EDITABLE:
        context |= {
            "may_change": decide("company.change", request.user, company),
            "duplicates": selectors.likely_duplicates(company),
            "alias_form": AliasForm(),
            "verify_form": VerifyForm(),
            "engagement_form": EngagementForm(),
            "merge_form": MergeForm(),
            "merges": selectors.merges_into(company),
            "mandate": selectors.mandate_of(request.user, company),
            "may_change_mandate": decide("mandate.change", request.user, company),
            "mandate_form": MandateForm(),
        }
    if kind == "lender":
        context["regulator"] = _regulator(company)
    template = "agencies/product_detail.html" if kind == "product" else "agencies/company_detail.html"
    return render(request, template, context)


def _regulator(lender: Lender) -> Any:
    try:
        return regulator_for(lender.licence_kind, None)
    except UnknownRegulator:
        return None


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def new(request: HttpRequest, kind: str) -> HttpResponse:
    """Add a missing lender or agency."""
    require("company.add", request.user)
    form = _own_form(kind)(request.POST or None, initial={"name": request.GET.get("name", "")})
    if request.method == "POST" and form.is_valid():
        try:
            company = services.create_company(request.user, model=EDITABLE[kind], **form.cleaned_data)
        except services.NameTaken:
            form.add_error("name", _("A company of this name is on the list already."))
        else:
            messages.success(request, _("Added; it stands as unchecked until a supervisor has checked it."))
            return redirect("agencies:detail", kind, company.code)
    return render(request, "agencies/company_edit.html", {"form": form, "kind": kind, "company": None})


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def edit(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """Change a lender or agency."""
    form_class = _own_form(kind)
    company = _company(request, kind, code)
    require("company.change", request.user, company)
    form = form_class(request.POST or None, initial={n: getattr(company, n) for n in form_class.base_fields})
    if request.method == "POST" and form.is_valid():
        try:
            services.update_company(request.user, company=company, **form.cleaned_data)
        except services.NameTaken:
            form.add_error("name", _("A company of this name is on the list already."))
        else:
            messages.success(request, _("Saved."))
            return redirect("agencies:detail", kind, code)
    return render(request, "agencies/company_edit.html", {"form": form, "kind": kind, "company": company})


@require_POST
@open_to(STAFF)
def add_alias(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """Another name."""
    _own_form(kind)
    company = _company(request, kind, code)
    require("company.add", request.user)
    form = AliasForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write the other name first."))
    else:
        services.add_alias(request.user, company=company, name=form.cleaned_data["alias"])
        messages.success(request, _("The company is found under this name too."))
    return redirect("agencies:detail", kind, code)


@require_POST
@open_to(STAFF)
def verify(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """A supervisor has checked the row."""
    company = _company(request, kind, code)
    require("company.change", request.user, company)
    form = VerifyForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write against what the row was checked."))
    else:
        services.mark_verified(request.user, row=company, source=form.cleaned_data["source"])
        messages.success(request, _("Marked as checked."))
    return redirect("agencies:detail", kind, code)


@require_POST
@open_to(STAFF)
def add_engagement(request: HttpRequest, code: UUID) -> HttpResponse:
    """An agency collects for this lender."""
    lender = _company(request, "lender", code)
    require("company.add", request.user)
    form = EngagementForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose an agency and write the source; dates look like 2026-03-05."))
    else:
        services.add_engagement(request.user, lender=lender, **form.cleaned_data)
        messages.success(request, _("Added."))
    return redirect("agencies:detail", "lender", code)


@require_POST
@open_to(STAFF)
def mandate(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """Write down that the organisation acts for the company, or with `end` that it does not any more."""
    _own_form(kind)
    company = _company(request, kind, code)
    require("mandate.change", request.user, company)
    running = selectors.mandate_of(request.user, company)
    if "end" in request.POST:
        if running is not None:
            services.end_mandate(request.user, mandate=running)
        messages.success(request, _("Ended: new cases against this company are no conflict any more."))
        return redirect("agencies:detail", kind, code)
    form = MandateForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("At most 200 characters, please."))
    else:
        services.add_mandate(request.user, company=company, reference=form.cleaned_data["reference"])
        messages.success(request, _("Written down. Every new case against this company will be pointed out."))
    return redirect("agencies:detail", kind, code)


@require_POST
@open_to(STAFF)
def merge(request: HttpRequest, kind: str, code: UUID) -> HttpResponse:
    """First show what a merge will move; with `sure` in the form, do it."""
    _own_form(kind)
    kept = _company(request, kind, code)
    require("company.change", request.user, kept)
    duplicate = (
        type(kept)._default_manager.current().filter(name=request.POST.get("duplicate", "").strip()).first()
    )
    if duplicate is None or duplicate.pk == kept.pk:
        messages.error(request, _("No other company has exactly this legal name."))
        return redirect("agencies:detail", kind, code)
    if "sure" not in request.POST:
        moves = selectors.links_of(duplicate)
        return render(
            request,
            "agencies/company_merge.html",
            {"company": kept, "kind": kind, "duplicate": duplicate, "moves": moves},
        )
    services.merge(request.user, kept=kept, duplicate=duplicate)
    messages.success(request, _("Merged. Everything that pointed at the duplicate points here now."))
    return redirect("agencies:detail", kind, code)


@require_POST
@open_to(STAFF)
def undo_merge(request: HttpRequest, kind: str, code: UUID, merge_id: int) -> HttpResponse:
    """Take a merge back."""
    kept = _company(request, kind, code)
    require("company.change", request.user, kept)
    done = selectors.merge_of(kept, merge_id)
    if done is None:
        raise Http404
    try:
        services.undo_merge(request.user, merge=done)
    except services.CannotMerge:
        messages.error(request, _("This merge has been taken back already."))
    else:
        messages.success(request, _("Taken back: the two companies stand apart again."))
    return redirect("agencies:detail", kind, code)

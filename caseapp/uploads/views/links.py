"""The office's side: who has a link, its QR code, how long it works."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.cases.selectors import case_page
from caseapp.clients.rules import given_name
from caseapp.uploads import forms, selectors, services
from evidence.links import services as link_services
from evidence.links.models import UploadLink
from evidence.links.selectors import sendings_of
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.audit.services import record


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def links(request: HttpRequest, code: UUID) -> HttpResponse:
    """Who has a link; make links for several people at once."""
    page = case_page(request.user, code)
    matter = page.case.matter
    rows = selectors.people_with_links(matter)
    form = _make_form(request, matter, rows)
    if request.method == "POST":
        require("matter.work", request.user, matter)
        if not page.case.is_closed and form.is_valid():
            return _make(request, page.case, form, rows)
    context = {
        "page": page, "place": "cases", "tab_name": "links", "rows": rows, "form": form,
        "may_work": decide("matter.work", request.user, matter),
    }  # fmt: skip
    return render(request, "uploads/case_links.html", context, status=422 if form.errors else 200)


def _make_form(
    request: HttpRequest, matter: Any, rows: list[selectors.PersonWithLink]
) -> forms.MakeLinksForm:
    client = services.client_of(matter)
    askable = [row for row in rows if not row.has_refused]
    initial = {
        "people": [row.person.key for row in askable if row.link is None],
        "first_name": given_name(client.name) if client else "", "office_phone": selectors.last_office_phone(matter),
    }  # fmt: skip
    return forms.MakeLinksForm(
        request.POST if request.method == "POST" else None,
        people=[row.person for row in askable],
        initial=initial,
    )


def _make(
    request: HttpRequest, case: Any, form: forms.MakeLinksForm, rows: list[selectors.PersonWithLink]
) -> HttpResponse:
    chosen = [row.person for row in rows if row.person.key in form.cleaned_data["people"]]
    try:
        made = services.make_links(
            request.user, matter=case.matter, people=chosen, first_name=form.cleaned_data["first_name"],
            office_phone=form.cleaned_data["office_phone"], expires_at=services.until(form.cleaned_data["days"]),
        )  # fmt: skip
    except services.PersonRefused:
        messages.error(request, _("One of these people has just said that they do not want to take part; choose again."))  # fmt: skip
        return redirect("uploads:links", case.code)
    told = ngettext("%(number)d link is ready.", "%(number)d links are ready.", len(made))
    messages.success(request, told % {"number": len(made)})
    return redirect("uploads:link", made[0].code) if len(made) == 1 else redirect("uploads:links", case.code)


def _link_to_work_on(request: HttpRequest, code: UUID) -> UploadLink:
    rows = UploadLink.objects.select_related("matter__organisation", "matter__case", "matter__client", "created_by", "revoked_by")  # fmt: skip
    link: UploadLink = get_visible_or_404(rows, request.user, code=code)
    require("matter.work", request.user, link.matter)
    return link


@require_safe
@open_to(STAFF)
def link(request: HttpRequest, code: UUID) -> HttpResponse:
    """One link: QR code, text message, what came through it. Who had it shown is recorded."""
    found = _link_to_work_on(request, code)
    if found.is_open:
        record(request.user, "link.shown", subject=f"link:{found.code}", matter=found.matter, is_look=True)
    context = {
        "page": case_page(request.user, found.matter.case.code), "place": "cases", "tab_name": "links", "link": found,
        "shown": selectors.shown(found) if found.is_open else None, "sendings": sendings_of(found),
        "extend_form": forms.ExtendForm(), "revoke_form": forms.RevokeForm(),
    }  # fmt: skip
    return render(request, "uploads/link.html", context)


@require_POST
@open_to(STAFF)
def extend(request: HttpRequest, code: UUID) -> HttpResponse:
    """Longer, and more if asked."""
    found = _link_to_work_on(request, code)
    form = forms.ExtendForm(request.POST)
    more = form.is_valid() and form.cleaned_data["has_more"]
    if form.is_valid() and link_services.extend_link(
        request.user, link=found, expires_at=services.until(form.cleaned_data["days"]),
        more_files=forms.EXTRA_FILES if more else 0, more_bytes=forms.EXTRA_BYTES if more else 0,
    ):  # fmt: skip
        messages.success(request, _("The link is extended."))
    else:
        messages.error(request, _("This link was taken back; make a new one."))
    return redirect("uploads:link", code)


@require_POST
@open_to(STAFF)
def revoke(request: HttpRequest, code: UUID) -> HttpResponse:
    """The link stops working, with a reason."""
    found = _link_to_work_on(request, code)
    form = forms.RevokeForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Write why the link stops working."))
    elif link_services.revoke_link(request.user, link=found, why=form.cleaned_data["why"]):
        messages.success(request, _("The link does not work any more. What was sent through it stays."))
    return redirect("uploads:link", code)


@require_safe
@open_to(STAFF)
def sheet(request: HttpRequest, code: UUID) -> HttpResponse:
    """QR codes on paper, one page for each person whose link works."""
    page = case_page(request.user, code)
    require("matter.work", request.user, page.case.matter)
    rows = [
        row.link for row in selectors.people_with_links(page.case.matter) if row.link and row.link.is_open
    ]
    wanted = [row for row in rows if request.GET.get("link") in {None, str(row.code)}]
    for one in wanted:
        record(request.user, "link.shown", subject=f"link:{one.code}", matter=one.matter, is_look=True)
    context = {"page": page, "place": "cases", "sheets": [selectors.shown(one) for one in wanted]}
    return render(request, "uploads/sheet.html", context)

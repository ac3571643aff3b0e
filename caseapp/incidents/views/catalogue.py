"""The evidence catalogue of a case: numbering exhibits, saying what they prove, and handing everything out."""

from uuid import UUID

from django.contrib import messages
from django.core.files.storage import storages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.cases.selectors import case_page, visible_case
from caseapp.incidents.forms import ExhibitForm
from caseapp.incidents.selectors import proof_words
from evidence.bundles import services
from evidence.bundles.bag import CATALOGUE_HEAD, catalogue_cells, catalogue_paper
from evidence.bundles.models import Exhibit, Export
from evidence.bundles.selectors import catalogue_of, exports_of
from evidence.items.models import EvidenceItem, Withdrawal
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.audit.services import record
from lawyers.pages.downloads import bytes_response, csv_response, file_response

SHOWN_EXPORTS = 5


@require_safe
@open_to(STAFF)
def catalogue(request: HttpRequest, code: UUID) -> HttpResponse:
    """What a court is given, in the order of its numbers; and what has no number yet."""
    page = case_page(request.user, code)
    rows = catalogue_of(page.case.matter)
    sealed = Withdrawal.objects.standing().filter(item__matter=page.case.matter)
    exports = list(exports_of(page.case.matter)[:SHOWN_EXPORTS])
    context = {
        "page": page, "place": "cases", "tab_name": "evidence",
        "exhibits": [row for row in rows if row.exhibit], "others": [row for row in rows if not row.exhibit],
        "withdrawn": set(sealed.values_list("item", flat=True)),
        "may_work": decide("matter.work", request.user, page.case.matter), "exports": exports,
        "is_exporting": any(export.state in {"waiting", "running"} for export in exports),
    }  # fmt: skip
    return render(request, "incidents/catalogue.html", context)


@require_POST
@open_to(STAFF)
def number_exhibits(request: HttpRequest, code: UUID) -> HttpResponse:
    """The chosen items get the next numbers."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    numbers = [int(text) for text in request.POST.getlist("item") if text.isdecimal() and len(text) < 10]
    items = EvidenceItem.objects.filter(matter=case.matter, number__in=numbers)
    new = services.number_exhibits(request.user, matter=case.matter, items=items)
    if new:
        told = ngettext("%(n)d exhibit numbered.", "%(n)d exhibits numbered.", len(new)) % {"n": len(new)}
        messages.success(request, told)
    else:
        messages.error(request, _("Choose at least one file that has no number yet."))
    return redirect("incidents:catalogue", code)


@require_http_methods(["GET", "HEAD", "POST"])
@open_to(STAFF)
def exhibit(request: HttpRequest, code: UUID) -> HttpResponse:
    """What one exhibit is called and proves."""
    rows = Exhibit.objects.select_related("matter__case", "item")
    found = get_visible_or_404(rows, request.user, code=code)
    require("matter.work", request.user, found.matter)
    words = proof_words(found.item)
    form = ExhibitForm(request.POST or None, exhibit=found, words=words)
    if request.method == "POST" and form.is_valid():
        services.describe_exhibit(request.user, exhibit=found, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("incidents:catalogue", found.matter.case.code)
    context = {"form": form, "exhibit": found, "words": words, "case": found.matter.case, "place": "cases"}
    return render(request, "incidents/exhibit.html", context)


@require_safe
@open_to(STAFF)
def catalogue_table(request: HttpRequest, code: UUID) -> HttpResponse:
    """The catalogue as a table for a spreadsheet."""
    case = visible_case(request.user, code)
    require("personal_data.reveal", request.user, case.matter)
    _record_look(request, case.matter, "csv")
    rows = (catalogue_cells(row) for row in catalogue_of(case.matter))
    return csv_response(f"{case.matter.number}-证据目录", CATALOGUE_HEAD, rows)


@require_safe
@open_to(STAFF)
def catalogue_pdf(request: HttpRequest, code: UUID) -> HttpResponse:
    """The catalogue as it is filed."""
    case = visible_case(request.user, code)
    require("personal_data.reveal", request.user, case.matter)
    _record_look(request, case.matter, "pdf")
    paper = catalogue_paper(case.matter, catalogue_of(case.matter))
    return bytes_response(paper, f"{case.matter.number}-证据目录.pdf")


def _record_look(request: HttpRequest, matter: object, form: str) -> None:
    if request.method == "GET":
        record(request.user, "evidence.catalogue_taken", matter=matter, is_look=True, form=form)


@require_POST
@open_to(STAFF)
def export(request: HttpRequest, code: UUID) -> HttpResponse:
    """All evidence as one file, made in the background."""
    case = visible_case(request.user, code)
    require("personal_data.reveal", request.user, case.matter)
    services.ask_for_export(request.user, matter=case.matter)
    messages.success(request, _("The export is being made. You may go on working; it appears below."))
    return redirect("incidents:catalogue", code)


@require_safe
@open_to(STAFF)
def export_download(request: HttpRequest, code: UUID) -> HttpResponse:
    """An export that is ready."""
    found = get_visible_or_404(Export.objects.select_related("matter"), request.user, code=code)
    require("personal_data.reveal", request.user, found.matter)
    if found.state != Export.State.READY:
        raise Http404
    if request.method == "GET":
        record(
            request.user, "evidence.export_taken", subject=f"export:{found.code}", matter=found.matter, is_look=True
        )  # fmt: skip
    stream = storages["default"].open(found.vault_name)
    return file_response(stream, f"{found.matter.number}-{found.asked_at:%Y%m%d}.zip", found.size)

"""The evidence tab, one item, its download, and the inbox."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Exists
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from caseapp.cases.selectors import case_page, visible_case
from caseapp.clients.selectors import people_of
from caseapp.incidents import selectors, services
from caseapp.incidents.forms import UploadForm
from caseapp.incidents.views.arriving import kept_text
from evidence.arrivals.selectors import open_arrivals
from evidence.derivatives.selectors import copies_by_people, metadata_of, redactions_of, shown
from evidence.descriptions.selectors import known_about, owed_of, rows_of
from evidence.fixity.selectors import custody_of
from evidence.incoming import FileNotStored
from evidence.items.models import CustodyEvent, EvidenceItem
from evidence.items.sentences import kind_words, reading_sentence
from evidence.items.services import FileRefused, Origin, open_bytes, record_custody, require_in_use
from evidence.readers.problems import PROBLEM_TEXTS
from evidence.scanning.selectors import scan_of
from evidence.timestamps.selectors import attach_standings, standing_of
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.audit.services import record
from lawyers.pages.downloads import file_response
from lawyers.pages.tables import page_of

ARRIVED_SHOWN = 20


def refusal(code: str) -> str:
    """Why a file was not kept."""
    sentences = {
        "empty": _("the file is empty"), "too_large": _("the file is larger than this office allows"),
        "no_room": _("the file could not be stored; nothing of it was kept. Tell your administrator"),
    }  # fmt: skip
    return sentences[code]


@require_safe
@open_to(STAFF)
def case_evidence(request: HttpRequest, code: UUID) -> HttpResponse:
    """What was received for this case, and the form to bring in more."""

    def also(case: Any) -> dict[str, Any]:
        waiting = selectors.ReviewFilter().rows(case.matter).number()
        unread = (
            EvidenceItem.objects.of_matter(case.matter).in_use().filter(reading__in=["waiting", "running"])
        )
        return {
            "waiting": waiting, "unread": unread.number(), "is_arriving": Exists(_arriving(request, case.matter)),
        }  # fmt: skip

    page = case_page(request.user, code, also)
    matter = page.case.matter
    items = page_of(request, selectors.items_of(matter), count=page.count_of("evidence"))
    _attach(items)
    context = {
        "page": page, "place": "cases", "tab_name": "evidence", "items": items, "waiting": page.numbers["waiting"],
        "form": UploadForm(people=people_of(matter)), "may_work": decide("matter.work", request.user, matter),
        "unfinished": list(_arriving(request, matter)) if page.numbers["is_arriving"] else [],
        "is_reading": page.numbers["unread"], "read_count": (page.count_of("evidence") or 0) - page.numbers["unread"],
    }  # fmt: skip
    template = (
        "incidents/_items.html" if request.headers.get("HX-Request") else "incidents/case_evidence.html"
    )
    return render(request, template, context)


def _arriving(request: HttpRequest, matter: Any) -> Any:
    return open_arrivals(services.ARRIVING_FOR_CASE, services.arrival_owner(request.user, matter))


def _attach(items: Any) -> None:
    """What each line of the list shows beside the item: its sort, what is still owed, and its time-stamp."""
    owed = owed_of(items)
    for one in items:
        one.owed_count, one.kind_words = len(owed[one.pk]), kind_words(one)
    attach_standings(items)


@require_POST
@open_to(STAFF)
def upload(request: HttpRequest, code: UUID) -> HttpResponse:
    """Take files in; each is judged by itself, and what was not kept is said by name."""
    case = visible_case(request.user, code)
    require("matter.work", request.user, case.matter)
    form = UploadForm(request.POST, request.FILES, people=people_of(case.matter))
    if case.is_closed or not form.is_valid():
        messages.error(
            request,
            _("The case is closed; open it again first.")
            if case.is_closed
            else _("Choose at least one file."),
        )
        return redirect("incidents:case_evidence", code)
    told = [_take_in(request, case, one, form.cleaned_data) for one in form.cleaned_data["file"]]
    if request.headers.get("X-Upload"):
        return JsonResponse(
            {"files": [{"name": name, "is_kept": is_kept, "text": text} for name, is_kept, text in told]}
        )
    for name, is_kept, text in told:
        (messages.success if is_kept else messages.error)(request, f"{name}：{text}")
    return redirect("incidents:case_evidence", code)


def _take_in(request: HttpRequest, case: Any, file: Any, facts: dict[str, Any]) -> tuple[str, bool, str]:
    if isinstance(file, FileNotStored):
        return file.name, False, refusal("no_room")
    origin = Origin(facts["source"], facts["source_key"], facts["holder"], facts["device"])
    try:
        received = services.receive_upload(
            request.user, matter=case.matter, stream=file.file, name=file.name, origin=origin
        )
    except FileRefused as refused:
        return file.name, False, refusal(refused.code)
    return file.name, True, kept_text(received.item.number, is_duplicate=received.is_duplicate)


@require_safe
@open_to(STAFF)
def item(request: HttpRequest, code: UUID) -> HttpResponse:
    """One item: facts, receipts, custody, what could not be read."""
    rows = EvidenceItem.objects.select_related("matter", "matter__case").prefetch_related(
        "receipts__received_by"
    )
    found = get_visible_or_404(rows, request.user, code=code)
    problems = [
        (p["where"], _(PROBLEM_TEXTS.get(p["code"], p["code"])) % p["params"]) for p in found.problems
    ]
    page = case_page(request.user, found.matter.case.code)
    about = known_about(found)
    may_reveal = decide("personal_data.reveal", request.user, found.matter)
    context = {
        "about": about,
        "about_rows": rows_of(about, is_masked=True),
        "item": found,
        "kind_words": kind_words(found),
        "page": page,
        "place": "cases",
        "tab_name": "evidence",
        "problems": problems,
        "reading_why": reading_sentence(found),
        "custody": custody_of(found),
        "scanned": scan_of(found),
        "readings": selectors.read_in_picture(found) if may_reveal else [],
        "standing": standing_of(found),
        "may_work": decide("matter.work", request.user, found.matter),
        "shown": shown(found),
        "copies": copies_by_people(found),
        "redactions": redactions_of(found),
        "metadata": metadata_of(found),
        "may_reveal": may_reveal,
    }
    return render(request, "incidents/item.html", context)


@require_safe
@open_to(STAFF)
def download(request: HttpRequest, code: UUID) -> HttpResponse:
    """The bytes as received; who took them is noted in the custody chain. A file with a virus asks first."""
    found = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("personal_data.reveal", request.user, found.matter)
    scanned = scan_of(found)
    if scanned.is_dangerous:
        return render(request, "incidents/dangerous.html", {"item": found, "scanned": scanned})
    return _hand_out(request, found, is_noted=request.method == "GET")


@require_POST
@open_to(STAFF)
def download_dangerous(request: HttpRequest, code: UUID) -> HttpResponse:
    """The bytes of a file with a virus, for somebody who was told."""
    found = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("personal_data.reveal", request.user, found.matter)
    return _hand_out(request, found, is_noted=True)


def _hand_out(request: HttpRequest, item: EvidenceItem, *, is_noted: bool) -> HttpResponse:
    require_in_use(item)
    if is_noted:
        record_custody(request.user, item=item, kind=CustodyEvent.Kind.DOWNLOADED)
        subject = f"evidence:{item.code}"
        record(request.user, "evidence.downloaded", subject=subject, matter=item.matter, is_look=True)
    return file_response(open_bytes(item), item.name, item.size)


@require_POST
@open_to(STAFF)
def read_again(request: HttpRequest, code: UUID) -> HttpResponse:
    """Another try at reading, for instance after the product has learnt to read such files."""
    found = get_visible_or_404(EvidenceItem.objects.select_related("matter"), request.user, code=code)
    require("matter.work", request.user, found.matter)
    if services.ask_to_read_again(request.user, item=found):
        messages.success(request, _("The file will be read again in a moment."))
    else:
        messages.error(request, _("The file is being read just now."))
    return redirect("incidents:item", code)


@require_safe
@open_to(STAFF)
def inbox(request: HttpRequest) -> HttpResponse:
    """Cases with messages that wait for a decision, and what people sent through their links."""
    page = page_of(request, selectors.waiting_matters(request.user))
    arrived = selectors.arrived_by_link(request.user)[:ARRIVED_SHOWN]
    return render(request, "incidents/inbox.html", {"page": page, "arrived": arrived})

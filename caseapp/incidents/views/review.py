"""The review page: what the machine read, where it stands in the file, and what it suggests."""

import time
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages as notices
from django.core.paginator import Page
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from caseapp.agencies.models import Lender
from caseapp.cases.selectors import visible_case
from caseapp.clients.models import Debt
from caseapp.clients.selectors import people_of
from caseapp.incidents import selectors
from caseapp.incidents.forms import CorrectionForm
from evidence.items.models import EvidenceItem
from evidence.items.services import ONE_LOOK, record_view
from evidence.messages.models import Message
from evidence.messages.selectors import fetch_history, open_pairs, when_hint
from lawyers.access import STAFF, decide, get_visible_or_404, open_to, require
from lawyers.pages.tables import page_of

PAGE_SIZE = 25
PUT_OFF = "put_off"
LOOKS = "looks"
PUT_OFF_AT_MOST = 500


def lenders_of(case: Any) -> Any:
    """The lenders to whom the client owes: the first choice when somebody says who is behind a message."""
    return Lender.objects.filter(pk__in=Debt.objects.filter(matter=case.matter).values("lender")).order_by(
        "name"
    )


def uuids(texts: Any) -> list[UUID]:
    """Those of the texts that are codes; what somebody typed into an address is left out."""
    found = []
    for text in texts:
        try:
            found.append(UUID(text))
        except ValueError:
            continue
    return found


def put_off(request: HttpRequest, case: Any) -> tuple[UUID, ...]:
    """Messages that this person put off in this case; it lasts as long as the session."""
    return tuple(uuids(request.session.get(PUT_OFF, {}).get(str(case.code), [])))


def _note_look(request: HttpRequest, item: EvidenceItem) -> None:
    """The custody chain says that this person looked. Which looks it knows of, the session remembers: asking it costs."""
    now = int(time.time())
    looks = {code: at for code, at in request.session.get(LOOKS, {}).items() if at > now - ONE_LOOK.seconds}
    if str(item.code) not in looks:
        record_view(request.user, item=item)
        request.session[LOOKS] = looks | {str(item.code): now}


def back_to(request: HttpRequest, case: Any, at: UUID | None = None) -> HttpResponse:
    """The list as it was, standing at a message, with the lender that was chosen."""
    query = QueryDict(request.POST.get("query", ""), mutable=True)
    for name in ("at", "edit", "source", "page", "pick", "lender"):
        query.pop(name, None)
    if at:
        query["at"] = str(at)
    if uuids([request.POST.get("lender", "")]):
        query["lender"] = request.POST["lender"]
    address = reverse("incidents:review", args=[case.code])
    return redirect(f"{address}?{query.urlencode()}" if query else address)


@dataclass(frozen=True)
class Toast:
    """What was just done, and the address that takes it back."""

    text: str
    is_error: bool
    undo: str = ""
    at: str = ""


def _toasts(request: HttpRequest) -> list[Toast]:
    told = []
    for notice in notices.get_messages(request):
        undo, _, at = (notice.extra_tags or "").partition(" ")
        told.append(Toast(str(notice), notice.level_tag == "error", undo, at))
    return told


def _page(request: HttpRequest, rows: Any, count: int) -> Page[Any]:
    """The page that was asked for by number, else the one on which the message `at` stands."""
    page = page_of(request, rows, size=PAGE_SIZE, count=count)
    at = uuids([request.GET.get("edit") or request.GET.get("at", "")])
    if not at or "page" in request.GET or page.paginator.num_pages == 1:
        return page
    codes = list(rows.values_list("code", flat=True))
    return page.paginator.get_page(codes.index(at[0]) // PAGE_SIZE + 1) if at[0] in codes else page


@require_safe
@open_to(STAFF)
def review(request: HttpRequest, code: UUID) -> HttpResponse:
    """Messages with their suggestions; private ones stay folded away."""
    case = visible_case(request.user, code)
    require("personal_data.reveal", request.user, case.matter)
    return review_page(request, case)


def review_page(request: HttpRequest, case: Any, form: CorrectionForm | None = None) -> HttpResponse:
    """The list; the message of `?edit=` can be put right, with what was typed in `form`."""
    later = put_off(request, case)
    chosen = selectors.ReviewFilter.from_query(request.GET, later)
    files = selectors.files_to_review(case.matter, chosen)
    page = _page(request, chosen.rows(case.matter), chosen.count(files))
    labels = selectors.labels_of(case.matter)
    fetch_history(page.object_list)
    pairs = open_pairs(page.object_list)
    rows = [selectors.reviewed(message, labels, pairs.get(message.pk, ())) for message in page]
    at = uuids([request.GET.get("at", ""), request.GET.get("edit", "")])
    current = next((row for row in rows if row.message.code in at), rows[0] if rows else None)
    if current:
        _note_look(request, current.message.item)
    may_work = decide("matter.work", request.user, case.matter)
    context = {
        "case": case, "chosen": chosen, "page": page, "rows": rows, "current": current, "lenders": lenders_of(case),
        "stands": _stands(request, current, labels), "files": files, "next_file": _after(files, current), "kept": chosen.kept, "may_work": may_work,
        "progress": selectors.progress_of(case.matter, later, request.user, is_of_pictures=chosen.is_of_pictures),
        "toasts": _toasts(request), "picks_all": request.GET.get("pick") == "all", "pickable": sum(1 for row in rows if row.open_count),
        **(_editing(request, case, current, form) if may_work else {}),
    }  # fmt: skip
    return render(request, "incidents/review.html", context)


def _stands(request: HttpRequest, current: selectors.Reviewed | None, labels: dict[str, str]) -> Any:
    source = request.GET.get("source", "")
    return selectors.place_of(current.message, labels, source) if current else None


def _after(files: list[Any], current: selectors.Reviewed | None) -> Any:
    """The file after the one of the current message, for whoever goes on to the next."""
    numbers = [item.number for item, _ in files]
    here = current.message.item.number if current else None
    return next((number for number in numbers if here is not None and number > here), None)


def _editing(
    request: HttpRequest, case: Any, current: selectors.Reviewed | None, form: CorrectionForm | None
) -> dict[str, Any]:
    """The form with which the message of `?edit=` is put right."""
    codes = uuids([request.GET.get("edit", "")])
    if current is None or current.message.code not in codes:
        return {}
    return {"editing": current, "correction": form or correction_form(case, current.message)}


def correction_form(case: Any, message: Message, data: Any = None) -> CorrectionForm:
    """What the message says now; where the file does not say when it was, what its words let one suppose."""
    at, hint = timezone.localtime(message.at) if message.at else None, when_hint(message)
    initial = {
        "text": message.text, "day": at.date() if at else hint.day, "time": at.time() if at else hint.clock,
        "direction": message.direction, "peer": message.peer, "peer_name": message.peer_name, "person": message.source_key,
        "revision": message.revision,
    }  # fmt: skip
    return CorrectionForm(data, initial=initial, people=people_of(case.matter))


@require_safe
@open_to(STAFF)
def original(request: HttpRequest, code: UUID) -> HttpResponse:
    """Where one message stands: the part of the page that changes while somebody moves through the list."""
    rows = Message.objects.in_use().select_related("matter", "item")
    found = get_visible_or_404(rows, request.user, code=code)
    require("personal_data.reveal", request.user, found.matter)
    _note_look(request, found.item)
    stands = selectors.place_of(found, source=request.GET.get("source", ""))
    return render(request, "incidents/_original.html", {"stands": stands})

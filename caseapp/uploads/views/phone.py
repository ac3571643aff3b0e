"""What a person without an account sees: agree, choose, send, keep the receipt, or say no."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from caseapp.uploads import services
from caseapp.uploads.forms import RefuseForm, SendForm, StatementForm
from caseapp.uploads.views.door import agreed, through_link
from evidence.incoming import FileNotStored
from evidence.items.services import FileRefused
from evidence.links.models import UploadLink
from evidence.links.rules import new_reference
from evidence.links.selectors import sendings_of
from evidence.links.services import LinkFull, note_opening
from lawyers.pages.downloads import text_response

KINDS = {"pictures": "image/*", "recordings": "audio/*,video/*,.amr,.m4a,.aac,.3gp", "backups": ""}
"""What the three buttons let a phone offer for choosing; everything is taken whatever it is."""
TOLD_AT_MOST = 10


def why_not(code: str) -> str:
    """Why a file was not kept, for whoever sent it."""
    sentences = {
        "empty": _("this file is empty"), "too_large": _("this file is too large"),
        "no_room": _("this file could not be stored. Please try again later; keep it on your phone"),
        "too_many": _("this link takes no more files. Please ask the office to extend it"),
        "too_much": _("this file does not fit into what this link still takes. Please ask the office"),
        "ended": _("this link has ended. Please ask the office for a new one"),
    }  # fmt: skip
    return sentences[code]


def _page(
    request: HttpRequest, name: str, link: UploadLink, status: int = 200, **context: Any
) -> HttpResponse:
    return render(request, f"uploads/phone_{name}.html", {"link": link, **context}, status=status)


@through_link
@require_safe
def welcome(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """Who asks for what, in plain words, before anything is asked."""
    note_opening(link)
    if link.consented_at is not None:
        return redirect("uploads:choose", link.secret)
    return _page(request, "welcome", link)


@through_link
@require_POST
def agree(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """Yes."""
    services.agree(link)
    return redirect("uploads:choose", link.secret)


@through_link
@require_safe
@agreed
def choose(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """Three big buttons, a statement, or no."""
    return _page(request, "choose", link, has_sent=link.used_at is not None)


@through_link
@require_http_methods(["GET", "HEAD", "POST"])
@agreed
def send(request: HttpRequest, link: UploadLink, kind: str) -> HttpResponse:
    """Choose files of one kind and send them; each is judged by itself, and what was not kept is said by name."""
    if request.method != "POST":
        return _send_page(request, link, kind)
    form = SendForm(request.POST, request.FILES)
    if not form.is_valid():
        return _send_page(request, link, kind, _("Choose at least one file first."), status=422)
    told = [_take_one(link, one, form.cleaned_data["reference"]) for one in form.cleaned_data["file"]]
    if request.headers.get("X-Upload"):
        return JsonResponse(
            {"files": [{"name": name, "is_kept": not why, "text": why} for name, why in told]}
        )
    return _told(request, link, [(name, why) for name, why in told if why])


def _send_page(
    request: HttpRequest, link: UploadLink, kind: str, error: str = "", status: int = 200
) -> HttpResponse:
    return _page(
        request, "send", link, status, kind=kind, accept=KINDS[kind], reference=new_reference(), error=error
    )


def _take_one(link: UploadLink, file: Any, reference: str) -> tuple[str, str]:
    """The file's name, and why it was not kept if so."""
    if isinstance(file, FileNotStored):
        return file.name, why_not("no_room")
    try:
        services.take_in(link, stream=file.file, name=file.name, reference=reference)
    except (FileRefused, LinkFull) as refused:
        return file.name, why_not(refused.code)
    return file.name, ""


def _told(request: HttpRequest, link: UploadLink, failures: list[tuple[str, str]]) -> HttpResponse:
    for name, why in failures[:TOLD_AT_MOST]:
        messages.error(request, f"{name}：{why}")
    return redirect("uploads:receipts", link.secret)


@through_link
@require_http_methods(["GET", "HEAD", "POST"])
@agreed
def statement(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """Write down what happened; what was typed stays until it was kept."""
    form = StatementForm(request.POST if request.method == "POST" else None)
    if request.method != "POST":
        return _page(request, "statement", link, form=form)
    if form.is_valid():
        try:
            services.hand_in_statement(
                link, text=form.cleaned_data["text"], written_by=form.cleaned_data["written_by"], reference=new_reference()
            )  # fmt: skip
        except (FileRefused, LinkFull) as refused:
            form.add_error(None, why_not(refused.code))
        else:
            return redirect("uploads:receipts", link.secret)
    return _page(request, "statement", link, 422, form=form)


@through_link
@require_safe
def receipts(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """What came through this link: number, time, size and SHA-256 of each file."""
    return _page(request, "receipts", link, sendings=sendings_of(link))


@through_link
@require_safe
def receipts_text(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """The same as a text to keep."""
    context = {"link": link, "sendings": sendings_of(link), "now": timezone.now()}
    return text_response(_("receipt"), render_to_string("uploads/receipts.txt", context, request))


@through_link
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """No, with or without a reason; what was sent stays, and the page says so."""
    form = RefuseForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        services.refuse(link, **form.cleaned_data)
        return redirect("uploads:refused", link.secret)
    return _page(
        request, "refuse", link, 422 if form.errors else 200, form=form, has_sent=bool(sendings_of(link))
    )


@through_link
@require_safe
def refused(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """It is noted."""
    if link.refused_at is None:
        return redirect("uploads:welcome", link.secret)
    return _page(request, "refused", link, has_sent=bool(sendings_of(link)))


@through_link
@require_POST
def language(request: HttpRequest, link: UploadLink) -> HttpResponse:
    """The page in the chosen language from now on."""
    response = redirect("uploads:welcome", link.secret)
    chosen = request.POST.get("language", "")
    if chosen in dict(settings.LANGUAGES):
        response.set_cookie(
            settings.LANGUAGE_COOKIE_NAME, chosen, max_age=90 * 24 * 60 * 60, samesite="Lax", secure=settings.LANGUAGE_COOKIE_SECURE
        )  # fmt: skip
    return response

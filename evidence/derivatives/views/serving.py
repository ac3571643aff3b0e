"""Sending copies and recordings: only to who may see them, never as a page, in pieces."""

from collections.abc import Iterator
from uuid import UUID

from django.core.files.storage import storages
from django.http import (
    FileResponse,
    Http404,
    HttpRequest,
    HttpResponse,
    HttpResponseBase,
    StreamingHttpResponse,
)
from django.views.decorators.http import require_safe

from evidence.derivatives import selectors
from evidence.derivatives.models import Derivative
from evidence.derivatives.rules import NotSatisfiable, byte_range
from evidence.derivatives.selectors import Played
from evidence.derivatives.services import note_view, open_copy
from evidence.items.models import EvidenceItem
from evidence.items.services import require_in_use
from lawyers.access import STAFF, get_visible_or_404, open_to, require
from lawyers.pages.downloads import file_response

CHUNK_BYTES = 1 << 16
INLINE = frozenset({"image/jpeg", "image/png", "image/webp"})
"""Only pictures that were encoded here are shown in the page; originals never are."""


def visible_item(request: HttpRequest, code: UUID) -> EvidenceItem:
    """The item, for people who may see what is in it. Raises Http404 or Refused, also while it is withdrawn."""
    rows = EvidenceItem.objects.select_related("matter")
    found: EvidenceItem = get_visible_or_404(rows, request.user, code=code)
    require("personal_data.reveal", request.user, found.matter)
    require_in_use(found)
    return found


def fenced(response: HttpResponseBase) -> HttpResponseBase:
    """The response is kept by no cache between, guessed at by no browser, and can run nothing."""
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    return response


def _inline(copy: Derivative) -> HttpResponseBase:
    response = FileResponse(open_copy(copy), content_type=copy.media_type)
    response["Content-Length"] = str(copy.size)
    response["Content-Disposition"] = "inline"
    return fenced(response)


@require_safe
@open_to(STAFF)
def preview(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The picture held upright, at most 2,000 points wide; who looked is noted once an hour."""
    item = visible_item(request, code)
    copy = selectors.machine_copy(item, "preview")
    if copy is None or copy.media_type not in INLINE:
        raise Http404
    if request.method == "GET":
        note_view(request.user, item=item)
    return _inline(copy)


@require_safe
@open_to(STAFF)
def thumbnail(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The small picture of an item."""
    copy = selectors.machine_copy(visible_item(request, code), "thumbnail")
    if copy is None:
        raise Http404
    return _inline(copy)


@require_safe
@open_to(STAFF)
def copy(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """A redacted copy in the page, a transcript as a file. Redacted copies may be seen by all who see the matter."""
    rows = Derivative.objects.filter(kind__in=["redacted", "transcript"]).select_related("item__matter")
    found = get_visible_or_404(rows, request.user, code=code)
    require_in_use(found.item)
    if found.media_type in INLINE:
        return _inline(found)
    require("personal_data.reveal", request.user, found.matter)
    return file_response(
        open_copy(found), f"{found.matter.number}-{found.item.number}-{found.pk}.txt", found.size
    )


@require_safe
@open_to(STAFF)
def play(request: HttpRequest, code: UUID) -> HttpResponseBase:
    """The recording in pieces, as players ask for it (RFC 9110, section 14); listening is noted once an hour."""
    item = visible_item(request, code)
    found = selectors.played(item)
    if found is None:
        raise Http404
    if request.method == "HEAD":
        return _headed(HttpResponse(content_type=found.media_type), found, found.size)
    try:
        wanted = byte_range(_asked(request, found), found.size)
    except NotSatisfiable:
        refusal = HttpResponse(status=416)
        refusal["Content-Range"] = f"bytes */{found.size}"
        return fenced(refusal)
    note_view(request.user, item=item)
    return _sent(found, wanted)


def _asked(request: HttpRequest, found: Played) -> str:
    """The range that is asked for; none when the player's copy is of something else (If-Range)."""
    condition = request.headers.get("If-Range")
    if condition is not None and condition.strip() != _tag(found):
        return ""
    return request.headers.get("Range", "")


def _tag(found: Played) -> str:
    return f'"{found.sha256}"'


def _sent(found: Played, wanted: tuple[int, int] | None) -> HttpResponseBase:
    begin, end = wanted or (0, found.size)
    pieces = _pieces(found.vault_name, begin, end)
    response = StreamingHttpResponse(
        pieces, content_type=found.media_type, status=200 if wanted is None else 206
    )
    if wanted is not None:
        response["Content-Range"] = f"bytes {begin}-{end - 1}/{found.size}"
    return _headed(response, found, end - begin)


def _headed(response: HttpResponseBase, found: Played, length: int) -> HttpResponseBase:
    response["Accept-Ranges"] = "bytes"
    response["Content-Length"] = str(length)
    response["Content-Disposition"] = "inline"
    response["ETag"] = _tag(found)
    return fenced(response)


def _pieces(vault_name: str, begin: int, end: int) -> Iterator[bytes]:
    # Opened in here: a player that goes away before the first piece leaves nothing open.
    with storages["vault"].open(vault_name) as stream:
        stream.seek(begin)
        left = end - begin
        while left and (piece := stream.read(min(CHUNK_BYTES, left))):
            left -= len(piece)
            yield piece

"""The tus protocol over HTTP (version 1.0.0: creation, creation with upload, expiration, checksum, termination).

PATCH bodies are read in pieces and never held whole; Django's limit on bodies in memory is not touched, because nobody
asks for `request.body`. Under gunicorn a connection on which nothing comes for a while is given up, so that a lost phone
does not occupy a thread and the file's lock.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.utils.http import http_date
from django.utils.translation import gettext as _

from evidence.arrivals import rules
from evidence.arrivals.models import Arrival
from evidence.arrivals.services import (
    Announced,
    ArrivalOver,
    ArrivalRefused,
    ChecksumMismatch,
    DiskFull,
    Incomplete,
    Keep,
    OffsetConflict,
    Piece,
    TooMuch,
    append_bytes,
    begin_arrival,
    cancel_arrival,
    finish_arrival,
)
from evidence.items.services import Landing, Received
from lawyers.access import Refused

PIECE_BYTES = 256 * 1024
"""So much may be lost when a connection breaks off; more at a time is not faster."""
STALL_SECONDS = 60


class UnknownVersion(ValueError):
    """The client speaks another version of the protocol."""


@dataclass(frozen=True)
class Permit:
    """What the one who asks may do here. `owner` is opaque: only the same owner finds an arrival again."""

    owner: str
    actor: Any = None
    subject: Any = None
    max_bytes: int = 0
    open_limit: int = 50


@dataclass(frozen=True)
class Door:
    """Where files come in: what the room that wants them decides. The room's docstring says how it is mounted."""

    purpose: str
    permit: Callable[..., Permit]
    describe: Callable[[HttpRequest, Permit, dict[str, str]], dict[str, Any]]
    keep: Callable[[Arrival, Permit, Any, Landing], Received]
    tell: Callable[[Arrival, Permit], dict[str, Any]]

    def begin(self, request: HttpRequest, **where: Any) -> HttpResponse:
        """POST: a file begins, and Location says where it goes on."""
        permit = self._permitted(request, where)
        if isinstance(permit, HttpResponse):
            return permit
        return _spoken(request, {"POST": lambda: self._begin(request, permit)}, permit)

    def go_on(self, request: HttpRequest, arrival: str, **where: Any) -> HttpResponse:
        """HEAD: how much is here. PATCH: more of it. DELETE: give it up."""
        permit = self._permitted(request, where)
        if isinstance(permit, HttpResponse):
            return permit

        def found(act: Callable[[HttpRequest, Permit, Arrival], HttpResponse]) -> HttpResponse:
            return act(request, permit, self._find(permit, arrival))

        acts = {"HEAD": _head, "PATCH": self._append, "DELETE": _cancel}
        return _spoken(request, {name: lambda act=act: found(act) for name, act in acts.items()}, permit)

    def result(self, request: HttpRequest, arrival: str, **where: Any) -> HttpResponse:
        """POST: what became of the file, as JSON; it is kept now if it was not yet. The same answer each time."""
        permit = self._permitted(request, where)
        if isinstance(permit, HttpResponse):
            return permit

        def told() -> HttpResponse:
            found = finish_arrival(self._find(permit, arrival), keep=self._keeper(permit))
            sha256 = found.item.sha256 if found.item else None
            return JsonResponse({"state": found.state, "sha256": sha256} | self.tell(found, permit))

        return _spoken(request, {"POST": told}, permit, is_protocol=False)

    def _permitted(self, request: HttpRequest, where: dict[str, Any]) -> Permit | HttpResponse:
        try:
            return self.permit(request, **where)
        except Refused as refused:
            return _plain(403, str(refused))

    def _find(self, permit: Permit, code: str) -> Arrival:
        found = Arrival.objects.of(self.purpose, permit.owner).select_related("item").get(code=code)
        if found.is_over:
            raise ArrivalOver
        return found

    def _begin(self, request: HttpRequest, permit: Permit) -> HttpResponse:
        header = request.headers.get("Upload-Metadata", "")
        metadata = rules.metadata_of(header)
        claimed = metadata.get("sha256", "")
        announced = Announced(
            name=metadata.get("filename", ""), metadata=header, claimed_sha256=claimed if rules.is_sha256(claimed) else "",
            size=rules.whole_number("Upload-Length", request.headers.get("Upload-Length")),
        )  # fmt: skip
        arrival = begin_arrival(
            announced, purpose=self.purpose, owner=permit.owner, max_bytes=permit.max_bytes, open_limit=permit.open_limit,
            particulars=self.describe(request, permit, metadata),
        )  # fmt: skip
        response = HttpResponse(status=201, headers={"Location": f"{request.path}{arrival.code}/"})
        if request.content_type == rules.PIECE_TYPE:
            response["Upload-Offset"] = str(self._take(request, permit, arrival, offset=0))
        response["Upload-Expires"] = http_date(arrival.expires_at.timestamp())
        return response

    def _append(self, request: HttpRequest, permit: Permit, arrival: Arrival) -> HttpResponse:
        if request.content_type != rules.PIECE_TYPE:
            return _plain(415, rules.PIECE_TYPE)
        offset = rules.whole_number("Upload-Offset", request.headers.get("Upload-Offset"))
        response = HttpResponse(status=204)
        response["Upload-Offset"] = str(self._take(request, permit, arrival, offset))
        response["Upload-Expires"] = http_date(arrival.expires_at.timestamp())
        return response

    def _take(self, request: HttpRequest, permit: Permit, arrival: Arrival, offset: int) -> int:
        length = rules.whole_number("Content-Length", request.META.get("CONTENT_LENGTH"))
        given = request.headers.get("Upload-Checksum")
        checksum = rules.checksum_of(given) if given else None
        now_at = append_bytes(arrival, Piece(offset, length, _parts(request), checksum))
        if now_at == arrival.size:
            self._finish_quietly(arrival, permit)
        return now_at

    def _finish_quietly(self, arrival: Arrival, permit: Permit) -> None:
        """All bytes are here, which is what PATCH answers; whether the file was kept, `result` says."""
        try:
            finish_arrival(arrival, keep=self._keeper(permit))
        except (DiskFull, OffsetConflict):
            return

    def _keeper(self, permit: Permit) -> Keep:
        return lambda arrival, stream, landing: self.keep(arrival, permit, stream, landing)


def _head(request: HttpRequest, permit: Permit, arrival: Arrival) -> HttpResponse:
    response = HttpResponse(headers={"Cache-Control": "no-store"})
    response["Upload-Offset"] = str(arrival.offset)
    response["Upload-Length"] = str(arrival.size)
    response["Upload-Expires"] = http_date(arrival.expires_at.timestamp())
    if arrival.metadata:
        response["Upload-Metadata"] = arrival.metadata
    return response


def _cancel(request: HttpRequest, permit: Permit, arrival: Arrival) -> HttpResponse:
    if cancel_arrival(arrival):
        return HttpResponse(status=204)
    return _plain(403, _("This file has arrived already."))


def _parts(request: HttpRequest) -> Iterator[bytes]:
    """What comes in, until it ends or breaks off; how much that was, the file itself says."""
    connection = request.META.get("gunicorn.socket")
    if connection is not None:
        connection.settimeout(STALL_SECONDS)
    while True:
        try:
            part = request.read(PIECE_BYTES)
        except OSError:
            return
        if not part:
            return
        yield part


def _spoken(
    request: HttpRequest,
    acts: dict[str, Callable[[], HttpResponse]],
    permit: Permit,
    is_protocol: bool = True,
) -> HttpResponse:
    """The answer to what was asked, or the refusal as a status and one plain sentence; always with the version."""
    method = request.headers.get("X-HTTP-Method-Override", request.method)
    if method == "OPTIONS":
        response = _offers(permit)
    elif method not in acts:
        response = _plain(405, "", Allow=", ".join(["OPTIONS", *acts]))
    else:
        try:
            if is_protocol and request.headers.get("Tus-Resumable") != rules.VERSION:
                raise UnknownVersion
            response = acts[method]()
        except tuple(_STATUS) as error:
            response = _refusal(error)
    response["Tus-Resumable"] = rules.VERSION
    return response


def _offers(permit: Permit) -> HttpResponse:
    response = HttpResponse(status=204)
    response["Tus-Version"] = rules.VERSION
    response["Tus-Extension"] = ",".join(rules.EXTENSIONS)
    response["Tus-Max-Size"] = str(permit.max_bytes)
    response["Tus-Checksum-Algorithm"] = ",".join(rules.ALGORITHMS)
    return response


_STATUS: dict[type[Exception], int] = {
    rules.Malformed: 400, Refused: 403, Arrival.DoesNotExist: 404, OffsetConflict: 409, Incomplete: 409, ArrivalOver: 410,
    UnknownVersion: 412, TooMuch: 413, ArrivalRefused: 403, ChecksumMismatch: 460, DiskFull: 507,
}  # fmt: skip
_STATUS_OF_CODE = {"too_large": 413, "too_many": 429, "no_room": 507}


def _refusal(error: Exception) -> HttpResponse:
    if isinstance(error, ArrivalRefused):
        return _plain(_STATUS_OF_CODE[error.code], refusal_text(error.code))
    status = next(code for kind, code in _STATUS.items() if isinstance(error, kind))
    if isinstance(error, DiskFull):
        return _plain(status, refusal_text("no_room_yet"))
    response = _plain(status, str(error) if isinstance(error, Refused | rules.Malformed) else "")
    if status == 412:
        response["Tus-Version"] = rules.VERSION
    return response


def refusal_text(code: str) -> str:
    """Why a file was not kept or cannot come in now, for the one who sends it."""
    sentences = {
        "empty": _("the file is empty"),
        "too_large": _("the file is larger than this office allows"),
        "too_many": _("too many files are under way at once; end or give up some of them first"),
        "no_room": _("the disk of the office is full; nothing was begun. Tell your administrator"),
        "no_room_yet": _("the disk of the office is full; what has arrived stays, and goes on when there is room"),
        "altered": _("the file changed on its way: its SHA-256 is not the one counted before sending. Nothing was kept; send it again"),
    }  # fmt: skip
    return sentences[code]


def _plain(status: int, text: str, **headers: str) -> HttpResponse:
    return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8", headers=headers)

"""Speaking to a time-stamping authority over HTTP (RFC 3161, 3.4), or to the demonstration authority of this machine."""

import base64
import http.client
import time
import urllib.error
import urllib.request
from typing import Any
from urllib.parse import unquote, urlsplit, urlunsplit

from evidence.timestamps.tsa import demonstration

TYPE_OF_QUESTION = "application/timestamp-query"
SILENCE_SECONDS = 10
"""How long a service may say nothing."""
WHOLE_SECONDS = 30
"""How long it may take over its answer, however busily it talks."""
MOST_BYTES = 1024 * 1024


class TsaFailed(Exception):
    """No usable answer; `code` says why in one word, `detail` what the service or the system said. Holds no password."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


class _StayHere(urllib.request.HTTPRedirectHandler):
    """A question is not sent on to wherever a redirect points; the redirect is a failure that names itself."""

    def redirect_request(self, *arguments: Any) -> None:
        return None


_opener = urllib.request.build_opener(_StayHere)


def shown(url: str) -> str:
    """The address as it may be shown and written down: without user name and password."""
    if url == demonstration.ADDRESS:
        return url
    parts = urlsplit(url)
    return urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, "", ""))[:200]


def ask(url: str, request: bytes) -> bytes:
    """The service's answer, unread. Raises TsaFailed; never takes longer than WHOLE_SECONDS and one SILENCE_SECONDS."""
    if url == demonstration.ADDRESS:
        return _ask_here(request)
    try:
        return _ask_there(url, request)
    except urllib.error.HTTPError as error:
        error.close()
        raise TsaFailed("http_status", str(error.code)) from error
    except TimeoutError as error:
        raise TsaFailed("silent") from error
    except urllib.error.URLError as error:
        code = "silent" if isinstance(error.reason, TimeoutError) else "away"
        raise TsaFailed(code, type(error.reason).__name__) from error
    except (OSError, http.client.HTTPException) as error:
        raise TsaFailed("away", type(error).__name__) from error


def _ask_here(request: bytes) -> bytes:
    try:
        return demonstration.answer(request)
    except demonstration.CannotAnswer as error:
        raise TsaFailed(error.code, error.detail) from error


def _ask_there(url: str, request: bytes) -> bytes:
    parts = urlsplit(url)
    bare = urlunsplit((parts.scheme, parts.netloc.rpartition("@")[2], parts.path, parts.query, ""))
    headers = {"Content-Type": TYPE_OF_QUESTION, "Accept": "application/timestamp-reply"}
    if parts.username:
        pair = f"{unquote(parts.username)}:{unquote(parts.password or '')}"
        headers["Authorization"] = f"Basic {base64.b64encode(pair.encode()).decode()}"
    question = urllib.request.Request(bare, data=request, headers=headers, method="POST")  # noqa: S310  # a check allows http and https only
    until = time.monotonic() + WHOLE_SECONDS
    with _opener.open(question, timeout=SILENCE_SECONDS) as answer:
        return _read(answer, until)


def _read(answer: Any, until: float) -> bytes:
    """All of it, piece by piece as it comes, so that a service which drips cannot keep us."""
    told = b""
    while piece := answer.read1(65536):
        told += piece
        if len(told) > MOST_BYTES:
            raise TsaFailed("not_an_answer", "too long")
        if time.monotonic() > until:
            raise TimeoutError
    return told

"""Handing out bytes: tables that no spreadsheet can run, and streams that no browser can render."""

import csv
from collections.abc import Iterable, Iterator, Sequence
from io import BytesIO, StringIO
from typing import Any, TypeVar
from urllib.parse import quote

from django.http import FileResponse, HttpResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

# A cell that starts with one of these may run as a formula when a spreadsheet opens it (OWASP, CSV injection).
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
BYTE_ORDER_MARK = "\ufeff"
ResponseT = TypeVar("ResponseT", bound=HttpResponseBase)


def harmless(value: Any) -> Any:
    """The value as a cell that cannot run: numbers stay numbers, text that starts like a formula gets an apostrophe."""
    if value is None:
        return ""
    if isinstance(value, int | float):
        return value
    text = str(value)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


class _Line:
    """A file-like object that hands each written line on."""

    def write(self, line: str) -> str:
        return line


def _csv_lines(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> Iterator[str]:
    writer = csv.writer(_Line())
    yield BYTE_ORDER_MARK
    yield writer.writerow([harmless(cell) for cell in head])
    for row in rows:
        yield writer.writerow([harmless(cell) for cell in row])


def csv_response(name: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> StreamingHttpResponse:
    """A table as CSV (UTF-8 with a byte-order mark, so that Excel reads Chinese), streamed row by row."""
    response = StreamingHttpResponse(_csv_lines(head, rows), content_type="text/csv; charset=utf-8")
    return _as_attachment(response, f"{name}.csv")


def csv_text(head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> str:
    """The same table as one string."""
    out = StringIO()
    out.writelines(_csv_lines(head, rows))
    return out.getvalue()


def xlsx_response(name: str, sheet: str, head: Sequence[Any], rows: Iterable[Sequence[Any]]) -> HttpResponse:
    """A table as XLSX. Every text cell is stored as text, so nothing in it can run."""
    book = Workbook(write_only=True)
    page = book.create_sheet(sheet[:31])
    page.freeze_panes = "A2"
    for row in (head, *rows):
        page.append([_text_cell(page, cell) for cell in row])
    out = BytesIO()
    book.save(out)
    return _as_attachment(HttpResponse(out.getvalue(), content_type=XLSX), f"{name}.xlsx")


def _text_cell(page: Any, value: Any) -> Any:
    cell = WriteOnlyCell(page, value=harmless(value))
    if isinstance(cell.value, str):
        cell.data_type = "s"
    return cell


def text_response(name: str, text: str) -> HttpResponse:
    """A plain text to keep, with a byte-order mark, so that every old editor reads the Chinese in it."""
    response = HttpResponse(BYTE_ORDER_MARK + text, content_type="text/plain; charset=utf-8")
    return _as_attachment(response, f"{name}.txt")


def file_response(stream: Any, name: str, size: int) -> FileResponse:
    """Bytes as received, always as a download and never as a page, whatever they are (also under an attacker's name)."""
    response = FileResponse(stream, content_type="application/octet-stream")
    response["Content-Length"] = str(size)
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return _as_attachment(response, name)


def bytes_response(content: bytes, name: str) -> HttpResponse:
    """A small file that we made ourselves, always as a download."""
    return _as_attachment(HttpResponse(content, content_type="application/octet-stream"), name)


def _as_attachment(response: ResponseT, name: str) -> ResponseT:
    ascii_name = (
        name.encode("ascii", "replace").decode().replace("?", "_").replace('"', "_").replace("\\", "_")
    )
    response["Content-Disposition"] = (
        f"attachment; filename=\"{ascii_name}\"; filename*=UTF-8''{quote(name, safe='')}"
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response

from __future__ import annotations

import gzip
import io
import json
import re
import zipfile

import pytest

from evidence.readers import PROBLEM_TEXTS, read, reader_for, sniff
from tests.evidence.readers.building import backup, call, codes, reading, sms


def packed() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("sms-20260101.xml", backup(sms()))
    return stream.getvalue()


KINDS = [
    (b"", "application/x-empty", "empty"),
    (b" \n", "text/plain", "unsupported"),
    (packed(), "application/zip", "archive"),
    (gzip.compress(backup(sms())), "application/gzip", "archive"),
    (b"Rar!\x1a\x07\x00" + bytes(40), "application/x-rar-compressed", "archive"),
    (b"\x89PNG\r\n\x1a\n" + bytes(40), "image/png", "bad_picture"),
    (b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(40), "image/jpeg", "bad_picture"),
    (b"BM" + bytes(60), "image/bmp", "bad_picture"),
    (b"%PDF-1.7\n", "application/pdf", "unsupported"),
    (b"MZ" + bytes(300), "application/octet-stream", "unsupported"),
    (b"<!DOCTYPE html>\n<html><body>x</body></html>", "text/html", "html"),
    (b"\xef\xbb\xbf <!-- x --><HTML><sms a='1'/>", "text/html", "html"),
    (b'<?xml version="1.0"?><!DOCTYPE html><html>' + backup(sms()), "text/html", "html"),
    (b"<script>alert(1)</script>", "text/html", "html"),
    (b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>', "image/svg+xml", "unsupported"),
    (b"<!DOCTYPE svg><svg:svg onload='x'>", "image/svg+xml", "unsupported"),
    (b'<?xml version="1.0"?><contacts><contact/></contacts>', "text/xml", "other_xml"),
    (b"<?xml", "text/xml", "other_xml"),
    (json.dumps([{"a": 1}]).encode(), "application/json", "unsupported"),
    (b'{"messages": [', "application/json", "unsupported"),
    ("姓名,电话,金额\n王,19900000001,1\n".encode("gb18030"), "text/csv", "unsupported"),
    ("\ufeff时间;号码\n1;2\n".encode(), "text/csv", "unsupported"),
    ("BM,号码\n1,2\n".encode(), "text/csv", "unsupported"),
    ("[2026] 你好\n".encode(), "text/plain", "unsupported"),
    ("你好，世界\n再见\n".encode("utf-16"), "text/plain", "unsupported"),
    (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + "WordDocument".encode("utf-16-le") + bytes(90),
        "application/msword",
        "unsupported",
    ),
    (("2026-03-05 21:03:07 INFO started\n" * 5).encode(), "text/plain", "unsupported"),
    (b"Subject: a\nFoo: b\n\nText", "text/plain", "unsupported"),
    (bytes(range(256)), "application/octet-stream", "unsupported"),
]


@pytest.mark.parametrize(("content", "media_type", "code"), KINDS)
@pytest.mark.parametrize("name", ["sms.xml", "photo.jpg", "x.html", ""])
def test_a_file_is_what_its_bytes_are(content, media_type, code, name):
    assert sniff(name, content) == media_type
    assert (reader_for(name, content) is None) == (code != "bad_picture")
    opened = read(io.BytesIO(content), name=name)
    assert (list(opened), opened.media_type) == ([], media_type)
    assert codes(opened.problems) == [code]


@pytest.mark.parametrize("name", ["photo.jpg", "page.html", "x"])
def test_a_backup_is_known_under_any_name(name):
    for content, kind in ((backup(sms()), "sms_backup"), (backup(call(), root="calls"), "call_log")):
        assert sniff(name, content) == "text/xml"
        assert reader_for(name, content) is not None
        opened = read(io.BytesIO(content), name=name)
        assert (opened.kind, opened.media_type, len(list(opened))) == (kind, "text/xml", 1)


def test_an_empty_list_is_a_backup_without_messages():
    for content in (
        b"<smses count='0'></smses>",
        b"<smses/>",
        b"<?xml version='1.0'?>\n<calls count=\"0\" />",
    ):
        assert reading(content) == ([], [])


def test_a_backup_behind_a_long_prologue():
    assert len(reading(b"<!--" + b" x" * 100_000 + b"-->" + backup(sms(), head=""))[0]) == 1


def test_each_problem_has_a_sentence_and_fills_it():
    for text in PROBLEM_TEXTS.values():
        names = re.findall(r"%\((\w+)\)s", text)
        assert text % dict.fromkeys(names, "1")
        assert text.count("%") == len(names)
        assert text.endswith((".", "%(like)s"))


def test_messages_stream():
    class Endless(io.RawIOBase):
        def __init__(self) -> None:
            self.given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            self.given += size
            return (f"{sms()}\n" * (size // 60)).encode()[:size]

    stream = Endless()
    opened = read(stream, name="x.xml")
    assert next(opened).text == "请还款"
    assert stream.given < 4 << 20

from __future__ import annotations

import base64
import hashlib
import io
from email.message import EmailMessage

import pytest

from evidence.readers import read
from evidence.readers.mail import words_of
from tests.evidence.readers.building import codes

HEAD = b"Received: from a\nFrom: c@example.com\nTo: z@example.com\nDate: Thu, 5 Mar 2026 21:03:07 +0800\nMessage-ID: <1@example.com>\n"


def opened(content):
    reading = read(io.BytesIO(content), name="x")
    [message] = list(reading)
    assert (reading.kind, reading.media_type, message.kind) == ("email", "message/rfc822", "email")
    return message, reading.problems


@pytest.mark.parametrize("end", [b"\n", b"\r\n"])
def test_a_plain_mail(end):
    message, problems = opened((HEAD + "Subject: 通知\n\n请还款\n第二行\n".encode()).replace(b"\n", end))
    assert (str(message.at), message.direction, message.peer) == (
        "2026-03-05 21:03:07+08:00",
        "in",
        "c@example.com",
    )
    assert (message.text, problems) == ("通知\n\n请还款\n第二行", [])


@pytest.mark.parametrize("charset", ["gb2312", "GBK", "gb18030", "utf-8", "big5"])
def test_encoded_words(charset):
    words = base64.b64encode(
        "還款".encode("gb18030" if charset.lower().startswith("gb") else charset)
    ).decode()
    message, _ = opened(
        HEAD.replace(b"c@example.com", f"=?{charset}?B?{words}?= <c@example.com>".encode())
        + f"Subject: =?{charset}?B?{words}?=\n\nx".encode()
    )
    assert (message.peer_name, message.text) == ("還款", "還款\n\nx")


@pytest.mark.parametrize("charset", ["gb2312", "utf-8", "", "x-unknown"])
def test_bodies_in_the_charset_that_fits(charset):
    body = "请还款囧".encode("utf-8" if charset == "utf-8" else "gb18030")
    message, _ = opened(HEAD + f"Content-Type: text/plain; charset={charset}\n\n".encode() + body)
    assert message.text == "请还款囧"


def test_attachments_are_named_and_hashed():
    mail = EmailMessage()
    mail["From"], mail["To"], mail["Date"], mail["Received"] = (
        "c@example.com",
        "z@example.com",
        "Thu, 5 Mar 2026 13:03:07 +0000",
        "x",
    )
    mail["Subject"] = "通知"
    mail.set_content("正文")
    mail.add_alternative("<p>正文</p>", subtype="html")
    mail.add_attachment(b"PK\x03\x04", maintype="application", subtype="zip", filename="催收函.zip")
    inner = EmailMessage()
    inner["Subject"] = "in"
    inner.set_content("inner")
    mail.add_attachment(inner)
    message, problems = opened(mail.as_bytes())
    assert (message.text, str(message.at)) == ("通知\n\n正文", "2026-03-05 21:03:07+08:00")
    assert next((a.name, a.media_type, a.size) for a in message.attachments) == (
        "催收函.zip",
        "application/zip",
        4,
    )
    assert message.attachments[0].sha256 == hashlib.sha256(b"PK\x03\x04").hexdigest()
    assert message.attachments[1].media_type == "message/rfc822"
    assert problems == []


@pytest.mark.parametrize(
    ("html", "words"),
    [
        ("<p>你好</p><p>再见</p>", "你好\n再见"), ("a<br>b", "a\nb"), ("<script>alert(1)</script>x<style>y</style>", "x"), ("<b>a</b> <i>b</i>&lt;script&gt;", "a b<script>"),
        ("<table><tr><td>1</td><td>2</td></tr></table>", "12"), ("<!-- x --><img src='http://127.0.0.1/' onerror='x'>y", "y"), ("", ""), ("<p", ""),
        ("<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///etc/passwd'>]><p>&a;</p>", "]>\n&a;"),
    ],
)  # fmt: skip
def test_words_of_html(html, words):
    assert words_of(html) == words


def test_deep_nesting_is_survived():
    assert "x" in words_of("<div>" * 200 + "x") or words_of("<div>" * 200 + "x") == ""
    words_of("<div>" * 100_000 + "x")


def test_who_sent_it_is_not_taken_for_granted():
    content = HEAD.replace(b"Received: from a\n", b"") + b"\nx"
    message, problems = opened(content)
    assert (message.direction, message.confidence, codes(problems)) == ("in", 0.5, ["no_type"])


@pytest.mark.parametrize(
    ("date", "code"),
    [
        (b"Date: yesterday\n", "bad_date"),
        (b"", "no_date"),
        (b"Date: Thu, 99 Mar 2026 21:03:07 +9999\n", "bad_date"),
    ],
)
def test_dates_that_cannot_be_read(date, code):
    content = HEAD.replace(b"Date: Thu, 5 Mar 2026 21:03:07 +0800\n", date) + b"MIME-Version: 1.0\n\nx"
    message, problems = opened(content)
    assert (message.at, codes(problems)) == (None, [code])


@pytest.mark.parametrize(
    "body",
    [
        b"Content-Type: multipart/mixed; boundary=x\n\nno boundary", b"Content-Type: multipart/mixed\n\nx", b"Content-Type: text/plain\nContent-Transfer-Encoding: base64\n\n!!!!",
        b"Content-Type: multipart/mixed; boundary=x\n\n--x\nContent-Type: image/png\nContent-Transfer-Encoding: base64\n\nQUJ", b"Content-Type: ;;;=\n\nx",
        b"Content-Type: text/plain; charset*0=\"gb\"; charset*1=\n\nx", b"Content-Disposition: attachment; filename*=utf-8''%E5%82\n\nx",
    ],
)  # fmt: skip
def test_broken_mime_is_survived(body):
    message, _ = opened(HEAD + body)
    assert message.peer == "c@example.com"

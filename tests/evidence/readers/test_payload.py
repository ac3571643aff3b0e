from __future__ import annotations

import base64
from hashlib import sha256
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evidence.readers.smsbackup.payload import Payload
from tests.evidence.readers.building import backup, codes, mms, part, reading, sms


def fed(*pieces: bytes) -> Payload:
    payload = Payload(keep=False)
    for piece in pieces:
        payload.feed(piece)
    payload.finish()
    return payload


BREAKS = [b"", b"\n", b"\r\n", b" ", b"&#10;", b"&#13;&#10;", b"&#xA;", b"&#xd;&#x0A;", b"\t"]


@given(
    st.binary(max_size=300),
    st.lists(st.integers(0, 600), max_size=6),
    st.sampled_from(BREAKS),
    st.integers(4, 80),
)
def test_any_cut_and_any_line_break_give_the_same_hash(content, cuts, line_break, width):
    written = base64.b64encode(content)
    written = line_break.join(written[at : at + width] for at in range(0, len(written), width))
    edges = [0, *sorted(min(cut, len(written)) for cut in cuts), len(written)]
    payload = fed(*(written[begin:end] for begin, end in pairwise(edges)))
    assert (payload.sha256, payload.size, payload.is_damaged) == (
        sha256(content).hexdigest(),
        len(content),
        False,
    )


@pytest.mark.parametrize("step", [1, 2, 3, 5])
def test_a_reference_in_pieces(step):
    written = b"aGVs&#13;&#10;bG8h&#x2B;&#43;&#61;&#61;"
    payload = fed(*(written[at : at + step] for at in range(0, len(written), step)))
    assert (payload.sha256, payload.is_damaged) == (sha256(b"hello!\xfb").hexdigest(), False)


@pytest.mark.parametrize("written", [b"aGVsbG8", b"aGVsbG8=", b"aGVsbG8&#61;", b"aGVsbG8&#x3D;"])
def test_padding_may_lack_or_be_a_reference(written):
    assert fed(written).sha256 == sha256(b"hello").hexdigest()


def test_the_alphabet_for_addresses():
    assert fed(b"-_-_").sha256 == fed(b"+/+/").sha256


@pytest.mark.parametrize(
    "written",
    [b"aGVsb", b"aGV!sbG8=", b"aGVs=G8=", b"aGVsbG8=aGVsbG8=", b"====", b"aGVs&#1", b"\xff\xfe\xfd\xfc"],
)
def test_damage_is_noticed(written):
    assert fed(written).is_damaged
    assert fed(*(written[at : at + 1] for at in range(len(written)))).is_damaged


def test_a_damaged_picture_is_told_and_the_message_is_kept():
    rows = backup(mms(part(text="看图"), part(ct="image/jpeg", cl="p.jpg", data="aGVs*bG8=")), sms())
    messages, problems = reading(rows)
    assert [message.text for message in messages] == ["看图", "请还款"]
    assert [(each.name, each.sha256) for each in messages[0].attachments] == [("p.jpg", None)]
    assert codes(problems) == ["bad_attachment"]
    assert "p.jpg" in problems[0].why

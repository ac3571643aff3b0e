from __future__ import annotations

import base64
from hashlib import sha256

import pytest

from tests.evidence.readers.building import PEER, addr, backup, codes, mms, part, reading

PICTURE = bytes(range(256)) * 5
DATA = base64.b64encode(PICTURE).decode()
OWN = "insert-address-token"
OTHER = "19900000002"
THIRD = "19900000003"


def only(row: str):
    messages, problems = reading(backup(row))
    assert len(messages) == 1
    return messages[0], codes(problems)


def picture(**attributes: object) -> str:
    return part(**({"ct": "image/jpeg", "cl": "p.jpg", "text": "null", "data": DATA} | attributes))


def test_text_parts_are_the_text_and_the_rest_is_attached():
    layout = part(ct="application/smil", text="<smil><body/></smil>")
    message, problems = only(mms(layout, part(text="第一段"), picture(), part(text="第二段")))
    assert (message.kind, message.text, problems) == ("mms", "第一段\n第二段", [])
    [attached] = message.attachments
    assert (attached.name, attached.media_type, attached.size) == ("p.jpg", "image/jpeg", len(PICTURE))
    assert attached.sha256 == sha256(PICTURE).hexdigest()


@pytest.mark.parametrize(
    "row", [mms(), '<mms address="1" date="1767225600000" msg_box="1"/>', mms(addrs=(addr(PEER, 137),))]
)
def test_a_message_without_parts(row):
    message, problems = only(row)
    assert (message.kind, message.text, message.attachments, problems) == ("mms", "", (), [])


@pytest.mark.parametrize(("box", "direction"), [(1, "in"), (2, "out"), (4, "out"), (5, "out")])
def test_direction(box, direction):
    assert only(mms(msg_box=box))[0].direction == direction


def test_drafts_are_not_messages():
    assert reading(backup(mms(part(text="草稿"), msg_box=3))) == ([], [])


@pytest.mark.parametrize(
    ("attributes", "addrs", "direction"),
    [
        ({"m_type": 128}, (), "out"),
        ({"m_type": 132}, (), "in"),
        ({}, (addr(OWN, 137), addr(OTHER, 151)), "out"),
    ],
)
def test_direction_without_a_box(attributes, addrs, direction):
    message, problems = only(mms(addrs=addrs, msg_box=None, **attributes))
    assert (message.direction, problems) == (direction, [])


def test_direction_that_nothing_tells():
    message, problems = only(mms(msg_box=None))
    assert (message.direction, message.confidence, problems) == ("in", 0.5, ["no_type"])


@pytest.mark.parametrize(
    ("address", "box", "addrs", "peer"),
    [
        (None, 1, (addr(OTHER, 137), addr(OWN, 151)), OTHER),
        ("null", 1, (addr(OTHER, 137),), OTHER),
        (OWN, 1, (addr(OTHER, 137),), OTHER),
        (f"{PEER}~{OTHER}", 1, (addr(OTHER, 137), addr(PEER, 151)), OTHER),
        (f"{PEER}~{OTHER}", 1, (), f"{PEER}~{OTHER}"),
        (PEER, 1, (), PEER),
        (PEER, 1, (addr(OTHER, 137), addr(PEER, 151)), PEER),
        (None, 2, (addr(OWN, 137), addr(OTHER, 151)), OTHER),
        (None, 2, (addr(OWN, 137), addr(OTHER, 151), addr(THIRD, 130)), f"{OTHER}~{THIRD}"),
        (f"{PEER}~{OTHER}", 2, (addr(OWN, 137),), f"{PEER}~{OTHER}"),
        (None, 2, (addr(OWN, 137), addr(OWN, 151)), None),
    ],
)
def test_the_other_side(address, box, addrs, peer):
    message, problems = only(mms(addrs=addrs, address=address, msg_box=box))
    assert (message.peer, problems) == (peer, [])


def test_an_incoming_message_without_any_sender():
    assert only(mms(address=None))[1] == ["no_sender"]


@pytest.mark.parametrize(
    ("names", "name"), [("甲, 乙", "乙"), ("甲, 乙, 丙", None), (None, None), ("(Unknown)", None)]
)
def test_the_name_of_one_of_a_group(names, name):
    row = mms(addrs=(addr(OTHER, 137),), address=f"{PEER}~{OTHER}", contact_name=names)
    assert only(row)[0].peer_name == name


@pytest.mark.parametrize(
    ("attributes", "name"),
    [
        ({}, "p.jpg"),
        ({"cl": "null", "fn": "f.jpg"}, "f.jpg"),
        ({"cl": "", "name": "n"}, "n"),
        ({"cl": None}, None),
    ],
)
def test_the_name_of_an_attachment(attributes, name):
    assert only(mms(picture(**attributes)))[0].attachments[0].name == name


def test_the_order_of_attributes_does_not_matter():
    row = mms(f'<part data="{DATA}" text="null" cl="p.jpg" seq="0" ct="image/jpeg"/>')
    assert only(row)[0].attachments == only(mms(picture()))[0].attachments


def test_text_may_come_as_base64():
    words = "请尽快还款"
    as_utf8 = base64.b64encode(words.encode()).decode()
    as_gb = base64.b64encode(words.encode("gb18030")).decode()
    as_wide = base64.b64encode(words.encode("utf-16")).decode()
    parts = (
        part(text="null", data=as_utf8),
        f'<part data="{as_gb}" ct="text/plain; charset=gbk"/>',
        part(chset=1015, data=as_wide),
    )
    assert only(mms(*parts))[0].text == "\n".join([words] * 3)


def test_text_as_base64_that_is_none():
    data = base64.b64encode(b"\x00\xff\x01" + "好".encode()).decode()
    message, problems = only(mms(part(text="null", data=data)))
    assert (message.text, problems) == ("\ufffd好", ["unreadable"])


def test_other_text_is_attached():
    card = "BEGIN:VCARD\nEND:VCARD"
    [attached] = only(mms(part(ct="text/x-vCard", text=card)))[0].attachments
    assert (attached.media_type, attached.sha256) == ("text/x-vcard", sha256(card.encode()).hexdigest())


def test_an_attachment_that_was_not_backed_up():
    [attached] = only(mms(part(ct="image/jpeg", text="null", cl="p.jpg")))[0].attachments
    assert (attached.name, attached.size, attached.sha256) == ("p.jpg", 0, None)


def test_a_part_without_type_is_sniffed():
    data = base64.b64encode(b"\x89PNG\r\n\x1a\n" + bytes(40)).decode()
    message, _ = only(mms(part(ct=None, text="null", data=data), part(ct="null", text="文字")))
    assert ([each.media_type for each in message.attachments], message.text) == (["image/png"], "文字")


def test_pieces_outside_a_message():
    messages, problems = reading(backup(part(text="x"), mms(part(text="y"))))
    assert ([message.text for message in messages], codes(problems)) == (["y"], ["orphan", "wrong_count"])


def test_a_part_too_many_does_not_fill_the_memory():
    message, problems = only(mms(*([part(ct="image/png", text="null")] * 10_050)))
    assert (len(message.attachments), problems) == (10_000, ["too_long"])

"""No room on the disk: what does not fit is refused whole and said so; what fits is kept."""

from hashlib import sha256
from typing import Any

import pytest

from tests.evidence.conftest import Office

ROOM = 600_000
"""No file can grow beyond this in the limited process: writing on fails as on a full disk."""
FULL = "文件没能保存，没有留下任何部分，请告诉管理员"
LIMITED = f"""
from django.contrib.messages import get_messages
from django.core.files.uploadedfile import SimpleUploadedFile
names = dict(item.split(":") for item in sys.argv[1:])
files = [SimpleUploadedFile(name, name.encode() * (int(size) // len(name.encode()))) for name, size in names.items()]
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
place = f"/incidents/cases/{{Matter.objects.get().case.code}}/evidence/"
resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM}, resource.RLIM_INFINITY))
"""
BY_PAGE = """
answer = browser.post(place + "upload/", {"file": files})
print(json.dumps([answer.url == place, *(str(one) for one in get_messages(answer.wsgi_request))]))
"""
BY_SCRIPT = """
answer = browser.post(place + "upload/", {"file": files}, headers={"X-Upload": "1"})
print(json.dumps(answer.json()["files"]))
"""
INTO_THE_VAULT = f"""
from io import BytesIO
from evidence.items.services import FileRefused, Origin, receive_file
told = []
resource.setrlimit(resource.RLIMIT_FSIZE, ({ROOM}, resource.RLIM_INFINITY))
for size in sys.argv[1:]:
    try:
        receive_file(None, matter=Matter.objects.get(), stream=BytesIO(size.encode() * int(size)), name=size, origin=Origin())
    except FileRefused as refused:
        told.append(refused.code)
    else:
        told.append("kept")
print(json.dumps(told))
"""
FULL_DATABASE = """
from django.db import connection
from django.core.files.uploadedfile import SimpleUploadedFile
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
place = f"/incidents/cases/{Matter.objects.get().case.code}/evidence/"
with connection.cursor() as cursor:
    cursor.execute("PRAGMA page_count")
    cursor.execute(f"PRAGMA max_page_count = {cursor.fetchone()[0]}")
answers = [
    browser.post(place + "upload/", {"file": SimpleUploadedFile(f"{n}.xml", b"x" * 100 + b"%d" % n)}, headers={"X-Upload": "1"})
    for n in range(60)
]
print(json.dumps([answer.json()["files"][0] for answer in answers]))
"""


def assert_whole(office: Office, names: list[str]) -> None:
    """Exactly these items are there, each with all its bytes, and nothing else lies about."""
    items = office.items()
    assert [name for name, *_ in items] == names
    assert set(office.vault()) == {place for _, place, *_ in items}
    for _, place, digest, size in items:
        kept = office.vault()[place].read_bytes()
        assert (sha256(kept).hexdigest(), len(kept)) == (digest, size)
    assert office.incoming() == {}


def test_of_several_files_only_the_one_without_room_is_refused(own_office: Office) -> None:
    told = own_office.told(LIMITED + BY_PAGE, "a.xml:40000", "big.xml:2000000", "c.xml:50000")
    kept = "已保存为证据 {}，马上读取"
    assert told == [True, f"a.xml：{kept.format(1)}", f"big.xml：{FULL}", f"c.xml：{kept.format(2)}"]
    assert_whole(own_office, ["a.xml", "c.xml"])


@pytest.mark.parametrize("size", [ROOM + 1, 64 * 1024 * 10, 5_000_000])
def test_a_file_that_is_too_much_by_little_or_by_far(size: int, own_office: Office) -> None:
    told = own_office.told(LIMITED + BY_SCRIPT, f"b:{size}")
    assert [(one["name"], one["is_kept"]) for one in told] == [("b", False)]
    assert told[0]["text"].endswith(FULL)
    assert_whole(own_office, [])


def test_a_file_that_just_fits_is_kept(own_office: Office) -> None:
    assert own_office.told(LIMITED + BY_SCRIPT, f"b:{ROOM}")[0]["is_kept"]
    assert_whole(own_office, ["b"])


def test_the_vault_without_room_keeps_nothing_half(own_office: Office) -> None:
    told = own_office.told(INTO_THE_VAULT, "10", "300000", "20")
    assert told == ["kept", "no_room", "kept"]
    assert_whole(own_office, ["10", "20"])


def test_a_database_without_room_leaves_no_bytes_that_nobody_knows(own_office: Office) -> None:
    told: list[dict[str, Any]] = own_office.told(FULL_DATABASE)
    kept = [one["name"] for one in told if one["is_kept"]]
    refused = [one for one in told if not one["is_kept"]]
    assert refused
    assert all(one["text"].endswith(FULL) for one in refused)
    assert_whole(own_office, kept)

"""A process that is killed while it keeps a file leaves nothing or the whole; its leftovers are swept away."""

import os
import random
import signal
import time
from hashlib import sha256

import pytest

from tests.evidence.conftest import Office

SIZE = 3_000_000
CHANCE = random.Random(20260101)
BYTES_BEFORE_THE_END = sorted({1, SIZE - 1, *(CHANCE.randrange(SIZE) for _ in range(3))})
RECEIVING = f"""
from io import BytesIO
from evidence import incoming
from evidence.items.services import Origin, receive_file

class Deadly(BytesIO):
    '''Bytes in short pieces; at one of them the process that copies them is killed.'''
    copied = -{SIZE}
    def read(self, size=-1):
        piece = super().read(min(size, max(int(sys.argv[1]) - self.copied, 1)))
        if self.copied >= int(sys.argv[1]):
            os.kill(os.getpid(), signal.SIGKILL)
        self.copied += len(piece)
        return piece

content = b"proof" * ({SIZE} // 5)
"""
KILLED_AT_A_BYTE = (
    RECEIVING
    + """
receive_file(None, matter=Matter.objects.get(), stream=Deadly(content), name="proof", origin=Origin())
"""
)
KILLED_AT_A_STEP = (
    RECEIVING
    + """
def watch(event, arguments):
    if event == sys.argv[1] and settings.DATA_DIR / "vault" in __import__("pathlib").Path(str(arguments[0])).parents:
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
receive_file(None, matter=Matter.objects.get(), stream=BytesIO(content), name="proof", origin=Origin())
"""
)
AGAIN = (
    RECEIVING
    + """
receive_file(None, matter=Matter.objects.get(), stream=BytesIO(content), name="proof", origin=Origin())
print(json.dumps(incoming.sweep()))
"""
)
KILLED_WHILE_IT_RECEIVES = """
from evidence.incoming import IncomingFileHandler
class Deadly(IncomingFileHandler):
    def receive_data_chunk(self, raw_data, start):
        super().receive_data_chunk(raw_data, start)
        if start > 500_000:
            os.kill(os.getpid(), signal.SIGKILL)
import tests.evidence.test_killed as here
here.Deadly = Deadly
settings.FILE_UPLOAD_HANDLERS = ["tests.evidence.test_killed.Deadly"]
from django.core.files.uploadedfile import SimpleUploadedFile
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username="wen"), backend="lawyers.people.backends.ActivePersonBackend")
place = f"/incidents/cases/{Matter.objects.get().case.code}/evidence/upload/"
browser.post(place, {"file": SimpleUploadedFile("big.xml", b"x" * 3_000_000)})
"""
SWEEP = """
from evidence.tasks import sweep
from caseapp.celery import app
assert any(entry["task"] == sweep.name for entry in app.conf.beat_schedule.values())
sweep.apply()
print(json.dumps(None))
"""


def assert_nothing_or_the_whole(office: Office) -> None:
    """Each item has all its bytes; whatever else is in the vault is marked as unfinished or is the whole."""
    whole = sha256(b"proof" * (SIZE // 5)).hexdigest()
    files = office.vault()
    for _, place, digest, _ in office.items():
        assert sha256(files[place].read_bytes()).hexdigest() == digest == whole
    for place, path in files.items():
        assert place.endswith(".partial") or sha256(path.read_bytes()).hexdigest() == whole


def a_day_passes(office: Office) -> None:
    long_ago = time.time() - 25 * 60 * 60
    for path in (*office.vault().values(), *office.incoming().values()):
        os.utime(path, (long_ago, long_ago))


@pytest.mark.parametrize("byte", BYTES_BEFORE_THE_END)
def test_killed_at_a_byte(byte: int, own_office: Office) -> None:
    assert own_office.run(KILLED_AT_A_BYTE, str(byte)).returncode == -signal.SIGKILL
    assert own_office.items() == []
    assert [place[-8:] for place in own_office.vault()] == [".partial"]
    assert_nothing_or_the_whole(own_office)
    # Bringing it again works at once, and what may still be at work is left alone.
    assert own_office.told(AGAIN) == 0
    assert len(own_office.vault()) == 2
    a_day_passes(own_office)
    own_office.told(SWEEP)
    (item,) = own_office.items()
    assert set(own_office.vault()) == {item[1]}
    assert_nothing_or_the_whole(own_office)


@pytest.mark.parametrize("step", ["os.chmod", "os.link", "os.remove"])
def test_killed_between_two_steps(step: str, own_office: Office) -> None:
    assert own_office.run(KILLED_AT_A_STEP, step).returncode == -signal.SIGKILL
    assert_nothing_or_the_whole(own_office)
    assert own_office.items() == []
    a_day_passes(own_office)
    own_office.told(AGAIN)
    assert not [place for place in own_office.vault() if place.endswith(".partial")]
    assert len(own_office.items()) == 1
    assert_nothing_or_the_whole(own_office)


def test_a_half_received_file_is_swept_after_a_day_and_not_before(own_office: Office) -> None:
    assert own_office.run(KILLED_WHILE_IT_RECEIVES).returncode == -signal.SIGKILL
    assert len(own_office.incoming()) == 1
    own_office.told(SWEEP)
    assert len(own_office.incoming()) == 1
    a_day_passes(own_office)
    own_office.told(SWEEP)
    assert (own_office.incoming(), own_office.vault(), own_office.items()) == ({}, {}, [])

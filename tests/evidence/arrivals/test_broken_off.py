"""Connections cut, processes killed, two senders at once: what is here is here, and the file is kept once and whole."""

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor
from hashlib import sha256

import pytest

from tests.evidence.arrivals.serving import Sender, Served
from tests.evidence.conftest import Office

SIZE = 3_000_000
CONTENT = random.Random(20260101).randbytes(SIZE)
DIGEST = sha256(CONTENT).hexdigest()
RECEIPTS = """
from evidence.items.models import CustodyEvent, Receipt
print(json.dumps([Receipt.objects.count(), list(CustodyEvent.objects.values_list("kind", flat=True))]))
"""
FINISHING = """
from evidence.arrivals.models import Arrival
from evidence.arrivals.services import Announced, Piece, append_bytes, begin_arrival, finish_arrival
from evidence.items.services import Origin, receive_file

CONTENT = b"proof" * 600_000

def keep(arrival, stream, landing):
    return receive_file(None, matter=Matter.objects.get(), stream=stream, name=arrival.name, origin=Origin(), landing=landing)
"""
ARRIVING = (
    FINISHING
    + """
arrival = begin_arrival(Announced("proof", len(CONTENT)), purpose="test", owner="", max_bytes=len(CONTENT), open_limit=1)
append_bytes(arrival, Piece(0, len(CONTENT), [CONTENT]))
"""
)
KILLED_AT_A_STEP = (
    ARRIVING
    + """
def watch(event, arguments):
    if event == sys.argv[1] and (event == "os.chmod" or str(settings.DATA_DIR) in str(arguments[0])):
        os.kill(os.getpid(), signal.SIGKILL)
sys.addaudithook(watch)
finish_arrival(arrival, keep=keep)
"""
)
KILLED_IN_THE_TRANSACTION = (
    ARRIVING
    + """
import evidence.arrivals.services.finishing as finishing
write_down = finishing._write_down
def deadly(arrival, received):
    write_down(arrival, received)
    os.kill(os.getpid(), signal.SIGKILL)
finishing._write_down = deadly
finish_arrival(arrival, keep=keep)
"""
)
ASKED_AGAIN = (
    FINISHING
    + """
arrival = Arrival.objects.get()
told = [finish_arrival(arrival, keep=keep).item.number for _ in range(2)]
print(json.dumps(told))
"""
)
TAKEN_BACK = (
    ARRIVING
    + """
def keep_too_late(arrival, stream, landing):
    # Another machine, which does not share our locks, was faster.
    Arrival.objects.filter(pk=arrival.pk).delete()
    return keep(arrival, stream, landing)
try:
    finish_arrival(arrival, keep=keep_too_late)
except ValueError as error:
    print(json.dumps(type(error).__name__))
"""
)
LIMITED = (
    FINISHING
    + """
from evidence.arrivals.services import DiskFull
arrival = begin_arrival(Announced("proof", len(CONTENT)), purpose="test", owner="", max_bytes=len(CONTENT), open_limit=1)
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (1_000_000, resource.RLIM_INFINITY))
try:
    append_bytes(arrival, Piece(0, len(CONTENT), [CONTENT[:700_000], CONTENT[700_000:]]))
except DiskFull:
    before = arrival.offset
resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
append_bytes(arrival, Piece(before, len(CONTENT) - before, [CONTENT[before:]]))
print(json.dumps([before, finish_arrival(arrival, keep=keep).item.sha256]))
"""
)


def assert_kept_once_and_whole(office: Office, digest: str = DIGEST) -> None:
    """One item, one receipt, one event; the vault holds its bytes and nothing else; nothing lies about."""
    ((_, place, told, _),) = office.items()
    assert told == digest
    assert set(office.vault()) == {place}
    kept = office.vault()[place]
    assert sha256(kept.read_bytes()).hexdigest() == digest
    assert (kept.stat().st_mode & 0o777, kept.stat().st_nlink) == (0o400, 1)
    assert office.incoming() == {}
    receipts, events = office.told(RECEIPTS)
    assert (receipts, events[:1], "received_again" in events) == (1, ["received"], False)


def send_rest(sender: Sender, place: str) -> None:
    at = sender.offset(place)
    assert sender.send(place, at, CONTENT[at:]).status == 204
    assert sender.result(place).json()["sha256"] == DIGEST


def test_a_connection_cut_anywhere_goes_on_from_what_came(served: Served) -> None:
    sender = served.sender()
    place = sender.begun(SIZE)
    at = 0
    for size in (1, 262_144, 700_001):
        connection = sender.half(place, at, SIZE - at, CONTENT[at : at + size])
        connection.close()
        now_at = sender.wait_for(place, at + 1)
        time.sleep(0.1)
        now_at = sender.offset(place)
        assert at < now_at <= at + size
        at = now_at
    send_rest(sender, place)
    assert_kept_once_and_whole(served.office)


def test_a_server_killed_in_the_middle_goes_on_from_the_true_size(served: Served) -> None:
    sender = served.sender()
    place = sender.begun(SIZE)
    connection = sender.half(place, 0, SIZE, CONTENT[:1_500_000])
    sender.wait_for(place, 1_000_000)
    served.kill()
    connection.close()
    served.start()
    at = sender.offset(place)
    assert 1_000_000 <= at <= 1_500_000
    connection = sender.half(place, at, SIZE - at, CONTENT[at : at + 900_000])
    sender.wait_for(place, at + 1)
    served.kill()
    connection.close()
    served.start()
    send_rest(sender, place)
    assert_kept_once_and_whole(served.office)


def test_two_senders_of_one_file_do_not_mix(served: Served) -> None:
    sender = served.sender()
    place = sender.begun(SIZE)
    connection = sender.half(place, 0, SIZE, CONTENT[:1_000_000])
    at = sender.wait_for(place, 500_000)
    assert sender.send(place, at, b"x" * (SIZE - at)).status == 409
    connection.sendall(CONTENT[1_000_000:])
    assert connection.recv(12) == b"HTTP/1.1 204"
    connection.close()
    assert sender.result(place).json()["sha256"] == DIGEST
    assert_kept_once_and_whole(served.office)


def test_many_senders_of_one_small_file(served: Served) -> None:
    sender = served.sender()
    place = sender.begun(SIZE)
    with ThreadPoolExecutor(8) as pool:
        told = list(pool.map(lambda _: sender.send(place, 0, CONTENT).status, range(8)))
        assert told.count(204) == 1
        assert set(told) <= {204, 409}
        results = list(pool.map(lambda _: sender.result(place).json(), range(8)))
    assert [one["sha256"] for one in results] == [DIGEST] * 8
    assert_kept_once_and_whole(served.office)


def test_the_answer_to_the_last_piece_is_lost(served: Served) -> None:
    sender = served.sender()
    place = sender.begun(SIZE)
    sender.half(place, 0, SIZE, CONTENT).close()
    assert sender.wait_for(place, SIZE) == SIZE
    until = time.monotonic() + 20
    while (told := sender.result(place)).status == 409:
        assert time.monotonic() < until
    assert told.json()["sha256"] == DIGEST
    assert_kept_once_and_whole(served.office)


@pytest.mark.parametrize("step", ["os.link", "os.chmod", "os.remove"])
def test_killed_while_the_file_is_kept(step: str, own_office: Office) -> None:
    assert own_office.run(KILLED_AT_A_STEP, step).returncode == -signal.SIGKILL
    assert own_office.told(ASKED_AGAIN) == [1, 1]
    forget_what_a_killed_process_left_in_the_vault(own_office)
    assert_kept_once_and_whole(own_office, sha256(b"proof" * 600_000).hexdigest())


def test_killed_before_the_result_is_written_down(own_office: Office) -> None:
    assert own_office.run(KILLED_IN_THE_TRANSACTION).returncode == -signal.SIGKILL
    assert own_office.items() == []
    assert own_office.told(ASKED_AGAIN) == [1, 1]
    forget_what_a_killed_process_left_in_the_vault(own_office)
    assert_kept_once_and_whole(own_office, sha256(b"proof" * 600_000).hexdigest())


def forget_what_a_killed_process_left_in_the_vault(office: Office) -> None:
    """A whole file that no item knows may stay there; it is another name of the same bytes and takes no room."""
    kept = {place for _, place, *_ in office.items()}
    inodes = {path.stat().st_ino for path in office.vault().values()}
    assert len(inodes) == 1
    for place, path in office.vault().items():
        if place not in kept:
            os.unlink(path)


def test_an_arrival_given_up_meanwhile_keeps_nothing(own_office: Office) -> None:
    assert own_office.told(TAKEN_BACK) == "ArrivalBusy"
    assert (own_office.items(), own_office.vault()) == ([], {})


def test_a_full_disk_keeps_what_came_and_goes_on(own_office: Office) -> None:
    assert own_office.told(LIMITED) == [1_000_000, sha256(b"proof" * 600_000).hexdigest()]
    assert_kept_once_and_whole(own_office, sha256(b"proof" * 600_000).hexdigest())

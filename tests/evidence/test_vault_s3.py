"""The vault in an S3-compatible store: real HTTP to moto's server on loopback, and a wire that can be cut."""

import io
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

import boto3
import pytest
from django.core.files.base import ContentFile, File
from moto.server import ThreadedMotoServer

from evidence.items.services import FileRefused, Origin, receive_file
from evidence.vault import NameTaken, local_copy
from evidence.vault.s3 import PART_BYTES, S3Vault, VaultFailed
from lawyers.matters.models import Matter
from lawyers.people.models import User
from tests.evidence.conftest import Office
from tests.servers import free_port

KEYS = {"access_key": "office", "secret_key": "not-a-secret", "region_name": "us-east-1"}
BIG = PART_BYTES * 2 + 12_345

KEEPING_MUCH = """
import tracemalloc
from django.core.files.base import File
from evidence.vault import the_vault
from evidence.vault.s3 import PART_BYTES
from tests.evidence.test_vault_s3 import Pattern
tracemalloc.start()
kept = the_vault().save("one", File(Pattern(PART_BYTES * 10)))
size = sum(len(piece) for piece in the_vault().stream(kept))
with the_vault().open(kept) as stream:
    assert stream.seek(0, os.SEEK_END) == size
print(json.dumps([size, tracemalloc.get_traced_memory()[1]]))
"""


@pytest.fixture(scope="module")
def store() -> Iterator[str]:
    """The address of a store that ends with the module."""
    port = free_port()
    server = ThreadedMotoServer("127.0.0.1", port=port, verbose=False)
    server.start()
    yield f"http://127.0.0.1:{port}"
    server.stop()


@pytest.fixture
def client(store: str) -> Any:
    return boto3.client(
        "s3",
        endpoint_url=store,
        aws_access_key_id="office",
        aws_secret_access_key="x",
        region_name="us-east-1",
    )


@pytest.fixture
def bucket(client: Any) -> str:
    name = f"vault-{uuid4()}"
    client.create_bucket(Bucket=name, ObjectLockEnabledForBucket=True)
    return name


@pytest.fixture
def vault(store: str, bucket: str) -> S3Vault:
    return S3Vault(bucket_name=bucket, endpoint_url=store, location="evidence", **KEYS)


class Wire:
    """Passes bytes between a client and the store; `cut` says from the bytes of a request so far whether the line is lost."""

    def __init__(self, store: str) -> None:
        self.far = int(store.rpartition(":")[2])
        self.cut: Callable[[bytes], bool] = lambda sent: False
        self.swallows_answer: Callable[[bytes], bool] = lambda sent: False
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self.listener.getsockname()[1]}"
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self) -> None:
        with suppress(OSError):
            while True:
                near, _ = self.listener.accept()
                threading.Thread(target=self._carry, args=(near,), daemon=True).start()

    def _carry(self, near: socket.socket) -> None:
        with closing(near), closing(socket.create_connection(("127.0.0.1", self.far))) as far:
            sent = bytearray()
            threading.Thread(target=self._back, args=(far, near, sent), daemon=True).start()
            while piece := _received(near):
                sent += piece
                if self.cut(bytes(sent)):
                    return
                with suppress(OSError):
                    far.sendall(piece)

    def _back(self, far: socket.socket, near: socket.socket, sent: bytearray) -> None:
        while piece := _received(far):
            # Being asked for the body is no answer yet.
            is_answer = not piece.startswith(b"HTTP/1.1 100")
            if is_answer and self.swallows_answer(bytes(sent)):
                near.shutdown(socket.SHUT_RDWR)
                return
            with suppress(OSError):
                near.sendall(piece)


def _received(end: socket.socket) -> bytes:
    try:
        return end.recv(65536)
    except OSError:
        return b""


@pytest.fixture
def wire(store: str) -> Iterator[Wire]:
    made = Wire(store)
    yield made
    made.listener.close()


@pytest.fixture
def far_vault(wire: Wire, bucket: str) -> S3Vault:
    return S3Vault(bucket_name=bucket, endpoint_url=wire.address, location="evidence", **KEYS)


class Pattern(io.RawIOBase):
    """Bytes that nobody holds: the position says what they are."""

    def __init__(self, size: int) -> None:
        self.size, self.at = size, 0

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        self.at = offset if whence == os.SEEK_SET else self.size
        return self.at

    def tell(self) -> int:
        return self.at

    def read(self, size: int = -1) -> bytes:
        take = min(size, self.size - self.at)
        self.at += take
        return bytes([self.at % 251]) * take


def uploads(client: Any, bucket: str) -> list[Any]:
    found: list[Any] = client.list_multipart_uploads(Bucket=bucket).get("Uploads", [])
    return found


@pytest.mark.parametrize("size", [0, 1, 300_000, PART_BYTES - 1, PART_BYTES, PART_BYTES + 1, BIG])
def test_bytes_come_back_unaltered(vault: S3Vault, client: Any, bucket: str, size: int) -> None:
    content = os.urandom(size)
    vault.save("ab/one", ContentFile(content))
    with vault.open("ab/one") as stream:
        assert stream.read() == content
        stream.seek(max(size - 5, 0))
        assert stream.read() == content[max(size - 5, 0) :]
    assert b"".join(vault.stream("ab/one")) == content
    assert (vault.size("ab/one"), list(vault.names())) == (size, ["ab/one"])
    assert uploads(client, bucket) == []


def test_the_place_in_the_bucket_is_the_folder_of_the_setting(
    vault: S3Vault, client: Any, bucket: str
) -> None:
    vault.save("ab/one", ContentFile(b"x"))
    assert [one["Key"] for one in client.list_objects_v2(Bucket=bucket)["Contents"]] == ["evidence/ab/one"]


@pytest.mark.parametrize("size", [10, BIG])
def test_a_taken_name_is_refused_and_nothing_changes(
    vault: S3Vault, client: Any, bucket: str, size: int
) -> None:
    vault.save("one", ContentFile(b"first"))
    with pytest.raises(NameTaken):
        vault.save("one", ContentFile(b"2" * size))
    assert b"".join(vault.stream("one")) == b"first"
    assert uploads(client, bucket) == []


@pytest.mark.parametrize("size", [10, BIG])
def test_a_name_that_is_taken_meanwhile_is_refused_by_the_store(
    vault: S3Vault, monkeypatch: pytest.MonkeyPatch, client: Any, bucket: str, size: int
) -> None:
    """Two writers have both seen the name free: the condition of the put decides."""
    vault.save("one", ContentFile(b"first"))
    monkeypatch.setattr(S3Vault, "exists", lambda self, name: False)
    with pytest.raises(NameTaken):
        vault.save("one", ContentFile(b"2" * size))
    assert b"".join(vault.stream("one")) == b"first"
    assert uploads(client, bucket) == []


def test_what_is_missing_says_so(vault: S3Vault) -> None:
    with pytest.raises(FileNotFoundError):
        vault.open("one")
    with pytest.raises(FileNotFoundError):
        list(vault.stream("one"))
    with pytest.raises(FileNotFoundError), vault.local_copy("one"):
        pass
    with pytest.raises(FileNotFoundError):
        vault.size("one")


@pytest.mark.parametrize("size", [300_000, BIG])
def test_a_connection_that_is_lost_while_sending_leaves_nothing(
    far_vault: S3Vault, wire: Wire, vault: S3Vault, size: int
) -> None:
    wire.cut = lambda sent: sent.startswith(b"PUT") and len(sent) > 200_000
    with pytest.raises(VaultFailed):
        far_vault.save("one", File(Pattern(size)))
    assert list(vault.names()) == []


def test_a_connection_that_is_lost_at_the_last_step_leaves_nothing_or_the_whole(
    far_vault: S3Vault, wire: Wire, vault: S3Vault, client: Any, bucket: str
) -> None:
    wire.cut = lambda sent: b"uploadId" in sent[:400] and sent.startswith(b"POST")
    with pytest.raises(VaultFailed):
        far_vault.save("one", File(Pattern(BIG)))
    assert list(vault.names()) == []
    wire.cut = lambda sent: False
    far_vault.save("one", File(Pattern(BIG)))
    assert vault.size("one") == BIG


@pytest.mark.parametrize("size", [10, BIG])
def test_a_lost_answer_is_not_taken_for_a_taken_name(
    far_vault: S3Vault, wire: Wire, vault: S3Vault, size: int
) -> None:
    """The client asks again by itself; the store then finds the name taken, by this very writer."""
    last = b"PUT" if size == 10 else b"POST"
    lost: list[bytes] = []

    def loses_the_first(sent: bytes) -> bool:
        is_last_step = sent.startswith(last) and b"if-none-match" in sent.lower()
        if is_last_step and not lost:
            lost.append(sent)
            return True
        return False

    wire.swallows_answer = loses_the_first
    far_vault.save("one", File(Pattern(size)))
    assert lost
    assert vault.size("one") == size


def test_a_connection_that_is_lost_while_reading_is_an_error_and_never_a_short_file(
    far_vault: S3Vault, wire: Wire, vault: S3Vault, settings: Any
) -> None:
    vault.save("one", File(Pattern(BIG)))
    told = [0]

    def after_a_megabyte(sent: bytes) -> bool:
        told[0] += sent.startswith(b"GET")
        return told[0] > 16

    wire.swallows_answer = after_a_megabyte
    with pytest.raises(VaultFailed):
        far_vault.open("one")
    with pytest.raises(VaultFailed):
        list(far_vault.stream("one"))
    assert list(Path(settings.FILE_UPLOAD_TEMP_DIR).glob("*.vaultcopy")) == []


def test_a_store_that_is_away_is_an_error_of_the_disk(bucket: str) -> None:
    away = S3Vault(bucket_name=bucket, endpoint_url=f"http://127.0.0.1:{free_port()}", **KEYS)
    for call in (
        lambda: away.save("one", ContentFile(b"x")), lambda: away.open("one"), lambda: away.exists("one"), lambda: list(away.names()),
    ):  # fmt: skip
        with pytest.raises(VaultFailed):
            call()


class BreaksOff(Pattern):
    def read(self, size: int = -1) -> bytes:
        if self.at > PART_BYTES:
            raise OSError("the source is lost")
        return super().read(size)


def test_a_source_that_breaks_off_leaves_nothing(vault: S3Vault, client: Any, bucket: str) -> None:
    with pytest.raises(OSError, match="source"):
        vault.save("one", File(BreaksOff(BIG)))
    assert (list(vault.names()), uploads(client, bucket)) == ([], [])


def test_other_bytes_than_were_sent_are_found_and_removed(
    vault: S3Vault, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A store that says nothing about checksums is read back."""
    answers: dict[str, Any] = {"ChecksumSHA256": ""}
    vault._client.meta.events.register("after-call.s3.PutObject", lambda parsed, **_: parsed.update(answers))
    vault.save("one", ContentFile(b"whole"))
    monkeypatch.setattr(S3Vault, "_digest_of", lambda self, name: sha256(b"other").digest())
    with pytest.raises(VaultFailed, match="other bytes"):
        vault.save("two", ContentFile(b"whole"))
    assert list(vault.names()) == ["one"]


def test_what_a_killed_writer_began_is_given_up_after_a_day(vault: S3Vault, client: Any, bucket: str) -> None:
    client.create_multipart_upload(Bucket=bucket, Key="evidence/ab/half")
    (begun,) = uploads(client, bucket)
    assert vault.sweep(begun["Initiated"].timestamp() - 1) == 0
    assert vault.sweep(begun["Initiated"].timestamp() + 1) == 1
    assert uploads(client, bucket) == []


def test_a_lock_keeps_objects_as_long_as_the_setting_says(store: str, bucket: str, client: Any) -> None:
    vault = S3Vault(bucket_name=bucket, endpoint_url=store, lock_days=30, lock_mode="COMPLIANCE", **KEYS)
    vault.save("small", ContentFile(b"x"))
    kept = client.head_object(Bucket=bucket, Key="small")
    assert kept["ObjectLockMode"] == "COMPLIANCE"
    assert 29 <= (kept["ObjectLockRetainUntilDate"] - datetime.now(UTC)).days <= 30
    # The server of the tests forgets the lock of a multipart upload: what it was asked for is looked at instead.
    asked: list[dict[str, Any]] = []
    vault._client.meta.events.register(
        "before-call.s3.CreateMultipartUpload", lambda params, **_: asked.append(params["headers"])
    )
    vault.save("big", File(Pattern(BIG)))
    assert asked[0]["x-amz-object-lock-mode"] == "COMPLIANCE"
    assert (
        asked[0]["x-amz-object-lock-retain-until-date"][:10]
        == f"{kept['ObjectLockRetainUntilDate']:%Y-%m-%d}"
    )


def test_memory_stays_small_in_a_process_that_is_told_of_the_bucket_by_its_environment(
    own_office: Office, store: str, bucket: str
) -> None:
    given = {
        "VAULT_S3_BUCKET": bucket, "VAULT_S3_ENDPOINT": store, "VAULT_S3_REGION": "us-east-1", "VAULT_S3_ACCESS_KEY": "office",
        "VAULT_S3_SECRET_KEY": "not-a-secret", "VAULT_S3_FOLDER": "proof",
    }  # fmt: skip
    size, peak = own_office.told(KEEPING_MUCH, **given)
    assert size == PART_BYTES * 10
    assert peak < PART_BYTES * 6


def test_the_vault_has_no_addresses(vault: S3Vault) -> None:
    with pytest.raises(ValueError, match="no addresses"):
        vault.url("one")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b"])
def test_names_cannot_leave_the_vault(name: str, vault: S3Vault) -> None:
    with pytest.raises(Exception, match=r"path|outside|located|denied"):
        vault.save(name, ContentFile(b"x"))


@contextmanager
def in_use(settings: Any, vault: S3Vault, address: str) -> Iterator[None]:
    options = {"bucket_name": vault.bucket_name, "endpoint_url": address, **KEYS}
    settings.STORAGES = settings.STORAGES | {
        "vault": {"BACKEND": "evidence.vault.s3.S3Vault", "OPTIONS": options}
    }
    yield


@pytest.mark.django_db
def test_evidence_is_received_into_the_store_and_lent_from_it(
    settings: Any, vault: S3Vault, store: str, matter: Matter, wen: User
) -> None:
    with in_use(settings, vault, store):
        item = receive_file(
            wen, matter=matter, stream=io.BytesIO(b"proof" * 1000), name="a.bin", origin=Origin()
        ).item
        with local_copy(item.vault_name) as path:
            assert sha256(path.read_bytes()).hexdigest() == item.sha256
            assert path.parent == settings.FILE_UPLOAD_TEMP_DIR
        assert not path.exists()


@pytest.mark.django_db
def test_a_store_that_is_lost_keeps_nothing_and_the_person_is_told(
    settings: Any, vault: S3Vault, wire: Wire, matter: Matter, wen: User
) -> None:
    wire.cut = lambda sent: sent.startswith(b"PUT")
    with in_use(settings, vault, wire.address), pytest.raises(FileRefused, match="no_room"):
        receive_file(wen, matter=matter, stream=io.BytesIO(b"proof"), name="a.bin", origin=Origin())
    assert matter.evidence_items.count() == 0

"""An S3-compatible store as vault.

A file appears under its name in one step: one conditional put, or the conditional completion of a multipart upload. The
store compares every piece with the SHA-256 that is sent along; a store that does not say so is read back instead.
"""

import tempfile
from base64 import b64encode
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import uuid4

from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError
from django.conf import settings
from django.core.files.base import File
from storages.backends.s3 import S3Storage

from evidence.vault.writing import CHUNK_BYTES, COPY_SUFFIX, NameTaken, pieces_of

PART_BYTES = 8 * 1024 * 1024
"""Held in memory at a time. A store takes 10,000 parts, so that an item may have 80 GB."""
CONNECT_SECONDS, ANSWER_SECONDS, TRIES = 10, 60, 4
TAKEN_CODES = {"PreconditionFailed", "412"}
WRITER = "writer"


class VaultFailed(OSError):
    """The store could not be reached, refused, or keeps other bytes than were sent; nothing new stands under the name."""


class S3Vault(S3Storage):  # type: ignore[misc]  # django-storages brings no types
    """A bucket whose objects are written once. `lock_days` keeps them from everybody for so long, where the bucket offers it.

    Versioning and object lock are switched on for the bucket, by whoever owns it; an object under a taken name is refused
    with or without them.
    """

    def __init__(self, *, lock_days: int = 0, lock_mode: str = "GOVERNANCE", **options: Any) -> None:
        self.lock_days, self.lock_mode = lock_days, lock_mode
        patience = Config(
            connect_timeout=CONNECT_SECONDS,
            read_timeout=ANSWER_SECONDS,
            retries={"total_max_attempts": TRIES, "mode": "standard"},
            s3={"addressing_style": options.pop("addressing_style", "auto")},
        )
        super().__init__(**{"client_config": patience, **options})

    def stream(self, name: str) -> Iterator[bytes]:
        """The bytes in pieces. Raises FileNotFoundError, and VaultFailed when the connection is lost on the way."""
        with _as_os_errors(name):
            answer = self._client.get_object(Bucket=self.bucket_name, Key=self._key(name))
            yield from answer["Body"].iter_chunks(CHUNK_BYTES)

    @contextmanager
    def local_copy(self, name: str) -> Iterator[Path]:
        """A copy on this disk, removed afterwards."""
        with tempfile.NamedTemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR, suffix=COPY_SUFFIX) as copy:
            for piece in self.stream(name):
                copy.write(piece)
            copy.flush()
            yield Path(copy.name)

    def names(self) -> Iterator[str]:
        """The name of every object that is kept, known to somebody or not."""
        with _as_os_errors(""):
            pages = self._client.get_paginator("list_objects_v2").paginate(
                Bucket=self.bucket_name, Prefix=self._key("")
            )
            for page in pages:
                yield from (found["Key"].removeprefix(self._key("")) for found in page.get("Contents", ()))

    def sweep(self, before: float) -> int:
        """Uploads that killed writers began before that moment (seconds since 1970) are given up. How many there were."""
        with _as_os_errors(""):
            pages = self._client.get_paginator("list_multipart_uploads").paginate(
                Bucket=self.bucket_name, Prefix=self._key("")
            )
            begun = [upload for page in pages for upload in page.get("Uploads", ())]
            old = [upload for upload in begun if upload["Initiated"].timestamp() < before]
            for upload in old:
                self._give_up(upload["Key"], upload["UploadId"])
        return len(old)

    def get_available_name(self, name: str, max_length: int | None = None) -> str:
        """The name itself: a taken name is an error here, never a reason to invent another."""
        return name

    def exists(self, name: str) -> bool:
        """Whether something is kept under this name. Raises VaultFailed."""
        with _as_os_errors(name):
            return bool(super().exists(name))

    def size(self, name: str) -> int:
        """In bytes. Raises FileNotFoundError and VaultFailed."""
        with _as_os_errors(name):
            return int(super().size(name))

    def delete(self, name: str) -> None:
        """The name is free, unless the bucket keeps versions or locks. Raises VaultFailed."""
        with _as_os_errors(name):
            super().delete(name)

    def url(self, name: str | None, *args: Any, **kwargs: Any) -> str:
        raise ValueError("The vault has no addresses: evidence goes out through an access-checked view only.")

    @property
    def _client(self) -> Any:
        return self.connection.meta.client

    def _key(self, name: str) -> str:
        key: str = self._normalize_name(name)
        return f"{key.rstrip('/')}/" if key and not name else key

    def _open(self, name: str, mode: str = "rb") -> "File[Any]":
        if mode != "rb":
            raise ValueError("What is kept is only read.")
        # A file without a name on the disk: it can be searched like one, and is gone with the process.
        copy = tempfile.TemporaryFile(dir=settings.FILE_UPLOAD_TEMP_DIR)  # noqa: SIM115  # whoever opened it closes it
        try:
            for piece in self.stream(name):
                copy.write(piece)
        except BaseException:
            copy.close()
            raise
        copy.seek(0)
        return File(copy, name=name)

    def _save(self, name: str, content: "File[Any]") -> str:
        if self.exists(name):
            raise NameTaken(name)
        upload = _Upload(self._client, self.bucket_name, self._key(name), self._protection())
        with _as_os_errors(name):
            upload.write(pieces_of(content, PART_BYTES))
        if not upload.is_compared and upload.digest.digest() != self._digest_of(name):
            self.delete(name)
            raise VaultFailed(f"{name} is kept with other bytes than were sent.")
        return name

    def _digest_of(self, name: str) -> bytes:
        digest = sha256()
        for piece in self.stream(name):
            digest.update(piece)
        return digest.digest()

    def _protection(self) -> dict[str, Any]:
        if not self.lock_days:
            return {}
        until = datetime.now(UTC) + timedelta(days=self.lock_days)
        return {"ObjectLockMode": self.lock_mode, "ObjectLockRetainUntilDate": until}

    def _give_up(self, key: str, upload_id: str) -> None:
        self._client.abort_multipart_upload(Bucket=self.bucket_name, Key=key, UploadId=upload_id)


class _Upload:
    """One object on its way in."""

    def __init__(self, client: Any, bucket: str, key: str, protection: dict[str, Any]) -> None:
        self.client, self.protection = client, protection
        self.place = {"Bucket": bucket, "Key": key}
        self.writer = uuid4().hex
        self.digest = sha256()
        self.is_compared = True
        """Whether the store has said for every piece that it keeps the bytes that were sent."""

    def write(self, pieces: Iterator[bytes]) -> None:
        """The object is there, whole, or nothing is: raises NameTaken, and whatever the client or the source raises."""
        first = next(pieces, b"")
        if len(first) < PART_BYTES:
            self._put(first)
            return
        began = self.client.create_multipart_upload(
            **self.place, **self.protection, Metadata={WRITER: self.writer}, ChecksumAlgorithm="SHA256"
        )
        try:
            parts = [self._part(began["UploadId"], 1, first)]
            parts += [self._part(began["UploadId"], n, piece) for n, piece in enumerate(pieces, start=2)]
            self._complete(began["UploadId"], parts)
        except BaseException:
            # Where the connection is lost for good the sweep gives it up a day later; nothing stands under the name.
            with suppress(ClientError, BotoCoreError):
                self.client.abort_multipart_upload(**self.place, UploadId=began["UploadId"])
            raise

    def _put(self, content: bytes) -> None:
        checksum = self._checksum(content)
        with self._once():
            answer = self.client.put_object(
                **self.place, **self.protection, Body=content, Metadata={WRITER: self.writer}, IfNoneMatch="*",
                ChecksumAlgorithm="SHA256", ChecksumSHA256=checksum,
            )  # fmt: skip
            self.is_compared = answer.get("ChecksumSHA256") == checksum

    def _part(self, upload_id: str, number: int, content: bytes) -> dict[str, Any]:
        checksum = self._checksum(content)
        answer = self.client.upload_part(
            **self.place, UploadId=upload_id, PartNumber=number, Body=content, ChecksumAlgorithm="SHA256", ChecksumSHA256=checksum,
        )  # fmt: skip
        self.is_compared = self.is_compared and answer.get("ChecksumSHA256") == checksum
        return {"PartNumber": number, "ETag": answer["ETag"], "ChecksumSHA256": checksum}

    def _complete(self, upload_id: str, parts: list[dict[str, Any]]) -> None:
        with self._once():
            self.client.complete_multipart_upload(
                **self.place, UploadId=upload_id, MultipartUpload={"Parts": parts}, IfNoneMatch="*"
            )

    def _checksum(self, content: bytes) -> str:
        self.digest.update(content)
        return b64encode(sha256(content).digest()).decode("ascii")

    @contextmanager
    def _once(self) -> Iterator[None]:
        """A lost answer makes the client ask again, and the store then refuses its own first success: that is no refusal."""
        try:
            yield
        except ClientError as error:
            self.is_compared = False
            if not self._is_ours():
                if error.response["Error"]["Code"] in TAKEN_CODES:
                    raise NameTaken(self.place["Key"]) from error
                raise

    def _is_ours(self) -> bool:
        try:
            found = self.client.head_object(**self.place)
        except ClientError:
            return False
        return bool(found["Metadata"].get(WRITER) == self.writer)


@contextmanager
def _as_os_errors(name: str) -> Iterator[None]:
    """What the client raises, as the errors of a disk, which callers know to tell the person about."""
    try:
        yield
    except ClientError as error:
        if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode") == 404:
            raise FileNotFoundError(name) from error
        raise VaultFailed(f"The vault refused: {error.response['Error']['Code']}") from error
    except BotoCoreError as error:
        raise VaultFailed(f"The vault cannot be reached: {type(error).__name__}") from error

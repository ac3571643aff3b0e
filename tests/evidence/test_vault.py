"""The vault keeps what was received, whole or not at all, once."""

import errno
import os
import stat
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile

from evidence.vault import LocalVault, NameTaken


@pytest.fixture
def vault(tmp_path: Path) -> LocalVault:
    return LocalVault(location=tmp_path / "vault")


def kept(vault: LocalVault) -> list[str]:
    return sorted(str(p.relative_to(vault.location)) for p in Path(vault.location).rglob("*") if p.is_file())


def test_bytes_come_back_unaltered_and_read_only(vault: LocalVault) -> None:
    vault.save("ab/one", ContentFile(b"\x00proof\xff" * 300_000))
    with vault.open("ab/one") as stream:
        assert stream.read() == b"\x00proof\xff" * 300_000
    assert stat.S_IMODE(os.stat(vault.path("ab/one")).st_mode) == 0o400


def test_a_taken_name_is_refused_and_nothing_changes(vault: LocalVault) -> None:
    vault.save("one", ContentFile(b"first"))
    with pytest.raises(NameTaken):
        vault.save("one", ContentFile(b"second"))
    assert Path(vault.path("one")).read_bytes() == b"first"
    assert kept(vault) == ["one"]


class BreaksOff(ContentFile):
    """A stream whose source is lost after the first piece."""

    def read(self, *args: Any) -> bytes:
        if self.tell():
            raise OSError(errno.ENOSPC, "No space left on device")
        return super().read(10)


def test_a_stream_that_breaks_off_leaves_nothing(vault: LocalVault) -> None:
    with pytest.raises(OSError, match="No space"):
        vault.save("one", BreaksOff(b"x" * 100))
    assert kept(vault) == []


def test_the_vault_has_no_addresses(vault: LocalVault) -> None:
    with pytest.raises(ValueError, match="no addresses"):
        vault.url("one")


@pytest.mark.parametrize("name", ["../outside", "/etc/passwd", "a/../../b"])
def test_names_cannot_leave_the_vault(name: str, vault: LocalVault) -> None:
    with pytest.raises(Exception, match=r"path|outside|located"):
        vault.save(name, ContentFile(b"x"))

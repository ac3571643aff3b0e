"""Wrong settings are named when Django starts; a server without a service is warned about."""

from pathlib import Path
from typing import Any

import pytest
from django.core.checks import run_checks

from evidence.timestamps import tsa
from tests.evidence.conftest import Office
from tests.evidence.timestamps.authority import Authority

ASKING = """
from evidence.timestamps import tsa
print(json.dumps([tsa.addresses(), tsa.is_demonstration()]))
"""


def found(**kwargs: Any) -> list[str]:
    return [one.id for one in run_checks(**kwargs) if (one.id or "").startswith("evidence.")]


@pytest.mark.parametrize(
    ("urls", "ids"),
    [
        (["https://tsa.example.org/"], []), (["http://office:secret@tsa.example.org/tsa"], []), ([], []),
        (["tsa.example.org"], ["evidence.E001"]), (["file:///etc/passwd"], ["evidence.E001"]),
        (["ftp://a:secret@b/"], ["evidence.E001"]), (["demo:", "https://tsa.example.org/"], ["evidence.E002"]), (["demo:"], ["evidence.E002"]),
    ],
)  # fmt: skip
def test_addresses_of_a_server(urls: list[str], ids: list[str], settings: Any) -> None:
    settings.IS_EMBEDDED, settings.TSA_URLS = False, urls
    assert found() == ids
    assert not any("secret" in one.msg for one in run_checks())


def test_certificates_that_cannot_be_read(
    settings: Any, tmp_path: Path, authorities: list[Authority]
) -> None:
    (tmp_path / "bad.pem").write_text("no certificate")
    (tmp_path / "empty").mkdir()
    for place in (tmp_path / "missing.pem", tmp_path / "bad.pem", tmp_path / "empty"):
        settings.TSA_CA_FILE = str(place)
        assert found() == ["evidence.E003"]
    settings.TSA_CA_FILE = str(authorities[0].folder / "chain.pem")
    assert (found(), len(tsa.trusted_roots())) == ([], 2)


def test_a_server_without_service_or_root_is_warned_about(
    settings: Any, authorities: list[Authority]
) -> None:
    settings.IS_EMBEDDED, settings.TSA_URLS, settings.TSA_CA_FILE = False, [], ""
    assert found(include_deployment_checks=True) == ["evidence.W001"]
    settings.TSA_URLS = ["https://tsa.example.org/"]
    assert found(include_deployment_checks=True) == ["evidence.W002"]
    settings.TSA_CA_FILE = str(authorities[0].root_file)
    assert found(include_deployment_checks=True) == []


def test_only_a_machine_for_trying_out_stamps_by_itself(own_office: Office) -> None:
    assert own_office.told(ASKING) == [["demo:"], True]
    assert own_office.told(ASKING, TSA_URLS="https://a.example/ https://b.example/") == [
        ["https://a.example/", "https://b.example/"], False,
    ]  # fmt: skip
    server = {"DATABASE_URL": "postgres://nobody@127.0.0.1/none", "ALLOWED_HOSTS": "x"}
    assert own_office.told(ASKING, **server) == [[], False]

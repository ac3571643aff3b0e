"""Settings come from the environment, and a wrong word fails loudly."""

import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.db import connection

from caseapp import environment

TOP = Path(__file__).resolve().parents[2]


@pytest.mark.parametrize(
    ("word", "value"), [("1", True), ("Yes", True), ("on", True), ("0", False), ("false", False), ("", False)]
)
def test_a_boolean_is_read(word: str, value: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME", word)
    assert environment.boolean("SOME", default=not value) is value


def test_an_unknown_boolean_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME", "maybe")
    with pytest.raises(ImproperlyConfigured, match="SOME is 'maybe'"):
        environment.boolean("SOME", default=True)


def test_a_number_that_is_none_fails(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME", "eight")
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        environment.integer("SOME", 8)


def test_a_secret_may_stand_in_a_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "key").write_text("from the file\n")
    monkeypatch.setenv("SOME_FILE", str(tmp_path / "key"))
    assert environment.secret("SOME", keep_in=None) == "from the file"


def test_a_missing_secret_fails_on_a_server(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME", raising=False)
    with pytest.raises(ImproperlyConfigured, match="SOME"):
        environment.secret("SOME", keep_in=None)


def test_an_embedded_secret_is_made_once_for_the_owner_only(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("SOME", raising=False)
    first = environment.secret("SOME", keep_in=tmp_path / "secrets")
    assert len(first) >= 60
    assert environment.secret("SOME", keep_in=tmp_path / "secrets") == first
    assert stat.S_IMODE((tmp_path / "secrets" / "some").stat().st_mode) == 0o600


def test_a_database_url_is_taken_apart(tmp_path: Path) -> None:
    found = environment.database(
        "postgres://o%40ffice:p%2Fw@db.example.org:5433/cases?sslmode=require", tmp_path
    )
    assert (found["USER"], found["PASSWORD"], found["HOST"], found["PORT"], found["NAME"]) == (
        "o@ffice", "p/w", "db.example.org", "5433", "cases",
    )  # fmt: skip
    assert found["OPTIONS"] == environment.POSTGRES_OPTIONS | {"sslmode": "require"}


def test_a_pooler_may_be_spared_the_options(tmp_path: Path) -> None:
    found = environment.database("postgres://a@b/c?options=&connect_timeout=3", tmp_path)
    assert found["OPTIONS"] == environment.POSTGRES_OPTIONS | {"options": "", "connect_timeout": "3"}


@pytest.mark.postgres
@pytest.mark.django_db
def test_a_transaction_left_open_ends() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SHOW idle_in_transaction_session_timeout")
        assert cursor.fetchone() == ("5min",)
    assert connection.health_check_enabled or connection.settings_dict["CONN_HEALTH_CHECKS"]


def test_another_database_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match="mysql"):
        environment.database("mysql://a@b/c", tmp_path)


@pytest.mark.parametrize("missing", ["SECRET_KEY", "FIELD_KEYS"])
def test_a_server_does_not_start_without_its_secrets(missing: str, tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgres://a@127.0.0.1/b", "DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"],
        "SECRET_KEY": "s" * 60, "FIELD_KEYS": "f" * 40,
    }  # fmt: skip
    del given[missing]
    line = [sys.executable, "-c", "import caseapp.settings"]
    ended = subprocess.run(line, cwd=TOP, env=given, capture_output=True, text=True)
    assert ended.returncode != 0
    assert missing in ended.stderr


def test_a_server_speaks_https_only(tmp_path: Path) -> None:
    given = {
        "DATABASE_URL": "postgres://a@127.0.0.1/b", "DATA_DIR": str(tmp_path), "PATH": os.environ["PATH"],
        "SECRET_KEY": "s" * 60, "FIELD_KEYS": "f" * 40,
    }  # fmt: skip
    question = "from caseapp import settings as s; print(s.SESSION_COOKIE_SECURE, s.CSRF_COOKIE_SECURE, s.SECURE_SSL_REDIRECT)"
    told = subprocess.run(
        [sys.executable, "-c", question], cwd=TOP, env=given, capture_output=True, text=True, check=True
    )
    assert told.stdout.split() == ["True", "True", "True"]

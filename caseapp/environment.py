"""Typed readers of the environment: an unknown word fails loudly instead of becoming a default.

Secrets may also stand in a file named by NAME_FILE, which is how container secrets arrive.
"""

import os
import secrets
from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

TRUE_WORDS = {"1", "true", "yes", "on"}
FALSE_WORDS = {"0", "false", "no", "off", ""}
LOCK_MODES = {"GOVERNANCE", "COMPLIANCE"}
# A web server whose machine is lost closes no connection: without these its transaction, and the locks it took, would stay
# until the system's own keepalive of two hours. Nothing here rests for minutes within a transaction. What DATABASE_URL says
# of the same name counts instead: a pooler may take no `options`.
POSTGRES_OPTIONS = {
    "options": "-c idle_in_transaction_session_timeout=5min", "connect_timeout": "10",
    "keepalives_idle": "60", "keepalives_interval": "10", "keepalives_count": "6",
}  # fmt: skip


def text(name: str, default: str = "") -> str:
    """The variable, or the content of the file named by NAME_FILE, or the default."""
    if file_name := os.environ.get(f"{name}_FILE"):
        return Path(file_name).read_text(encoding="utf-8").strip()
    return os.environ.get(name, default)


def boolean(name: str, default: bool) -> bool:
    """True or False; raises ImproperlyConfigured for a word that is neither."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    if raw.lower() in TRUE_WORDS:
        return True
    if raw.lower() in FALSE_WORDS:
        return False
    raise ImproperlyConfigured(f"{name} is {raw!r}; write 1 or 0.")


def integer(name: str, default: int) -> int:
    """A whole number; raises ImproperlyConfigured for anything else."""
    raw = os.environ.get(name)
    if raw is None:
        return default
    try:
        return int(raw)
    except ValueError as error:
        raise ImproperlyConfigured(f"{name} is {raw!r}; write a whole number.") from error


def words(name: str, default: str = "") -> list[str]:
    """A comma-separated list without empty members."""
    return [word.strip() for word in text(name, default).split(",") if word.strip()]


def secret(name: str, *, keep_in: Path | None) -> str:
    """The secret from the environment; else one made once and kept in a file readable by its owner only.

    Without a place to keep it (an organisation's server) a missing secret raises ImproperlyConfigured:
    a secret that changes with every start would sign everybody out and lose the encrypted fields.
    """
    if value := text(name):
        return value
    if keep_in is None:
        raise ImproperlyConfigured(f"{name} (or {name}_FILE) must be set when DATABASE_URL is set.")
    path = keep_in / name.lower()
    if not path.exists():
        keep_in.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(secrets.token_urlsafe(48), encoding="ascii")
    return path.read_text(encoding="ascii").strip()


def database(url: str, data_dir: Path) -> dict[str, object]:
    """Django's description of the database: PostgreSQL from its URL, else SQLite (WAL) in the data folder."""
    if not url:
        return {
            "ENGINE": "django.db.backends.sqlite3",
            "NAME": data_dir / "caseapp.sqlite3",
            "OPTIONS": {
                # IMMEDIATE takes the write lock at BEGIN, so that two writers wait instead of failing half-way.
                "transaction_mode": "IMMEDIATE",
                "timeout": 20,
                "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL; PRAGMA cache_size=-64000;",
            },
        }
    parts = urlsplit(url)
    if parts.scheme not in {"postgres", "postgresql"}:
        raise ImproperlyConfigured(
            f"DATABASE_URL speaks {parts.scheme!r}; write postgres://user:password@host:5432/name."
        )
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": parts.path.lstrip("/"),
        "USER": unquote(parts.username or ""),
        "PASSWORD": unquote(parts.password or ""),
        "HOST": parts.hostname or "",
        "PORT": str(parts.port or ""),
        "CONN_MAX_AGE": 60,
        "CONN_HEALTH_CHECKS": True,
        "OPTIONS": POSTGRES_OPTIONS | dict(parse_qsl(parts.query, keep_blank_values=True)),
    }


def vault(data_dir: Path) -> dict[str, object]:
    """Django's description of the vault: a bucket when VAULT_S3_BUCKET names one, else a folder.

    VAULT_S3_LOCK_DAYS keeps every object from being deleted for so long; the bucket must have object lock switched on.
    """
    bucket = text("VAULT_S3_BUCKET")
    if not bucket:
        folder = text("VAULT_DIR") or data_dir / "vault"
        return {"BACKEND": "evidence.vault.LocalVault", "OPTIONS": {"location": folder}}
    mode = text("VAULT_S3_LOCK_MODE", "GOVERNANCE").upper()
    if mode not in LOCK_MODES:
        raise ImproperlyConfigured(f"VAULT_S3_LOCK_MODE is {mode!r}; write GOVERNANCE or COMPLIANCE.")
    options = {
        "bucket_name": bucket, "endpoint_url": text("VAULT_S3_ENDPOINT") or None, "region_name": text("VAULT_S3_REGION") or None,
        "access_key": text("VAULT_S3_ACCESS_KEY") or None, "secret_key": text("VAULT_S3_SECRET_KEY") or None,
        "location": text("VAULT_S3_FOLDER"), "addressing_style": text("VAULT_S3_ADDRESSING", "auto"),
        "lock_days": integer("VAULT_S3_LOCK_DAYS", 0), "lock_mode": mode,
    }  # fmt: skip
    return {"BACKEND": "evidence.vault.s3.S3Vault", "OPTIONS": options}

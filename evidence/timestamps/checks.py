"""Django's checks of the time-stamping settings: a wrong address is an error; a server without a service is warned about."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import urlsplit

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Warning

from evidence.timestamps import tsa


def addresses(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """evidence.E001 for an address that cannot be asked, E002 for the demonstration beside real services or on a server, E003 for certificates that cannot be read."""
    found: list[CheckMessage] = [
        Error(
            f"TSA_URLS holds {tsa.shown(url)!r}, which is no http or https address.",
            hint="Separate addresses by spaces.", id="evidence.E001",
        )
        for url in tsa.addresses()
        if url != tsa.demonstration.ADDRESS and not _is_web_address(url)
    ]  # fmt: skip
    if tsa.demonstration.ADDRESS in tsa.addresses() and not (tsa.is_demonstration() and settings.IS_EMBEDDED):
        hint = "Name the services of a real time-stamping authority only."
        found.append(Error("TSA_URLS names the demonstration authority.", hint=hint, id="evidence.E002"))
    return found + _certificates()


def _is_web_address(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in {"http", "https"} and bool(parts.hostname)


def _certificates() -> list[CheckMessage]:
    try:
        roots = tsa.trusted_roots()
    except (OSError, ValueError) as error:
        message = f"TSA_CA_FILE cannot be read: {type(error).__name__}."
        return [Error(message, hint="Name a PEM file, or a folder of .pem files.", id="evidence.E003")]
    if settings.TSA_CA_FILE and not roots:
        return [Error("TSA_CA_FILE holds no certificate.", hint="PEM is expected.", id="evidence.E003")]
    return []


def on_a_server(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[CheckMessage]:
    """evidence.W001 where no service is set up, W002 where no root is trusted; asked by check --deploy."""
    if not tsa.addresses():
        hint = (
            "Set TSA_URLS to the address of a time-stamping service, and TSA_CA_FILE to its root certificate."
        )
        return [Warning("Evidence gets no trusted time: TSA_URLS is empty.", hint=hint, id="evidence.W001")]
    if not settings.TSA_CA_FILE:
        hint = "Set TSA_CA_FILE to the root certificate of the authority (PEM)."
        return [
            Warning("No time-stamp counts as trusted: TSA_CA_FILE is empty.", hint=hint, id="evidence.W002")
        ]
    return []

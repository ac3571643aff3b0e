"""Which authorities are asked, in which order, and which roots the office trusts. All of it comes from the settings."""

from pathlib import Path

from cryptography import x509
from django.conf import settings

from evidence.timestamps.tsa import demonstration


def addresses() -> list[str]:
    """TSA_URLS in their order. Only the demonstration authority on a machine for trying out; none where nothing is set up."""
    return list(settings.TSA_URLS)


def is_demonstration() -> bool:
    """Whether stamps come from this machine's own authority, which nobody trusts."""
    return addresses() == [demonstration.ADDRESS]


def trusted_roots() -> list[x509.Certificate]:
    """The certificates in TSA_CA_FILE: one PEM file, or a folder of them. Raises OSError or ValueError when they cannot be read."""
    if not settings.TSA_CA_FILE:
        return []
    place = Path(settings.TSA_CA_FILE)
    files = sorted(place.glob("*.pem")) if place.is_dir() else [place]
    return [one for file in files for one in x509.load_pem_x509_certificates(file.read_bytes())]

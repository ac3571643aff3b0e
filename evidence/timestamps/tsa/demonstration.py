"""A time-stamping authority of this machine, for trying out and for tests: `openssl ts -reply` with a throw-away root.

Nobody outside trusts it and every stamp of it says so. Its key lies beside the data: whoever has the data can forge its stamps.
"""

import secrets
import shutil
import subprocess
import tempfile
from datetime import timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.conf import settings
from django.utils import timezone

ADDRESS = "demo:"
"""Stands in TSA_URLS where a real service's URL would."""
NAME = "Demonstration time-stamping authority, NOT TRUSTED"
SECONDS = 20
YEARS = timedelta(days=20 * 365)
POLICY = "2.25.199000"
"""Within the arc for everybody (ITU-T X.667), so that it is nobody's policy."""
CONFIGURATION = f"""\
[tsa]
default_tsa = demonstration
[demonstration]
serial = $ENV::TSA_SERIAL
signer_digest = sha256
default_policy = {POLICY}
digests = sha256, sha384, sha512
accuracy = secs:1
ess_cert_id_alg = sha256
"""


class CannotAnswer(Exception):
    """The demonstration authority gave no answer; `code` is no_openssl or openssl_failed."""

    def __init__(self, code: str, detail: str = "") -> None:
        super().__init__(code, detail)
        self.code, self.detail = code, detail


def folder() -> Path:
    """Where its key and certificates lie; made at first use."""
    home = Path(settings.DATA_DIR) / "demo-tsa"
    if not home.exists():
        _make(home)
    return home


def root() -> x509.Certificate:
    """The throw-away root certificate."""
    return x509.load_pem_x509_certificate((folder() / "root.pem").read_bytes())


def answer(request: bytes) -> bytes:
    """A response (DER) to this question (DER), a refusal included. Raises CannotAnswer."""
    program = shutil.which("openssl")
    if program is None:
        raise CannotAnswer("no_openssl")
    home = folder()
    with tempfile.TemporaryDirectory(prefix="demo-tsa-") as work:
        question, reply, serial = (Path(work) / name for name in ("question", "reply", "serial"))
        question.write_bytes(request)
        serial.write_text(f"{secrets.randbits(64):016X}")
        line = [
            program,
            "ts",
            "-reply",
            "-config",
            str(home / "tsa.cnf"),
            "-queryfile",
            str(question),
            "-out",
            str(reply),
        ]
        line += [
            "-signer",
            str(home / "tsa.pem"),
            "-inkey",
            str(home / "tsa.key"),
            "-chain",
            str(home / "root.pem"),
        ]
        _run(line, serial)
        return reply.read_bytes()


def _run(line: list[str], serial: Path) -> None:
    try:
        given = {"TSA_SERIAL": str(serial)}
        subprocess.run(line, check=True, capture_output=True, timeout=SECONDS, env=given)  # noqa: S603  # our own files
    except (subprocess.SubprocessError, OSError) as error:
        raise CannotAnswer("openssl_failed", type(error).__name__) from error


def _make(home: Path) -> None:
    """Root, signer and configuration appear together or not at all; whoever makes them at the same moment keeps the first."""
    home.parent.mkdir(parents=True, exist_ok=True)
    work = Path(tempfile.mkdtemp(prefix=".demo-tsa-", dir=home.parent))
    root_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(2))
    root_certificate = _certificate(f"{NAME} (root)", root_key, None)
    signer = _certificate(NAME, key, (root_certificate, root_key))
    for name, one in (("root.pem", root_certificate), ("tsa.pem", signer)):
        (work / name).write_bytes(one.public_bytes(Encoding.PEM))
    secret = work / "tsa.key"
    secret.touch(mode=0o600)
    secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    (work / "tsa.cnf").write_text(CONFIGURATION)
    try:
        work.rename(home)
    except OSError:
        shutil.rmtree(work)


def _certificate(
    name: str,
    key: ec.EllipticCurvePrivateKey,
    issuer: tuple[x509.Certificate, ec.EllipticCurvePrivateKey] | None,
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = timezone.now()
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    builder = builder.issuer_name(issuer[0].subject if issuer else subject)
    builder = builder.serial_number(x509.random_serial_number())
    builder = builder.not_valid_before(now - timedelta(days=1)).not_valid_after(now + YEARS)
    builder = builder.add_extension(x509.BasicConstraints(issuer is None, None), critical=True)
    if issuer:
        purpose = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(purpose, critical=True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())

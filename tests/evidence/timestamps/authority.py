"""A real time-stamping authority on a loopback port: `openssl ts -reply` behind HTTP, with a root of its own, and its bad days."""

import os
import secrets
import subprocess
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID
from django.db import connection

CONFIGURATION = """
[tsa]
default_tsa = ours
[ours]
serial = $ENV::SERIAL
signer_digest = sha256
default_policy = 1.2.3.4.1
other_policies = 1.2.3.4.2
digests = sha256
accuracy = secs:1
"""
Key = ec.EllipticCurvePrivateKey


def certificate(
    name: str, key: Key, issuer: tuple[x509.Certificate, Key] | None, days: tuple[int, int] = (-2, 3650), is_authority: bool = False
) -> x509.Certificate:  # fmt: skip
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.now(UTC)
    builder = x509.CertificateBuilder().subject_name(subject).public_key(key.public_key())
    builder = builder.issuer_name(issuer[0].subject if issuer else subject).serial_number(
        x509.random_serial_number()
    )
    builder = builder.not_valid_before(now + timedelta(days=days[0])).not_valid_after(
        now + timedelta(days=days[1])
    )
    builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
    if not is_authority:
        stamping = x509.ExtendedKeyUsage([ExtendedKeyUsageOID.TIME_STAMPING])
        builder = builder.add_extension(stamping, critical=True)
    return builder.sign(issuer[1] if issuer else key, hashes.SHA256())


class Authority:
    """Root, issuer and signer of its own in a folder; answers questions with the openssl program."""

    def __init__(self, folder: Path, *, name: str = "云澜时间戳", days: tuple[int, int] = (-2, 3650)) -> None:
        folder.mkdir(parents=True)
        self.folder, self.root_file = folder, folder / "root.pem"
        root_key, middle_key, key = (ec.generate_private_key(ec.SECP256R1()) for _ in range(3))
        root = certificate(f"{name} root", root_key, None, is_authority=True)
        middle = certificate(f"{name} issuer", middle_key, (root, root_key), is_authority=True)
        signer = certificate(name, key, (middle, middle_key), days)
        self._write("root.pem", root)
        self._write("chain.pem", middle, root)
        self._write("signer.pem", signer)
        secret = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
        (folder / "signer.key").write_bytes(secret)
        (folder / "tsa.cnf").write_text(CONFIGURATION)

    def _write(self, name: str, *certificates: x509.Certificate) -> None:
        (self.folder / name).write_bytes(b"".join(one.public_bytes(Encoding.PEM) for one in certificates))

    def reply(self, request: bytes, *, chain: bool = True) -> bytes:
        """The answer as openssl makes it; with the chain it holds three certificates in no order."""
        place = self.folder / secrets.token_hex(8)
        question, answer, serial = (place.with_suffix(ending) for ending in (".tsq", ".tsr", ".serial"))
        question.write_bytes(request)
        serial.write_text(f"{secrets.randbits(64):016X}")
        line = ["openssl", "ts", "-reply", "-config", "tsa.cnf", "-queryfile", question, "-out", answer]
        line += ["-signer", "signer.pem", "-inkey", "signer.key", *(["-chain", "chain.pem"] if chain else [])]
        given = {"SERIAL": str(serial), "PATH": os.environ["PATH"]}
        subprocess.run(line, check=True, capture_output=True, cwd=self.folder, env=given)
        return answer.read_bytes()


Behaviour = Callable[["Service", BaseHTTPRequestHandler, bytes], None]


class Service:
    """An HTTP service and what it was asked. `behave` may be changed while it runs."""

    def __init__(self, authority: Authority) -> None:
        self.authority, self.asked = authority, 0
        self.seen: list[bytes] = []
        self.headers: list[dict[str, str]] = []
        self.behave: Behaviour = answering(authority.reply)
        service = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                service.asked += 1
                service.seen.append(body)
                service.headers.append(dict(self.headers))
                try:
                    service.behave(service, self, body)
                finally:
                    # What a test does in here, it does in a thread of its own.
                    connection.close()

            def log_message(self, *arguments: object) -> None:
                """Silent."""

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.server.daemon_threads = True
        self.host = f"127.0.0.1:{self.server.server_address[1]}"
        self.url = f"http://{self.host}/tsa"


def answering(reply: Callable[[bytes], bytes]) -> Behaviour:
    """200 with what `reply` makes of the question."""

    def behave(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        told = reply(body)
        handler.send_response(200)
        handler.send_header("Content-Type", "application/timestamp-reply")
        handler.send_header("Content-Length", str(len(told)))
        handler.end_headers()
        handler.wfile.write(told)

    return behave


def refusing(status: int, **headers: str) -> Behaviour:
    def behave(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
        handler.send_response(status)
        for name, value in headers.items():
            handler.send_header(name, value)
        handler.send_header("Content-Length", "0")
        handler.end_headers()

    return behave


def hanging(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """Says nothing for as long as anybody listens."""
    time.sleep(3)


def dripping(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    """A byte now and then, never done."""
    handler.send_response(200)
    handler.send_header("Content-Length", "100000")
    handler.end_headers()
    for _ in range(60):
        handler.wfile.write(b"0")
        handler.wfile.flush()
        time.sleep(0.05)


def breaking_off(service: Service, handler: BaseHTTPRequestHandler, body: bytes) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "5000")
    handler.end_headers()
    handler.wfile.write(b"half")


@contextmanager
def served(authorities: Sequence[Authority]) -> Iterator[list[Service]]:
    services = [Service(one) for one in authorities]
    for one in services:
        Thread(target=one.server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    try:
        yield services
    finally:
        for one in services:
            one.server.shutdown()
            one.server.server_close()

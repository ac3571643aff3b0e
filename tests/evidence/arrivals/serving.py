"""A real web server over an office of its own, and a client that speaks tus by hand, byte for byte."""

import base64
import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from tests.evidence.conftest import TOP, Office
from tests.servers import free_port

SIGNING_IN = """
browser = Browser(SERVER_NAME="localhost")
browser.force_login(User.objects.get(username=sys.argv[1]), backend="lawyers.people.backends.ActivePersonBackend")
print(json.dumps([browser.cookies["sessionid"].value, str(Matter.objects.get(number="YL2026-0001").case.code)]))
"""
TOKEN = "t" * 32


@dataclass
class Answer:
    """Status, headers and body of one answer."""

    status: int
    headers: dict[str, str]
    body: bytes

    @property
    def offset(self) -> int:
        return int(self.headers["Upload-Offset"])

    def json(self) -> Any:
        return json.loads(self.body)


@dataclass
class Sender:
    """One person's tus client for one case."""

    port: int
    session: str
    case: str
    headers: dict[str, str] = field(default_factory=dict)

    @property
    def place(self) -> str:
        return f"/incidents/cases/{self.case}/evidence/arrivals/"

    def ask(self, method: str, path: str, body: bytes = b"", **headers: str) -> Answer:
        """One request; header names are written with underscores."""
        given = {name.replace("_", "-"): value for name, value in headers.items()}
        with closing(http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)) as connection:
            connection.request(method, path, body, self._frame() | given)
            answer = connection.getresponse()
            return Answer(answer.status, dict(answer.getheaders()), answer.read())

    def begin(self, size: int, name: str = "短信.xml", **metadata: str) -> Answer:
        told = {"filename": name} | metadata
        header = ",".join(f"{key} {base64.b64encode(value.encode()).decode()}" for key, value in told.items())
        return self.ask("POST", self.place, Upload_Length=str(size), Upload_Metadata=header)

    def begun(self, size: int, **metadata: str) -> str:
        answer = self.begin(size, **metadata)
        assert answer.status == 201, answer.body
        return answer.headers["Location"]

    def offset(self, place: str) -> int:
        answer = self.ask("HEAD", place)
        assert answer.status == 200
        assert answer.headers["Cache-Control"] == "no-store"
        return answer.offset

    def send(self, place: str, offset: int, body: bytes, **headers: str) -> Answer:
        return self.ask(
            "PATCH", place, body, Upload_Offset=str(offset), Content_Type="application/offset+octet-stream", **headers
        )  # fmt: skip

    def result(self, place: str) -> Answer:
        return self.ask("POST", f"{place}result/")

    def half(self, place: str, offset: int, announced: int, body: bytes) -> socket.socket:
        """A PATCH of which only `body` has been sent; the connection is still open."""
        lines = {
            "Upload-Offset": str(offset), "Content-Length": str(announced), "Content-Type": "application/offset+octet-stream",
            "Host": "localhost",
        } | self._frame()  # fmt: skip
        head = f"PATCH {place} HTTP/1.1\r\n" + "".join(f"{k}: {v}\r\n" for k, v in lines.items()) + "\r\n"
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        connection.sendall(head.encode() + body)
        return connection

    def wait_for(self, place: str, at_least: int) -> int:
        until = time.monotonic() + 30
        while (offset := self.offset(place)) < at_least:
            assert time.monotonic() < until, offset
            time.sleep(0.02)
        return offset

    def _frame(self) -> dict[str, str]:
        cookies = f"sessionid={self.session}; csrftoken={TOKEN}"
        return {"Tus-Resumable": "1.0.0", "Cookie": cookies, "X-CSRFToken": TOKEN} | self.headers


@dataclass
class Served:
    """An office with gunicorn in front of it."""

    office: Office
    port: int = field(default_factory=free_port)
    server: "subprocess.Popen[bytes] | None" = None

    def start(self, **environment: str) -> None:
        given = {name: os.environ[name] for name in ("PATH", "SECRET_KEY", "FIELD_KEYS")}
        given |= {
            "DATA_DIR": str(self.office.folder), "DJANGO_SETTINGS_MODULE": "tests.served_settings", "TASKS_EAGER": "1",
        } | environment  # fmt: skip
        line = [
            str(Path(sys.executable).parent / "gunicorn"), "caseapp.wsgi:application", "--bind", f"127.0.0.1:{self.port}",
            "--workers", "1", "--threads", "4", "--log-level", "critical", "--timeout", "120",
        ]  # fmt: skip
        self.server = subprocess.Popen(line, cwd=TOP, env=given, start_new_session=True)
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", self.port)) == 0:
                    return
            time.sleep(0.05)
        raise TimeoutError(self.port)

    def kill(self) -> None:
        """As a power cut would: master and worker, at once."""
        if self.server is not None:
            os.killpg(self.server.pid, signal.SIGKILL)
            self.server.wait()
            self.server = None

    def sender(self, username: str = "wen") -> Sender:
        session, case = self.office.told(SIGNING_IN, username)
        return Sender(self.port, session, case)

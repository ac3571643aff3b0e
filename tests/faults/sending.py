"""People who send files by tus and go on after every broken connection, until they hear what became of each."""

import http.client
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256

from tests.evidence.arrivals.serving import Answer, Sender
from tests.faults.building import Sent

PIECE_BYTES = 16 * 1024
PATIENCE_SECONDS = 120
PAUSE_SECONDS = 0.3
ASK_AGAIN = {409, 429}
"""Somebody else is at the file at this moment, or it is to come slower: not an answer about the file."""


@dataclass
class LinkSender(Sender):
    """Whoever holds a link; nobody is signed in."""

    secret: str = ""

    @property
    def place(self) -> str:
        return f"/u/{self.secret}/arrivals/"

    def _frame(self) -> dict[str, str]:
        return {"Tus-Resumable": "1.0.0"}


@dataclass(frozen=True)
class Told:
    """What a sender was told about one file in the end: nothing, if they did not stay to ask. `code` is that of its arrival."""

    sha256: str
    code: str
    state: str
    stayed: bool


class Unsure(Exception):
    """No answer, or one that says nothing about the file: whoever sends asks again."""


class Delivery:
    """One file and its sender. `told` is the end of it."""

    def __init__(self, sender: Sender, sent: Sent, about: dict[str, str], pause: Callable[[], float]) -> None:
        self.sender, self.sent, self.about, self.pause = sender, sent, about, pause
        self.place = ""

    def deliver(self) -> Told:
        """Everything was sent, and, where the sender stays, said to be kept or refused. Raises TimeoutError."""
        until = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < until:
            try:
                return self._once()
            except (OSError, http.client.HTTPException, Unsure):
                time.sleep(PAUSE_SECONDS)
        raise TimeoutError(f"{self.sent.name} at {self.place or 'no place'}")

    def _once(self) -> Told:
        content, known = self.sent.content, sha256(self.sent.content).hexdigest()
        if not self.place:
            answer = _sure(self.sender.begin(len(content), self.sent.name, **self._metadata()), 201)
            self.place = answer.headers["Location"]
        offset = _sure(self.sender.ask("HEAD", self.place), 200).offset
        while offset < len(content):
            time.sleep(self.pause())
            piece = content[offset : offset + PIECE_BYTES]
            offset = _sure(self.sender.send(self.place, offset, piece), 204).offset
        code = self.place.rstrip("/").rpartition("/")[2]
        if not self.sent.stays:
            return Told(known, code, "", stayed=False)
        result = _sure(self.sender.result(self.place), 200).json()
        assert result["sha256"] in {known, None}
        return Told(known, code, result["state"], stayed=True)

    def _metadata(self) -> dict[str, str]:
        return {"sha256": sha256(self.sent.content).hexdigest()} | self.about


def _sure(answer: Answer, status: int) -> Answer:
    if answer.status >= 500 or answer.status in ASK_AGAIN:
        raise Unsure(answer.status)
    assert answer.status == status, (answer.status, answer.body[:300])
    return answer


def deliver_all(
    sender: Sender, files: list[Sent], about: dict[str, str], pause: Callable[[], float]
) -> list[Told]:
    """One file after the other, as one person sends them. `pause` gives the seconds before each piece."""
    return [Delivery(sender, sent, about, pause).deliver() for sent in files]

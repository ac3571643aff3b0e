"""What a drawn picture says: the pictures are made up, so the truth is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime

from PIL import Image


@dataclass(frozen=True)
class Told:
    """One message that stands in a picture. `at` is None where nobody could know it from picture and file name."""

    kind: str
    direction: str
    peer: str | None
    peer_name: str | None
    text: str
    at: datetime | None
    duration_s: int | None = None


@dataclass
class Screen:
    """A drawn picture, the name of its file, and what it says. `family` names the design it was drawn in."""

    name: str
    family: str
    image: Image.Image
    told: list[Told] = field(default_factory=list)
    quality: int | None = None

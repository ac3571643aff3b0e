"""Pictures of a conversation, made by code, with what a reader reads in them: no recognition is run."""

from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from evidence.items.models import EvidenceItem
from evidence.items.services import Origin, receive_file
from evidence.messages.services import import_messages
from evidence.readers import Doubt, ReadMessage, Seen
from lawyers.matters.models import Matter
from lawyers.people.models import User

WIDTH, LINE, PER_LINE = 720, 44, 17
FONTS = (
    Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"),
    Path("/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc"),
)


@dataclass(frozen=True)
class Said:
    """One bubble: `truth` is what the picture shows, `text` what was read."""

    text: str
    at: datetime | None = None
    direction: str = "in"
    shown_at: str = ""
    doubts: tuple[tuple[int, int, float], ...] = ()
    confidence: float = 0.97
    peer: str | None = "10690000771200"
    truth: str = ""


def picture(
    matter: Matter, who: User, rows: list[Said], *, name: str = "IMG_0313.png", source_key: str = ""
) -> EvidenceItem:
    """A screenshot in the vault, and its messages as a reader gave them."""
    boxes = _boxes(rows)
    height = boxes[-1][3] + 120
    content = _drawn(rows, boxes, height)
    item = receive_file(who, matter=matter, stream=content, name=name, origin=Origin()).item
    read = (_read(row, box) for row, box in zip(rows, boxes, strict=True))
    import_messages(item, read, phone="p", source_key=source_key)
    EvidenceItem.objects.filter(pk=item.pk).update(
        facts={"width": WIDTH, "height": height}, reading="read", kind="screenshot"
    )
    item.refresh_from_db()
    return item


def _boxes(rows: list[Said]) -> list[tuple[int, int, int, int]]:
    boxes, top = [], 150
    for row in rows:
        lines = (row.truth or row.text).split("\n")
        height = LINE * sum(1 + len(line) // PER_LINE for line in lines) + 20
        left = 60 if row.direction == "in" else WIDTH - 60 - 560
        boxes.append((left, top, left + 560, top + height))
        top += height + 70
    return boxes


def _drawn(rows: list[Said], boxes: list[tuple[int, int, int, int]], height: int) -> BytesIO:
    page = Image.new("RGB", (WIDTH, height), "#f4f4f6")
    pen = ImageDraw.Draw(page)
    found = next((path for path in FONTS if path.exists()), None)
    font = ImageFont.truetype(found, 30) if found else ImageFont.load_default(30)
    for row, (left, top, right, bottom) in zip(rows, boxes, strict=True):
        pen.rounded_rectangle(
            (left, top, right, bottom), 16, fill="#ffffff" if row.direction == "in" else "#bfe3ff"
        )
        pen.text((WIDTH // 2 - 60, top - 46), row.shown_at, fill="#888888", font=font)
        y = top + 10
        for line in (row.truth or row.text).split("\n"):
            for start in range(0, max(1, len(line)), PER_LINE):
                pen.text((left + 16, y), line[start : start + PER_LINE], fill="#111111", font=font)
                y += LINE
    out = BytesIO()
    page.save(out, "PNG")
    out.seek(0)
    return out


def _read(row: Said, box: tuple[int, int, int, int]) -> ReadMessage:
    seen = Seen(box, row.shown_at, tuple(Doubt(*doubt) for doubt in row.doubts))
    where = f"box[{','.join(map(str, box))}]"
    return ReadMessage(
        row.at, "sms", row.direction, row.peer, None, row.text, None, where, row.confidence, (), seen
    )

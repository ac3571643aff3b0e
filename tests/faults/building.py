"""What people send: backups of a phone that overlap, pictures and recordings, some of them twice."""

import random
from dataclasses import dataclass, field
from io import BytesIO

from PIL import Image

from tests.evidence.derivatives.building import sound
from tests.incidents.test_from_file_to_incident import THREAT, backup, sms

SPAN = 300
STEP = 200
FIRST_MS = 1_794_000_000_000


@dataclass(frozen=True)
class Sent:
    """One file on its way: bytes, name, and whether the sender stays to hear what became of it."""

    content: bytes = field(repr=False)
    name: str
    stays: bool = True


def phone_backup(phone: str, begin: int, count: int = SPAN) -> bytes:
    """So many messages of a phone's long story, from its `begin`th; each is one second of it."""
    told = (
        sms(THREAT if n % 50 == 0 else f"{phone}第{n}条", date=FIRST_MS + n * 1000, address="10690000771200")
        for n in range(begin, begin + count)
    )
    return backup(*told)


def picture(chance: random.Random) -> bytes:
    """A photo without words."""
    out = BytesIO()
    Image.frombytes("RGB", (96, 72), chance.randbytes(96 * 72 * 3)).resize((320, 240)).save(out, "JPEG")
    return out.getvalue()


def recording(chance: random.Random) -> bytes:
    return sound("wav", chance.randrange(4, 9), title=f"{chance.random()}")


def sendings(chance: random.Random, phone: str, backups: int, pictures: int, recordings: int) -> list[Sent]:
    """What one person sends: every backup overlaps the next by a third; one backup and one recording come twice."""
    files = [(phone_backup(phone, n * STEP), "短信.xml") for n in range(backups)]
    files += [(picture(chance), "截图.jpg") for _ in range(pictures)]
    files += [(recording(chance), "录音.wav") for _ in range(recordings)]
    files += [files[0], files[-1]]
    chance.shuffle(files)
    return [Sent(content, name, stays=chance.random() < 0.8) for content, name in files]


def message_count(backups: int) -> int:
    """The different messages in so many backups."""
    return (backups - 1) * STEP + SPAN

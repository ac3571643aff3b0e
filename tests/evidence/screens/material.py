"""The pictures on which reading is judged, drawn anew from a seed: the same ones on every machine with the same fonts.

`python -m tests.evidence.screens.material FOLDER [split]` writes them out to be looked at.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from pathlib import Path

from PIL import Image

from tests.evidence.screens import lists, negatives, skins
from tests.evidence.screens.chats import ChatDrawing, Line, Talk
from tests.evidence.screens.lists import ListDrawing, ListSkin, Row
from tests.evidence.screens.photographing import photographed
from tests.evidence.screens.skins import Skin
from tests.evidence.screens.truth import Screen

CORPUS = Path(__file__).resolve().parents[2] / "incidents" / "corpus"
SHANGHAI = timezone(timedelta(hours=8))
MADE_UP = 4
WIDTHS = (540, 720, 1080, 1080, 1080, 1260, 1440)
NAMES = ("王建国", "催收-陈经理", "小雁客服", "示例银行", "李大姐", "陌生号码", "法务刘主任")
OWN = (
    "你是谁？怎么有我的号码",
    "我不认识他，别再发了",
    "请不要再联系我。",
    "好的",
    "已经报警了，请停止骚扰",
    "这事与我无关，我会投诉到12378",
)
LINKS = ("https://t.example.cn/a8Kd2", "http://pay.example.com/q?id=30291")


def texts(split: str) -> list[str]:
    """Messages of the corpus: development lines for development, held-out ones for what is held out."""
    pattern = "development_*.jsonl" if split == "development" else "held_out*.jsonl"
    return [
        json.loads(row)["text"]
        for path in sorted(CORPUS.glob(pattern))
        for row in path.read_text(encoding="utf-8").splitlines()
    ]


def number(chance: random.Random) -> str:
    kinds = (
        f"199 0000 {chance.randint(0, 9999):04d}", f"1990000{chance.randint(0, 9999):04d}", f"+86 199 0000 {chance.randint(0, 9999):04d}",
        f"1069{chance.randint(0, 10**9):010d}", "95588", f"400-000-{chance.randint(0, 9999):04d}",
    )  # fmt: skip
    return chance.choice(kinds)


def message(chance: random.Random, pool: list[str]) -> str:
    """A text of the corpus; now and then with a signature, an amount, a call-back number or a link."""
    text = chance.choice(pool)
    extra = chance.random()
    if extra < 0.15:
        text = f"【示例消金】{text}"
    elif extra < 0.35:
        text += f"欠款{chance.randint(500, 90000)}.{chance.randint(0, 99):02d}元，回电1990000{chance.randint(0, 9999):04d}"
    elif extra < 0.45:
        text += f" {chance.choice(LINKS)} 退订回T"
    return text


class Maker:
    """Draws the pictures of one split."""

    def __init__(self, split: str, seed: int) -> None:
        self.split, self.chance, self.pool = split, random.Random(f"{split}-{seed}"), texts(split)

    def captured(self) -> datetime:
        day = datetime(2026, self.chance.randint(2, 11), self.chance.randint(1, 28), tzinfo=SHANGHAI)
        return day + timedelta(
            hours=self.chance.randint(20, 22),
            minutes=self.chance.randint(0, 59),
            seconds=self.chance.randint(0, 59),
        )

    def name(self, captured: datetime) -> str:
        forms = (
            f"Screenshot_{captured:%Y%m%d_%H%M%S}", f"Screenshot_{captured:%Y-%m-%d-%H-%M-%S}-{self.chance.randint(10, 999)}_com.android.mms",
            f"截屏{captured:%Y-%m-%d %H.%M.%S}", f"Screenshot_{captured:%Y%m%d_%H%M%S}_com.tencent.mm",
        )  # fmt: skip
        return self.chance.choice(forms) + self.chance.choice((".jpg", ".png"))

    def talk(self, count: int) -> Talk:
        captured, chance = self.captured(), self.chance
        is_number = chance.random() < 0.65
        start = chance.choice((40, 60 * 5, 60 * 25, 60 * 24 * 4, 60 * 24 * 40))
        at = captured - timedelta(minutes=start)
        lines = []
        for _ in range(count):
            own = chance.random() < 0.3
            lines.append(
                Line(at.replace(second=0), own, chance.choice(OWN) if own else message(chance, self.pool))
            )
            step = timedelta(minutes=chance.choice((1, 2, 20, 90, 60 * 14)))
            if at + step < captured:
                at += step
        return Talk(number(chance) if is_number else chance.choice(NAMES), is_number, captured, lines)

    def chat(self, skin: Skin, *, width: int | None = None, count: int = 12, is_long: bool = False) -> Screen:
        talk = self.talk(count)
        if skin.kind == "wechat":
            notice = self.chance.choice(("", "“对方”撤回了一条消息", "以上是打招呼的内容"))
            talk = Talk(self.chance.choice(NAMES), False, talk.captured, talk.lines, notice)
        drawing = ChatDrawing(skin, talk, width or self.chance.choice(WIDTHS), self.chance, is_long=is_long)
        screen = drawing.drawn(self.name(talk.captured))
        screen.quality = self.chance.choice((40, 60, 80, 95))
        return screen

    def list(self, skin: ListSkin, *, are_calls: bool) -> Screen:
        captured, chance = self.captured(), self.chance
        at, rows = captured, []
        for _ in range(10):
            at -= timedelta(minutes=chance.choice((15, 50, 240, 60 * 20)))
            direction = chance.choice(("in", "out", "missed", "missed")) if are_calls else "in"
            lasted = chance.randint(3, 400) if are_calls and direction != "missed" else None
            is_number = chance.random() < 0.8
            peer = number(chance) if is_number else chance.choice(NAMES)
            rows.append(
                Row(
                    at.replace(second=0),
                    peer,
                    is_number,
                    "" if are_calls else message(chance, self.pool),
                    direction,
                    lasted,
                )
            )
        screen = ListDrawing(skin, captured, chance.choice(WIDTHS), chance).drawn(
            self.name(captured), rows, are_calls=are_calls
        )
        screen.quality = chance.choice((50, 75, 95))
        return screen

    def photograph(self, skin: Skin) -> Screen:
        screen = self.chat(skin, width=1080)
        screen.image, screen.family = photographed(screen.image, self.chance), f"photo-{screen.family}"
        return screen


def turned(screen: Screen, degrees: int) -> Screen:
    """The picture lying on its side or standing on its head, without its file saying so."""
    screen.image, screen.family = (
        screen.image.rotate(degrees, expand=True),
        f"turned-{degrees}-{screen.family}",
    )
    return screen


def cropped(screen: Screen) -> Screen:
    """Without title and input bar, as people cut pictures before they send them."""
    wide, high = screen.image.size
    screen.image = screen.image.crop((0, round(0.215 * wide), wide, round(high - 0.205 * wide)))
    screen.told = [replace(told, peer=None, peer_name=None) for told in screen.told]
    screen.family = f"cropped-{screen.family}"
    return screen


def pictures(split: str, *, rounds: int = 1, seed: int = 1) -> Iterator[Screen]:
    """All pictures of a split: each skin `rounds` times, lists, calls, photographs, a long capture, negatives."""
    maker = Maker(split, seed)
    is_held = split == "held_out"
    chosen = skins.HELD_OUT if is_held else skins.DEVELOPMENT
    for _ in range(rounds):
        for skin in chosen:
            yield maker.chat(skin)
        for _ in range(0 if is_held else MADE_UP):
            yield maker.chat(skins.made_up(maker.chance))
        yield from _lists(maker, is_held=is_held)
        yield from _handled(maker, chosen)
        makers = negatives.HELD_OUT if is_held else negatives.DEVELOPMENT
        for name in makers:
            yield negatives.negative(name, makers, maker.chance)
    yield maker.chat(chosen[2], count=40, is_long=True, width=1080)


def _lists(maker: Maker, *, is_held: bool) -> Iterator[Screen]:
    for inbox in lists.INBOX_HELD_OUT if is_held else lists.INBOX_DEVELOPMENT:
        yield maker.list(inbox, are_calls=False)
    for calls in lists.CALLS_HELD_OUT if is_held else lists.CALLS_DEVELOPMENT:
        yield maker.list(calls, are_calls=True)


def _handled(maker: Maker, chosen: Sequence[Skin]) -> Iterator[Screen]:
    """What people do to pictures: photograph the screen, turn, cut."""
    for skin in (chosen[0], chosen[1], chosen[-2]):
        yield maker.photograph(skin)
    for degrees, skin in ((90, chosen[0]), (180, chosen[2]), (270, chosen[1])):
        yield turned(maker.chat(skin), degrees)
    for skin in (chosen[0], chosen[3]):
        yield cropped(maker.chat(skin))


def written(screen: Screen, folder: Path) -> Path:
    """The picture as a file, compressed as phones do."""
    path = folder / screen.name
    if path.suffix == ".jpg":
        screen.image.save(path, quality=screen.quality or 90)
    else:
        screen.image.save(path, compress_level=1)
    return path


def main(folder: Path, split: str) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for place, screen in enumerate(pictures(split)):
        path = written(screen, folder)
        path.rename(folder / f"{place:03d}-{screen.family}--{screen.name}")


if __name__ == "__main__":
    Image.MAX_IMAGE_PIXELS = None
    main(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "development")

"""A few pictures through the real engine. The wide measure is `python -m benchmarks.screenshots`; reading one takes a second."""

from __future__ import annotations

import io
import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from evidence.readers import read
from tests.evidence.screens import lists, negatives, second, skins
from tests.evidence.screens.material import Maker, cropped, turned
from tests.evidence.screens.scoring import Score, encoded, read_screen
from tests.evidence.screens.truth import Screen

SKINS = {skin.name: skin for skin in skins.DEVELOPMENT}


def small(maker: Maker, name: str) -> Screen:
    return maker.chat(SKINS[name], width=720)


def conversation(name: str) -> Screen:
    return small(Maker("development", 100), name)


def drawn() -> list[Screen]:
    """Light and dark, three apps, a list, calls, a photograph, turned and cut pictures, four without messages."""
    maker = Maker("development", 11)
    return [
        small(maker, "miui-light"), small(maker, "ios-dark"), small(maker, "wechat-light"), small(maker, "emui-light"),
        maker.list(lists.INBOX_DEVELOPMENT[0], are_calls=False), maker.list(lists.CALLS_DEVELOPMENT[1], are_calls=True),
        maker.photograph(SKINS["wechat-dark"]), turned(small(maker, "miui-dark"), 180), turned(small(maker, "miui-light"), 270), cropped(small(maker, "coloros-dark")),
        *(negatives.negative(name, negatives.DEVELOPMENT, maker.chance) for name in ("contract", "poster", "family", "ledger")),
    ]  # fmt: skip


@pytest.fixture(scope="module")
def score() -> Score:
    total = Score()
    for screen in drawn():
        messages, problems = read_screen(screen)
        total.add(screen, messages, problems)
    return total


def test_all_messages_are_found_and_none_is_invented(score):
    assert score.counts["wanted"] > 40
    assert score.recall == 1.0, score.complaints
    assert score.counts["false"] == 0, score.complaints
    assert score.counts["problems"] == 0


@pytest.mark.parametrize("what", ["direction", "kind", "at", "peer", "name", "duration"])
def test_who_when_and_in_which_direction(score, what):
    assert score.share(what) == 1.0, score.complaints


def test_what_they_say(score):
    assert score.error_rate < 0.01, score.complaints
    assert score.counts["figures right"] == score.counts["figures"] > 5


def test_outlines_wallpaper_days_that_float_counts_of_calls_and_keys():
    total, screens = Score(), {each.family: each for each in second.pictures("second")}
    for family in ("emui-outline", "oneui6-chip", "wechat8-wallpaper", "coloros-calls", "none-calculator"):
        total.add(screens[family], read_screen(screens[family])[0])
    assert (total.recall, total.counts["false"]) == (1.0, 0), total.complaints
    assert {total.share(what) for what in ("direction", "at", "peer", "name")} == {1.0}, total.complaints


def test_a_message_keeps_its_place_and_the_words_of_its_time():
    screen = conversation("miui-light")
    nameless = replace(screen, name="IMG_1234.png")
    for one, other in zip(read_screen(screen)[0], read_screen(nameless)[0], strict=True):
        left, top, right, bottom = one.seen.box
        assert 0 <= left < right <= 720
        assert 0 <= top < bottom <= screen.image.height
        assert one.at is not None
        assert one.where == f"{left},{top},{right},{bottom} {one.seen.shown_at}"
        assert 0.9 < one.confidence <= 1.0
        # Without a day of capture the words stay and nothing is guessed.
        assert other.at is None or "年" in other.seen.shown_at
        assert (other.text, other.where) == (one.text, one.where)


def test_facts_about_a_screenshot():
    screen = turned(conversation("wechat-dark"), 90)
    reading = read(io.BytesIO(encoded(screen)), name=screen.name)
    assert len(list(reading)) == len(screen.told)
    high, wide = screen.image.width, screen.image.height
    assert (reading.kind, reading.facts["width"], reading.facts["height"]) == ("screenshot", wide, high)
    assert (reading.facts["turned"], reading.facts["app"], reading.facts["theme"]) == (90, "wechat", "dark")


def test_a_long_capture_is_read_to_its_end_and_each_message_once():
    screen = Maker("development", 12).chat(SKINS["emui-light"], width=540, count=24, is_long=True)
    assert screen.image.height > 3700
    messages, _ = read_screen(screen)
    assert [message.text[:6] for message in messages] == [told.text[:6] for told in screen.told]


def test_the_command_reads_a_screenshot_and_is_content_with_a_picture(tmp_path):
    chat, page = (
        conversation("miui-light"),
        negatives.negative("poster", negatives.DEVELOPMENT, Maker("development", 1).chance),
    )
    for screen in (chat, page):
        (tmp_path / screen.name).write_bytes(encoded(screen))
    command = [
        sys.executable,
        "-W",
        "ignore",
        "manage.py",
        "read_evidence",
        "--json",
        *(str(tmp_path / screen.name) for screen in (chat, page)),
    ]
    done = subprocess.run(
        command, capture_output=True, text=True, env=os.environ | {"DATA_DIR": str(tmp_path)}
    )
    assert done.returncode == 0, done.stderr
    files = json.loads(done.stdout)["files"]
    assert [(file["kind"], len(file["messages"]), file["problems"]) for file in files] == [
        ("screenshot", len(chat.told), []),
        ("picture", 0, []),
    ]

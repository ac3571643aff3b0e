"""Recordings and videos as phones make them, whole, cut off and damaged: facts and plain problems, never messages."""

from collections.abc import Callable
from io import BytesIO

import pytest

from evidence.readers import read
from evidence.readers.media import MediaBroken, first_picture, loudness, opened, write_wave
from evidence.readers.reading import Reading
from tests.evidence.derivatives.building import MADE_AT, film, sound


def looked_through(content: bytes) -> Reading:
    reading = read(BytesIO(content), name="x")
    assert list(reading) == []
    return reading


def codes(content: bytes) -> list[str]:
    return [problem.code for problem in looked_through(content).problems]


@pytest.mark.parametrize(
    ("ending", "codec", "rate"),
    [
        ("amr", "amrnb", 8000), ("mp3", "mp3float", 44100), ("m4a", "aac", 44100), ("wav", "pcm_s16le", 8000), ("ogg", "opus", 48000),
        ("aac", "aac", 44100), ("flac", "flac", 16000), ("3gp", "amrnb", 8000),
    ],
)  # fmt: skip
def test_a_recording_tells_its_length_and_codec(ending: str, codec: str, rate: int) -> None:
    reading = looked_through(sound(ending, 3))
    assert (reading.kind, reading.problems) == ("recording", [])
    assert reading.facts["duration_s"] == pytest.approx(3, abs=0.06)
    assert (reading.facts["codec"], reading.facts["sample_rate"], reading.facts["channels"]) == (
        codec,
        rate,
        1,
    )


@pytest.mark.parametrize(
    ("ending", "codec"),
    [("mp4", "h264"), ("mov", "h264"), ("webm", "vp8"), ("avi", "mpeg4"), ("3gp", "h263")],
)
def test_a_video_tells_its_size_too(ending: str, codec: str) -> None:
    reading = looked_through(film(ending))
    size = (176, 144) if ending == "3gp" else (320, 240)
    assert (reading.kind, reading.problems, reading.facts["tracks"]) == ("video", [], 2)
    assert (reading.facts["video_codec"], reading.facts["width"], reading.facts["height"]) == (codec, *size)
    assert reading.facts["duration_s"] == pytest.approx(2, abs=0.15)


def test_the_time_of_making_is_told_when_the_container_has_one() -> None:
    assert looked_through(film("mov")).facts["creation_time"] == MADE_AT.replace("Z", "+00:00")
    assert "creation_time" not in looked_through(sound("wav")).facts
    assert "creation_time" not in looked_through(sound("m4a", creation_time="1970-01-01T00:00:00Z")).facts


def test_a_file_without_its_index_cannot_be_opened() -> None:
    whole = film("mp4")
    assert codes(whole[: len(whole) // 2]) == ["media_broken"]


@pytest.mark.parametrize(
    ("make", "ending", "expected"),
    [
        (sound, "m4a", "media_cut"), (film, "mp4", "media_cut"), (film, "webm", "media_cut"), (sound, "mp3", "media_cut"),
        (sound, "wav", "media_no_end"), (sound, "ogg", "media_no_end"), (film, "avi", "media_no_end"), (sound, "aac", "media_damaged"),
    ],
)  # fmt: skip
def test_a_file_cut_in_half_says_so_and_tells_how_much_there_is(
    make: Callable[..., bytes], ending: str, expected: str
) -> None:
    content = make(ending, 8, front=ending in {"m4a", "mp4"})
    whole, half = looked_through(content), looked_through(content[: len(content) // 2])
    assert whole.problems == []
    assert expected in [problem.code for problem in half.problems]
    assert 0 < half.facts["duration_s"] < whole.facts["duration_s"] * 0.75


def test_damage_in_the_middle_is_counted_and_the_rest_is_heard() -> None:
    content = bytearray(sound("aac", 4))
    middle = len(content) // 2
    content[middle : middle + 1500] = b"\x55" * 1500
    reading = looked_through(bytes(content))
    assert [problem.code for problem in reading.problems] == ["media_damaged"]
    assert reading.facts["duration_s"] > 3


@pytest.mark.parametrize("opening", [b"#!SILK_V3", b"\x02#!SILK_V3"])
def test_a_voice_message_of_wechat_is_told_plainly(opening: bytes) -> None:
    reading = looked_through(opening + bytes(range(256)) * 4)
    assert (reading.kind, [problem.code for problem in reading.problems]) == ("recording", ["silk"])
    assert "WeChat" in reading.problems[0].why


def test_a_play_list_under_another_name_opens_nothing() -> None:
    """FFmpeg would take it for a list of files and addresses to open."""
    playlist = b"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\nfile:///etc/passwd\n#EXT-X-ENDLIST\n"
    assert codes(playlist) == ["unsupported"]
    with pytest.raises(MediaBroken), opened(BytesIO(playlist), "video/mp4"):
        pass


def test_a_file_is_opened_only_as_what_its_first_bytes_say() -> None:
    with pytest.raises(MediaBroken), opened(BytesIO(sound("wav")), "video/mp4"):
        pass


@pytest.mark.parametrize(
    "head", [b"#!AMR\n", b"RIFF\x00\x00\x00\x00WAVEfmt ", b"OggS\x00\x02", b"fLaC\x00\x00\x00\x22"]
)
def test_a_beginning_without_anything_behind_is_no_fault(head: bytes) -> None:
    assert set(codes(head + b"\x00" * 64)) <= {
        "media_broken",
        "media_no_track",
        "media_damaged",
        "media_no_end",
        "media_cut",
    }


def test_loudness_follows_the_sound() -> None:
    bars = loudness(BytesIO(sound("amr", 4)), "audio/amr", 40)
    assert len(bars) == 40
    assert min(bars[2:17]) > 15
    assert max(bars[23:]) <= 3


def test_a_copy_to_listen_to_is_as_long_as_the_recording() -> None:
    out = BytesIO()
    assert write_wave(BytesIO(sound("amr", 4)), "audio/amr", out) == pytest.approx(4, abs=0.1)
    facts = looked_through(out.getvalue()).facts
    assert (facts["codec"], facts["sample_rate"], facts["duration_s"]) == (
        "pcm_s16le",
        16000,
        pytest.approx(4, abs=0.1),
    )


def test_a_video_shows_its_first_picture() -> None:
    shown = first_picture(BytesIO(film("mp4")), "video/mp4")
    assert shown is not None
    assert shown.size == (320, 240)
    assert first_picture(BytesIO(sound("m4a")), "audio/mp4") is None

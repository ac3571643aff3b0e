"""Pictures of every kind and in every state: opened, passed over, or refused with a reason. Never an exception."""

from __future__ import annotations

import io
import subprocess
import sys
import zlib
from contextlib import suppress
from datetime import datetime

import numpy as np
import pytest
from PIL import Image

from evidence.readers import read
from evidence.readers.screenshots.opening import Unopened, opened

HEAD = 1 << 20


def saved(image: Image.Image, form: str, **how: object) -> bytes:
    stream = io.BytesIO()
    image.save(stream, form, **how)
    return stream.getvalue()


def pixels(data: bytes) -> np.ndarray:
    stream = io.BytesIO(data)
    return opened(stream, stream.read(HEAD)).pixels


def ramp(mode: str = "RGB", size: tuple[int, int] = (300, 200)) -> Image.Image:
    return Image.linear_gradient("L").resize(size).convert(mode)


@pytest.mark.parametrize(
    ("mode", "form"),
    [("RGB", "JPEG"), ("L", "JPEG"), ("CMYK", "JPEG"), ("1", "PNG"), ("P", "PNG"), ("LA", "PNG"), ("RGBA", "PNG"), ("RGB", "WEBP"), ("RGB", "BMP"), ("P", "GIF"), ("RGB", "TIFF"), ("RGB", "AVIF")],
)  # fmt: skip
def test_pictures_of_every_kind_open_as_they_look(mode, form):
    got = pixels(saved(ramp(mode), form))
    assert got.shape == (200, 300, 3)
    assert got.dtype == np.uint8
    assert got[5].mean() < 40 < 200 < got[195].mean()


def test_sixteen_bits_of_grey_keep_their_shades():
    deep = Image.fromarray(np.tile(np.linspace(0, 65535, 200, dtype=np.uint16)[:, None], (1, 300)))
    got = pixels(saved(deep, "PNG"))
    assert abs(int(got[100, 0, 0]) - 128) < 3


def test_heic_opens():
    data = saved(ramp(), "HEIF")
    assert pixels(data).shape == (200, 300, 3)
    reading = read(io.BytesIO(data), name="IMG_0001.HEIC")
    assert (list(reading), reading.problems, reading.kind) == ([], [], "picture")
    assert reading.media_type in {"image/heic", "image/heif"}


def test_what_is_transparent_shows_white():
    assert pixels(saved(Image.new("RGBA", (200, 200), (0, 0, 0, 0)), "PNG")).min() == 255


def test_the_first_frame_of_a_moving_picture_counts():
    frames = [Image.new("RGB", (200, 200), (shade, shade, shade)) for shade in (250, 10, 90)]
    for form in ("GIF", "WEBP"):
        data = saved(frames[0], form, save_all=True, append_images=frames[1:], duration=100)
        stream = io.BytesIO(data)
        found = opened(stream, stream.read(HEAD))
        assert found.frames == 3
        assert found.pixels.mean() > 240


def test_a_picture_is_turned_as_its_file_says_and_tells_when_it_was_taken():
    exif = Image.Exif()
    exif[0x0112] = 6
    exif.get_ifd(0x8769)[0x9003] = "2026:03:05 21:03:07"
    stream = io.BytesIO(saved(ramp(), "JPEG", exif=exif))
    found = opened(stream, stream.read(HEAD))
    assert found.pixels.shape == (300, 200, 3)
    assert found.turned == 90
    assert found.taken_at == datetime(2026, 3, 5, 21, 3, 7)  # noqa: DTZ001 - a camera writes its wall clock


def bomb(side: int) -> bytes:
    """A PNG of `side` times `side` points of one bit."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    size = side.to_bytes(4, "big")
    rows = zlib.compress(bytes((side // 8 + 1) * side), 9)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", size + size + b"\x01\x00\x00\x00\x00")
        + chunk(b"IDAT", rows)
        + chunk(b"IEND", b"")
    )


@pytest.mark.parametrize("side", [7200, 20_000])
def test_a_picture_that_would_fill_the_memory_is_refused(side):
    reading = read(io.BytesIO(bomb(side)), name="Screenshot_20260305_210307.png")
    assert list(reading) == []
    assert [problem.code for problem in reading.problems] == ["picture_large"]


def test_a_long_capture_is_not_too_large():
    assert pixels(saved(Image.new("RGB", (1080, 27256), (255, 255, 255)), "PNG", compress_level=1)).shape == (
        27256,
        1080,
        3,
    )


@pytest.mark.parametrize("cut", [40, 300, 1500])
def test_a_damaged_picture_is_a_problem_and_no_more(cut):
    noise = Image.fromarray(np.random.default_rng(1).integers(0, 255, (200, 300, 3), np.uint8))
    for form in ("JPEG", "PNG", "WEBP", "GIF", "HEIF"):
        data = saved(noise, form)
        reading = read(io.BytesIO(data[: len(data) - cut] if cut > 40 else data[:cut]), name="a.jpg")
        assert list(reading) == []
        assert [problem.code for problem in reading.problems] in (["bad_picture"], ["unsupported"], []), form


def test_flipped_bytes_never_raise():
    data = bytearray(saved(ramp("P"), "PNG"))
    chance = np.random.default_rng(3)
    for _ in range(60):
        broken = bytearray(data)
        for place in chance.integers(8, len(data), 6):
            broken[place] ^= int(chance.integers(1, 255))
        with suppress(Unopened):
            pixels(bytes(broken))


@pytest.mark.parametrize("size", [(1, 1), (3, 900), (900, 5)])
def test_the_smallest_pictures_hold_no_messages(size):
    reading = read(io.BytesIO(saved(Image.new("RGB", size), "PNG")), name="a.png")
    assert list(reading) == []
    assert reading.problems == []
    assert (reading.kind, reading.facts["width"], reading.facts["height"]) == ("picture", *size)


def test_readers_of_text_do_not_load_the_engine():
    script = "import sys, evidence.readers; print([name for name in ('rapidocr', 'onnxruntime', 'cv2', 'numpy', 'PIL', 'django') if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

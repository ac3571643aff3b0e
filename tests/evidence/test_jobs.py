"""Having something made in the child: what crosses, what a hostile file or a child in a stranger's hands can cost."""

import os
import signal
import socket
import threading
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from io import BytesIO
from pathlib import Path
from tempfile import SpooledTemporaryFile
from typing import Any, BinaryIO

import pytest
from django.conf import LazySettings
from PIL import Image

from evidence.isolation import children, jobs
from evidence.isolation.children import ReaderFault
from evidence.isolation.jobs import JobRefused, do_job
from evidence.isolation.reading import read
from evidence.isolation.wire import PIECE_BYTES, line_of, piece_of
from tests.evidence.derivatives.building import bomb, film, picture, sound

COPIES = {"preview_width": 2000, "thumbnail_width": 320, "thumbnail_height": 480, "quality": 88}
MEGABYTE = 1024**2


@pytest.fixture(autouse=True)
def own_child() -> Iterator[None]:
    """Each test has a child of its own, with its own limits."""
    children.end_child()
    yield
    children.end_child()


@pytest.fixture
def kept(tmp_path: Path) -> Callable[[bytes], BinaryIO]:
    def opened(content: bytes) -> BinaryIO:
        path = tmp_path / str(len(list(tmp_path.iterdir())))
        path.write_bytes(content)
        return path.open("rb")

    return opened


def child() -> int:
    return children._running[0].process.pid


@cache
def white(width: int, height: int) -> bytes:
    """A PNG of few kilobytes that is small enough to be opened, and large when it is."""
    out = BytesIO()
    Image.new("RGBA", (width, height), "white").save(out, "PNG", compress_level=9)
    return out.getvalue()


def test_files_and_values_cross(kept: Callable[[bytes], BinaryIO]) -> None:
    with kept(picture(size=(4000, 3000))) as stream:
        with do_job("picture.copies", stream, media_type="image/jpeg", **COPIES) as made:
            sizes = {name: Image.open(file).size for name, file in made.files.items()}
        assert sizes == {"preview": (2000, 1500), "thumbnail": (320, 240)}
        assert (made.told["width"], made.told["preview"]) == (4000, [2000, 1500])
        with do_job("picture.told", stream, media_type="image/jpeg") as made:
            assert (made.told["told"]["Make"], made.files) == ("HUAWEI", {})


def test_a_long_recording_goes_to_the_disk_and_its_header_is_mended_at_the_end(
    kept: Callable[[bytes], BinaryIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    seconds = 40
    monkeypatch.setattr(jobs, "new_file", partial(SpooledTemporaryFile, max_size=MEGABYTE))
    with (
        kept(sound("amr", seconds)) as stream,
        do_job("recording.sound", stream, media_type="audio/amr") as made,
    ):
        copy = made.files["sound"].read()
        assert made.files["sound"]._rolled is True
    assert len(copy) > MEGABYTE
    assert int.from_bytes(copy[4:8], "little") + 8 == int.from_bytes(copy[40:44], "little") + 44 == len(copy)
    assert made.told["duration_s"] == pytest.approx(seconds, abs=0.1)


def test_one_child_does_job_after_job_and_reads_between(kept: Callable[[bytes], BinaryIO]) -> None:
    with kept(picture()) as shot, kept(film("mp4")) as clip, kept(picture()[:9000]) as cut:
        with do_job("picture.copies", shot, media_type="image/jpeg", **COPIES):
            first = child()
        with (
            pytest.raises(JobRefused, match="picture_damaged"),
            do_job("picture.copies", cut, media_type="image/jpeg", **COPIES),
        ):
            pass
        assert list(read(clip, name="a.mp4")) == []
        with do_job("recording.views", clip, media_type="video/mp4", bars=600, **COPIES) as made:
            assert (made.told["video"], set(made.files)) == ("h264", {"thumbnail"})
    assert child() == first


@pytest.mark.parametrize(
    ("job", "content", "media_type", "code"),
    [
        ("picture.copies", bomb(), "image/png", "picture_too_large"), ("picture.told", b"GIF89a/*" + bytes(40), "image/gif", "picture_damaged"),
        ("recording.views", film("mp4")[:9000], "video/mp4", "media_broken"), ("document.told", b"PK\x03\x04", "", "document_broken"),
    ],
)  # fmt: skip
def test_a_file_of_which_nothing_can_be_made_says_why(
    kept: Callable[[bytes], BinaryIO], job: str, content: bytes, media_type: str, code: str
) -> None:
    asked = {"bars": 9, **COPIES} if job.endswith(("copies", "views")) else {}
    with (
        kept(content) as stream,
        pytest.raises(JobRefused, match=code),
        do_job(job, stream, media_type=media_type, **asked),
    ):
        pass


def test_a_picture_within_the_limit_of_points_may_not_take_more_memory_than_is_allowed(
    kept: Callable[[bytes], BinaryIO], settings: LazySettings
) -> None:
    settings.READER_MEMORY_BYTES = 330 * MEGABYTE
    content = white(6000, 6000)
    assert len(content) < MEGABYTE
    with kept(content) as stream, kept(picture()) as small:
        with (
            pytest.raises(JobRefused, match="too_much_memory"),
            do_job("picture.copies", stream, media_type="image/png", **COPIES),
        ):
            pass
        with do_job("picture.copies", small, media_type="image/jpeg", **COPIES) as made:
            assert set(made.files) == {"preview", "thumbnail"}
    settings.READER_MEMORY_BYTES = 3 * 1024 * MEGABYTE
    children.end_child()
    with kept(content) as stream, do_job("picture.copies", stream, media_type="image/png", **COPIES) as made:
        assert made.told["width"] == 6000


def test_what_takes_too_long_is_ended(
    kept: Callable[[bytes], BinaryIO], settings: LazySettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.READER_CPU_SECONDS = 0
    monkeypatch.setattr(children, "BYTES_PER_SECOND", 10**12)
    with (
        kept(white(6000, 6000)) as stream,
        pytest.raises(JobRefused, match="too_much_time"),
        do_job("picture.redacted", stream, media_type="image/png", boxes=[[0, 0, 9, 9]], quality=None),
    ):
        pass


def test_a_child_that_says_nothing_is_ended(
    kept: Callable[[bytes], BinaryIO], monkeypatch: pytest.MonkeyPatch
) -> None:
    ticks: list[int] = []
    with kept(picture()) as stream:
        with do_job("picture.told", stream, media_type="image/jpeg"):
            os.kill(child(), signal.SIGSTOP)
        monkeypatch.setattr(children, "TICK_SECONDS", 0.05)
        monkeypatch.setattr(children, "SILENT_SECONDS", 0.2)
        with (
            pytest.raises(JobRefused, match="too_much_time"),
            do_job("picture.told", stream, media_type="image/jpeg", while_waiting=lambda: ticks.append(1)),
        ):
            pass
    assert len(ticks) > 1


@contextmanager
def killed_in_the_middle(with_signal: signal.Signals, file: str) -> Iterator[None]:
    """The child is sent the signal as soon as it holds the file."""

    def kill() -> None:
        for _ in range(2000):
            if children._running and file in held():
                os.kill(child(), with_signal)
                return
            time.sleep(0.01)

    thread = threading.Thread(target=kill)
    thread.start()
    yield
    thread.join()


def held() -> set[str]:
    with suppress(FileNotFoundError):
        return {os.readlink(entry) for entry in Path(f"/proc/{child()}/fd").iterdir()}
    return set()


@pytest.mark.parametrize(
    ("with_signal", "raises"), [(signal.SIGSEGV, JobRefused), (signal.SIGKILL, ReaderFault)]
)
def test_a_child_that_dies_in_the_middle(
    kept: Callable[[bytes], BinaryIO], with_signal: signal.Signals, raises: type[Exception]
) -> None:
    asked: dict[str, Any] = {"media_type": "image/png", "boxes": [[0, 0, 9, 9]], "quality": None}
    with kept(white(6000, 6000)) as stream, kept(picture("PNG")) as small:
        with (
            killed_in_the_middle(with_signal, stream.name),
            pytest.raises(raises) as told,
            do_job("picture.redacted", stream, **asked),
        ):
            pass
        assert (str(told.value) == "brought_down") == (with_signal == signal.SIGSEGV)
        with do_job("picture.redacted", small, **asked) as made:
            assert Image.open(made.files["copy"]).size == (600, 400)


HUGE = 2**40


@pytest.mark.parametrize(
    "said",
    [
        b"[" * 100_000 + b"\n", b'"no"\n', line_of("done", "no dictionary"), line_of("refused", "a code that nobody knows"), line_of("refused", []),
        line_of("piece", ["copy", 0, PIECE_BYTES + 1]), line_of("piece", ["copy", HUGE, 1]) + b"x", line_of("piece", ["copy", -1, 1]) + b"x",
        line_of("piece", "x"), piece_of("copy", 0, b"x") + piece_of("copy", 2, b"x"), b"".join(piece_of(str(n), 0, b"x") for n in range(99)),
        line_of("fault", "x"), zlib.compress(b"nothing") + b"\n",
    ],
)  # fmt: skip
def test_a_child_in_a_strangers_hands_gets_nothing_but_a_fault(
    kept: Callable[[bytes], BinaryIO], said: bytes
) -> None:
    """Its end of the line says what it likes; the next file has a new child."""
    with kept(picture()) as stream:
        with do_job("picture.told", stream, media_type="image/jpeg"):
            first = children._running[0]
        ours, theirs = socket.socketpair()
        first.line.close()
        first.line = ours
        with theirs:
            theirs.sendall(said)
            with pytest.raises(ReaderFault), do_job("picture.told", stream, media_type="image/jpeg"):
                pass
        with do_job("picture.told", stream, media_type="image/jpeg") as made:
            assert made.told["told"]["Make"] == "HUAWEI"
    assert children._running[0] is not first

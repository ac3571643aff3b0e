"""Reading in the child: what a hostile file can cost, and what becomes of the file when the child is lost."""

import os
import signal
import time
from collections.abc import Iterator
from pathlib import Path
from typing import BinaryIO

import pytest
from django.conf import LazySettings

from evidence.isolation import children
from evidence.isolation import reading as far
from evidence.isolation.wire import line_of, message_from, parted, plain_message
from evidence.readers import Attachment, Doubt, ReadMessage, Seen
from evidence.readers import read as read_here


@pytest.fixture(autouse=True)
def own_child() -> Iterator[None]:
    """Each test has a child of its own, with its own limits."""
    children.end_child()
    yield
    children.end_child()


def backup(folder: Path, count: int) -> BinaryIO:
    """An open backup of so many messages."""
    path = folder / "sms.xml"
    with path.open("w", encoding="utf-8") as out:
        out.write(f'<smses count="{count}">')
        for number in range(count):
            out.write(
                f'<sms address="1069{number % 90:04}" date="{1_767_229_200_000 + number * 1000}" type="1" body="第{number}条：请尽快处理欠款\ud83d" />'.replace(
                    "\ud83d", "&#55357;"
                )
            )
        out.write("</smses>")
    return path.open("rb")


def test_the_child_reads_what_the_reader_reads(tmp_path: Path) -> None:
    with backup(tmp_path, 1500) as stream:
        told = far.read(stream, name="sms.xml")
        messages = list(told)
        stream.seek(0)
        here = read_here(stream, name="sms.xml")
        assert messages == list(here)
    assert len(messages) == 1500
    assert (told.kind, told.media_type) == (here.kind, here.media_type)
    assert [p.why for p in told.problems] == [p.why for p in here.problems]


def test_everything_a_message_can_hold_crosses() -> None:
    message = ReadMessage(
        None, "sms", "in", "10690000", "名", "字\ud83d\x00", 3, "row 1", 0.5, (Attachment(None, "image/png", 1, None),),
        Seen((1, 2, 3, 4), "昨天", (Doubt(0, 1, 0.7),), 0.8),
    )  # fmt: skip
    line = line_of("messages", [plain_message(message)])
    assert [message_from(plain) for plain in parted(line)[1]] == [message]


def test_one_child_reads_many_files_and_one_given_up_does_not_disturb_the_next(tmp_path: Path) -> None:
    with backup(tmp_path, 5000) as stream:
        begun = far.read(stream, name="sms.xml")
        assert next(begun).text.startswith("第0条")
        begun._messages.close()
        assert len(list(far.read(stream, name="sms.xml"))) == 5000
        child = children._running[0].process.pid
        assert len(list(far.read(stream, name="sms.xml"))) == 5000
    assert children._running[0].process.pid == child


def test_the_child_holds_no_secret_and_no_file(tmp_path: Path) -> None:
    with backup(tmp_path, 1) as stream:
        list(far.read(stream, name="sms.xml"))
    pid = children._running[0].process.pid
    environment = Path(f"/proc/{pid}/environ").read_text(encoding="utf-8")
    assert "KEY" not in environment
    assert "DATA_DIR" not in environment
    # It says that it has ended, and closes the file after that.
    for _ in range(200):
        held = [os.readlink(entry) for entry in Path(f"/proc/{pid}/fd").iterdir() if int(entry.name) > 2]
        if len(held) == 1:
            break
        time.sleep(0.02)
    assert [name[:7] for name in held] == ["socket:"]


def test_what_takes_too_long_is_ended_and_what_was_read_is_kept(
    tmp_path: Path, settings: LazySettings
) -> None:
    settings.READER_CPU_SECONDS = 0
    with backup(tmp_path, 400_000) as stream:
        told = far.read(stream, name="sms.xml")
        children.BYTES_PER_SECOND, kept = 10**12, children.BYTES_PER_SECOND
        try:
            messages = list(told)
        finally:
            children.BYTES_PER_SECOND = kept
    assert 0 < len(messages) < 400_000
    assert [p.code for p in told.problems][-1] == "too_much_time"


def test_a_reader_that_is_brought_down_says_so_and_one_killed_from_outside_may_try_again(
    tmp_path: Path,
) -> None:
    with backup(tmp_path, 50_000) as stream:
        told = far.read(stream, name="sms.xml")
        first = next(told)
        os.kill(children._running[0].process.pid, signal.SIGSEGV)
        assert first.text
        assert len(list(told)) < 49_999
        assert [p.code for p in told.problems] == ["brought_down"]
        again = far.read(stream, name="sms.xml")
        next(again)
        os.kill(children._running[0].process.pid, signal.SIGKILL)
        with pytest.raises(children.ReaderFault):
            list(again)
        assert len(list(far.read(stream, name="sms.xml"))) == 50_000


def test_a_file_may_not_take_more_memory_than_is_allowed(tmp_path: Path, settings: LazySettings) -> None:
    settings.READER_MEMORY_BYTES = 200 * 1024**2
    with backup(tmp_path, 20) as stream:
        assert len(list(far.read(stream, name="sms.xml"))) == 20
        limits = Path(f"/proc/{children._running[0].process.pid}/limits").read_text(encoding="utf-8")
    assert any("Max address space" in line and str(200 * 1024**2) in line for line in limits.splitlines())
    assert any("Max file size" in line and " 0 " in line for line in limits.splitlines())


def test_the_child_goes_with_its_parent(tmp_path: Path) -> None:
    with backup(tmp_path, 1) as stream:
        list(far.read(stream, name="sms.xml"))
    child = children._running[0]
    child.line.close()
    assert child.process.wait(timeout=5) == 0
    children._running.clear()

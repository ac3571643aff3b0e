"""The sound of a recording: how loud it is over time, and a copy that every browser plays."""

from __future__ import annotations

import wave
from array import array
from collections.abc import Iterator
from typing import BinaryIO

import av
from av.audio.resampler import AudioResampler

from evidence.readers.media.tracks import MediaBroken, opened, sound_of

LISTENED_RATE = 8000
LOUD_WINDOW = LISTENED_RATE // 10
FULL_SCALE = 32768
COPY_RATE = 16000
"""Of a copy to listen to, in samples a second; speech over the phone has half of it."""
COPY_SECONDS = 6 * 60 * 60
"""A copy holds so much at most: 691 MB."""


def loudness(stream: BinaryIO, media_type: str, bars: int) -> list[int]:
    """The peak of each of `bars` equal parts, 0 to 100; fewer for a very short recording, none without sound."""
    peaks = [
        max(max(samples), -min(samples)) for samples in _windows(_samples(stream, media_type, LISTENED_RATE))
    ]
    count = min(bars, len(peaks))
    parts = (peaks[n * len(peaks) // count : (n + 1) * len(peaks) // count] for n in range(count))
    return [min(100, round(max(part) * 100 / FULL_SCALE)) for part in parts]


def write_wave(stream: BinaryIO, media_type: str, out: BinaryIO) -> float:
    """The sound as an uncompressed WAV file with one channel; the number of seconds. Raises MediaBroken without sound."""
    rate, written = COPY_RATE, 0
    with wave.open(out, "wb") as copy:
        copy.setnchannels(1)
        copy.setsampwidth(2)
        copy.setframerate(rate)
        for samples in _samples(stream, media_type, rate):
            copy.writeframesraw(samples.tobytes())
            written += len(samples)
    if not written:
        raise MediaBroken(media_type)
    return written / rate


def _samples(stream: BinaryIO, media_type: str, rate: int) -> Iterator[array[int]]:
    """One channel of 16-bit samples, piece by piece; damaged pieces are passed over."""
    left = rate * COPY_SECONDS
    with opened(stream, media_type) as container:
        sound = sound_of(container)
        if sound is None:
            return
        resampler = AudioResampler(format="s16", layout="mono", rate=rate)
        for frame in _frames(container, sound):
            for made in resampler.resample(frame):
                samples = array("h", bytes(made.planes[0])[: made.samples * 2])
                yield samples[:left]
                left -= len(samples)
                if left <= 0:
                    return


def _frames(container: av.container.InputContainer, sound: av.AudioStream) -> Iterator[av.AudioFrame | None]:
    """The decoded pieces, and None at the end, which lets a resampler give up what it holds back."""
    packets = container.demux(sound)
    while True:
        try:
            packet = next(packets, None)
            frames = list(packet.decode()) if packet is not None else []
        except (av.FFmpegError, ValueError):
            # Of a damaged piece nothing is taken; the iterator itself ends where the file cannot be followed further.
            continue
        if packet is None:
            break
        yield from frames
    yield None


def _windows(pieces: Iterator[array[int]]) -> Iterator[array[int]]:
    held: array[int] = array("h")
    for piece in pieces:
        held.extend(piece)
        whole = len(held) // LOUD_WINDOW * LOUD_WINDOW
        yield from (held[at : at + LOUD_WINDOW] for at in range(0, whole, LOUD_WINDOW))
        held = held[whole:]
    if held:
        yield held

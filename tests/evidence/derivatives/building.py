"""Real recordings, videos and pictures, made by the libraries that phones' files are read with."""

import math
import tempfile
from array import array
from collections.abc import Iterator
from fractions import Fraction
from io import BytesIO
from pathlib import Path
from typing import Any

import av
from PIL import ExifTags, Image, ImageDraw, PngImagePlugin

MADE_AT = "2026-03-05T13:03:00Z"
SOUNDS = {
    "amr": ("amr", "libopencore_amrnb", 8000), "mp3": ("mp3", "libmp3lame", 44100), "m4a": ("ipod", "aac", 44100),
    "wav": ("wav", "pcm_s16le", 8000), "ogg": ("ogg", "libopus", 48000), "aac": ("adts", "aac", 44100),
    "flac": ("flac", "flac", 16000), "3gp": ("3gp", "libopencore_amrnb", 8000),
}  # fmt: skip
FILMS = {
    "mp4": ("mp4", "libx264", "aac", 44100), "mov": ("mov", "libx264", "aac", 44100), "webm": ("webm", "libvpx", "libopus", 48000),
    "avi": ("avi", "mpeg4", "libmp3lame", 44100), "3gp": ("3gp", "h263", "libopencore_amrnb", 8000),
}  # fmt: skip


def tone(rate: int, seconds: float, loud: int = 9000, piece: int = 1024) -> Iterator[av.AudioFrame]:
    """A sine of 440 Hz, silent in its second half, so that a waveform has something to show."""
    total = int(rate * seconds)
    for begin in range(0, total, piece):
        count = min(piece, total - begin)
        frame = av.AudioFrame(format="s16", layout="mono", samples=count)
        level = loud if begin < total / 2 else 0
        samples = array(
            "h", (int(level * math.sin(2 * math.pi * 440 * (begin + n) / rate)) for n in range(count))
        )
        frame.planes[0].update(samples.tobytes().ljust(frame.planes[0].buffer_size, b"\0"))
        frame.rate, frame.pts, frame.time_base = rate, begin, Fraction(1, rate)
        yield frame


def _encoded(stream: Any, container: Any, frames: Iterator[Any]) -> None:
    for frame in [*frames, None]:
        for packet in stream.encode(frame):
            container.mux(packet)


def _written(format_name: str, options: dict[str, str], fill: Any, told: dict[str, str]) -> bytes:
    # The front of an MP4 is moved by reading the file again, for which it needs a name.
    with tempfile.NamedTemporaryFile() as out:
        with av.open(out.name, "w", format=format_name, options=options) as container:
            container.metadata.update(told)
            fill(container)
        return Path(out.name).read_bytes()


def sound(ending: str, seconds: float = 3, *, front: bool = False, **told: str) -> bytes:
    """A recording. With `front` its index stands at the beginning, as on a file that was sent on."""
    format_name, codec, rate = SOUNDS[ending]

    def fill(container: Any) -> None:
        stream = container.add_stream(codec, rate=rate, layout="mono")
        _encoded(stream, container, tone(rate, seconds))

    options = {"movflags": "faststart"} if front else {}
    return _written(format_name, options, fill, {"creation_time": MADE_AT} | told)


def film(ending: str, seconds: int = 2, *, front: bool = False, **told: str) -> bytes:
    """A video with sound."""
    format_name, codec, sound_codec, rate = FILMS[ending]
    size = (176, 144) if ending == "3gp" else (320, 240)

    def fill(container: Any) -> None:
        moving = container.add_stream(codec, rate=10)
        moving.width, moving.height, moving.pix_fmt = *size, "yuv420p"
        heard = container.add_stream(sound_codec, rate=rate, layout="mono")
        shades = (Image.new("RGB", size, (n * 10 % 255, 80, 80)) for n in range(seconds * 10))
        _encoded(moving, container, (av.VideoFrame.from_image(shade) for shade in shades))
        _encoded(heard, container, tone(rate, seconds))

    options = {"movflags": "faststart"} if front else {}
    return _written(format_name, options, fill, {"creation_time": MADE_AT} | told)


def exif(orientation: int = 1, software: str = "") -> Image.Exif:
    """As a phone writes it: make, model, time, place."""
    made = Image.Exif()
    tags = ExifTags.Base
    made[tags.Make], made[tags.Model], made[tags.Orientation] = "HUAWEI", "NOH-AN00", orientation
    made[tags.DateTime] = "2026:03:05 21:03:11"
    if software:
        made[tags.Software], made[tags.DateTime] = software, "2026:03:06 09:30:00"
    made.get_ifd(ExifTags.IFD.Exif)[tags.DateTimeOriginal] = "2026:03:05 21:03:10"
    gps = made.get_ifd(ExifTags.IFD.GPSInfo)
    gps[ExifTags.GPS.GPSLatitudeRef], gps[ExifTags.GPS.GPSLatitude] = "N", (30.0, 15.0, 0.0)
    gps[ExifTags.GPS.GPSLongitudeRef], gps[ExifTags.GPS.GPSLongitude] = "E", (120.0, 10.0, 30.0)
    return made


def drawn(width: int = 600, height: int = 400) -> Image.Image:
    """A white picture with a red corner at its upper left and some writing."""
    picture = Image.new("RGB", (width, height), "white")
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 0, width // 4, height // 4), fill=(220, 20, 20))
    pen.text((width // 3, height // 2), "199 0000 0312", fill="black", font_size=height // 8)
    return picture


def picture(
    format_name: str = "JPEG", *, orientation: int = 1, software: str = "", size: tuple[int, int] = (600, 400)
) -> bytes:
    """A picture with all that a phone puts into it."""
    out = BytesIO()
    more: dict[str, Any] = {"exif": exif(orientation, software)}
    if format_name == "PNG":
        texts = PngImagePlugin.PngInfo()
        texts.add_text("Comment", "何小宁的截图")
        more["pnginfo"] = texts
    if format_name == "JPEG":
        more |= {"comment": "何小宁", "quality": 95}
    drawn(*size).save(out, format_name, **more)
    return out.getvalue()


def bomb() -> bytes:
    """A PNG of a few kilobytes that says it has 400 million points."""
    out = BytesIO()
    Image.new("1", (20_000, 20_000)).save(out, "PNG")
    return out.getvalue()

"""Recordings and videos: how long, in which codec, made when, and whether the file is whole. What is said is not read."""

from evidence.readers.media.film import first_picture
from evidence.readers.media.reading import read_media
from evidence.readers.media.sound import loudness, write_wave
from evidence.readers.media.tracks import FORMATS, MediaBroken, Tracks, opened, tracks_of

__all__ = [
    "FORMATS",
    "MediaBroken",
    "Tracks",
    "first_picture",
    "loudness",
    "opened",
    "read_media",
    "tracks_of",
    "write_wave",
]

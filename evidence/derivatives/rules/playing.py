"""Which files browsers play as they are."""

AUDIO_CODECS = frozenset(
    {"aac", "mp3", "mp3float", "opus", "vorbis", "flac", "pcm_s16le", "pcm_u8", "pcm_s24le"}
)
VIDEO_CODECS = frozenset({"h264", "vp8", "vp9", "av1", "libdav1d"})
SOUND_TYPES = {
    "aac": "audio/aac",
    "flac": "audio/flac",
    "matroska": "audio/webm",
    "mov": "audio/mp4",
    "mp3": "audio/mpeg",
    "ogg": "audio/ogg",
    "wav": "audio/wav",
}
FILM_TYPES = {"mov": "video/mp4", "matroska": "video/webm"}
"""QuickTime's container is that of MP4; under its older name browsers refuse it."""


def played_as(container: str, audio: str | None, video: str | None) -> str | None:
    """The type under which browsers play such a file as it is; None when they do not, or not all of it."""
    if (audio and audio not in AUDIO_CODECS) or (video and video not in VIDEO_CODECS) or not (audio or video):
        return None
    return (FILM_TYPES if video else SOUND_TYPES).get(container)

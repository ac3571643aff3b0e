"""The geometry of a waveform."""

from dataclasses import dataclass

HEIGHT = 64
BAR = 2
QUIET = 20
"""Calls are recorded quietly: the loudest moment fills the height, unless all of it is quieter than this."""


@dataclass(frozen=True)
class Wave:
    """One SVG path over a box of `width` × `height`; silence is still a thin line."""

    path: str
    width: int
    height: int


def wave_of(peaks: list[int]) -> Wave:
    """Bars around a middle line, one per peak (0 to 100)."""
    middle, loudest = HEIGHT // 2, max([*peaks, QUIET])
    bars = []
    for place, peak in enumerate(peaks):
        half = max(1, round(peak * (middle - 2) / loudest))
        bars.append(f"M{place * BAR + 1} {middle - half}v{half * 2}")
    return Wave("".join(bars), max(1, len(peaks) * BAR), HEIGHT)

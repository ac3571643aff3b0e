"""A screen photographed with another telephone: tilt, perspective, uneven light, moiré, noise, blur."""

from __future__ import annotations

import random

import cv2
import numpy as np
from PIL import Image


def photographed(image: Image.Image, chance: random.Random, *, moire: bool = True) -> Image.Image:
    """The screen on a desk, 2 to 5 degrees askew, as a camera would see it."""
    screen = np.asarray(image.convert("RGB"))
    high, wide = screen.shape[:2]
    border = round(wide * 0.12)
    desk = np.full((high + 2 * border, wide + 2 * border, 3), chance.randint(60, 110), np.uint8)
    frame = round(wide * 0.03)
    desk[border - frame : border + high + frame, border - frame : border + wide + frame] = 20
    desk[border : border + high, border : border + wide] = screen
    tilted = _tilted(desk, chance)
    lit = tilted.astype(np.float32) * _light(tilted.shape, chance)
    if moire:
        lit *= _moire(tilted.shape, chance)
    noise = np.random.default_rng(chance.randint(0, 1 << 30)).normal(0, chance.uniform(2, 5), tilted.shape)
    seen = cv2.GaussianBlur(np.clip(lit + noise, 0, 255).astype(np.uint8), (0, 0), chance.uniform(0.6, 1.1))
    return Image.fromarray(seen)


def _tilted(desk: np.ndarray, chance: random.Random) -> np.ndarray:
    high, wide = desk.shape[:2]
    angle = chance.choice((-1, 1)) * chance.uniform(2, 4.5)
    turn = np.vstack([cv2.getRotationMatrix2D((wide / 2, high / 2), angle, 0.95), [0, 0, 1]])
    corners = np.float32([[0, 0], [wide, 0], [wide, high], [0, high]])
    pushed = corners + np.float32(
        [[chance.uniform(-0.02, 0.02) * wide, chance.uniform(-0.01, 0.01) * high] for _ in range(4)]
    )
    bend = cv2.getPerspectiveTransform(corners, pushed)
    return cv2.warpPerspective(
        desk, bend @ turn, (wide, high), flags=cv2.INTER_CUBIC, borderValue=(80, 76, 70)
    )


def _light(shape: tuple[int, ...], chance: random.Random) -> np.ndarray:
    high, wide = shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    slope = chance.uniform(0.05, 0.2) * x / wide + chance.uniform(0.05, 0.2) * y / high
    return (1.0 - slope)[..., None]


def _moire(shape: tuple[int, ...], chance: random.Random) -> np.ndarray:
    high, wide = shape[:2]
    y, x = np.mgrid[0:high, 0:wide].astype(np.float32)
    wave = np.sin((x * chance.uniform(0.2, 0.6) + y * chance.uniform(0.1, 0.4)) * chance.uniform(0.2, 0.5))
    return (1.0 + 0.025 * wave)[..., None]

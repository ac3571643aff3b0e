"""Fonts for drawing: Debian's Noto CJK where installed, the packaged Noto Sans SC as the floor."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from pathlib import Path

from PIL import ImageFont

DEBIAN = Path("/usr/share/fonts/opentype/noto")
SIMPLIFIED = 2
"""Place of the mainland shapes inside Debian's collections."""


@cache
def font(family: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of that size in pixels; `family` is sans, bold, serif, packaged or packaged-bold."""
    debian = {
        "sans": "NotoSansCJK-Regular.ttc",
        "bold": "NotoSansCJK-Bold.ttc",
        "serif": "NotoSerifCJK-Regular.ttc",
    }
    path = DEBIAN / debian.get(family, "")
    if family in debian and path.is_file():
        return ImageFont.truetype(path, size, index=SIMPLIFIED)
    packaged = files("justmytype_intl_cjk") / "fonts" / "ofl" / "notosanssc" / "NotoSansSC[wght].ttf"
    chosen = ImageFont.truetype(str(packaged), size)
    chosen.set_variation_by_axes([700 if family.endswith("bold") else 400])
    return chosen
